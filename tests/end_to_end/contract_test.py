"""Every endpoint of the identity core, one real request each: the status, every documented field with its JSON type, and the
refusals that every endpoint must give. `identity_api.json` holds what the reference documents say."""
import json
import pathlib
import re
import unittest
import uuid

from api import Api
from scene import ACCOUNTS, OFFERINGS, Scene, public_key
from server import ServerTest

FACTS = json.loads((pathlib.Path(__file__).parent / "identity_api.json").read_text(encoding="utf-8"))
PROVIDERS = "/api/marketplace-service-providers/"
RESOURCES = "/api/marketplace-provider-resources/"
ROBOTS = "/api/marketplace-robot-accounts/"
POOLS = "/api/marketplace-posix-id-pools/"
COURSES = "/api/marketplace-course-accounts/"
OF_PROJECTS = "/api/marketplace-project-service-accounts/"
OF_CUSTOMERS = "/api/marketplace-customer-service-accounts/"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def is_uuid(value):
    return isinstance(value, str) and re.fullmatch(r"[0-9a-f]{32}", value) is not None


def is_moment(value):
    return isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", value) is not None


def is_date(value):
    return isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value) is not None


def has_type(value, type_name):
    """Whether a JSON value is of a type as the reference documents name it."""
    if type_name.startswith("string (uuid)"):
        return is_uuid(value)
    if type_name.startswith("string (date-time)"):
        return is_moment(value)
    if type_name.startswith("string (date)"):
        return is_date(value)
    if type_name.startswith("string"):
        return isinstance(value, str)
    if type_name.startswith("integer"):
        return isinstance(value, int) and not isinstance(value, bool)
    if type_name.startswith("number"):
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    if type_name.startswith("boolean"):
        return isinstance(value, bool)
    if type_name.startswith("array"):
        return isinstance(value, list)
    if type_name.startswith("object"):
        return isinstance(value, dict)
    if type_name.startswith("enum"):
        return isinstance(value, (str, int))
    return type_name == "any"


