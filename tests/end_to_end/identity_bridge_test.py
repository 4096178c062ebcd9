"""Identities pushed in by their sources, and what LDAP says of them at once."""
import unittest

from api import Api
from scene import ACCOUNTS
from views import DirectoryTest

BRIDGE = "/api/identity-bridge/"


class IdentityBridgeTest(DirectoryTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.offering = cls.scene.offering("waldur_username")

    def push(self, username, source="isd-a", api=None, status=200, **fields):
        return (api or self.staff).must("POST", BRIDGE, {"username": username, "source": source, **fields}, status)

    def remove(self, username, source="isd-a"):
        return self.staff.must("POST", f"{BRIDGE}remove/", {"username": username, "source": source})

    def user(self, uuid):
        return self.staff.must("GET", f"/api/users/{uuid}/")

    def person(self, api_username):
        return self.directory.person(api_username, self.offering["slug"])

    def test_a_new_identity_and_its_fields(self):
        made = self.push("new.one", first_name="Mari", last_name="Maasikas", email="mari@example.org", affiliations=["member@example.org"],
                         uid_number=12345, birth_date="1955-12-24")
        self.assertTrue(made["created"])
        self.assertEqual({"first_name", "last_name", "email", "affiliations", "uid_number", "birth_date"}, set(made["updated_fields"]))
        row = self.user(made["uuid"])
        self.assertEqual(("new.one", "Mari Maasikas", ["isd-a"], 12345, "1955-12-24"),
                         (row["username"], row["full_name"], row["active_isds"], row["uid_number"], row["birth_date"]))
        self.assertEqual("isd-a", row["attribute_sources"]["email"]["source"])

    def test_only_what_is_given_and_different_is_updated(self):
        made = self.push("steady", first_name="A", last_name="B")
        again = self.push("steady", first_name="A", last_name="C")
        self.assertEqual({"uuid": made["uuid"], "created": False, "updated_fields": ["last_name"]}, again)
        self.assertEqual([], self.push("steady")["updated_fields"])
        self.assertEqual("A C", self.user(made["uuid"])["full_name"])

    def test_fields_that_no_source_may_set_are_ignored(self):
        made = self.push("no.promotion", is_staff=True, is_support=True, details={"site_username": "root"})
        row = self.user(made["uuid"])
        self.assertEqual((False, False, {}), (row["is_staff"], row["is_support"], row["details"]))

    def test_bad_values_name_the_field_and_change_nothing(self):
        self.push("checked", email="fine@example.org")
        for body, field in (({"email": "no mail"}, "email"), ({"gender": 5}, "gender"), ({"nationality": "EST"}, "nationality"),
                            ({"uid_number": "many"}, "uid_number")):
            answer = self.staff.post(BRIDGE, {"username": "checked", "source": "isd-a", "first_name": "Changed", **body})
            self.assertEqual((400, [field]), (answer.status, list(answer.json())), answer)
        found = self.staff.must("GET", "/api/users/", query={"username": "checked"})[0]
        self.assertEqual(("fine@example.org", ""), (found["email"], found["first_name"]))
        self.assertEqual(["source"], list(self.staff.post(BRIDGE, {"username": "x"}).json()))

    def test_the_last_source_to_go_takes_the_account_with_it(self):
        made = self.push("two.sources")
        self.push("two.sources", "isd-b")
        project = self.scene.project()
        self.scene.resource(self.offering["uuid"], project)
        self.scene.grant(made["uuid"], project)
        account = self.scene.account_of(made["uuid"], self.offering["uuid"])
        name = account["username"]
        self.assertEqual([], self.person(name)["shadowExpire"])
        self.assertFalse(self.remove("two.sources")["deactivated"])
        self.assertEqual([], self.person(name)["shadowExpire"])
        self.assertTrue(self.remove("two.sources", "isd-b")["deactivated"])
        self.assertNotEqual([], self.person(name)["shadowExpire"])
        self.assertFalse(self.user(made["uuid"])["is_active"])
        self.assertFalse(self.remove("two.sources", "isd-b")["deactivated"])
        self.push("two.sources", "isd-b")
        self.assertEqual([], self.person(name)["shadowExpire"])
        after = self.staff.must("GET", f"{ACCOUNTS}{account['uuid']}/")
        self.assertEqual((name, account["uidnumber"]), (after["username"], after["uidnumber"]))

    def test_whom_staff_deactivated_no_source_brings_back(self):
        made = self.push("banned")
        self.staff.must("PATCH", f"/api/users/{made['uuid']}/", {"is_active": False})
        self.push("banned", first_name="B")
        self.assertFalse(self.user(made["uuid"])["is_active"])

    def test_a_reason_from_before_does_not_speak_for_staff(self):
        made = self.push("once.withdrawn")
        self.remove("once.withdrawn")
        self.staff.must("PATCH", f"/api/users/{made['uuid']}/", {"is_active": True})
        self.staff.must("PATCH", f"/api/users/{made['uuid']}/", {"is_active": False})
        self.push("once.withdrawn")
        self.assertFalse(self.user(made["uuid"])["is_active"])

    def test_an_unknown_identity_cannot_be_removed(self):
        answer = self.staff.post(f"{BRIDGE}remove/", {"username": "nobody", "source": "isd-a"})
        self.assertEqual(404, answer.status)

    def test_a_source_manager_pushes_for_own_sources_only(self):
        manager = self.scene.user("source.manager")
        self.staff.must("PATCH", f"/api/users/{manager}/", {"is_identity_manager": True, "managed_isds": ["isd-m"]})
        api = Api(self.server.http_url, self.installation.token("source.manager", staff=False))
        made = self.push("managed", "isd-m", api, email="m@example.org", civil_number="M1")
        self.push("managed", "isd-a", api, 403)
        self.push("foreign")
        self.scene.user("local.person")
        for name in ("foreign", "local.person", "admin", "source.manager"):
            self.push(name, "isd-m", api, 403, email="taken.over@example.org")
            self.assertEqual(404, api.post(f"{BRIDGE}remove/", {"username": name, "source": "isd-m"}).status, name)
        promoted = self.push("promoted", "isd-m", api)
        self.staff.must("PATCH", f"/api/users/{promoted['uuid']}/", {"is_staff": True})
        self.assertEqual(403, api.post(f"{BRIDGE}remove/", {"username": "promoted", "source": "isd-m"}).status)
        self.staff.must("PATCH", f"/api/users/{promoted['uuid']}/", {"is_staff": False})
        self.assertTrue(api.must("POST", f"{BRIDGE}remove/", {"username": "promoted", "source": "isd-m"})["deactivated"])
        self.push("promoted", "isd-m", api)
        plain = self.scene.user("plain.user")
        self.assertEqual({manager, made["uuid"], promoted["uuid"]}, {row["uuid"] for row in api.must("GET", "/api/users/")})
        self.assertEqual("M1", api.must("GET", f"/api/users/{made['uuid']}/")["civil_number"])
        nobody = Api(self.server.http_url, self.installation.token("plain.user", staff=False))
        self.assertTrue(plain)
        for method, path in (("POST", BRIDGE), ("POST", f"{BRIDGE}remove/"), ("GET", f"{BRIDGE}stats/"), ("GET", f"{BRIDGE}allowed-fields/")):
            answer = nobody.call(method, path, {"username": "managed", "source": "isd-m"} if method == "POST" else None)
            self.assertEqual(403, answer.status, path)

    def test_statistics_and_allowed_fields(self):
        self.push("counted", "isd-counted", first_name="C")
        stats = self.staff.must("GET", f"{BRIDGE}stats/")
        row = next(row for row in stats["users_per_isd"] if row["isd"] == "isd-counted")
        self.assertEqual((1, 0), (row["user_count"], row["stale_user_count"]))
        self.assertTrue(row["oldest_sync"])
        allowed = self.staff.must("GET", f"{BRIDGE}allowed-fields/")["allowed_fields"]
        self.assertEqual((24, allowed), (len(allowed), stats["allowed_attributes"]))


if __name__ == "__main__":
    unittest.main(verbosity=2)
