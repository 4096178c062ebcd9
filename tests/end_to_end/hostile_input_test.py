"""What no client should send: each is a clear 4xx, changes nothing, and leaves no memory behind."""
import http.client
import json
import pathlib
import unittest

from api import Api
from scene import ACCOUNTS, OFFERINGS, SceneTest, public_key
from server import PATIENCE_SECONDS

PROVIDERS = "/api/marketplace-service-providers/"
MEBIBYTE = 1 << 20


class HostileInputTest(SceneTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        scene = cls.scene
        cls.offering = scene.offering("full_name")["uuid"]
        cls.user = scene.user()
        cls.account = scene.account(cls.user, cls.offering)["uuid"]
        cls.project = scene.project()
        cls.customer = scene.customer()
        cls.resource = scene.resource(cls.offering, cls.project)
        cls.pool = cls.staff.create("/api/marketplace-posix-id-pools/", offering=cls.offering, min_uid=70000, max_uid=70999)["uuid"]
        cls.provider = cls.staff.must("GET", PROVIDERS, query={"customer_uuid": scene.provider()})[0]["uuid"]
        # One writing endpoint of every kind, with a body that would be taken.
        resource = f"http://x/api/marketplace-resources/{cls.resource}/"
        cls.bodies = {
            ("POST", "/api/users/"): {"username": "x1"},
            ("PATCH", f"/api/users/{cls.user}/"): {"first_name": "A"},
            ("POST", "/api/keys/"): {"public_key": public_key(), "name": "k"},
            ("POST", "/api/customers/"): {"name": "c"},
            ("POST", "/api/projects/"): {"name": "p", "customer_uuid": cls.customer},
            ("POST", OFFERINGS): {"name": "o", "type": "Marketplace.Basic", "customer_uuid": scene.provider()},
            ("POST", f"{OFFERINGS}{cls.offering}/update_integration/"): {"plugin_options": {"homedir_prefix": "/home/"}},
            ("POST", f"{OFFERINGS}{cls.offering}/add_user/"): {"role": "OFFERING.MANAGER", "user": cls.user},
            ("POST", ACCOUNTS): {"offering_uuid": cls.offering, "user_uuid": cls.user},
            ("PATCH", f"{ACCOUNTS}{cls.account}/"): {"username": "fine_name"},
            ("POST", f"{ACCOUNTS}{cls.account}/set_posix_attributes/"): {"uidnumber": 70001},
            ("POST", f"{ACCOUNTS}{cls.account}/update_runtime_state/"): {"runtime_state": "Active"},
            ("PATCH", f"{ACCOUNTS}{cls.account}/update_comments/"): {"service_provider_comment": "c"},
            ("POST", "/api/marketplace-robot-accounts/"): {"resource": resource, "type": "cicd"},
            ("PATCH", f"/api/marketplace-posix-id-pools/{cls.pool}/"): {"min_uid": 70000, "max_uid": 70999},
            ("POST", f"{PROVIDERS}{cls.provider}/set_offerings_username/"): {"user_uuid": cls.user, "username": "n"},
            ("POST", "/api/marketplace-project-service-accounts/"): {"project": cls.project},
            ("POST", "/api/identity-bridge/"): {"username": "y1", "source": "isd"},
            ("POST", "/api/roles/"): {"name": "R", "content_type": "project"},
            ("POST", "/api/marketplace-offering-terms-of-service/"): {"offering_uuid": cls.offering, "terms_of_service": "t"},
        }

    def state(self):
        """Everything the installation holds, as the state file writes it."""
        return self.installation.run("export").stdout

    def assert_refused(self, content, words=None, headers=None):
        """Every writing endpoint refuses the bytes with a 4xx and an explanation, and nothing has changed."""
        before = self.state()
        for method, path in self.bodies:
            answer = self.staff.raw(method, path, content, {"Authorization": f"Token {self.token}",
                                                            "Content-Type": "application/json", **(headers or {})})
            self.assertIn(answer.status, range(400, 500), f"{method} {path}: {answer}")
            self.assertNotIn(answer.status, (401, 403, 404, 405), f"{method} {path}: {answer}")
            self.assertTrue(answer.text, f"{method} {path}")
            if words:
                self.assertRegex(answer.text, words, f"{method} {path}")
        self.assertEqual(before, self.state())

    def test_malformed_json(self):
        for content in (b"{", b"{]", b"nonsense", b'{"a":1}}', b'{"a":}', b"{'a':1}", b'{"a":1,}', b'{"a":\x01}', b'{"a":"\n"}'):
            self.assert_refused(content, "JSON parse error")

    def test_invalid_utf8(self):
        for content in (b'{"name":"\xff"}', b'{"name":"\xc0\x80"}', b'{"name":"\xed\xa0\x80"}', b'{"username":"\xf5\x80\x80\x80"}'):
            self.assert_refused(content, "JSON parse error")

    def test_something_else_than_an_object(self):
        for content in (b"[]", b"1", b"null", b'"text"', b"true"):
            self.assert_refused(content)

    def test_deep_nesting(self):
        for depth in (33, 1000, 100_000):
            self.assert_refused(b'{"a":' + b"[" * depth + b"]" * depth + b"}")
            self.assert_refused(b'{"a":' * depth + b"1" + b"}" * depth)

    def test_a_body_over_the_limit(self):
        """Refused by its announced length, before any of it is read."""
        before = self.state()
        for method, path in self.bodies:
            connection = http.client.HTTPConnection(self.staff.address.netloc, timeout=PATIENCE_SECONDS)
            connection.putrequest(method, path)
            connection.putheader("Authorization", f"Token {self.token}")
            connection.putheader("Content-Type", "application/json")
            connection.putheader("Content-Length", str(2 * MEBIBYTE))
            connection.endheaders()
            response = connection.getresponse()
            self.assertEqual(413, response.status, f"{method} {path}")
            self.assertIn("detail", json.loads(response.read()))
            connection.close()
        self.assertEqual(before, self.state())

    def test_texts_of_almost_a_mebibyte(self):
        """Each text field in turn: too long is said of that field."""
        before = self.state()
        long_text = "x" * (MEBIBYTE - 1000)
        for (method, path), body in self.bodies.items():
            for name, value in body.items():
                if not isinstance(value, str):
                    continue
                answer = self.staff.call(method, path, {**body, name: long_text})
                self.assertEqual(400, answer.status, f"{method} {path} {name}: {answer}")
                self.assertLess(len(answer.body), 2000, f"{method} {path} {name}")
        self.assertEqual(before, self.state())

    def test_wrong_types_in_every_field(self):
        """What is no text where a text belongs (numbers apart: the framework takes them as their text), and so on."""
        before = self.state()
        for (method, path), body in self.bodies.items():
            for name in body:
                for wrong in ([], {}, [[1]], {"a": 1}):
                    if isinstance(body[name], dict) and isinstance(wrong, dict):
                        continue
                    answer = self.staff.call(method, path, {**body, name: wrong})
                    self.assertEqual(400, answer.status, f"{method} {path} {name}={wrong}: {answer}")
                    said = answer.json()
                    if isinstance(said, dict):
                        self.assertIn(name, said, f"{method} {path} {name}={wrong}: {answer}")
        self.assertEqual(before, self.state())

    def test_unknown_words(self):
        cases = [("POST", f"{ACCOUNTS}{self.account}/update_runtime_state/", {"runtime_state": "Sleeping"}, "runtime_state"),
                 ("POST", f"{OFFERINGS}{self.offering}/update_integration/",
                  {"plugin_options": {"username_generation_policy": "dice"}}, "username_generation_policy"),
                 ("POST", f"{OFFERINGS}{self.offering}/add_user/", {"role": "GOD", "user": self.user}, "role"),
                 ("POST", "/api/projects/", {"name": "p", "customer_uuid": self.customer, "kind": "odd"}, "kind"),
                 ("POST", "/api/users/", {"username": "g1", "gender": 7}, "gender"),
                 ("POST", "/api/users/", {"username": "g1", "birth_date": "2001-02-30"}, "birth_date"),
                 ("POST", "/api/users/", {"username": "g1", "nationality": "Estonia"}, "nationality"),
                 ("GET", f"{ACCOUNTS}?state=Sleeping", None, "state"), ("GET", f"{ACCOUNTS}?o=shoe_size", None, "o"),
                 ("GET", f"{ACCOUNTS}?offering_uuid=1", None, "offering_uuid"), ("GET", "/api/users/?is_active=maybe", None, "is_active"),
                 ("GET", f"{ACCOUNTS}?created=yesterday", None, "created")]
        before = self.state()
        for method, path, body, field in cases:
            answer = self.staff.call(method, path, body)
            self.assertEqual(400, answer.status, f"{method} {path}: {answer}")
            self.assertEqual([field], list(answer.json()), f"{method} {path}: {answer}")
        self.assertEqual(before, self.state())

    def test_numbers_out_of_every_range(self):
        before = self.state()
        path = f"{ACCOUNTS}{self.account}/set_posix_attributes/"
        for number in ("1e400", "99999999999999999999999", "-1", "0", "1.5", "4294967295", "4294967296", "999"):
            answer = self.staff.raw("POST", path, b'{"uidnumber":' + number.encode() + b"}",
                                    {"Authorization": f"Token {self.token}", "Content-Type": "application/json"})
            self.assertEqual(400, answer.status, f"{number}: {answer}")
        self.assertEqual(before, self.state())

    def test_no_mass_assignment(self):
        """Read-only fields in a body are ignored; a person cannot promote themselves."""
        created = self.staff.create("/api/tokens/")
        self.assertTrue(created["token"])
        row = self.staff.must("PATCH", f"{ACCOUNTS}{self.account}/", {
            "uuid": "0" * 32, "uidnumber": 1, "state": "Deleted", "is_restricted": True, "created": "2001-01-01T00:00:00Z",
            "customer_uuid": "0" * 32, "username": "still_me"})
        self.assertEqual((self.account, "OK", False), (row["uuid"], row["state"], row["is_restricted"]))
        self.assertNotEqual(1, row["uidnumber"])
        self.staff.create("/api/users/", username="plain.person")
        person = Api(self.server.http_url, self.installation.token(user="plain.person", staff=False))
        own = person.must("GET", "/api/users/me/")
        after = person.must("PATCH", f"/api/users/{own['uuid']}/", {
            "is_staff": True, "is_support": True, "is_identity_manager": True, "managed_isds": ["isd"], "uid_number": 1000,
            "username": "root2", "first_name": "Fine"})
        self.assertEqual((False, False, False, [], None, "plain.person", "Fine"),
                         (after["is_staff"], after["is_support"], after["is_identity_manager"], after["managed_isds"],
                          after["uid_number"], after["username"], after["first_name"]))

    def resident_bytes(self):
        status = pathlib.Path(f"/proc/{self.server.process.pid}/status").read_text(encoding="ascii")
        return int(next(line for line in status.splitlines() if line.startswith("VmRSS:")).split()[1]) * 1024

    def test_memory_does_not_grow(self):
        contents = [b'{"a":' + b"[" * 100_000, b'{"name":"' + b"x" * (MEBIBYTE - 100) + b'"}', b"{" + b'"a":1,' * 100_000 + b'"b":1}',
                    b"\xff" * 1000, json.dumps({"users": ["x"] * 50_000}).encode()]

        def send_all(times):
            for _ in range(times):
                for content in contents:
                    for method, path in self.bodies:
                        self.staff.raw(method, path, content, {"Authorization": f"Token {self.token}", "Content-Type": "application/json"})

        send_all(2)
        settled = self.resident_bytes()
        send_all(6)
        self.assertLess(self.resident_bytes(), settled + 48 * MEBIBYTE)


if __name__ == "__main__":
    unittest.main(verbosity=2)
