"""A site agent's life with accounts and robot accounts, as Waldur's agents drive them over REST."""
import unittest

from scene import public_key
from views import AccountTest, GlauthDocument

ROBOTS = "/api/marketplace-robot-accounts/"


class SiteAgent(AccountTest):
    """A provider that names its accounts itself, and a person with a role on a project that uses it."""

    policy = "service_provider"

    def glauth_users(self):
        return GlauthDocument.of(self.staff, self.offering["uuid"]).users

    def served_uid(self, username):
        """The uid number that LDAP shows."""
        return int(self.directory.people(self.offering["slug"])[username]["uidNumber"][0])


class AccountTest(SiteAgent):
    def act(self, action, body=None, status=200):
        return self.staff.must("POST", f"{self.one}{action}/", body or {}, status)

    def read(self):
        return self.staff.must("GET", self.one)

    def assert_state(self, state):
        self.assertEqual(state, self.read()["state"])

    def test_an_account_from_request_to_ok(self):
        self.assert_state("Requested")
        self.assertIsNone(self.read()["username"])
        self.assertEqual({"uuid": self.account["uuid"], "state": "Creating"}, self.act("begin_creating"))
        answer = self.staff.must("PATCH", self.one, {"username": "agent_made"})
        self.assertEqual("OK", answer["state"])
        self.assertEqual("/home/agent_made", answer["home_directory"])
        self.assertIn("agent_made", self.glauth_users())
        self.assertEqual(answer["uidnumber"], self.served_uid("agent_made"))

    def test_waiting_for_the_person_with_comments(self):
        self.act("begin_creating")
        self.act("set_pending_account_linking", {"comment": "Link your account", "comment_url": "https://example.org/link"})
        row = self.read()
        self.assertEqual("Pending account linking", row["state"])
        self.assertEqual(("Link your account", "https://example.org/link"),
                         (row["service_provider_comment"], row["service_provider_comment_url"]))
        self.act("set_validation_complete")
        self.assertEqual("", self.read()["service_provider_comment"])
        self.assert_state("OK")

    def test_waiting_for_a_check_with_comments(self):
        self.act("begin_creating")
        self.act("set_pending_additional_validation", {"comment": "Send your passport"})
        self.assertEqual("Pending additional validation", self.read()["state"])
        self.staff.must("PATCH", self.one + "update_comments/", {"service_provider_comment": "Still waiting"})
        self.assertEqual("Still waiting", self.read()["service_provider_comment"])
        self.act("set_validation_complete")
        self.assert_state("OK")

    def test_an_error_and_another_try(self):
        self.act("begin_creating")
        self.act("set_error_creating")
        self.assert_state("Error creating")
        self.act("begin_creating")
        self.act("set_ok")
        self.assert_state("OK")

    def test_a_wrong_step_is_refused_and_names_the_state(self):
        answer = self.staff.post(self.one + "set_deleted/", {})
        self.assertEqual(400, answer.status)
        self.assertIn("Requested", answer.json()[0])
        self.assert_state("Requested")

    def test_deletion_and_return_with_the_same_name_and_numbers(self):
        self.act("begin_creating")
        self.staff.must("PATCH", self.one, {"username": "comes_back"})
        before = self.read()
        for action in ("request_deletion", "set_deleting", "set_error_deleting", "set_deleting", "set_deleted"):
            self.act(action)
        self.assert_state("Deleted")
        self.assertTrue(self.glauth_users()["comes_back"]["disabled"])
        self.staff.must("DELETE", self.one, status=204)
        self.assertNotIn("comes_back", self.glauth_users())
        again = self.scene.account(self.user, self.offering["uuid"])
        self.assertEqual((before["username"], before["uidnumber"], before["primarygroup"], before["home_directory"]),
                         (again["username"], again["uidnumber"], again["primarygroup"], again["home_directory"]))

    def test_a_person_who_gets_a_role_again_is_back(self):
        self.staff.must("POST", f"/api/marketplace-provider-offerings/{self.offering['uuid']}/update_integration/",
                        {"plugin_options": {"offering_user_auto_deletion": True}})
        self.act("begin_creating")
        self.staff.must("PATCH", self.one, {"username": "in_and_out"})
        before = self.read()
        self.scene.revoke(self.user, self.project)
        self.assert_state("Requested deletion")
        self.assertTrue(self.glauth_users()["in_and_out"]["disabled"])
        self.scene.grant(self.user, self.project)
        after = self.read()
        self.assertEqual(("OK", before["uidnumber"], "in_and_out"), (after["state"], after["uidnumber"], after["username"]))
        self.assertFalse(self.glauth_users()["in_and_out"]["disabled"])


class RobotAccountTest(SiteAgent):
    def setUp(self):
        super().setUp()
        self.key = public_key("robot@example")
        reference = f"http://x/api/marketplace-resources/{self.resource}/"
        self.robot = self.staff.create(ROBOTS, resource=reference, type="cicd", username=self.scene.unique("robot").replace("-", ""),
                                       keys=[self.key], users=[self.user], responsible_user=self.user)

    def read_robot(self):
        return self.staff.must("GET", f"{ROBOTS}{self.robot['uuid']}/")

    def act_robot(self, action, body=None, status=200):
        return self.staff.must("POST", f"{ROBOTS}{self.robot['uuid']}/{action}/", body or {}, status)

    def test_made_over_the_api_it_is_ok_and_served_with_its_keys_and_numbers(self):
        row = self.read_robot()
        self.assertEqual("OK", row["state"])
        self.assertEqual(1, len(row["fingerprints"]))
        served = self.glauth_users()[row["username"]]
        self.assertEqual([self.key], served["sshkeys"])
        self.assertEqual(served["uidnumber"], self.served_uid(row["username"]))

    def test_error_recovery_deletion_and_retirement(self):
        name = self.robot["username"]
        self.act_robot("set_state_erred", {"error_message": "no quota"})
        self.assertEqual("no quota", self.read_robot()["error_message"])
        self.assertNotIn(name, self.glauth_users())
        self.act_robot("set_state_ok")
        uid = self.glauth_users()[name]["uidnumber"]
        answer = self.staff.post(f"{ROBOTS}{self.robot['uuid']}/set_state_creating/", {})
        self.assertEqual(409, answer.status)
        self.assertIn("Valid states for operation", answer.json()["detail"])
        self.act_robot("set_state_request_deletion")
        self.assertIn(name, self.glauth_users())
        self.act_robot("set_state_deleted")
        self.assertNotIn(name, self.glauth_users())
        self.staff.must("DELETE", f"{ROBOTS}{self.robot['uuid']}/", status=204)
        another = self.staff.create(ROBOTS, resource=f"http://x/api/marketplace-resources/{self.resource}/", type="cicd",
                                    username=self.scene.unique("robot").replace("-", ""), keys=[])
        self.assertNotEqual(uid, self.glauth_users()[another["username"]]["uidnumber"])
        taken = self.staff.post(ROBOTS, {"resource": f"http://x/api/marketplace-resources/{self.resource}/", "type": "two",
                                         "username": name})
        self.assertEqual((400, ["username"]), (taken.status, list(taken.json())))

    def test_who_leaves_the_project_leaves_its_robots(self):
        self.scene.revoke(self.user, self.project)
        row = self.read_robot()
        self.assertEqual(([], None), (row["users"], row["responsible_user"]))


if __name__ == "__main__":
    unittest.main(verbosity=2)
