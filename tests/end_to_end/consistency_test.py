"""REST, LDAP and GLauth agree on every account of a large site, read by parsers that are not ours."""
import unittest

from api import Api
from populated import populate
from population import Population
import server
from server import ServerTest
from views import Directory, GlauthDocument, first_rdn


class SameEverywhere:
    """The comparison; subclasses say which site."""

    site_options = {}

    @classmethod
    def prepare(cls):
        cls.site = populate(cls.installation, Population(server.user_count(), **cls.site_options))
        cls.token = cls.installation.token()
        cls.service_account = cls.installation.service_account("reader", "hpc")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        api = Api(cls.server.http_url, cls.token)
        cls.accounts = {row["username"]: row for row in api.all_pages(
            "/api/marketplace-offering-users/", offering_uuid=cls.site.offering_uuid)}
        cls.keys = {}
        for key in api.all_pages("/api/keys/"):
            cls.keys.setdefault(key["user_uuid"], set()).add(key["public_key"])
        cls.groups = api.all_pages("/api/marketplace-offering-user-groups/", offering_uuid=cls.site.offering_uuid)
        cls.members = {}
        for group in cls.groups:
            for url in group["projects"]:
                project = url.rstrip("/").split("/")[-1]
                for row in api.all_pages(f"/api/projects/{project}/list_users/"):
                    cls.members.setdefault(row["user_uuid"], {})[group["name"]] = group["gid"]
        directory = Directory(cls.server, *cls.service_account)
        cls.people = directory.people()
        cls.ldap_groups = directory.groups()
        directory.close()
        cls.document = GlauthDocument.of(api, cls.site.offering_uuid)
        cls.skipped = api.must("GET", f"/api/marketplace-provider-offerings/{cls.site.offering_uuid}/glauth_skipped/")

    def test_the_imported_accounts_are_all_there(self):
        self.assertEqual({person.username for person in self.site.people}, set(self.accounts))
        for person in self.site.people:
            account = self.accounts[person.username]
            self.assertEqual((person.number, person.number, person.shell, "/home/" + person.username),
                             (account["uidnumber"], account["primarygroup"], account["login_shell"], account["home_directory"]))
            self.assertEqual({self.site.projects[project].gid for project in person.projects},
                             set(self.members[person.uuid].values()))
        robots = {robot.username for robot in self.site.robots}
        self.assertEqual(set(self.accounts) | robots, set(self.people))
        self.assertEqual(set(self.accounts) | robots, set(self.document.users))
        self.assertEqual([], self.skipped)

    def test_numbers_home_and_shell_are_the_same_in_all_three(self):
        for name, account in self.accounts.items():
            entry, user = self.people[name], self.document.users[name]
            rest = (account["uidnumber"], account["primarygroup"], account["home_directory"], account["login_shell"])
            self.assertEqual(rest, (int(entry["uidNumber"][0]), int(entry["gidNumber"][0]), entry["homeDirectory"][0],
                                    entry["loginShell"][0]), name)
            self.assertEqual(rest, (user["uidnumber"], user["primarygroup"], user["homeDir"], user["loginShell"]), name)

    def test_keys_are_the_same_in_all_three(self):
        for name, account in self.accounts.items():
            rest = sorted(self.keys[account["user_uuid"]])
            self.assertEqual(2, len(rest), name)
            self.assertEqual(rest, sorted(self.people[name]["sshPublicKey"]), name)
            self.assertEqual(rest, sorted(self.document.users[name]["sshkeys"]), name)

    def test_groups_are_the_same_in_all_three(self):
        by_member = {}
        for group_name, group in self.ldap_groups.items():
            # memberUid and member must tell the same people.
            self.assertEqual(sorted(group["memberUid"]), sorted(first_rdn(dn) for dn in group["member"]), group_name)
            for member in group["memberUid"]:
                by_member.setdefault(member, {})[group_name] = int(group["gidNumber"][0])
        for name, account in self.accounts.items():
            rest = self.members[account["user_uuid"]]
            self.assertEqual(rest, by_member[name], name)
            self.assertEqual(sorted(rest), sorted(first_rdn(dn) for dn in self.people[name]["memberOf"]), name)
            self.assertEqual(sorted(rest.values()), self.document.users[name]["otherGroups"], name)
        project_groups = {group["name"]: group["gid"] for group in self.groups}
        self.assertEqual(project_groups, {name: gid for name, gid in self.document.groups.items() if name in project_groups})

    def test_every_group_number_has_its_group(self):
        ldap = {name: int(group["gidNumber"][0]) for name, group in self.ldap_groups.items()}
        self.assertEqual(ldap, self.document.groups)
        self.assertEqual(len(ldap), len(set(ldap.values())), "a gid comes twice")
        known = set(ldap.values())
        for user in self.document.users.values():
            self.assertLessEqual({user["primarygroup"], *user.get("otherGroups", [])}, known)

    def test_person_names_and_mail_are_the_same_in_all_three(self):
        for name, account in self.accounts.items():
            entry, user = self.people[name], self.document.users[name]
            rest = (account["user_first_name"], account["user_last_name"], account["user_email"])
            self.assertEqual(rest, (user["givenname"], user["sn"], user["mail"]), name)
            self.assertEqual([rest[0]] if rest[0] else [], entry["givenName"], name)
            self.assertEqual(" ".join(part for part in rest[:2] if part) or name, entry["cn"][0], name)
            self.assertEqual([rest[2]], entry["mail"], name)
            self.assertTrue(entry["sn"][0])
            self.assertTrue("".join(entry["gecos"]).isascii())
            self.assertNotRegex("".join(entry["gecos"]), "[:,]")

    def test_two_readings_give_the_same_bytes(self):
        api = Api(self.server.http_url, self.token)
        path = f"/api/marketplace-provider-offerings/{self.site.offering_uuid}/glauth_users_config/"
        first = api.get(path)
        self.assertEqual(self.document.text, first.text)
        self.assertTrue(first.text.endswith("\n"))
        unchanged = api.get(path, headers={"If-None-Match": first.header("ETag")})
        self.assertEqual((304, b""), (unchanged.status, unchanged.body))
        rendered = self.installation.run("glauth", "render", "--offering", "hpc").stdout
        self.assertEqual(first.text, rendered)


class PlainSiteTest(SameEverywhere, ServerTest):
    pass


class HostileSiteTest(SameEverywhere, ServerTest):
    site_options = {"hostile": True, "seed": 7}


if __name__ == "__main__":
    unittest.main()
