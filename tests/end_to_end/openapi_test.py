"""The OpenAPI document describes what the server answers: real requests to its paths, each answer checked against the schema that
the document gives for it."""
import json
import re
import unittest

import contract_test
from api import Api
from contract_test import ACCOUNTS, OFFERINGS, PROVIDERS
from scene import SceneTest, public_key

try:
    import jsonschema
except ImportError:
    jsonschema = None

METHODS = ("get", "head", "post", "put", "patch", "delete")
TERMS = "/api/marketplace-offering-terms-of-service/"
PROFILES = "/api/marketplace-offering-profiles/"
CHECKLISTS = "/api/checklists-admin/"
QUESTIONS = "/api/checklists-admin-questions/"
GROUPS = "/api/marketplace-offering-user-groups/"
CONSENTS = "/api/user-offering-consents/"
NUMBERS = "/api/posix-numbers/"
IDENTITIES = "/api/marketplace-posix-identities/"
# Answered by waiting, by text, or by what the walk cannot know; each has a test of its own.
NOT_WALKED = {"/api/offering-users-changes/"}
QUERIES = {
    ACCOUNTS + "checklist-template/": lambda world: {"parent_uuid": world.offering},
    ACCOUNTS + "posix_identities/": lambda world: {"user_uuid": world.user},
    "/api/marketplace-project-posix-groups/": lambda world: {"project_uuid": world.project},
    OFFERINGS + "{uuid}/user_has_resource_access/": lambda world: {"username": "worker"},
    PROVIDERS + "{uuid}/customer_projects/": lambda world: {"project_customer_uuid": world.project_customer},
    PROVIDERS + "{uuid}/user_customers/": lambda world: {"user_uuid": world.user},
}


def furnish(world):
    """Objects of the kinds that the contract's world lacks."""
    staff, scene = world.staff, world.scene
    staff.create("/api/freeipa-profiles/", user=f"http://x/api/users/{world.user}/", username="worker_ipa")
    staff.create("/api/ldap-accounts/", name="reader", offering_uuid=world.offering)
    staff.create("/api/hooks-web/", destination_url="https://hooks.example.org/x", event_types=["role_granted"])
    staff.create("/api/tokens/", user_uuid=world.user)
    staff.create(CONSENTS, offering=f"http://x{OFFERINGS}{world.offering}/")
    staff.create("/api/roles/", name="Operator", content_type="resource")
    scene.grant(world.user, world.resource, "Operator", "marketplace-resources")
    profile = staff.create(PROFILES, name="Standard", description="")["uuid"]
    role = staff.must("GET", "/api/roles/", query={"name": "PROJECT.MEMBER"})[0]["uuid"]
    staff.must("POST", f"{PROFILES}{profile}/add_role/", {"role": role})
    scene.grant(scene.user(), world.customer, "CUSTOMER.OWNER", "customers")
    scene.grant(scene.user(), world.project_customer, "CUSTOMER.OWNER", "customers")
    staff.must("POST", "/api/identity-bridge/", {"username": "bridged@uni.example", "source": "uni.example", "first_name": "Ida"})


