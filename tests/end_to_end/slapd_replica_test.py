"""A slapd of Debian with the configuration that the command prints: it follows, people log in through it, and nodes read it."""
import re
import subprocess
import unittest

import ldap3

from cluster import CA_ON_NODE, PASSWORD, SECRET_PLACEHOLDER, SLUG, ClusterTest
from private_node import wait_until
from server import BASE_DN, PATIENCE_SECONDS, free_port
from sssd_test import MAY_LOG_IN, RIGHT

PEOPLE = f"ou=people,ou={SLUG},{BASE_DN}"


class ReplicaTest(ClusterTest):
    def replica(self, scheme, certificate=None, whole_tree_account=None):
        """A slapd that runs, and a function that searches it without a bind.

        `certificate`: its own, for TLS, with the key. `whole_tree_account`: name and secret of an account of all offerings, which
        the replica then has, edited as README.md says.
        """
        name, secret = whole_tree_account or (None, self.secret)
        folder = self.installation.folder / f"replica-{scheme}-{name}"
        folder.mkdir()
        text = self.installation.run("client-config", "slapd-replica", "--offering", SLUG, "--ca", self.authority.file,
                                     "--uri", f"{scheme}://127.0.0.1:{self.server.ports[scheme]}", *(["--account", name] if name else [])).stdout
        if name:
            text, count = re.subn(rf'^((suffix|rootdn|  searchbase=).*)ou={SLUG},', r"\1", text, flags=re.MULTILINE)
            self.assertEqual(3, count)
        for there, here in ((SECRET_PLACEHOLDER, secret), ("/var/lib/ldap/drawbridge", str(folder)),
                            ("/run/slapd/slapd.pid", str(folder / "slapd.pid"))):
            self.assertIn(there, text)
            text = text.replace(there, here)
        for option, file in zip(("TLSCertificateFile", "TLSCertificateKeyFile"), certificate or ()):
            text, count = re.subn(f"^#{option} .*", f"{option} {file}", text, flags=re.MULTILINE)
            self.assertEqual(1, count)
        configuration = folder / "slapd.conf"
        configuration.write_text(text, encoding="utf-8")
        configuration.chmod(0o600)
        port = free_port()
        with open(folder / "slapd.log", "wb") as log:
            process = subprocess.Popen(["/usr/sbin/slapd", "-f", str(configuration), "-h", f"ldap://127.0.0.1:{port}", "-d", "sync"],
                                       stdin=subprocess.DEVNULL, stdout=log, stderr=log)

        def end():
            process.kill()
            process.wait(PATIENCE_SECONDS)
        self.addCleanup(end)

        def search(condition, attributes):
            if process.poll() is not None:
                raise AssertionError((folder / "slapd.log").read_text(encoding="utf-8", errors="replace")[-4000:])
            connection = self.connection(port)
            try:
                connection.bind()
                connection.search(PEOPLE, condition, attributes=attributes)
                return {entry.uid.value: entry for entry in connection.entries}
            except ldap3.core.exceptions.LDAPSocketOpenError:
                return {}  # it does not listen yet
            finally:
                connection.unbind()
        return port, search

    @staticmethod
    def connection(port, *login):
        return ldap3.Connection(ldap3.Server("127.0.0.1", port=port, get_info=ldap3.NONE), *login)


