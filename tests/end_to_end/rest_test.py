"""The wire contract of the REST API: authentication, addresses, lists, errors."""
import socket
import unittest
import urllib.parse
import uuid

from api import Api, links
from scene import ACCOUNTS, OFFERINGS, SceneTest

LISTS = ["/api/users/", "/api/keys/", "/api/customers/", "/api/projects/", "/api/roles/", "/api/marketplace-categories/",
         "/api/marketplace-resources/", "/api/marketplace-offering-user-groups/", "/api/marketplace-offering-users/",
         "/api/marketplace-provider-offerings/", "/api/marketplace-service-providers/", "/api/tokens/", "/api/ldap-accounts/"]


class RestTest(SceneTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.offering = cls.scene.offering("full_name")
        cls.people = [cls.scene.user(f"person.{number:02}", "Jane", f"Roe{number}") for number in range(25)]
        cls.accounts = [cls.scene.account(user, cls.offering["uuid"]) for user in cls.people]

    def detail(self, answer, status):
        self.assertEqual(status, answer.status, answer)
        self.assertTrue(answer.header("Content-Type").startswith("application/json"))
        self.assertEqual(["detail"], list(answer.json()))
        return answer.json()["detail"]

    # Authentication.

    def test_every_address_below_api_wants_a_token(self):
        anonymous = Api(self.server.http_url)
        for path in [*LISTS, f"{ACCOUNTS}{self.accounts[0]['uuid']}/", "/api/version/",
                     f"{OFFERINGS}{self.offering['uuid']}/glauth_users_config/"]:
            answer = anonymous.get(path)
            self.assertEqual("Authentication credentials were not provided.", self.detail(answer, 401), path)
            self.assertEqual("Token", answer.header("WWW-Authenticate"))

    def test_the_words_of_a_refused_token(self):
        table = {"Token": "Invalid token. No credentials provided.", "Token ": "Invalid token. No credentials provided.",
                 "Token a b": "Invalid token. Token string should not contain spaces.", "Token " + "0" * 40: "Invalid token.",
                 "Token nonsense": "Invalid token.", "Bearer nonsense": "Invalid token.",
                 "Basic YTpi": "Authentication credentials were not provided."}
        for header, words in table.items():
            answer = Api(self.server.http_url).raw("GET", "/api/users/me/", headers={"Authorization": header})
            self.assertEqual(words, self.detail(answer, 401), header)

    def test_token_and_bearer_in_any_case(self):
        for scheme in ("Token", "token", "TOKEN", "Bearer", "bearer"):
            self.assertEqual(200, Api(self.server.http_url, self.token, scheme).get("/api/users/me/").status)

    def test_an_inactive_user_and_a_revoked_token_are_refused(self):
        user = self.scene.user("leaver")
        token = self.installation.token("leaver", staff=False)
        own = Api(self.server.http_url, token)
        self.assertEqual("leaver", own.must("GET", "/api/users/me/")["username"])
        self.staff.must("PATCH", f"/api/users/{user}/", {"is_active": False})
        self.assertEqual("User inactive or deleted.", self.detail(own.get("/api/users/me/"), 401))

    def test_tokens_over_rest_show_the_secret_once(self):
        made = self.staff.create("/api/tokens/", name="ci", expires_days=7)
        self.assertEqual(200, Api(self.server.http_url, made["token"]).get("/api/users/me/").status)
        self.assertNotIn("token", self.staff.must("GET", "/api/tokens/")[0])
        self.assertNotIn(made["token"], self.staff.get("/api/tokens/").text)
        self.assertEqual(204, self.staff.call("DELETE", f"/api/tokens/{made['uuid']}/").status)
        self.assertEqual(401, Api(self.server.http_url, made["token"]).get("/api/users/me/").status)

    # Addresses and methods.

    def test_unknown_addresses_are_404_in_json(self):
        for path in ("/", "/api/", "/api", "/api/nothing/", "/api/users", "/api/users/me", f"{ACCOUNTS}{self.accounts[0]['uuid']}", "/admin/",
                     f"{ACCOUNTS}nonsense/", f"{ACCOUNTS}{uuid.uuid4().hex}/", f"{ACCOUNTS}{self.accounts[0]['uuid']}/fly/",
                     "/api/../etc/passwd", "/api//users/", "/%00/", "/api/users/%2e%2e/"):
            answer = self.staff.get(path)
            self.assertIn(answer.status, (400, 404), path)
            self.assertTrue(answer.header("Content-Type").startswith("application/json"), path)
            self.assertNotRegex(answer.text, r"(?i)exception|stack|\.cc:")

    def test_there_are_no_redirects(self):
        for path in ("/api/users", "/api/marketplace-offering-users?page=1", "//api/users/"):
            self.assertEqual(404, self.staff.get(path).status, path)

    def test_wrong_methods_are_405_with_the_allowed_ones(self):
        one = f"{ACCOUNTS}{self.accounts[0]['uuid']}/"
        for method, path, allowed in (("DELETE", ACCOUNTS, "GET, POST, HEAD"), ("GET", one + "set_ok/", "POST"), ("PUT", ACCOUNTS, "GET, POST, HEAD"),
                                      ("POST", "/api/version/", "GET, HEAD")):
            answer = self.staff.call(method, path)
            self.assertEqual(f'Method "{method}" not allowed.', self.detail(answer, 405), path)
            self.assertEqual(allowed, answer.header("Allow"), path)

    def test_hex_and_dashed_identifiers_in_any_case(self):
        plain = self.accounts[0]["uuid"]
        self.assertRegex(plain, r"^[0-9a-f]{32}$")
        for spelled in (plain, str(uuid.UUID(plain)), plain.upper(), str(uuid.UUID(plain)).upper()):
            self.assertEqual(plain, self.staff.must("GET", f"{ACCOUNTS}{spelled}/")["uuid"])
            user = self.accounts[0]["user_uuid"]
            self.assertEqual([plain], [row["uuid"] for row in self.staff.must("GET", ACCOUNTS, query={"user_uuid": str(uuid.UUID(user)).upper()})])

    # Lists.

    def test_every_list_counts_pages_and_answers_head(self):
        for path in LISTS:
            with self.subTest(path):
                answer = self.staff.get(path)
                self.assertEqual(200, answer.status, answer)
                self.assertIsInstance(answer.json(), list)
                head = self.staff.call("HEAD", path)
                self.assertEqual((200, b""), (head.status, head.body))
                self.assertEqual(answer.header("X-Result-Count"), head.header("X-Result-Count"))
                self.assertGreaterEqual(int(head.header("X-Result-Count")), len(answer.json()))
                self.assertIn('rel="first"', answer.header("Link"))

    def test_pages_and_their_links(self):
        count = len(self.staff.all_pages(ACCOUNTS, offering_uuid=self.offering["uuid"]))
        self.assertEqual(25, count)
        query = {"offering_uuid": self.offering["uuid"], "page_size": 10, "state": "OK", "o": "username"}
        seen = []
        for page, relations in ((1, ["first", "next", "last"]), (2, ["first", "prev", "next", "last"]), (3, ["first", "prev", "last"])):
            answer = self.staff.get(ACCOUNTS, {**query, "page": page})
            self.assertEqual("25", answer.header("X-Result-Count"))
            self.assertEqual(relations, list(links(answer)))
            self.assertNotRegex(answer.header("Link").replace(", <", ""), ",", "commas only between links")
            for url in links(answer).values():
                self.assertTrue(url.startswith(self.server.http_url))
                kept = urllib.parse.parse_qs(urllib.parse.urlsplit(url).query)
                self.assertEqual(([self.offering["uuid"]], ["10"], ["OK"]), (kept["offering_uuid"], kept["page_size"], kept["state"]))
            seen += [row["username"] for row in answer.json()]
        self.assertEqual(sorted(row["username"] for row in self.accounts), seen)
        for page in ("4", "0", "-1", "x"):
            self.assertEqual("Invalid page.", self.detail(self.staff.get(ACCOUNTS, {**query, "page": page}), 404), page)

    def test_page_size_defaults_and_is_clamped(self):
        self.assertEqual(10, len(self.staff.get(ACCOUNTS).json()))
        self.assertEqual(25, len(self.staff.get(ACCOUNTS, {"page_size": 100000, "offering_uuid": self.offering["uuid"]}).json()))
        self.assertIn("page_size=100000", self.staff.get(ACCOUNTS, {"page_size": 100000}).header("Link"))
        for size in ("0", "-5", "x", ""):
            self.assertEqual(10, len(self.staff.get(ACCOUNTS, {"page_size": size}).json()), size)

    def test_field_selects_keys(self):
        rows = self.staff.get(ACCOUNTS, [("field", "uuid"), ("field", "username"), ("field", "no_such")]).json()
        self.assertEqual({"uuid", "username"}, set(rows[0]))
        one = self.staff.get(f"{ACCOUNTS}{self.accounts[0]['uuid']}/", {"field": "state"}).json()
        self.assertEqual({"state": "OK"}, one)

    def test_filters_and_orders(self):
        def names(**query):
            return [row["username"] for row in self.staff.all_pages(ACCOUNTS, offering_uuid=self.offering["uuid"], **query)]
        self.assertEqual(names(o="username"), list(reversed(names(o="-username"))))
        self.assertEqual([self.accounts[3]["username"]], names(user_uuid=self.people[3]))
        self.assertEqual([self.accounts[3]["username"]], names(username=self.accounts[3]["username"]))
        self.assertEqual(25, len(names(state="OK", is_restricted="false")))
        self.assertEqual([], names(state="Deleted"))
        both = self.staff.get(ACCOUNTS, [("state", "OK"), ("state", "Deleted"), ("page_size", 300)])
        self.assertGreaterEqual(len(both.json()), 25)
        for query in ({"state": "Nonsense"}, {"offering_uuid": "nonsense"}):
            answer = self.staff.get(ACCOUNTS, query)
            self.assertEqual((400, list(query)), (answer.status, list(answer.json())), answer)

    def test_urls_are_absolute_on_the_host_the_client_used(self):
        answer = self.staff.call("GET", f"{ACCOUNTS}{self.accounts[0]['uuid']}/", headers={"Host": "idm.example.org:8443"}).json()
        self.assertEqual(f"http://idm.example.org:8443{ACCOUNTS}{self.accounts[0]['uuid']}/", answer["url"])
        self.assertEqual(f"http://idm.example.org:8443/api/users/{self.people[0]}/", answer["user"])
        for host in ("evil.example/\" onload=", "a b", "x" * 300, "a,b"):
            self.assertEqual(400, self.staff.call("GET", ACCOUNTS, headers={"Host": host}).status, host)

    # Bodies.

    def test_read_only_and_unknown_fields_in_bodies_are_ignored(self):
        user = self.scene.user("mass.assignment")
        made = self.scene.account(user, self.offering["uuid"], uuid="1" * 32, uidnumber=0, primarygroup=0, state="Deleted", is_restricted=True,
                                  home_directory="/", login_shell="/bin/evil", created="2000-01-01T00:00:00Z", nonsense=1)
        self.assertNotEqual("1" * 32, made["uuid"])
        self.assertEqual(("OK", False), (made["state"], made["is_restricted"]))
        self.assertGreater(made["uidnumber"], 1000)
        self.assertNotEqual("/bin/evil", made["login_shell"])
        one = f"{ACCOUNTS}{made['uuid']}/"
        changed = self.staff.must("PATCH", one, {"uidnumber": 0, "state": "Deleted", "is_restricted": True, "user_uuid": self.people[0],
                                                 "offering_uuid": "2" * 32})
        self.assertEqual({**made, "modified": None}, {**changed, "modified": None})
        own = Api(self.server.http_url, self.installation.token("mass.assignment", staff=False))
        own.must("PATCH", f"/api/users/{user}/", {"is_staff": True, "is_support": True, "username": "boss", "organization": "Mine"})
        me = own.must("GET", "/api/users/me/")
        self.assertEqual((False, False, "mass.assignment", "Mine"), (me["is_staff"], me["is_support"], me["username"], me["organization"]))

    def test_create_names_what_is_wrong(self):
        cases = [({}, "offering"), ({"offering_uuid": self.offering["uuid"]}, "user"),
                 ({"offering_uuid": "nonsense", "user_uuid": self.people[0]}, "offering_uuid"),
                 ({"offering": "http://x/api/users/%s/" % self.people[0], "user_uuid": self.people[0]}, "offering"),
                 ({"offering_uuid": self.offering["uuid"], "user_uuid": uuid.uuid4().hex}, "user"),
                 ({"offering_uuid": self.offering["uuid"], "user_uuid": self.people[0]}, "already exists")]
        for body, words in cases:
            answer = self.staff.post(ACCOUNTS, body)
            self.assertEqual(400, answer.status, answer)
            self.assertIn(words, answer.text)
            answer.json()

    def test_references_by_url_and_by_uuid(self):
        user = self.scene.user()
        shown = self.staff.must("GET", f"/api/users/{user}/")
        offering = self.staff.must("GET", f"{OFFERINGS}{self.offering['uuid']}/")
        made = self.staff.create(ACCOUNTS, user=shown["url"], offering=offering["url"])
        self.assertEqual((user, offering["uuid"]), (made["user_uuid"], made["offering_uuid"]))
        self.assertEqual(offering["url"], made["offering"])

    def test_put_patch_and_delete(self):
        account = self.scene.account(self.scene.user(), self.scene.offering("service_provider")["uuid"])
        one = f"{ACCOUNTS}{account['uuid']}/"
        self.assertEqual("first.name", self.staff.must("PUT", one, {"username": "first.name"})["username"])
        self.assertEqual("first.name", self.staff.must("PATCH", one, {})["username"])
        self.assertEqual("second.name", self.staff.must("PATCH", one, {"username": "second.name"})["username"])
        gone = self.staff.call("DELETE", one)
        self.assertEqual((204, b""), (gone.status, gone.body))
        self.detail(self.staff.get(one), 404)
        self.detail(self.staff.call("DELETE", one), 404)

    def test_the_state_actions_of_the_table(self):
        account = self.scene.account(self.scene.user(), self.scene.offering("service_provider")["uuid"])
        one = f"{ACCOUNTS}{account['uuid']}/"
        path = [("begin_creating", "Creating"), ("set_pending_account_linking", "Pending account linking"),
                ("set_pending_additional_validation", "Pending additional validation"), ("set_error_creating", "Error creating"),
                ("begin_creating", "Creating"), ("set_ok", "OK"), ("request_deletion", "Requested deletion"), ("set_error_deleting", "Error deleting"),
                ("set_deleting", "Deleting"), ("set_deleted", "Deleted")]
        for action, state in path:
            body = {"comment": f"now {state}", "comment_url": "https://example.org/help"} if "pending" in action else None
            self.assertEqual({"uuid": account["uuid"], "state": state}, self.staff.must("POST", f"{one}{action}/", body), action)
            shown = self.staff.must("GET", one)
            self.assertEqual(state, shown["state"])
            if body:
                self.assertEqual((body["comment"], body["comment_url"]), (shown["service_provider_comment"], shown["service_provider_comment_url"]))
            if action == "set_ok":
                self.assertEqual(("", ""), (shown["service_provider_comment"], shown["service_provider_comment_url"]))
        for action in ("begin_creating", "set_ok", "request_deletion", "set_deleting", "set_validation_complete"):
            answer = self.staff.post(f"{one}{action}/")
            self.assertEqual(400, answer.status, answer)
            self.assertRegex(answer.json()[0], r"Cannot transition to [A-Z_]+ from current state: 8 \(Deleted\)\. Valid states for operation: ")
        self.assertEqual(403, self.staff.call("PATCH", one + "update_comments/", {"service_provider_comment": "x"}).status)

    def test_a_name_moves_a_waiting_account_to_ok(self):
        account = self.scene.account(self.scene.user(), self.scene.offering("service_provider")["uuid"])
        one = f"{ACCOUNTS}{account['uuid']}/"
        self.staff.must("POST", one + "begin_creating/")
        self.assertEqual("OK", self.staff.must("PATCH", one, {"username": "named"})["state"])
        cleared = self.staff.must("PATCH", one, {"username": None})
        self.assertEqual("OK", cleared["state"])
        self.assertFalse(cleared["username"])

    # The offering.

    def test_update_integration_merges_and_never_shows_the_password(self):
        offering = self.scene.offering("full_name")
        one = f"{OFFERINGS}{offering['uuid']}/"
        before = self.staff.must("GET", one)["plugin_options"]
        self.staff.must("POST", one + "update_integration/", {"plugin_options": {"homedir_prefix": "/data/"}, "secret_options": {
            "shared_user_password": "open sesame!", "backend_url": "https://example.org"}})
        shown = self.staff.get(one)
        self.assertEqual({**before, "homedir_prefix": "/data/"}, shown.json()["plugin_options"])
        self.assertNotIn("open sesame!", shown.text)
        self.assertEqual("https://example.org", shown.json()["secret_options"]["backend_url"])
        self.assertNotIn("open sesame!", self.installation.run("export", "--include-secrets").stdout)
        self.assertEqual("/data/jane_roe_00", self.scene.account(self.scene.user(), offering["uuid"])["home_directory"])

    def test_offering_states(self):
        offering = self.scene.offering("full_name", activate=False)
        one = f"{OFFERINGS}{offering['uuid']}/"
        self.assertEqual("Draft", offering["state"])
        self.assertEqual("Active", self.staff.must("POST", one + "activate/")["state"])
        self.assertEqual(400, self.staff.post(one + "activate/").status)

    def test_turning_the_switch_on_creates_what_is_missing(self):
        offering = self.scene.offering("full_name", service_provider_can_create_offering_user=False)
        project, user = self.scene.project(), self.scene.user()
        self.scene.resource(offering["uuid"], project)
        self.scene.grant(user, project)
        self.assertIsNone(self.scene.account_of(user, offering["uuid"]))
        refused = self.staff.post(ACCOUNTS, {"user_uuid": self.scene.user(), "offering_uuid": offering["uuid"]})
        self.assertEqual(400, refused.status, refused)
        self.staff.must("POST", f"{OFFERINGS}{offering['uuid']}/update_integration/", {"plugin_options": {
            "service_provider_can_create_offering_user": True}})
        self.assertEqual("OK", self.scene.account_of(user, offering["uuid"])["state"])

    def test_the_first_account_has_the_documented_numbers(self):
        account = self.accounts[0]
        self.assertEqual((5001, 5001, "/home/jane_roe0_00"), (account["uidnumber"], account["primarygroup"], account["home_directory"]))
        project = self.scene.project()
        self.scene.resource(self.offering["uuid"], project)
        group = self.staff.all_pages("/api/marketplace-offering-user-groups/", offering_uuid=self.offering["uuid"])[0]
        self.assertEqual(6001, group["gid"])

    def test_roles_on_an_offering(self):
        offering, user = self.scene.offering(), self.scene.user()
        one = f"{OFFERINGS}{offering['uuid']}/"
        body = {"role": "OFFERING.MANAGER", "user": user}
        self.assertEqual({"expiration_time": None}, self.staff.must("POST", one + "add_user/", body, 201))
        self.assertEqual([user], [row["user_uuid"] for row in self.staff.must("GET", one + "list_users/")])
        again = self.staff.post(one + "add_user/", body)
        self.assertEqual((400, ["non_field_errors"]), (again.status, list(again.json())), again)
        until = "2099-01-01T00:00:00Z"
        self.assertIn("2099-01-01T00:00:00", self.staff.must("POST", one + "update_user/", {**body, "expiration_time": until})["expiration_time"])
        self.staff.must("POST", one + "delete_user/", body)
        self.staff.must("POST", one + "delete_user/", body)
        self.assertEqual(404, self.staff.post(one + "update_user/", body).status)
        self.assertEqual([], self.staff.must("GET", one + "list_users/"))

    def test_user_has_resource_access(self):
        offering, project, user = self.scene.offering(), self.scene.project(), self.scene.user("accessible")
        self.scene.resource(offering["uuid"], project)
        path = f"{OFFERINGS}{offering['uuid']}/user_has_resource_access/"
        self.assertEqual({"has_access": False}, self.staff.must("GET", path, query={"username": "accessible"}))
        self.scene.grant(user, project)
        self.assertEqual({"has_access": True}, self.staff.must("GET", path, query={"username": "accessible"}))

    def test_what_is_left_out_is_listed_with_the_reason(self):
        offering = self.scene.offering("service_provider")
        account = self.scene.account(self.scene.user(), offering["uuid"])
        skipped = self.staff.must("GET", f"{OFFERINGS}{offering['uuid']}/glauth_skipped/")
        self.assertEqual([account["uuid"]], [row["uuid"] for row in skipped])
        self.assertEqual({"uuid", "username", "reason"}, set(skipped[0]))
        self.assertTrue(skipped[0]["reason"])
        self.assertEqual("", self.staff.get(f"{OFFERINGS}{offering['uuid']}/glauth_users_config/").text)

    def test_the_glauth_document_is_text_whatever_is_asked_for(self):
        path = f"{OFFERINGS}{self.offering['uuid']}/glauth_users_config/"
        answer = self.staff.get(path, headers={"Accept": "application/json"})
        self.assertEqual("text/plain; charset=utf-8", answer.header("Content-Type"))
        self.assertTrue(answer.text.startswith("[[groups]]"))
        tag = answer.header("ETag")
        for given, status in ((tag, 304), (f'"other", {tag}', 304), ("*", 304), ('"other"', 200)):
            self.assertEqual(status, self.staff.get(path, headers={"If-None-Match": given}).status, given)

    # The transport.

    def raw_exchange(self, request):
        """Status line of the answer to bytes as they are, or nothing when the server hung up."""
        with socket.create_connection(("127.0.0.1", self.server.ports["http"]), timeout=60) as connection:
            received = b""
            try:
                connection.sendall(request)
                connection.shutdown(socket.SHUT_WR)
            except OSError:
                pass  # refused before the end: the answer may be there already
            try:
                while piece := connection.recv(65536):
                    received += piece
            except ConnectionResetError:
                pass
        return received.split(b"\r\n", 1)[0].decode("latin-1")

    def test_malformed_requests_leave_the_server_up(self):
        head = b"POST /api/users/ HTTP/1.1\r\nHost: x\r\nAuthorization: Token " + self.token.encode() + b"\r\nContent-Type: application/json\r\n"
        requests = [b"", b"\r\n\r\n", b"nonsense\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\x00" * 1000, b"\x16\x03\x01\x02\x00\x01",
                    b"GET /" + b"a" * 100000 + b" HTTP/1.1\r\n\r\n", b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 5000 + b"\r\n",
                    head + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n{}", head + b"Content-Length: -1\r\n\r\n",
                    head + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                    head + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", head + b"Content-Length: 99999999999999999999\r\n\r\n",
                    head + b"Content-Length: 100\r\n\r\n{}"]
        for request in requests:
            status = self.raw_exchange(request)
            self.assertNotRegex(status, r" (2|5)\d\d ", request[:80])
        self.assertEqual(200, self.staff.get("/readyz").status)

    def test_large_and_deep_bodies_are_refused(self):
        headers = {"Authorization": f"Token {self.token}", "Content-Type": "application/json"}
        head = f"POST /api/users/ HTTP/1.1\r\nHost: x\r\nAuthorization: Token {self.token}\r\nContent-Type: application/json\r\n"
        for length in ((1 << 20) + 1, 64 << 20, 1 << 40):
            status = self.raw_exchange(f"{head}Content-Length: {length}\r\n\r\n".encode())
            self.assertIn(" 413 ", status)
        endless = f"{head}Transfer-Encoding: chunked\r\n\r\n".encode() + b"10000\r\n" + (b"x" * 65536 + b"\r\n10000\r\n") * 40
        self.assertRegex(self.raw_exchange(endless) or " 413 ", " 413 ")
        deep = self.staff.raw("POST", "/api/users/", b'{"details":' + b'[' * 100000 + b']' * 100000 + b'}', headers)
        self.assertEqual(400, deep.status, deep)
        wrong_type = self.staff.raw("POST", "/api/users/", b"<xml/>", {**headers, "Content-Type": "text/xml"})
        self.assertEqual(415, wrong_type.status)

    def test_health_and_metrics_need_no_token(self):
        anonymous = Api(self.server.http_url)
        self.assertEqual(200, anonymous.get("/livez").status)
        self.assertEqual([], anonymous.get("/readyz").json()["reasons"])
        self.assertIn("drawbridge_http_requests_total", anonymous.get("/metrics").text)

    def test_a_client_that_offers_an_upgrade_is_served(self):
        headers = {"Connection": "Upgrade, HTTP2-Settings", "Upgrade": "h2c", "HTTP2-Settings": "AAMAAABkAARAAAAAAAIAAAAA", "Content-Length": "0"}
        self.assertEqual(200, self.staff.call("GET", "/api/users/me/", headers=headers).status)


if __name__ == "__main__":
    unittest.main()