def writes(world):
    """Changes that the contract test's table does not hold: (method, pattern, path or None, body)."""
    staff, scene = world.staff, world.scene
    fresh = scene.unique
    role = staff.create("/api/roles/", name=fresh("Role"), content_type="project")["uuid"]
    category = staff.create("/api/marketplace-categories/", title=fresh("Category"))["uuid"]
    profile = staff.create(PROFILES, name=fresh("Profile"))["uuid"]
    checklist = staff.create(CHECKLISTS, name="Other", checklist_type="offering_compliance")["uuid"]
    question = staff.create(QUESTIONS, checklist=checklist, description="Why?", question_type="text_input")["uuid"]
    offering = scene.offering()["uuid"]
    reference = f"http://x{OFFERINGS}{offering}/"
    terms = staff.create(TERMS, offering=reference, terms_of_service="Be kind.", version="1", is_active=True)["uuid"]
    consent = staff.create(CONSENTS, offering=reference)["uuid"]
    second = scene.offering()["uuid"]
    staff.create(TERMS, offering=f"http://x{OFFERINGS}{second}/", terms_of_service="Be kind.", version="1", is_active=True)
    third = scene.offering()["uuid"]
    staff.create(TERMS, offering=f"http://x{OFFERINGS}{third}/", terms_of_service="Be kind.", version="1", is_active=True)
    other_consent = staff.create("/api/marketplace-user-offering-consents/", offering=f"http://x{OFFERINGS}{third}/")["uuid"]
    project = scene.project()
    using = [f"http://x/api/projects/{scene.project()}/" for _ in range(2)]
    for one in using:
        scene.resource(offering, one.split("/")[-2])
    group = staff.create(GROUPS, offering=reference, projects=using[:1])["uuid"]
    ldap_account = staff.create("/api/ldap-accounts/", name=fresh("svc"), offering_uuid=None)["uuid"]
    hook = staff.create("/api/hooks-web/", destination_url="https://hooks.example.org/y", event_types=["role_granted"])["uuid"]
    user = scene.user()
    member = {"role": "PROJECT.MEMBER", "user": user}
    owner = {"role": "CUSTOMER.OWNER", "user": user}
    customer = scene.customer()
    yield "POST", "/api/users/", None, {"username": fresh("person"), "first_name": "A", "last_name": "B"}
    yield "PUT", "/api/users/{uuid}/", user, {"first_name": "Jane", "last_name": "Roe"}
    yield "PATCH", "/api/users/{uuid}/", user, {"job_title": "tester"}
    yield "PATCH", "/api/freeipa-profiles/{uuid}/", world.user, {"username": "worker_ipb"}
    yield "POST", "/api/freeipa-profiles/", None, {"user": f"http://x/api/users/{user}/", "username": fresh("ipa")}
    yield "POST", "/api/identity-bridge/", None, {"username": "b@uni.example", "source": "uni.example", "last_name": "Second"}
    yield "POST", "/api/identity-bridge/remove/", None, {"username": "b@uni.example", "source": "uni.example"}
    yield "POST", "/api/customers/", None, {"name": "New"}
    yield "PUT", "/api/customers/{uuid}/", customer, {"name": "Newer"}
    yield "PATCH", "/api/customers/{uuid}/", customer, {"email": "a@example.org"}
    yield "POST", "/api/projects/", None, {"name": "New", "customer": f"http://x/api/customers/{customer}/"}
    yield "PUT", "/api/projects/{uuid}/", project, {"name": "Newer", "customer": f"http://x/api/customers/{customer}/"}
    yield "PATCH", "/api/projects/{uuid}/", project, {"description": "ours"}
    for action in ("add_user", "update_user", "delete_user"):
        yield "POST", f"/api/projects/{{uuid}}/{action}/", project, member
        yield "POST", f"/api/customers/{{uuid}}/{action}/", customer, owner
    yield "DELETE", "/api/projects/{uuid}/", project, None
    yield "POST", "/api/roles/", None, {"name": fresh("Role"), "content_type": "project"}
    yield "PATCH", "/api/roles/{uuid}/", role, {"description": "ours"}
    yield "DELETE", "/api/roles/{uuid}/", role, None
    yield "POST", "/api/marketplace-categories/", None, {"title": fresh("Category")}
    yield "PATCH", "/api/marketplace-categories/{uuid}/", category, {"description": "ours"}
    yield "DELETE", "/api/marketplace-categories/{uuid}/", category, None
    yield "POST", PROFILES, None, {"name": fresh("Profile"), "description": "x"}
    yield "PUT", PROFILES + "{uuid}/", profile, {"name": fresh("Profile")}
    yield "PATCH", PROFILES + "{uuid}/", profile, {"description": "ours"}
    member_role = staff.must("GET", "/api/roles/", query={"name": "PROJECT.MEMBER"})[0]["uuid"]
    yield "POST", PROFILES + "{uuid}/add_role/", profile, {"role": member_role}
    yield "POST", PROFILES + "{uuid}/remove_role/", profile, {"role": member_role}
    yield "DELETE", PROFILES + "{uuid}/", profile, None
    yield "PUT", QUESTIONS + "{uuid}/", question, {"checklist": checklist, "description": "How?", "question_type": "text_input"}
    yield "PATCH", QUESTIONS + "{uuid}/", question, {"required": True}
    yield "DELETE", QUESTIONS + "{uuid}/", question, None
    yield "POST", QUESTIONS, None, {"checklist": checklist, "description": "When?", "question_type": "date"}
    yield "PUT", CHECKLISTS + "{uuid}/", checklist, {"name": "Another", "checklist_type": "offering_compliance"}
    yield "PATCH", CHECKLISTS + "{uuid}/", checklist, {"description": "ours"}
    yield "DELETE", CHECKLISTS + "{uuid}/", checklist, None
    yield "POST", CHECKLISTS, None, {"name": "Last", "checklist_type": "offering_compliance"}
    yield "POST", TERMS, None, {"offering": f"http://x{OFFERINGS}{world.offering}/", "terms_of_service": "Be kinder.", "version": "2"}
    yield "PUT", TERMS + "{uuid}/", terms, {"offering": reference, "terms_of_service": "Be kind.", "version": "1"}
    yield "PATCH", TERMS + "{uuid}/", terms, {"is_active": True}
    yield "POST", CONSENTS, None, {"offering": f"http://x{OFFERINGS}{second}/"}
    yield "POST", CONSENTS + "{uuid}/revoke/", consent, None
    yield "POST", "/api/marketplace-user-offering-consents/{uuid}/revoke/", other_consent, None
    yield "POST", "/api/marketplace-user-offering-consents/", None, {"offering": f"http://x{OFFERINGS}{third}/"}
    yield "DELETE", TERMS + "{uuid}/", terms, None
    yield "POST", GROUPS, None, {"offering": reference, "projects": using}
    yield "PUT", GROUPS + "{uuid}/", group, {"projects": using}
    yield "PATCH", GROUPS + "{uuid}/", group, {"projects": using}
    yield "DELETE", GROUPS + "{uuid}/", group, None
    for action in ("pause", "unpause", "make_unavailable", "make_available", "archive", "draft", "activate"):
        yield "POST", f"{OFFERINGS}{{uuid}}/{action}/", offering, None
    yield "POST", OFFERINGS + "{uuid}/update_compliance_checklist/", offering, {"compliance_checklist": None}
    yield "POST", OFFERINGS + "{uuid}/refresh_offering_usernames/?report=true", world.offering, None
    resource = scene.resource(world.offering, world.project)
    yield "POST", "/api/marketplace-resources/{uuid}/terminate/", resource, None
    yield "POST", "/api/marketplace-provider-resources/{uuid}/terminate/", scene.resource(world.offering, world.project), None
    yield "POST", "/api/marketplace-resources/{uuid}/set_membership_sync_statuses/", world.resource, {"statuses": [
        {"scope_type": "resource", "role_name": "PROJECT.MEMBER", "state": "synced", "user_uuid": world.user}]}
    for action in ("add_user", "update_user", "delete_user"):
        for kind in ("marketplace-resources", "marketplace-provider-resources"):
            person = scene.user()
            if action != "add_user":
                staff.create(f"/api/{kind}/{world.resource}/add_user/", role="Operator", user=person)
            yield "POST", f"/api/{kind}/{{uuid}}/{action}/", world.resource, {"role": "Operator", "user": person}
    yield "POST", "/api/marketplace-resources/", None, {"name": "New", "offering_uuid": world.offering, "project_uuid": world.project}
    yield "POST", PROVIDERS + "{uuid}/api_secret_code/", world.provider, None
    yield "POST", "/api/ldap-accounts/", None, {"name": fresh("svc"), "offering_uuid": None}
    yield "POST", "/api/ldap-accounts/{uuid}/rotate/", ldap_account, None
    yield "DELETE", "/api/ldap-accounts/{uuid}/", ldap_account, None
    yield "POST", "/api/tokens/", None, {"user_uuid": user}
    yield "POST", "/api/hooks-web/", None, {"destination_url": "https://hooks.example.org/z", "event_types": ["role_granted"]}
    yield "PATCH", "/api/hooks-web/{uuid}/", hook, {"is_active": False}
    yield "DELETE", "/api/hooks-web/{uuid}/", hook, None
    yield "POST", "/api/keys/", None, {"name": fresh("key"), "public_key": public_key()}
    yield "POST", ACCOUNTS + "{uuid}/set_ldap_password/", world.account, {"password": "correct horse battery"}
    for number in released_numbers(world, scene.offering()["uuid"]):
        yield "POST", NUMBERS + "{uuid}/release/", number["uuid"], {"namespace": number["namespace"], "value": number["value"]}
    # The offering has a pool, whose identities are led by their uid.
    for number in (one for one in released_numbers(world, world.offering) if one["namespace"] == "uid"):
        yield "POST", IDENTITIES + "{uuid}/release/", number["uuid"], {"namespace": number["namespace"], "value": number["value"]}