class SlapdReplicaTest(ReplicaTest):
    needs_node = False

    def bind(self, port, member, password):
        connection = self.connection(port, f"uid={member.name},{PEOPLE}", password)
        connection.bind()
        connection.unbind()
        return connection.result["result"]

    def test_it_follows_and_people_log_in(self):
        for scheme in ("ldap", "ldaps"):
            with self.subTest(scheme):
                port, search = self.replica(scheme)
                everybody = {member.name for member in self.people}
                wait_until(lambda: everybody <= set(search("(uid=*)", ["uid"])), "everybody on the replica")
                self.assertEqual(self.key.encode(), search(f"(uid={self.person.name})", ["uid", "sshPublicKey"])[self.person.name].sshPublicKey.raw_values[0])
                for condition in ("(homeDirectory=/home/*)", "(loginShell=/bin/*)"):
                    self.assertLessEqual(everybody, set(search(condition, ["uid"])), condition)
                new = self.member()
                self.set_password(new, PASSWORD)
                wait_until(lambda: new.name in search("(uid=*)", ["uid"]), "the new one on the replica")
                self.assertEqual((0, 49), (self.bind(port, new, PASSWORD), self.bind(port, new, "wrong")))
                self.restrict(new)
                wait_until(lambda: new.name in search("(shadowExpire=1)", ["uid"]), "the restriction on the replica")
                self.assertEqual(49, self.bind(port, new, PASSWORD))
                self.scene.revoke(new.user, self.project)
                self.verify(port, SLUG)

    def verify(self, port, slug):
        """Without a bind, as the access rules of the replica let its own machine read; it may take a moment to follow."""
        def is_equal():
            return self.installation.run("verify-directory", "--uri", f"ldap://127.0.0.1:{port}", "--offering", slug, expect=None).returncode == 0
        wait_until(is_equal, "the same at the replica")

    def test_the_whole_tree_with_an_account_of_all_offerings(self):
        other = self.scene.offering(slug="other")
        secret = self.installation.service_account("everywhere")[1]
        port, search = self.replica("ldaps", whole_tree_account=("everywhere", secret))
        wait_until(lambda: {member.name for member in self.people} <= set(search("(uid=*)", ["uid"])), "everybody on the replica")
        for slug in (SLUG, other["slug"]):
            self.verify(port, slug)

    def test_it_changes_no_passwords(self):
        port, search = self.replica("ldaps", whole_tree_account=("for-passwords", self.installation.service_account("for-passwords")[1]))
        wait_until(lambda: self.person.name in search("(uid=*)", ["uid"]), "the person on the replica")
        connection = self.connection(port, f"uid={self.person.name},{PEOPLE}", PASSWORD)
        self.assertTrue(connection.bind())
        self.assertFalse(connection.extend.standard.modify_password(old_password=PASSWORD, new_password="another password"))
        connection.unbind()
        self.assertEqual(0, self.bind(port, self.person, PASSWORD))


class SssdAtAReplicaTest(ReplicaTest):
    def sssd_at_replica(self):
        """A node whose sssd knows the replica alone, set up as the printed files say; and the replica's search."""
        port, search = self.replica("ldaps", self.authority.issue("replica"))
        wait_until(lambda: {member.name for member in self.people} <= set(search("(uid=*)", ["uid"])), "everybody on the replica")
        text = self.installation.run("client-config", "sssd", "--offering", SLUG, "--replica", "--uri", f"ldap://127.0.0.1:{port}",
                                     "--ca", CA_ON_NODE).stdout
        return self.sssd_node(text), search

    def test_names_keys_and_logins(self):
        node, search = self.sssd_at_replica()
        self.assert_knows_everybody(node)
        self.assertEqual([self.key], self.keys_on(node, self.person))
        login = node.login(self.person.name, PASSWORD)
        self.assertIn(RIGHT, login)
        self.assertIn(MAY_LOG_IN, login)
        self.assertNotIn(RIGHT, node.login(self.person.name, "wrong"))

        restricted = self.member()
        self.set_password(restricted, PASSWORD)
        wait_until(lambda: restricted.name in search("(uid=*)", ["uid"]), "the new one on the replica")
        self.assertIn(RIGHT, node.login(restricted.name, PASSWORD))
        self.restrict(restricted)
        wait_until(lambda: restricted.name in search("(shadowExpire=1)", ["uid"]), "the restriction on the replica")
        node.must("sss_cache", "-E")
        self.assertNotIn(RIGHT, node.login(restricted.name, PASSWORD))
        self.assertEqual(1, len(node.getent("passwd", restricted.name)), "files keep their owner's name")
        self.assertNotIn(MAY_LOG_IN, node.login(restricted.name, PASSWORD))
        self.scene.revoke(restricted.user, self.project)


class SssdAtAReplicaOutageTest(SssdAtAReplicaTest):
    @classmethod
    def tearDownClass(cls):
        """The test has stopped the server."""

    def test_names_keys_and_logins(self):
        """Without Drawbridge names and keys are there, also of people never asked for; logins by password are not."""
        node, _ = self.sssd_at_replica()
        self.server.stop()
        self.assert_knows_everybody(node)
        self.assertEqual([self.key], self.keys_on(node, self.person))
        self.assertNotIn(RIGHT, node.login(self.person.name, PASSWORD))


if __name__ == "__main__":
    unittest.main()
