"""What the API acknowledged, the very next LDAP search and GLauth document show: on a large site."""
import unittest

from scene import ACCOUNTS
from server import BASE_DN, user_count
from views import Directory, DirectoryTest, GlauthDocument, NOBODY_MATCHES, can_bind
from populated import populate
from population import Population

PASSWORD = "correct horse battery staple"


class VisibilityTest(DirectoryTest):
    @classmethod
    def prepare(cls):
        cls.site = populate(cls.installation, Population(user_count()))
        cls.offering = cls.site.offering_uuid
        cls.project = cls.site.projects[0].uuid
        super().prepare()

    def glauth(self, username):
        return GlauthDocument.of(self.staff, self.offering).users.get(username)

    def share_password(self):
        integration = f"/api/marketplace-provider-offerings/{self.offering}/update_integration/"
        self.staff.must("POST", integration, {"secret_options": {"shared_user_password": PASSWORD}})

    def newcomer(self, username):
        """A person with a key and an account that is made by POST, then given a project role."""
        user = self.scene.user(username, "Nora", "Newcomer")
        key = self.scene.key(user)
        account = self.scene.account(user, self.offering, username=username)
        return user, key, account

    def test_a_created_account_is_visible_when_the_201_arrives(self):
        for number in range(10):
            name = f"fresh{number}"
            user = self.scene.user(name)
            made = self.scene.account(user, self.offering, username=name)
            entry = self.directory.person(name)
            self.assertIsNotNone(entry, f"{name} is not in LDAP")
            self.assertEqual([str(made["uidnumber"])], entry["uidNumber"])
            record = self.glauth(name)
            self.assertEqual(made["uidnumber"], record["uidnumber"])
            # Nobody without a project role gets in.
            self.assertTrue(record["disabled"])
            self.assertEqual(["1"], entry["shadowExpire"])

    def test_a_role_opens_the_account_and_its_end_closes_it(self):
        user, key, _ = self.newcomer("grace")
        self.scene.grant(user, self.project)
        entry = self.directory.person("grace")
        self.assertEqual([key], entry["sshPublicKey"])
        self.assertEqual([], entry["shadowExpire"])
        group = self.site.projects[0].slug
        self.assertEqual([f"cn={group},ou=groups,ou=hpc,{BASE_DN}"], entry["memberOf"])
        self.assertIn("grace", self.directory.groups()[group]["memberUid"])
        record = self.glauth("grace")
        self.assertEqual((False, [key], [self.site.projects[0].gid]), (record["disabled"], record["sshkeys"], record["otherGroups"]))

        self.scene.revoke(user, self.project)
        entry = self.directory.person("grace")
        self.assertEqual(([], ["1"], []), (entry["sshPublicKey"], entry["shadowExpire"], entry["memberOf"]))
        self.assertNotIn("grace", self.directory.groups()[group]["memberUid"])
        record = self.glauth("grace")
        self.assertEqual((True, [], []), (record["disabled"], record["sshkeys"], record["otherGroups"]))

    def test_a_restricted_account_is_locked_at_once(self):
        user, key, account = self.newcomer("rita")
        self.scene.grant(user, self.project)
        one = f"{ACCOUNTS}{account['uuid']}/"
        self.share_password()
        dn = f"uid=rita,ou=people,ou=hpc,{BASE_DN}"
        self.assertEqual(0, can_bind(self.server, dn, PASSWORD))
        self.assertEqual(49, can_bind(self.server, dn, PASSWORD + "!"))

        self.staff.must("POST", one + "update_restricted/", {"is_restricted": True})
        entry = self.directory.person("rita")
        self.assertEqual(([], ["1"]), (entry["sshPublicKey"], entry["shadowExpire"]))
        self.assertEqual(49, can_bind(self.server, dn, PASSWORD))
        record = self.glauth("rita")
        self.assertEqual((True, [], NOBODY_MATCHES), (record["disabled"], record["sshkeys"], record["passsha256"]))

        self.staff.must("POST", one + "update_restricted/", {"is_restricted": False})
        self.assertEqual([key], self.directory.person("rita")["sshPublicKey"])
        self.assertEqual(0, can_bind(self.server, dn, PASSWORD))

    def test_a_deleted_account_is_gone_and_comes_back_as_it_was(self):
        user, _, account = self.newcomer("dora")
        self.scene.grant(user, self.project)
        self.assertEqual(204, self.staff.call("DELETE", f"{ACCOUNTS}{account['uuid']}/").status)
        self.assertIsNone(self.directory.person("dora"))
        self.assertIsNone(self.glauth("dora"))
        self.assertNotIn("dora", self.directory.groups()[self.site.projects[0].slug]["memberUid"])

        again = self.scene.account(user, self.offering)
        for field in ("username", "uidnumber", "primarygroup", "home_directory"):
            self.assertEqual(account[field], again[field], field)
        self.assertEqual([str(account["uidnumber"])], self.directory.person("dora")["uidNumber"])

    def test_a_changed_name_key_and_person_follow(self):
        user, _, account = self.newcomer("paula")
        self.scene.grant(user, self.project)
        self.staff.must("PATCH", f"{ACCOUNTS}{account['uuid']}/", {"username": "pauline"})
        self.assertIsNone(self.directory.person("paula"))
        self.assertEqual(["/home/pauline"], self.directory.person("pauline")["homeDirectory"])
        self.assertIsNone(self.glauth("paula"))
        self.assertEqual("/home/pauline", self.glauth("pauline")["homeDir"])

        key = self.scene.key(user)
        self.assertIn(key, self.directory.person("pauline")["sshPublicKey"])
        self.assertIn(key, self.glauth("pauline")["sshkeys"])
        uuid = next(row["uuid"] for row in self.staff.must("GET", "/api/keys/", query={"user_uuid": user}) if row["public_key"] == key)
        self.assertEqual(204, self.staff.call("DELETE", f"/api/keys/{uuid}/").status)
        self.assertNotIn(key, self.directory.person("pauline")["sshPublicKey"])

        self.staff.must("PATCH", f"/api/users/{user}/", {"last_name": "O\"Brien\\", "is_active": True})
        self.assertEqual(["O\"Brien\\"], self.directory.person("pauline")["sn"])
        self.assertEqual("O\"Brien\\", self.glauth("pauline")["sn"])
        self.staff.must("PATCH", f"/api/users/{user}/", {"is_active": False})
        self.assertEqual(["1"], self.directory.person("pauline")["shadowExpire"])
        self.assertTrue(self.glauth("pauline")["disabled"])

    def test_people_bind_with_the_shared_password_of_the_offering(self):
        user, _, _ = self.newcomer("sally")
        self.scene.grant(user, self.project)
        self.share_password()
        dn = f"uid=sally,ou=people,ou=hpc,{BASE_DN}"
        self.assertEqual(0, can_bind(self.server, dn, PASSWORD))
        record = self.glauth("sally")
        self.assertNotEqual(NOBODY_MATCHES, record["passsha256"])
        shown = self.staff.must("GET", f"/api/marketplace-provider-offerings/{self.offering}/")
        self.assertNotIn(PASSWORD, str(shown))
        own = Directory(self.server, dn, PASSWORD)
        self.assertEqual([dn], [name for name, _ in own.search("(objectClass=posixAccount)", ["uid"], dn)])
        self.assertEqual([], own.search("(objectClass=posixAccount)", ["uid"]), "a person sees nothing but the own entry")
        own.close()
        self.scene.revoke(user, self.project)
        self.assertEqual(49, can_bind(self.server, dn, PASSWORD))

    def test_the_etag_moves_with_the_document_and_only_with_it(self):
        path = f"/api/marketplace-provider-offerings/{self.offering}/glauth_users_config/"
        first = self.staff.get(path)
        tag = first.header("ETag")
        self.assertRegex(tag, r'^"[^"]+"$')
        self.assertEqual(304, self.staff.get(path, headers={"If-None-Match": tag}).status)
        self.scene.user("unrelated.person")
        self.assertEqual(304, self.staff.get(path, headers={"If-None-Match": tag}).status)
        self.newcomer("etta")
        changed = self.staff.get(path, headers={"If-None-Match": tag})
        self.assertEqual(200, changed.status)
        self.assertNotEqual(tag, changed.header("ETag"))


if __name__ == "__main__":
    unittest.main()