def released_numbers(world, offering):
    """Numbers of an account on `offering` that has been deleted."""
    staff, scene = world.staff, world.scene
    user = scene.user()
    account = scene.account(user, offering)["uuid"]
    staff.must("DELETE", f"{ACCOUNTS}{account}/", status=204)
    return [number for holder in (user, account) for number in staff.must("GET", NUMBERS, query={"holder_uuid": holder})]


class OpenApiTest(SceneTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.document = Api(cls.server.http_url).must("GET", "/api/schema/")
        cls.world = contract_test.World(cls.staff)
        furnish(cls.world)

    def operation(self, method, pattern):
        return self.document["paths"].get(pattern, {}).get(method.lower())

    def check_answer(self, method, pattern, answer):
        """The status is the documented one and the body fits its schema."""
        operation = self.operation(method, pattern)
        where = f"{method} {pattern}"
        self.assertIsNotNone(operation, f"{where} is not documented")
        said = operation["responses"].get(str(answer.status))
        self.assertIsNotNone(said, f"{where}: {answer.status} is not documented: {answer}")
        content = said.get("content", {})
        if not content:
            self.assertEqual(b"", answer.body, where)
            return
        kind = answer.header("Content-Type").split(";")[0]
        self.assertIn(kind, content, where)
        if kind == "application/json":
            schema = {"$ref": "#/paths/" + pattern.replace("~", "~0").replace("/", "~1") + f"/{method.lower()}/responses/"
                      f"{answer.status}/content/application~1json/schema"}
            self.check_schema(answer.json(), schema, where)

    def check_schema(self, value, schema, where):
        validator = jsonschema.Draft202012Validator({**self.document, **schema})
        errors = [f"{'/'.join(map(str, error.absolute_path))}: {error.message[:300]}" for error in validator.iter_errors(value)]
        self.assertEqual([], errors[:5], where)

    def first_of(self, collection):
        """The UUID of an object that the path's list shows, or of the world's own."""
        word = collection.split("/")[2]
        if word in contract_test.World.objects:
            return getattr(self.world, contract_test.World.objects[word])
        rows = self.staff.must("GET", collection)
        return rows[0]["uuid"] if rows else None

    def paths(self, method="get"):
        return [pattern for pattern, methods in self.document["paths"].items()
                if method in methods and pattern not in NOT_WALKED]

    def walk(self, pattern):
        path = pattern
        if "{uuid}" in pattern:
            collection = pattern.split("{uuid}")[0]
            if pattern == "/api/freeipa-profiles/{uuid}/":
                uuid = self.world.user
            else:
                uuid = self.first_of(collection)
            self.assertIsNotNone(uuid, f"there is no object for {pattern}")
            path = pattern.replace("{uuid}", uuid)
        return self.staff.get(path, QUERIES[pattern](self.world) if pattern in QUERIES else None)

    @unittest.skipIf(jsonschema is None, "python3-jsonschema is not installed")
    def test_every_answer_of_a_get_fits_its_schema(self):
        for pattern in self.paths():
            with self.subTest(pattern):
                answer = self.walk(pattern)
                self.assertEqual(200, answer.status, f"{pattern}: {answer}")
                self.check_answer("GET", pattern, answer)

    @unittest.skipIf(jsonschema is None, "python3-jsonschema is not installed")
    def test_the_answers_to_changes_fit_their_schemas(self):
        table = contract_test.requests(self.world)
        for (method, pattern), wanted in table.items():
            if method in ("GET", "HEAD"):
                continue
            with self.subTest(f"{method} {pattern}"):
                path, body = (wanted() if callable(wanted) else wanted)[:2]
                answer = self.staff.call(method, path or self.world.path(pattern), body)
                self.assertLess(answer.status, 300, f"{method} {pattern}: {answer}")
                self.check_answer(method, pattern, answer)
        for method, pattern, uuid, body in writes(self.world):
            with self.subTest(f"{method} {pattern}"):
                answer = self.staff.call(method, pattern.replace("{uuid}", uuid or ""), body)
                self.assertLess(answer.status, 300, f"{method} {pattern}: {answer}")
                self.check_answer(method, pattern.split("?")[0], answer)

    @unittest.skipIf(jsonschema is None, "python3-jsonschema is not installed")
    def test_errors_fit_their_schemas(self):
        anonymous = Api(self.server.http_url)
        for name, answer in (("NoToken", anonymous.get("/api/users/")), ("NotFound", self.staff.get(f"/api/users/{'0' * 32}/")),
                             ("NoSuchMethod", self.staff.call("DELETE", "/api/users/")),
                             ("WrongRequest", self.staff.post("/api/users/", {})),
                             ("WrongRequest", self.staff.post(ACCOUNTS + self.world.account + "/set_ok/"))):
            schema = {"$ref": f"#/components/responses/{name}/content/application~1json/schema"}
            self.assertGreaterEqual(answer.status, 400)
            self.check_schema(answer.json(), schema, name)

    def test_the_document_is_whole(self):
        self.assertEqual("3.1.0", self.document["openapi"])
        self.assertIn("Token", self.document["components"]["securitySchemes"])
        names = set()
        for pattern, methods in self.document["paths"].items():
            for method, operation in methods.items():
                self.assertIn(method, METHODS)
                self.assertNotIn(operation["operationId"], names)
                names.add(operation["operationId"])
                self.assertTrue(operation["summary"] and operation["responses"], pattern)
                inside = [one["name"] for one in operation["parameters"] if one["in"] == "path"]
                self.assertEqual(re.findall(r"\{(\w+)\}", pattern), inside)
        for target in re.findall(r'"\$ref":"#/([^"]+)"', json.dumps(self.document, separators=(",", ":"))):
            found = self.document
            for step in target.split("/"):
                self.assertIn(step, found, target)
                found = found[step]

    def test_every_documented_method_is_served_and_no_other(self):
        for pattern, methods in self.document["paths"].items():
            allowed = self.staff.call("TRACE", pattern.replace("{uuid}", "0" * 32)).header("Allow").lower().split(", ")
            self.assertEqual(set(allowed) - {"head"}, set(methods) - {"head"}, pattern)

    def test_documented_parameters_of_lists_are_read(self):
        """A filter that takes only some values says so by its name, rather than ignoring it."""
        for pattern in self.paths():
            for parameter in self.operation("GET", pattern)["parameters"]:
                schema = parameter["schema"]
                is_checked = schema.get("format") in ("uuid", "date-time", "date") or schema["type"] == "boolean"
                if not is_checked or parameter["in"] != "query":
                    continue
                path = pattern.replace("{uuid}", self.first_of(pattern.split("{uuid}")[0]) if "{uuid}" in pattern else "")
                answer = self.staff.get(path, {**(QUERIES[pattern](self.world) if pattern in QUERIES else {}), parameter["name"]: "x!"})
                with self.subTest(f"{pattern} {parameter['name']}"):
                    self.assertEqual(400, answer.status, answer)

    def test_lists_have_pages_where_the_document_says_so(self):
        for pattern in self.paths():
            names = [parameter["name"] for parameter in self.operation("GET", pattern)["parameters"]]
            path = pattern.replace("{uuid}", self.first_of(pattern.split("{uuid}")[0]) if "{uuid}" in pattern else "")
            query = QUERIES[pattern](self.world) if pattern in QUERIES else {}
            with self.subTest(pattern):
                self.assertEqual(404 if "page" in names else 200, self.staff.get(path, {**query, "page": "9999"}).status)
                self.assertEqual("page" in names, "head" in self.document["paths"][pattern])

    def test_anybody_reads_the_document_and_the_viewer(self):
        anybody = Api(self.server.http_url)
        schema = anybody.get("/api/schema/")
        self.assertEqual((200, "application/json"), (schema.status, schema.header("Content-Type")))
        page = anybody.get("/api/docs/")
        self.assertEqual(200, page.status)
        self.assertTrue(page.header("Content-Type").startswith("text/html"))
        policy = page.header("Content-Security-Policy")
        self.assertIn("default-src 'none'", policy)
        self.assertNotIn("unsafe-eval", policy)
        self.assertNotRegex(re.search(r"script-src ([^;]*)", policy)[1], "unsafe-inline|http")
        self.assertNotRegex(page.text, r"<script(?![^>]* src=)|https?://|style=| on\w+=")
        loaded = re.findall(r'(?:src|href)="([^"]+)"', page.text)
        self.assertGreaterEqual(len(loaded), 3)
        for name in loaded:
            file = anybody.get(f"/api/docs/{name}")
            self.assertEqual(200, file.status, name)
            self.assertTrue(file.body, name)
            again = anybody.get(f"/api/docs/{name}", headers={"If-None-Match": file.header("ETag")})
            self.assertEqual((304, b""), (again.status, again.body), name)
        self.assertEqual(404, anybody.get("/api/docs/no-such-file.js").status)


if __name__ == "__main__":
    unittest.main()