class World:
    """One object of every kind, all belonging together, and makers of further ones."""

    def __init__(self, staff):
        self.staff = staff
        self.scene = scene = Scene(staff)
        self.customer = scene.provider()
        self.provider = staff.must("GET", PROVIDERS, query={"customer_uuid": self.customer})[0]["uuid"]
        self.pool = staff.create(POOLS, service_provider=self.provider, min_uid=200000, max_uid=209999, min_gid=200000,
                                 max_gid=209999)["uuid"]
        self.offering = scene.offering("full_name", username_anonymized_prefix="w_", resource_role_map={"Operator": "op"})["uuid"]
        staff.must("POST", f"{OFFERINGS}{self.offering}/update-user-attribute-config/",
                   {"expose_" + name: True for name in ("full_name", "email", "username", "registration_method", "organization",
                    "organization_country", "organization_type", "organization_registry_code", "organization_vat_code",
                    "organization_address", "affiliations", "phone_number", "job_title", "gender", "personal_title",
                    "place_of_birth", "address", "country_of_residence", "nationality", "nationalities", "eduperson_assurance",
                    "identity_source", "civil_number", "birth_date", "active_isds", "uid_number", "primary_gid")})
        checklist = staff.create("/api/checklists-admin/", name="Rules", checklist_type="offering_compliance")
        self.question = staff.create("/api/checklists-admin-questions/", checklist=checklist["uuid"], description="Agreed?",
                                     question_type="boolean", required=True)["uuid"]
        staff.must("POST", f"{OFFERINGS}{self.offering}/update_compliance_checklist/", {"compliance_checklist": checklist["uuid"]})
        staff.create("/api/marketplace-offering-terms-of-service/", offering_uuid=self.offering, terms_of_service="Be kind.",
                     version="1", is_active=True)
        self.project = scene.project()
        self.project_customer = staff.must("GET", f"/api/projects/{self.project}/")["customer_uuid"]
        self.course_project = staff.create("/api/projects/", name="Course", customer_uuid=self.project_customer, kind="course",
                                           end_date="2099-12-31")["uuid"]
        self.resource = scene.resource(self.offering, self.project)
        scene.resource(self.offering, self.course_project)
        self.user = scene.user("worker", email="worker@example.org", phone_number="+372 1", civil_number="EE1", birth_date="1960-02-29",
                               gender=1)
        scene.grant(self.user, self.project)
        scene.grant(self.user, self.course_project)
        scene.grant(self.user, self.offering, "OFFERING.MANAGER", "marketplace-provider-offerings")
        scene.grant(self.user, self.provider, "SERVICE_PROVIDER.MANAGER", "marketplace-service-providers")
        scene.key(self.user)
        self.key = staff.must("GET", "/api/keys/", query={"user_uuid": self.user})[0]["uuid"]
        self.account = scene.account_of(self.user, self.offering)["uuid"]
        self.robot = self.new_robot()
        self.course = staff.create(COURSES, project=self.course_project, email="pupil@example.org")["uuid"]
        self.project_account = staff.create(OF_PROJECTS, project=self.project)["uuid"]
        self.customer_account = staff.create(OF_CUSTOMERS, customer=self.project_customer)["uuid"]
        self.identity = staff.must("GET", "/api/marketplace-posix-identities/")[0]["uuid"]

    objects = {"keys": "key", "users": "user", "projects": "project", "marketplace-course-accounts": "course",
               "marketplace-project-service-accounts": "project_account", "marketplace-customer-service-accounts": "customer_account",
               "marketplace-offering-users": "account", "marketplace-posix-id-pools": "pool", "marketplace-posix-identities": "identity",
               "marketplace-provider-offerings": "offering", "marketplace-provider-resources": "resource",
               "marketplace-resources": "resource", "marketplace-robot-accounts": "robot", "marketplace-service-providers": "provider"}

    def path(self, pattern):
        return pattern.replace("{uuid}", getattr(self, self.objects[pattern.split("/")[2]])) if "{uuid}" in pattern else pattern

    def new_account(self, policy="service_provider", *actions):
        """A further account; named by its provider, so that it walks through all states."""
        offering = self.scene.offering(policy)
        account = self.scene.account(self.scene.user(), offering["uuid"])["uuid"]
        for action in actions:
            self.staff.must("POST", f"{ACCOUNTS}{account}/{action}/", {})
        return account

    def new_robot(self, *actions):
        robot = self.staff.create(ROBOTS, resource=f"http://x/api/marketplace-resources/{self.resource}/",
                                  type=str(next(self.scene.numbers)), username=self.scene.unique("bot").replace("-", ""),
                                  keys=[public_key()], users=[self.user], responsible_user=self.user)["uuid"]
        for action in actions:
            self.staff.must("POST", f"{ROBOTS}{robot}/{action}/", {})
        return robot

    def new_pool(self):
        offering = self.scene.offering()
        return self.staff.create(POOLS, offering=offering["uuid"], min_uid=300000 + next(self.scene.numbers) * 100,
                                 max_uid=300099 + next(self.scene.numbers) * 100)["uuid"]


