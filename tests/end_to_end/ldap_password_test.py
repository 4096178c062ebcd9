"""People's own passwords over real LDAP: set over REST, right at the next bind, gone at once."""
import itertools
import threading
import unittest
import warnings

from api import Api
from concurrency_test import Crowd
from ldap_tools import run_tool
from scene import OFFERINGS
from views import AccountTest, Directory, GlauthDocument, NOBODY_MATCHES, can_bind

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    import crypt

OWN = "correct horse battery staple"
SHARED = "the offering's shared one"
INVALID_CREDENTIALS = 49
ROUNDS, RACERS = 4, 3  # so many over each of two ways


class LdapPasswordTest(AccountTest):
    def set_password(self, password, api=None, status=200):
        answer = (api or self.staff).post(self.one + "set_ldap_password/", {"password": password})
        self.assertEqual(status, answer.status, answer)

    def record(self):
        return GlauthDocument.of(self.staff, self.offering["uuid"]).users[self.account["username"]]

    def test_the_person_sets_it_binds_with_it_and_sees_the_own_entry(self):
        self.assertEqual(INVALID_CREDENTIALS, self.bind(OWN))
        person = Api(self.server.http_url, self.installation.token(self.username, staff=False))
        self.set_password(OWN, person)
        self.assertEqual(0, self.bind(OWN))
        self.assertEqual(0, self.bind(OWN), "once more, from memory")
        self.assertEqual(INVALID_CREDENTIALS, self.bind(OWN + "!"))
        own = Directory(self.server, self.dn, OWN)
        self.addCleanup(own.close)
        self.assertEqual([self.dn], [name for name, _ in own.search("(objectClass=posixAccount)", ["uid"], self.dn)])
        self.assertEqual([], own.search("(objectClass=posixAccount)", ["uid"]))

    def test_a_change_ends_the_old_one_and_null_ends_it_all(self):
        self.set_password(OWN)
        self.assertEqual(0, self.bind(OWN))
        self.set_password("another password")
        self.assertEqual(INVALID_CREDENTIALS, self.bind(OWN))
        self.assertEqual(0, self.bind("another password"))
        self.set_password(None)
        self.assertEqual(INVALID_CREDENTIALS, self.bind("another password"))

    def test_a_locked_account_cannot_bind_from_the_moment_it_is_locked(self):
        self.set_password(OWN)
        self.assertEqual(0, self.bind(OWN))
        self.staff.must("POST", self.one + "update_restricted/", {"is_restricted": True})
        self.assertEqual(INVALID_CREDENTIALS, self.bind(OWN))
        self.assertEqual((True, NOBODY_MATCHES), (self.record()["disabled"], self.record()["passsha256"]))
        self.assertNotIn("passbcrypt", self.record())
        self.staff.must("POST", self.one + "update_restricted/", {"is_restricted": False})
        self.assertEqual(0, self.bind(OWN))
        self.scene.revoke(self.user, self.project)
        self.assertEqual(INVALID_CREDENTIALS, self.bind(OWN))

    def test_the_shared_password_stays_unless_the_option_says_otherwise(self):
        self.share_password(SHARED)
        self.set_password(OWN)
        self.assertEqual((0, 0), (self.bind(OWN), self.bind(SHARED)))
        self.staff.must("POST", f"{OFFERINGS}{self.offering['uuid']}/update_integration/",
                        {"plugin_options": {"shared_password_login": False}})
        self.assertEqual((0, INVALID_CREDENTIALS), (self.bind(OWN), self.bind(SHARED)))
        self.set_password(None)
        self.assertEqual((INVALID_CREDENTIALS, INVALID_CREDENTIALS), (self.bind(OWN), self.bind(SHARED)))
        self.assertEqual(NOBODY_MATCHES, self.record()["passsha256"])

    def test_glauth_gets_a_bcrypt_of_it_in_hex_and_nothing_else(self):
        self.share_password(SHARED)
        self.set_password(OWN)
        record = self.record()
        self.assertNotIn("passsha256", record)
        stored = bytes.fromhex(record["passbcrypt"]).decode()
        self.assertEqual(stored, crypt.crypt(OWN, stored))
        self.assertNotEqual(stored, crypt.crypt(SHARED, stored))

    def test_the_state_file_has_it_with_secrets_alone(self):
        self.set_password(OWN)
        plain = self.installation.run("export").stdout
        self.assertNotIn("$argon2id$", plain)
        whole = self.installation.run("export", "--include-secrets").stdout
        self.assertIn("$argon2id$", whole)
        self.assertNotIn(OWN, whole)
        other = type(self.installation)()
        self.addCleanup(other.close)
        other.run("import", "-", stdin=whole)
        self.assertEqual(whole, other.run("export", "--include-secrets").stdout)
        server = other.serve()
        self.assertEqual(0, can_bind(server, self.dn, OWN))
        server.stop()

    def test_wrong_passwords_in_a_crowd_delay_no_search(self):
        self.set_password(OWN)
        results = []
        crowd = [threading.Thread(target=lambda number=number: results.append(self.bind(f"wrong {number}"))) for number in range(24)]
        for thread in crowd:
            thread.start()
        reader = Directory(self.server, *self.reader)
        self.addCleanup(reader.close)
        for _ in range(50):
            self.assertIsNotNone(reader.person(self.account["username"], self.offering["slug"]))
        for thread in crowd:
            thread.join()
        self.assertEqual([INVALID_CREDENTIALS] * len(crowd), results)
        self.assertEqual(0, self.bind(OWN))


class PasswordRaceTest(AccountTest):
    sections = {"ldap": {"bind_delay_max_ms": 0}}

    def try_to_change(self, old, new):
        """Whether ldappasswd was told that it is done."""
        return run_tool("ldappasswd", self.server.ldap_url, "-x", "-D", self.dn, "-w", old, "-s", new, expect=None).returncode == 0

    def test_the_one_password_that_counts_was_acknowledged(self):
        """Over REST and by ldappasswd at once: whoever is told that it is done may be overtaken, whoever is not has changed nothing."""
        path = self.one + "set_ldap_password/"
        for number in range(ROUNDS):
            acknowledged, refused = [f"password before round {number}"], []
            self.staff.must("POST", path, {"password": acknowledged[0]})

            def change(racer, number=number, acknowledged=acknowledged, refused=refused):
                new = f"password {racer} of round {number}"
                if racer >= RACERS:
                    self.staff.must("POST", path, {"password": new})
                    acknowledged.append(new)
                    return []
                attempts = itertools.count(1)
                while True:  # until it knows the password of the moment and nobody comes between
                    for old in reversed(acknowledged[:]):
                        new = f"password {racer} of round {number}, attempt {next(attempts)}"
                        if self.try_to_change(old, new):
                            acknowledged.append(new)
                            return []
                        refused.append(new)
            self.assertEqual([], Crowd(2 * RACERS, change).run().faults)
            self.assertEqual(1 + 2 * RACERS, len(acknowledged))
            right = [password for password in acknowledged + refused if self.bind(password) == 0]
            self.assertEqual(1, len(right), right)
            self.assertIn(right[0], acknowledged[1:])


if __name__ == "__main__":
    unittest.main()
