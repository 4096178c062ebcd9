"""Who may do what: every caller of the permission table against the offering and its accounts."""
import threading
import unittest

from api import Api
from scene import ACCOUNTS, OFFERINGS, SceneTest

CALLERS = ["staff", "support", "owner", "customer_manager", "offering_manager", "member", "own", "bystander", "foreign_owner", "anonymous"]
PROVIDERS = {"owner", "customer_manager", "offering_manager"}


class PermissionTest(SceneTest):
    """`self.calls` has an Api for each caller; `own` is the person whose account it is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {name: cls.scene.user(name.replace("_", ".")) for name in CALLERS if name not in ("staff", "anonymous")}
        cls.staff.must("PATCH", f"/api/users/{cls.users['support']}/", {"is_support": True})
        cls.offering = cls.scene.offering("service_provider")
        cls.one_offering = f"{OFFERINGS}{cls.offering['uuid']}/"
        cls.project = cls.scene.project()
        cls.scene.resource(cls.offering["uuid"], cls.project)
        cls.scene.grant(cls.users["owner"], cls.scene.provider(), "CUSTOMER.OWNER", "customers")
        cls.scene.grant(cls.users["customer_manager"], cls.scene.provider(), "CUSTOMER.MANAGER", "customers")
        cls.scene.grant(cls.users["offering_manager"], cls.offering["uuid"], "OFFERING.MANAGER", "marketplace-provider-offerings")
        cls.scene.grant(cls.users["member"], cls.project)
        cls.scene.grant(cls.users["foreign_owner"], cls.scene.customer(), "CUSTOMER.OWNER", "customers")
        cls.account = cls.scene.account(cls.users["own"], cls.offering["uuid"], username="own.account")
        cls.one_account = f"{ACCOUNTS}{cls.account['uuid']}/"
        cls.calls = {"staff": cls.staff, "anonymous": Api(cls.server.http_url)}
        for name, _ in cls.users.items():
            cls.calls[name] = Api(cls.server.http_url, cls.installation.token(name.replace("_", "."), staff=False))

    def check(self, method, path, expected, body=None):
        """`expected` gives the status for each caller, under their names or `others`; anonymous always 401."""
        for name, api in self.calls.items():
            with self.subTest(f"{name} {method} {path}"):
                wanted = 401 if name == "anonymous" else expected.get(name, expected.get("others"))
                answer = api.call(method, path, body)
                self.assertEqual(wanted, answer.status, answer)
                if answer.status >= 400:
                    answer.json()

    @staticmethod
    def statuses(allowed, status, others, **special):
        return {**{name: status for name in allowed}, "others": others, **special}

    def test_reading_an_account(self):
        self.check("GET", self.one_account, self.statuses(PROVIDERS | {"staff", "support", "own"}, 200, 404))
        for name in ("member", "bystander", "foreign_owner"):
            self.assertNotIn(self.account["uuid"], [row["uuid"] for row in self.calls[name].all_pages(ACCOUNTS)])
        for name in (*PROVIDERS, "support", "own"):
            self.assertIn(self.account["uuid"], [row["uuid"] for row in self.calls[name].all_pages(ACCOUNTS)])

    def test_changing_an_account(self):
        writers = self.statuses(PROVIDERS | {"staff"}, 200, 404, support=403, own=403)
        self.check("PATCH", self.one_account, writers, {"username": "own.account"})
        self.check("PUT", self.one_account, writers, {"username": "own.account"})
        self.check("POST", self.one_account + "update_restricted/", writers, {"is_restricted": False})
        self.check("PATCH", self.one_account + "update_comments/", writers, {"service_provider_comment": "hello"})
        # From a wrong state, whoever may act hears about the state, and nobody else learns anything.
        self.check("POST", self.one_account + "set_ok/", self.statuses(PROVIDERS | {"staff"}, 400, 404, support=403, own=403))
        self.check("POST", self.one_account + "begin_creating/", self.statuses(PROVIDERS | {"staff"}, 400, 404, support=403, own=403))

    def test_creating_and_deleting_an_account(self):
        for name, api in self.calls.items():
            with self.subTest(name):
                user = self.scene.user()
                body = {"user_uuid": user, "offering_uuid": self.offering["uuid"], "username": self.scene.unique("made")}
                made = api.post(ACCOUNTS, body)
                may = name in PROVIDERS | {"staff"}
                self.assertEqual(201 if may else 401 if name == "anonymous" else 403, made.status, made)
                account = made.json()["uuid"] if may else self.scene.account(user, self.offering["uuid"])["uuid"]
                gone = api.call("DELETE", f"{ACCOUNTS}{account}/")
                expected = 204 if may else {"anonymous": 401, "support": 403}.get(name, 404)
                self.assertEqual(expected, gone.status, gone)
        own = self.calls["own"].call("DELETE", self.one_account)
        self.assertEqual((403, "You do not have permission to delete this user."), (own.status, own.json()["detail"]))

    def test_the_outputs_are_the_providers(self):
        readers = self.statuses(PROVIDERS | {"staff", "support"}, 200, 404)
        for path in ("glauth_users_config/", "glauth_skipped/"):
            self.check("GET", self.one_offering + path, readers)

    def test_reading_and_changing_an_offering(self):
        self.check("GET", self.one_offering, {"others": 200})
        hidden = self.scene.offering("service_provider", activate=False)
        # The manager of one offering is nobody to another one.
        self.check("GET", f"{OFFERINGS}{hidden['uuid']}/", self.statuses({"staff", "support", "owner", "customer_manager"}, 200, 404))
        self.check("POST", self.one_offering + "update_integration/",
                   self.statuses(PROVIDERS | {"staff"}, 200, 403), {"plugin_options": {"homedir_prefix": "/home/"}})
        for name, api in self.calls.items():
            draft = self.scene.offering("service_provider", activate=False)["uuid"]
            wanted = {"staff": 200, "owner": 200, "customer_manager": 403, "support": 403, "anonymous": 401}.get(name, 404)
            self.assertEqual(wanted, api.post(f"{OFFERINGS}{draft}/activate/").status, name)

    def test_secrets_are_shown_to_the_provider_alone(self):
        self.staff.must("POST", self.one_offering + "update_integration/", {"secret_options": {"backend_token": "sesame"}})
        for name, api in self.calls.items():
            if name == "anonymous":
                continue
            shown = api.get(self.one_offering)
            self.assertEqual(name in PROVIDERS | {"staff"}, "sesame" in shown.text, name)

    def test_refreshing_names_and_granting_roles(self):
        named = self.scene.offering("full_name")
        self.scene.grant(self.users["offering_manager"], named["uuid"], "OFFERING.MANAGER", "marketplace-provider-offerings")
        self.check("POST", f"{OFFERINGS}{named['uuid']}/refresh_offering_usernames/", self.statuses(PROVIDERS | {"staff"}, 200, 403))
        body = {"role": "OFFERING.MANAGER", "user": self.scene.user()}
        allowed = {"staff", "owner", "customer_manager"}
        self.check("POST", f"{OFFERINGS}{named['uuid']}/delete_user/", self.statuses(allowed, 200, 403), body)

    def test_creating_offerings_customers_users(self):
        expected = {"staff", "owner"}
        for name, api in self.calls.items():
            with self.subTest(name):
                answer = api.post(OFFERINGS, {"name": "New", "type": "Marketplace.Basic", "customer_uuid": self.scene.provider()})
                if name in expected:
                    self.assertEqual(201, answer.status, answer)
                else:
                    # Who cannot see the organisation is told that there is none.
                    self.assertIn(answer.status, (401,) if name == "anonymous" else (400, 403), answer)
        self.check("POST", "/api/customers/", {"staff": 201, "others": 403}, {"name": "Own organisation"})
        for name, api in self.calls.items():
            answer = api.post("/api/users/", {"username": self.scene.unique("account.of")})
            self.assertEqual({"staff": 201, "anonymous": 401}.get(name, 403), answer.status, name)

    def test_people_and_their_keys(self):
        own = f"/api/users/{self.users['own']}/"
        self.check("GET", own, self.statuses(PROVIDERS | {"staff", "support", "own"}, 200, 404))
        self.check("PATCH", own, self.statuses({"staff", "own"}, 200, 404, support=403, owner=403, customer_manager=403, offering_manager=403),
                   {"job_title": "tester"})
        key = self.scene.key(self.users["own"])
        uuid = next(row["uuid"] for row in self.staff.all_pages("/api/keys/") if row["public_key"] == key)
        self.check("GET", f"/api/keys/{uuid}/", self.statuses(PROVIDERS | {"staff", "support", "own"}, 200, 404))
        for name in (*PROVIDERS, "support"):
            self.assertEqual(403, self.calls[name].call("DELETE", f"/api/keys/{uuid}/").status, name)
        for name in ("member", "bystander", "foreign_owner"):
            self.assertEqual(404, self.calls[name].call("DELETE", f"/api/keys/{uuid}/").status, name)
        self.assertEqual(204, self.calls["own"].call("DELETE", f"/api/keys/{uuid}/").status)

    def test_projects_and_their_roles(self):
        one = f"/api/projects/{self.project}/"
        manager = self.scene.user("project.manager")
        self.scene.grant(manager, self.project, "PROJECT.MANAGER")
        api = Api(self.server.http_url, self.installation.token("project.manager", staff=False))
        newcomer = self.scene.user()
        body = {"role": "PROJECT.MEMBER", "user": newcomer}
        self.assertEqual(201, api.post(one + "add_user/", body).status)
        self.assertEqual(200, api.post(one + "delete_user/", body).status)
        own = api.post(one + "add_user/", {"role": "PROJECT.ADMIN", "user": manager})
        self.assertEqual(400, own.status)
        self.assertIn("User can not manage own role.", own.json()["non_field_errors"])
        self.assertEqual(200, self.calls["member"].get(one).status)
        self.assertEqual(403, self.calls["member"].post(one + "add_user/", body).status)
        for name in ("bystander", "foreign_owner"):
            self.assertEqual(404, self.calls[name].get(one).status)
            self.assertEqual(404, self.calls[name].post(one + "add_user/", body).status)

    def test_service_accounts_are_for_staff_and_the_provider(self):
        for name, api in self.calls.items():
            answer = api.post("/api/ldap-accounts/", {"name": self.scene.unique("svc"), "offering_uuid": self.offering["uuid"]})
            wanted = {"staff": 201, "owner": 201, "anonymous": 401}.get(name, 403)
            self.assertEqual(wanted, answer.status, f"{name}: {answer}")
            everything = api.post("/api/ldap-accounts/", {"name": self.scene.unique("svc"), "offering_uuid": None})
            self.assertEqual({"staff": 201, "anonymous": 401}.get(name, 403), everything.status, name)
            if answer.status == 201:
                self.assertTrue(answer.json()["secret"])
                self.assertNotIn(answer.json()["secret"], api.get("/api/ldap-accounts/").text)


class ChangesAtOnceTest(SceneTest):
    """Two people who write one object at once: neither takes back what the other did."""

    def while_writing(self, api, path, body, staff_path, staff_body):
        """Staff's change is made while others write the object all the time; returns the object at the end."""
        stop = threading.Event()

        def write():
            own = Api(self.server.http_url, api.token)
            number = 0
            while not stop.is_set():
                number += 1
                own.call("PATCH", path, {name: f"{value} {number}" for name, value in body.items()})

        writers = [threading.Thread(target=write) for _ in range(4)]
        for writer in writers:
            writer.start()
        try:
            self.staff.must("PATCH", staff_path, staff_body)
        finally:
            # A request that had read the object before is through by then.
            for _ in range(3):
                self.staff.get(staff_path)
            stop.set()
            for writer in writers:
                writer.join()
        return self.staff.must("GET", staff_path)

    def test_nobody_undoes_the_own_deactivation(self):
        for number in range(8):
            name = f"leaver.{number}"
            user = self.scene.user(name)
            api = Api(self.server.http_url, self.installation.token(name, staff=False))
            path = f"/api/users/{user}/"
            self.assertFalse(self.while_writing(api, path, {"job_title": "x"}, path, {"is_active": False})["is_active"])

    def test_no_organisation_undoes_its_block(self):
        owner = self.scene.user("blocked.owner")
        api = Api(self.server.http_url, self.installation.token("blocked.owner", staff=False))
        for _ in range(8):
            customer = self.scene.customer()
            self.scene.grant(owner, customer, "CUSTOMER.OWNER", "customers")
            path = f"/api/customers/{customer}/"
            self.assertTrue(self.while_writing(api, path, {"phone_number": "1"}, path, {"blocked": True})["blocked"])

    def test_who_may_see_a_providers_people(self):
        provider = self.staff.must("GET", "/api/marketplace-service-providers/", query={"customer_uuid": self.scene.provider()})[0]["uuid"]
        self.scene.user("curious")
        api = Api(self.server.http_url, self.installation.token("curious", staff=False))
        answer = api.get(f"/api/marketplace-service-providers/{provider}/list_users/")
        self.assertEqual((403, "You do not have permission to list team members of this scope."), (answer.status, answer.json()["detail"]))

    def test_a_role_in_use_keeps_its_name(self):
        role = self.staff.create("/api/roles/", name="HPC.LEAD", content_type="project")["uuid"]
        self.scene.grant(self.scene.user(), self.scene.project(), "HPC.LEAD")
        answer = self.staff.call("PATCH", f"/api/roles/{role}/", {"name": "HPC.CHIEF"})
        self.assertEqual((400, {"name": ["The role is in use."]}), (answer.status, answer.json()))
        self.staff.must("PATCH", f"/api/roles/{role}/", {"description": "leads"})


if __name__ == "__main__":
    unittest.main()