def requests(world):
    """What is asked of each endpoint where the plain path is not enough: (path, body, query)."""
    scene, staff = world.scene, world.staff
    reference = "http://x/api/marketplace-resources/" + world.resource + "/"
    grant = {"role": "OFFERING.MANAGER", "user": scene.user()}
    provider_grant = {"role": "SERVICE_PROVIDER.MANAGER", "user": scene.user()}
    table = {
        ("POST", "/api/keys/"): (None, {"public_key": public_key(), "name": "a"}),
        ("DELETE", "/api/keys/{uuid}/"): lambda: (f"/api/keys/{new_key(world)}/", None),
        ("POST", COURSES): (None, {"project": world.course_project, "email": "p2@example.org"}),
        ("POST", COURSES + "create_bulk/"): (None, {"project": world.course_project, "course_accounts": [{"email": "p3@example.org"}]}),
        ("DELETE", COURSES + "{uuid}/"): lambda: (COURSES + staff.create(COURSES, project=world.course_project)["uuid"] + "/", None),
        ("POST", OF_PROJECTS): (None, {"project": world.project, "username": "svc"}),
        ("PUT", OF_PROJECTS + "{uuid}/"): (None, {"project": world.project, "description": "x"}),
        ("PATCH", OF_PROJECTS + "{uuid}/"): (None, {"description": "x"}),
        ("DELETE", OF_PROJECTS + "{uuid}/"): lambda: (OF_PROJECTS + staff.create(OF_PROJECTS, project=world.project)["uuid"] + "/", None),
        ("POST", OF_CUSTOMERS): (None, {"customer": world.project_customer}),
        ("PUT", OF_CUSTOMERS + "{uuid}/"): (None, {"customer": world.project_customer}),
        ("PATCH", OF_CUSTOMERS + "{uuid}/"): (None, {"description": "x"}),
        ("DELETE", OF_CUSTOMERS + "{uuid}/"):
            lambda: (OF_CUSTOMERS + staff.create(OF_CUSTOMERS, customer=world.project_customer)["uuid"] + "/", None),
        ("POST", ACCOUNTS): (None, {"offering_uuid": world.offering, "user_uuid": scene.user()}),
        ("PUT", ACCOUNTS + "{uuid}/"): (None, {"username": "put_name"}),
        ("PATCH", ACCOUNTS + "{uuid}/"): (None, {"username": "patched_name"}),
        ("DELETE", ACCOUNTS + "{uuid}/"): lambda: (f"{ACCOUNTS}{world.new_account()}/", None),
        ("POST", ACCOUNTS + "{uuid}/submit_answers/"): (None, [{"question_uuid": world.question, "answer_data": True}]),
        ("PATCH", ACCOUNTS + "{uuid}/update_comments/"): (None, {"service_provider_comment": "hello"}),
        ("POST", ACCOUNTS + "{uuid}/update_restricted/"): (None, {"is_restricted": False}),
        ("POST", ACCOUNTS + "{uuid}/update_runtime_state/"): (None, {"runtime_state": "Active"}),
        ("POST", ACCOUNTS + "{uuid}/set_posix_attributes/"): (None, {"login_shell": "/bin/zsh"}),
        ("GET", ACCOUNTS + "checklist-template/"): (None, None, {"parent_uuid": world.offering}),
        ("HEAD", ACCOUNTS + "checklist-template/"): (None, None, {"parent_uuid": world.offering}),
        ("GET", ACCOUNTS + "posix_identities/"): (None, None, {"user_uuid": world.user}),
        ("HEAD", ACCOUNTS + "posix_identities/"): (None, None, {"user_uuid": world.user}),
        ("GET", "/api/marketplace-project-posix-groups/"): (None, None, {"project_uuid": world.project}),
        ("HEAD", "/api/marketplace-project-posix-groups/"): (None, None, {"project_uuid": world.project}),
        ("POST", POOLS): (None, {"offering": scene.offering()["uuid"], "min_uid": 400000, "max_uid": 400099}),
        ("PUT", POOLS + "{uuid}/"): (None, {"service_provider": world.provider, "min_uid": 200000, "max_uid": 209999,
                                            "min_gid": 200000, "max_gid": 209999}),
        ("PATCH", POOLS + "{uuid}/"): (None, {"description": "ours"}),
        ("DELETE", POOLS + "{uuid}/"): lambda: (f"{POOLS}{world.new_pool()}/", None),
        ("POST", OFFERINGS): (None, {"name": "New", "type": "Marketplace.Basic", "customer": f"http://x/api/customers/{world.customer}/",
                                     "category": "http://x/api/marketplace-categories/"
                                     + staff.must("GET", "/api/marketplace-categories/")[0]["uuid"] + "/"}),
        ("DELETE", OFFERINGS + "{uuid}/"): lambda: (f"{OFFERINGS}{scene.offering(activate=False)['uuid']}/", None),
        ("GET", OFFERINGS + "{uuid}/user_has_resource_access/"): (None, None, {"username": "worker"}),
        ("POST", OFFERINGS + "{uuid}/add_user/"): (None, grant),
        ("POST", OFFERINGS + "{uuid}/update_user/"): lambda: granted(world, OFFERINGS, world.offering, "OFFERING.MANAGER"),
        ("POST", OFFERINGS + "{uuid}/delete_user/"): (None, {"role": "OFFERING.MANAGER", "user": scene.user()}),
        ("POST", OFFERINGS + "{uuid}/update_integration/"): (None, {"plugin_options": {"homedir_prefix": "/home/"}}),
        ("POST", OFFERINGS + "{uuid}/update-user-attribute-config/"): (None, {"expose_email": True}),
        ("POST", RESOURCES + "{uuid}/set_membership_sync_statuses/"):
            (None, {"statuses": [{"scope_type": "resource", "role_name": "PROJECT.MEMBER", "state": "synced", "user_uuid": world.user}]}),
        ("POST", ROBOTS): (None, {"resource": reference, "type": "new", "username": "newbot", "keys": [], "users": [world.user]}),
        ("PUT", ROBOTS + "{uuid}/"): (None, {"resource": reference, "type": "x", "description": "put"}),
        ("PATCH", ROBOTS + "{uuid}/"): (None, {"description": "patched"}),
        ("DELETE", ROBOTS + "{uuid}/"): lambda: (f"{ROBOTS}{world.new_robot()}/", None),
        ("POST", PROVIDERS): (None, {"customer": f"http://x/api/customers/{scene.customer()}/"}),
        ("PUT", PROVIDERS + "{uuid}/"): (None, {"customer": f"http://x/api/customers/{world.customer}/", "description": "d"}),
        ("PATCH", PROVIDERS + "{uuid}/"): (None, {"description": "d"}),
        ("DELETE", PROVIDERS + "{uuid}/"):
            lambda: (PROVIDERS + staff.create(PROVIDERS, customer_uuid=scene.customer())["uuid"] + "/", None),
        ("POST", PROVIDERS + "{uuid}/add_user/"): (None, provider_grant),
        ("POST", PROVIDERS + "{uuid}/update_user/"): lambda: granted(world, PROVIDERS, world.provider, "SERVICE_PROVIDER.MANAGER"),
        ("POST", PROVIDERS + "{uuid}/delete_user/"): (None, {"role": "SERVICE_PROVIDER.MANAGER", "user": scene.user()}),
        ("POST", PROVIDERS + "{uuid}/set_offerings_username/"): (None, {"user_uuid": world.user, "username": "site_name"}),
    }
    walks = {"begin_creating": (), "set_ok": ("begin_creating",), "set_error_creating": ("begin_creating",),
             "set_pending_account_linking": ("begin_creating",), "set_pending_additional_validation": ("begin_creating",),
             "set_validation_complete": ("begin_creating", "set_pending_additional_validation"),
             "request_deletion": ("begin_creating", "set_ok"), "set_deleting": ("begin_creating", "set_ok", "request_deletion"),
             "set_deleted": ("begin_creating", "set_ok", "request_deletion", "set_deleting"),
             "set_error_deleting": ("begin_creating", "set_ok", "request_deletion", "set_deleting")}
    for action, before in walks.items():
        table["POST", f"{ACCOUNTS}{{uuid}}/{action}/"] = \
            lambda action=action, before=before: (f"{ACCOUNTS}{world.new_account('service_provider', *before)}/{action}/", {})
    erred = ("set_state_erred",)
    robot_walks = {"set_state_erred": (), "set_state_ok": erred, "set_state_request_deletion": (),
                   "set_state_deleted": ("set_state_request_deletion",)}
    for action, before in robot_walks.items():
        table["POST", f"{ROBOTS}{{uuid}}/{action}/"] = \
            lambda action=action, before=before: (f"{ROBOTS}{world.new_robot(*before)}/{action}/", {})
    return table


