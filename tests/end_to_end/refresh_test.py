"""refresh_offering_usernames: explicit, repeatable, never surprising."""
import unittest

from scene import ACCOUNTS, OFFERINGS
from views import DirectoryTest, GlauthDocument


class RefreshTest(DirectoryTest):
    def setUp(self):
        self.offering = self.scene.offering("full_name")
        self.accounts = [self.scene.account(self.scene.user(f"{self.offering['slug']}.{number}"), self.offering["uuid"])["uuid"]
                         for number in range(5)]

    def refresh(self, status=200, **query):
        return self.staff.must("POST", f"{OFFERINGS}{self.offering['uuid']}/refresh_offering_usernames/", status=status, query=query)

    def set_options(self, **options):
        self.staff.must("POST", f"{OFFERINGS}{self.offering['uuid']}/update_integration/", {"plugin_options": options})

    def rows(self):
        return {row["uuid"]: row for row in self.staff.all_pages(ACCOUNTS, offering_uuid=self.offering["uuid"])}

    def names(self):
        return {uuid: row["username"] for uuid, row in self.rows().items()}

    def state(self):
        """Everything that is stored, tokens' last use aside."""
        return self.installation.run("export").stdout

    def outputs(self):
        return self.staff.get(f"{OFFERINGS}{self.offering['uuid']}/glauth_users_config/")

    def test_a_second_refresh_changes_nothing(self):
        self.set_options(username_generation_policy="anonymized")
        first = self.refresh(report="true")
        self.assertEqual({"renamed"}, {row["outcome"] for row in first["results"]})
        before, tag, state = self.rows(), self.outputs().header("ETag"), self.state()
        second = self.refresh(report="true")
        self.assertEqual({"unchanged"}, {row["outcome"] for row in second["results"]})
        self.assertEqual(before, self.rows())
        self.assertEqual(tag, self.outputs().header("ETag"))
        self.assertEqual(state, self.state())

    def test_a_refresh_of_right_names_changes_nothing(self):
        before, tag = self.rows(), self.outputs().header("ETag")
        self.refresh()
        self.refresh()
        self.assertEqual(before, self.rows())
        self.assertEqual(tag, self.outputs().header("ETag"))

    def test_a_new_policy_waits_for_an_explicit_refresh(self):
        before, document = self.names(), self.outputs().text
        self.set_options(username_generation_policy="waldur_username")
        self.assertEqual(before, self.names())
        self.assertEqual(document, self.outputs().text)
        # A newcomer is named by the new policy at once; those who are there keep their names.
        newcomer = self.scene.account(self.scene.user("newcomer.one"), self.offering["uuid"])
        self.assertEqual("newcomer.one", newcomer["username"])
        self.assertEqual(before, {uuid: name for uuid, name in self.names().items() if uuid in before})

        self.refresh()
        after = self.names()
        self.assertEqual({f"{self.offering['slug']}.{number}" for number in range(5)} | {"newcomer.one"}, set(after.values()))
        self.assertEqual(set(after.values()), set(self.directory.people(self.offering["slug"])))
        self.assertEqual(set(after.values()), set(GlauthDocument.of(self.staff, self.offering["uuid"]).users))

    def test_a_dry_run_tells_and_changes_nothing(self):
        self.set_options(username_generation_policy="anonymized")
        before, state = self.rows(), self.state()
        told = self.refresh(dry_run="true")["results"]
        self.assertEqual(before, self.rows())
        self.assertEqual(state, self.state())
        self.assertEqual({uuid: row["username"] for uuid, row in before.items()}, {row["uuid"]: row["old"] for row in told})
        done = self.refresh(report="true")["results"]
        self.assertEqual(told, done)
        self.assertEqual({row["uuid"]: row["new"] for row in told}, self.names())

    def test_restricted_and_leaving_accounts_keep_their_names(self):
        self.staff.must("POST", f"{ACCOUNTS}{self.accounts[0]}/update_restricted/", {"is_restricted": True})
        self.staff.must("POST", f"{ACCOUNTS}{self.accounts[1]}/request_deletion/")
        before = self.names()
        self.set_options(username_generation_policy="anonymized")
        self.refresh()
        after = self.names()
        for uuid in self.accounts[:2]:
            self.assertEqual(before[uuid], after[uuid])
        for uuid in self.accounts[2:]:
            self.assertRegex(after[uuid], r"^waldur_\d{5}$")

    def test_nobody_loses_a_name(self):
        before = self.names()
        self.set_options(username_generation_policy="freeipa")
        report = self.refresh(report="true")["results"]
        self.assertEqual({"refused"}, {row["outcome"] for row in report})
        for row in report:
            self.assertTrue(row["reason"])
        self.assertEqual(before, self.names())

    def test_home_and_numbers(self):
        before = self.rows()
        self.set_options(username_generation_policy="waldur_username")
        self.refresh()
        for uuid, row in self.rows().items():
            self.assertEqual("/home/" + row["username"], row["home_directory"])
            for field in ("uidnumber", "primarygroup"):
                self.assertEqual(before[uuid][field], row[field])

    def test_the_providers_own_names_are_not_refreshed(self):
        self.set_options(username_generation_policy="service_provider")
        answer = self.staff.post(f"{OFFERINGS}{self.offering['uuid']}/refresh_offering_usernames/")
        self.assertEqual(400, answer.status, answer)
        draft = self.scene.offering("full_name", activate=False)
        answer = self.staff.post(f"{OFFERINGS}{draft['uuid']}/refresh_offering_usernames/")
        self.assertEqual(409, answer.status, answer)


if __name__ == "__main__":
    unittest.main()
