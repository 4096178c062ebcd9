"""Service providers: their record, their secret, names set on all offerings, and whom they serve."""
import unittest

from api import Api
from scene import ACCOUNTS, OFFERINGS, Scene, SceneTest

PROVIDERS = "/api/marketplace-service-providers/"
COURSES = "/api/marketplace-course-accounts/"
OF_PROJECTS = "/api/marketplace-project-service-accounts/"
OF_CUSTOMERS = "/api/marketplace-customer-service-accounts/"


class ServiceProviderTest(SceneTest):
    def setUp(self):
        self.scene = Scene(self.staff)
        self.customer = self.scene.provider()
        self.provider = self.staff.must("GET", PROVIDERS, query={"customer_uuid": self.customer})[0]["uuid"]
        self.one = f"{PROVIDERS}{self.provider}/"
        self.offering = self.scene.offering("service_provider")
        self.consumer = self.scene.customer()
        self.project = self.scene.project(self.consumer)
        self.resource = self.scene.resource(self.offering["uuid"], self.project)
        self.user = self.scene.user()
        self.scene.grant(self.user, self.project)

    def token_of(self, user):
        name = self.staff.must("GET", f"/api/users/{user}/")["username"]
        return Api(self.server.http_url, self.installation.token(name, staff=False))

    def uuids(self, path, **query):
        return [row["uuid"] for row in self.staff.all_pages(path, **query)]

    # The record

    def test_write_and_delete(self):
        row = self.staff.must("PATCH", self.one, {"description": "We compute.", "enable_notifications": False,
                                                  "allowed_domains": ["example.org"]})
        self.assertEqual(("We compute.", False, ["example.org"], 1),
                         (row["description"], row["enable_notifications"], row["allowed_domains"], row["offering_count"]))
        answer = self.staff.call("PUT", self.one, {"description": "x"})
        self.assertEqual({"customer": ["This field is required."]}, answer.json())
        refused = self.staff.call("DELETE", self.one)
        self.assertEqual((400, ["Service provider has active offerings. Please archive them first."]), (refused.status, refused.json()))
        self.staff.must("POST", f"{OFFERINGS}{self.offering['uuid']}/archive/")
        self.staff.must("DELETE", self.one, status=204)
        self.assertEqual(404, self.staff.get(self.one).status)

    def test_the_secret_code_is_the_owners(self):
        owner, manager = self.scene.user(), self.scene.user()
        self.scene.grant(owner, self.customer, "CUSTOMER.OWNER", "customers")
        self.scene.grant(manager, self.customer, "CUSTOMER.MANAGER", "customers")
        first = self.token_of(owner).must("GET", f"{self.one}api_secret_code/")["api_secret_code"]
        self.assertRegex(first, r"^[A-HJ-NP-Za-kmnp-z2-9]{16}$")
        renewed = self.token_of(owner).must("POST", f"{self.one}api_secret_code/")
        self.assertEqual("Api secret code updated.", renewed["detail"])
        self.assertNotEqual(first, renewed["api_secret_code"])
        self.assertEqual(403, self.token_of(manager).get(f"{self.one}api_secret_code/").status)
        self.assertNotIn(renewed["api_secret_code"], self.installation.run("export").stdout)

    # Names on all offerings

    def test_one_name_on_every_offering_the_person_uses(self):
        other = self.scene.offering("service_provider")
        unused = self.scene.offering("service_provider")
        self.scene.resource(other["uuid"], self.project)
        answer = self.staff.must("POST", f"{self.one}set_offerings_username/", {"user_uuid": self.user, "username": "site_wide"}, 201)
        self.assertEqual({"detail": "Offering users have been set."}, answer)
        for offering in (self.offering, other):
            self.assertEqual("site_wide", self.scene.account_of(self.user, offering["uuid"])["username"])
        self.assertIsNone(self.scene.account_of(self.user, unused["uuid"]))

    def test_a_name_that_is_taken_somewhere_is_set_nowhere(self):
        other = self.scene.offering("service_provider")
        self.scene.resource(other["uuid"], self.project)
        self.scene.account(self.scene.user(), other["uuid"], username="occupied")
        answer = self.staff.post(f"{self.one}set_offerings_username/", {"user_uuid": self.user, "username": "occupied"})
        self.assertEqual((400, ["username"]), (answer.status, list(answer.json())))
        self.assertIsNone(self.scene.account_of(self.user, self.offering["uuid"])["username"])

    def test_an_unknown_person(self):
        answer = self.staff.post(f"{self.one}set_offerings_username/", {"user_uuid": "0" * 32, "username": "n"})
        self.assertEqual((400, [f"A user with the uuid [{'0' * 32}] is not found."]), (answer.status, answer.json()))

    # Whom it serves

    def test_people_keys_projects_and_organisations(self):
        self.scene.key(self.user)
        outsider = self.scene.user()
        self.scene.key(outsider)
        self.scene.grant(outsider, self.scene.project())
        self.assertEqual([self.user], self.uuids(f"{self.one}users/"))
        self.assertEqual(1, self.staff.must("GET", f"{self.one}users/")[0]["projects_count"])
        self.assertEqual([self.user], [row["user_uuid"] for row in self.staff.must("GET", f"{self.one}keys/")])
        self.assertEqual([self.project], self.uuids(f"{self.one}projects/"))
        customer = self.staff.must("GET", f"{self.one}customers/")
        self.assertEqual([(self.consumer, 1, 1)], [(row["uuid"], row["projects_count"], row["users_count"]) for row in customer])
        self.assertEqual([self.project], [row["uuid"] for row in customer[0]["projects"]])
        self.assertEqual([self.project], self.uuids(f"{self.one}customer_projects/", project_customer_uuid=self.consumer))
        self.assertEqual([], self.uuids(f"{self.one}customer_projects/"))
        self.assertEqual([self.consumer], self.uuids(f"{self.one}user_customers/", user_uuid=self.user))
        self.assertEqual([], self.uuids(f"{self.one}user_customers/", user_uuid=outsider))
        grants = self.staff.must("GET", f"{self.one}project_permissions/")
        self.assertEqual([(self.user, self.project, "PROJECT.MEMBER")],
                         [(row["user_uuid"], row["project_uuid"], row["role"]) for row in grants])
        self.assertEqual([self.offering["uuid"]], self.uuids(f"{self.one}offerings/"))
        self.assertEqual([self.offering["uuid"]], self.uuids(f"{PROVIDERS}{self.customer}/offerings/"))

    def test_a_terminated_resource_serves_nobody(self):
        self.staff.must("POST", f"/api/marketplace-resources/{self.resource}/terminate/")
        for name in ("users", "keys", "projects", "customers", "project_permissions"):
            self.assertEqual([], self.staff.must("GET", f"{self.one}{name}/"), name)

    def test_lists_are_for_those_who_work_there(self):
        paths = ("users", "keys", "projects", "customers", "project_permissions", "course_accounts", "project_service_accounts",
                 "robot_account_customers", "robot_account_projects", "customer_projects", "user_customers")
        worker = self.scene.user()
        self.scene.grant(worker, self.provider, "SERVICE_PROVIDER.MANAGER", "marketplace-service-providers")
        bystander, worker = self.token_of(self.user), self.token_of(worker)
        for name in paths:
            self.assertEqual(403, bystander.get(f"{self.one}{name}/").status, name)
            self.assertEqual(200, worker.get(f"{self.one}{name}/").status, name)

    def test_providers_see_of_people_what_is_exposed(self):
        self.staff.must("PATCH", f"/api/users/{self.user}/", {"civil_number": "SECRET1", "birth_date": "1950-01-01", "email": "w@example.org"})
        worker = self.scene.user()
        self.scene.grant(worker, self.provider, "SERVICE_PROVIDER.MANAGER", "marketplace-service-providers")
        api = self.token_of(worker)
        for path in (f"{self.one}users/", "/api/users/", f"{OFFERINGS}{self.offering['uuid']}/list_customer_users/"):
            row = next(row for row in api.must("GET", path) if row["uuid"] == self.user)
            self.assertEqual("w@example.org", row["email"], path)
            for hidden in ("civil_number", "birth_date", "permissions", "details", "attribute_sources"):
                self.assertNotIn(hidden, row, path)
            self.assertEqual([], api.must("GET", path, query={"civil_number": "SECRET1"}), path)

    # Accounts without numbers

    def test_service_accounts_and_their_keys(self):
        for path, scope, uuid in ((OF_PROJECTS, "project", self.project), (OF_CUSTOMERS, "customer", self.consumer)):
            made = self.staff.create(path, **{scope: uuid, "preferred_identifier": "backup"})
            self.assertEqual(("backup", "OK"), (made["username"], made["state"]))
            self.assertRegex(made["token"], "^[0-9a-f]{40}$")
            self.assertIsNone(self.staff.must("GET", f"{path}{made['uuid']}/")["token"])
            rotated = self.staff.must("POST", f"{path}{made['uuid']}/rotate_api_key/")
            self.assertNotEqual(made["token"], rotated["token"])
            exported = self.installation.run("export", "--include-secrets").stdout
            self.assertNotIn(made["token"], exported)
            self.assertNotIn(rotated["token"], exported)
            self.staff.must("DELETE", f"{path}{made['uuid']}/", status=204)
            closed = self.staff.must("GET", f"{path}{made['uuid']}/")
            self.assertEqual("Closed", closed["state"])
            self.assertEqual(409, self.staff.post(f"{path}{made['uuid']}/rotate_api_key/").status)

    def test_service_accounts_have_their_limits(self):
        self.staff.must("PATCH", f"/api/projects/{self.project}/", {"max_service_accounts": 1})
        self.staff.must("PATCH", f"/api/customers/{self.consumer}/", {"max_service_accounts": 0})
        first = self.staff.create(OF_PROJECTS, project=self.project)
        over = self.staff.post(OF_PROJECTS, {"project": self.project})
        self.assertEqual((400, ["Maximum number of service accounts reached for this project"]),
                         (over.status, over.json()["non_field_errors"]))
        over = self.staff.post(OF_CUSTOMERS, {"customer": self.consumer})
        self.assertEqual(["Maximum number of service accounts reached for this customer"], over.json()["non_field_errors"])
        self.staff.must("DELETE", f"{OF_PROJECTS}{first['uuid']}/", status=204)
        self.staff.create(OF_PROJECTS, project=self.project)
        manager = self.scene.user()
        self.scene.grant(manager, self.project, "PROJECT.MANAGER")
        row = self.token_of(manager).call("PATCH", f"/api/projects/{self.project}/", {"max_service_accounts": 100})
        self.assertEqual(403, row.status)

    def test_who_manages_service_accounts(self):
        manager, member = self.scene.user(), self.scene.user()
        self.scene.grant(manager, self.project, "PROJECT.MANAGER")
        self.scene.grant(member, self.project)
        made = self.token_of(manager).create(OF_PROJECTS, project=self.project)
        self.assertEqual(403, self.token_of(member).post(OF_PROJECTS, {"project": self.project}).status)
        self.assertEqual(403, self.token_of(member).post(f"{OF_PROJECTS}{made['uuid']}/rotate_api_key/").status)
        stranger = self.token_of(self.scene.user())
        self.assertEqual(404, stranger.get(f"{OF_PROJECTS}{made['uuid']}/").status)
        self.assertEqual(400, stranger.post(OF_PROJECTS, {"project": self.project}).status)

    def test_course_accounts(self):
        self.assertEqual(["project"], list(self.staff.post(COURSES, {"project": self.project}).json()))
        course = self.staff.create("/api/projects/", name="Course", customer_uuid=self.consumer, kind="course")["uuid"]
        self.scene.resource(self.offering["uuid"], course)
        bulk = self.staff.must("POST", f"{COURSES}create_bulk/", {"project": course, "course_accounts": [
            {"email": "a@example.org"}, {"email": "b@example.org", "description": "second"}]})
        self.assertEqual(2, len({row["user_uuid"] for row in bulk}))
        refused = self.staff.post(f"{COURSES}create_bulk/", {"project": course, "course_accounts": [
            {"email": "c@example.org"}, {"email": "no mail"}]})
        self.assertEqual((400, ["email"]), (refused.status, list(refused.json())))
        self.assertEqual(2, len(self.uuids(COURSES, project_uuid=course)))
        for path in (f"{self.one}course_accounts/", f"{OFFERINGS}{self.offering['uuid']}/list_course_accounts/"):
            self.assertEqual({row["uuid"] for row in bulk}, set(self.uuids(path)))
        self.staff.must("DELETE", f"{COURSES}{bulk[0]['uuid']}/", status=204)
        self.assertEqual("Closed", self.staff.must("GET", f"{COURSES}{bulk[0]['uuid']}/")["state"])
        self.assertFalse(self.staff.must("GET", f"/api/users/{bulk[0]['user_uuid']}/")["is_active"])
        self.assertEqual(409, self.staff.post(f"{COURSES}{bulk[1]['uuid']}/retry/").status)

    # Removal of an offering

    def test_an_offering_goes_with_all_it_has_but_its_numbers(self):
        self.scene.user("taken.name")
        account = self.scene.account_of(self.user, self.offering["uuid"])
        self.staff.must("PATCH", f"{ACCOUNTS}{account['uuid']}/", {"username": "leaves_with_it"})
        owner = self.scene.user()
        self.scene.grant(owner, self.customer, "CUSTOMER.OWNER", "customers")
        one = f"{OFFERINGS}{self.offering['uuid']}/"
        refused = self.token_of(owner).call("DELETE", one)
        self.assertEqual((403, "Offering was not deleted since it has resources."), (refused.status, refused.json()["detail"]))
        self.staff.must("POST", f"/api/marketplace-resources/{self.resource}/terminate/")
        refused = self.token_of(owner).call("DELETE", one)
        self.assertEqual((403, "Offering was not deleted since offering is not in draft state."), (refused.status, refused.json()["detail"]))
        self.staff.must("DELETE", one, status=204)
        self.assertEqual(404, self.staff.get(f"{ACCOUNTS}{account['uuid']}/").status)
        self.assertEqual(404, self.staff.get(f"{one}glauth_users_config/").status)
        number = self.staff.must("GET", "/api/posix-numbers/", query={"namespace": "uid", "value": account["uidnumber"]})[0]
        self.assertIsNotNone(number["released_at"])
        draft = self.scene.offering(activate=False)
        self.assertEqual(204, self.token_of(owner).call("DELETE", f"{OFFERINGS}{draft['uuid']}/").status)


if __name__ == "__main__":
    unittest.main(verbosity=2)