def new_key(world):
    text = world.scene.key(world.user)
    return next(key["uuid"] for key in world.staff.must("GET", "/api/keys/", query={"user_uuid": world.user})
                if key["public_key"] == text)


def granted(world, collection, scope, role):
    """The request of update_user, once there is the grant."""
    grant = {"role": role, "user": world.scene.user()}
    world.staff.create(f"{collection}{scope}/add_user/", **grant)
    return f"{collection}{scope}/update_user/", grant


class ContractTest(ServerTest):
    @classmethod
    def prepare(cls):
        cls.installation.run("import", str(cls.write_state()))
        cls.token = cls.installation.token()

    @classmethod
    def write_state(cls):
        """What no request can make: a robot account that waits, a course account that failed."""
        customer, project, user, provider, offering, resource = (uuid.uuid4().hex for _ in range(6))
        cls.waiting_robot, cls.failed_course = uuid.uuid4().hex, uuid.uuid4().hex
        lines = [
            {"kind": "customer", "uuid": customer, "name": "Old"},
            {"kind": "project", "uuid": project, "name": "Old course", "customer_uuid": customer, "project_kind": "course"},
            {"kind": "user", "uuid": user, "username": "old.pupil"},
            {"kind": "offering", "uuid": offering, "customer_uuid": customer, "name": "Old cluster", "type": "Marketplace.Basic",
             "state": "Active"},
            {"kind": "resource", "uuid": resource, "name": "r", "offering_uuid": offering, "project_uuid": project, "state": "OK"},
            {"kind": "robot_account", "uuid": cls.waiting_robot, "resource_uuid": resource, "type": "cicd", "state": "Requested"},
            {"kind": "course_account", "uuid": cls.failed_course, "project_uuid": project, "user_uuid": user, "username": "old.pupil",
             "state": "Erred", "error_message": "no answer"}]
        header = {"kind": "drawbridge-state", "version": 1}
        path = cls.installation.folder / "state.jsonl"
        path.write_text("".join(json.dumps(line) + "\n" for line in [header, *lines]), encoding="utf-8")
        return path

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.staff = Api(cls.server.http_url, cls.token)
        cls.anonymous = Api(cls.server.http_url)
        cls.world = World(cls.staff)
        cls.requests = requests(cls.world)
        cls.requests["POST", ROBOTS + "{uuid}/set_state_creating/"] = (f"{ROBOTS}{cls.waiting_robot}/set_state_creating/", {})
        cls.requests["POST", COURSES + "{uuid}/retry/"] = (f"{COURSES}{cls.failed_course}/retry/", None)

    def ask(self, fact):
        wanted = self.requests.get((fact["method"], fact["path"]), (None, None))
        path, body, *query = wanted() if callable(wanted) else wanted
        return self.staff.call(fact["method"], path or self.world.path(fact["path"]), body, query[0] if query else None)

    def check_object(self, value, model, where):
        self.assertIsInstance(value, dict, where)
        for name, fact in FACTS["models"][model].items():
            if name not in value:
                self.assertIn((model, name), self.LEFT_OUT, f"{where}: {name} is missing")
                continue
            if value[name] is None:
                self.assertTrue(fact.get("null"), f"{where}: {name} may not be null")
                continue
            self.assertTrue(has_type(value[name], fact["type"]), f"{where}: {name} = {value[name]!r} is no {fact['type']}")
            if "enum" in fact and value[name] not in ("", *fact["enum"]):
                self.fail(f"{where}: {name} = {value[name]!r} is none of {fact['enum']}")

    # Keys that the reference's clients cannot take as null, and that have no value here: they are left out.
    LEFT_OUT = {("Resource", "parent_offering_uuid"), ("Resource", "parent_uuid"), ("Resource", "service_settings_uuid"),
                ("Resource", "last_sync"), ("Project", "science_domain_uuid"),
                ("ProjectPermissionLog", "project_end_date"), ("ProviderOfferingDetails", "country")}

    def check_answer(self, fact, answer):
        where = f"{fact['method']} {fact['path']}"
        self.assertEqual(fact["status"], answer.status, f"{where}: {answer}")
        shape = fact["shape"]
        if shape == "text":
            self.assertTrue(answer.header("Content-Type").startswith("text/plain"), where)
        elif shape == "count":
            self.assertRegex(answer.header("X-Result-Count") or "", r"^\d+$", where)
            self.assertEqual(b"", answer.body, where)
        elif shape == "array":
            rows = answer.json()
            self.assertIsInstance(rows, list, where)
            self.assertTrue(rows, f"{where}: there is no row to look at")
            for row in rows:
                self.check_object(row, fact["model"], where)
        elif shape == "object":
            self.check_object(answer.json(), fact["model"], where)

    def test_every_endpoint_answers_as_documented(self):
        covered = 0
        for fact in FACTS["endpoints"]:
            with self.subTest(f"{fact['method']} {fact['path']}"):
                self.check_answer(fact, self.ask(fact))
                covered += 1
        print(f"{covered} of {len(FACTS['endpoints'])} endpoints answer as documented")
        self.assertEqual(len(FACTS["endpoints"]), covered)

    # What a parameter is asked with, by its documented type; a list of words is tried word by word.
    SAMPLES = {"string (uuid)": uuid.UUID(int=1).hex, "boolean": "true", "integer": "1", "string (date-time)": "2026-01-01T00:00:00Z",
               "string (date)": "2026-01-01", "array": "x", "string": "x", "number": "1", "string (uri)": "http://x/", "any": "x"}

    def sample_of(self, fact, name, kind):
        if name in ("customer", "offering", "project", "resource", "user_url"):
            collection = {"customer": "customers", "offering": "marketplace-provider-offerings", "project": "projects",
                          "resource": "marketplace-resources", "user_url": "users"}[name]
            return f"http://x/api/{collection}/{uuid.UUID(int=1).hex}/"
        if name == "parent_uuid":
            return self.world.offering
        if name.startswith("current_user"):
            return "true"
        if name.endswith(("uuid", "uuid_list")):
            return uuid.UUID(int=1).hex
        return self.SAMPLES["array" if kind.startswith("array") else kind.split(" |")[0]]

    def test_every_documented_parameter_and_ordering_is_taken(self):
        asked = 0
        for fact in FACTS["endpoints"]:
            for name, kind in fact.get("query", {}).items():
                for value in kind if isinstance(kind, list) else [self.sample_of(fact, name, kind)]:
                    wanted = self.requests.get((fact["method"], fact["path"]), (None, None))
                    query = dict(wanted[2]) if not callable(wanted) and len(wanted) > 2 else {}
                    answer = self.staff.get(self.world.path(fact["path"]), {**query, name: value})
                    refused = answer.status == 400 and name == "username" and "user_has_resource_access" in fact["path"]
                    with self.subTest(f"GET {fact['path']}?{name}={value}"):
                        self.assertTrue(answer.status == 200 or refused, answer)
                    asked += 1
        print(f"{asked} documented parameters and orderings are taken")

    def test_without_a_token_401(self):
        for fact in FACTS["endpoints"]:
            answer = self.anonymous.raw(fact["method"], self.world.path(fact["path"]))
            self.assertEqual(401, answer.status, f"{fact['method']} {fact['path']}")

    def test_an_unknown_object_404_with_one_body(self):
        bodies = set()
        for fact in FACTS["endpoints"]:
            if "{uuid}" not in fact["path"]:
                continue
            wanted = self.requests.get((fact["method"], fact["path"]), (None, None))
            body = None if callable(wanted) else wanted[1]
            query = wanted[2] if not callable(wanted) and len(wanted) > 2 else None
            answer = self.staff.call(fact["method"], fact["path"].replace("{uuid}", uuid.uuid4().hex), body, query)
            self.assertEqual(404, answer.status, f"{fact['method']} {fact['path']}: {answer}")
            if fact["method"] != "HEAD":
                bodies.add(answer.body)
        self.assertEqual({b'{"detail":"Not found."}'}, bodies)

    def test_a_wrong_body_400_naming_the_field(self):
        for fact in FACTS["endpoints"]:
            for name in fact.get("required", []):
                wanted = self.requests[fact["method"], fact["path"]]
                path, body = (wanted() if callable(wanted) else wanted)[:2]
                if isinstance(body, list):
                    body = body[0]
                # The documents call for a category where Drawbridge has a default.
                if (fact["path"], name) == (OFFERINGS, "category"):
                    continue
                answer = self.staff.call(fact["method"], path or self.world.path(fact["path"]),
                                         {key: value for key, value in body.items() if key != name})
                self.assertEqual(400, answer.status, f"{fact['method']} {fact['path']} without {name}: {answer}")
                self.assertIn(name, answer.json(), f"{fact['method']} {fact['path']} without {name}: {answer}")
                self.assertEqual([["This field is required."]], list(answer.json().values()))

    def test_another_verb_405(self):
        allowed = {}
        for fact in FACTS["endpoints"]:
            path = self.world.path(fact["path"])
            answer = self.staff.call("TRACE", path)
            self.assertEqual(405, answer.status, f"{path}: {answer}")
            allowed[fact["path"]] = answer.header("Allow").split(", ")
            self.assertIn(fact["method"], allowed[fact["path"]], path)
        for pattern, methods in allowed.items():
            for method in METHODS:
                if method not in methods:
                    answer = self.staff.call(method, self.world.path(pattern), {})
                    self.assertEqual(405, answer.status, f"{method} {pattern}: {answer}")
                    self.assertEqual([f'Method "{method}" not allowed.'], list(answer.json().values()))


if __name__ == "__main__":
    unittest.main(verbosity=2)
