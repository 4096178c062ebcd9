"""The permission table asked of a running server: every operation of contrib/permissions.md, through its endpoints, for every
kind of caller, on an object of their own world, on one of another organisation and on one that does not exist."""
import re
import unittest
import uuid

from api import Api
from scene import ACCOUNTS, OFFERINGS, Scene, SceneTest, public_key
from server import ROOT

PROVIDERS = "/api/marketplace-service-providers/"
RESOURCES = "/api/marketplace-resources/"
PROVIDER_RESOURCES = "/api/marketplace-provider-resources/"
GROUPS = "/api/marketplace-offering-user-groups/"
ROBOTS = "/api/marketplace-robot-accounts/"
POOLS = "/api/marketplace-posix-id-pools/"
TERMS = "/api/marketplace-offering-terms-of-service/"
OF_PROJECTS = "/api/marketplace-project-service-accounts/"
OF_CUSTOMERS = "/api/marketplace-customer-service-accounts/"
COURSES = "/api/marketplace-course-accounts/"
NOT_FOUND = b'{"detail":"Not found."}'

# Callers by the column of the table that speaks of them; None: the table gives them nothing.
CALLERS = {"anonymous": None, "bystander": None, "own": None, "member": None, "project_manager": "project manager",
           "offering_manager": "offering manager", "customer_manager": "customer manager", "owner": "provider",
           "support": "support", "staff": "staff"}
EVERYBODY = frozenset(CALLERS) - {"anonymous"}
READERS = frozenset({"staff", "support"})
ORGANISATION = READERS | {"owner", "customer_manager"}
PROVIDER = ORGANISATION | {"offering_manager"}
PROJECT = PROVIDER | {"member", "project_manager"}


def permission_table():
    """Operation to the columns that say yes."""
    text = (ROOT / "contrib" / "permissions.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in text.splitlines() if line.startswith("| ")]
    head = rows[0]
    return {row[0]: {column for column, cell in zip(head, row) if cell == "yes"} for row in rows[1:]}


class Probe:
    """One request that an operation guards. `sees`: who reads the object in their own world (403 rather than `hidden`);
    `absent`: what anybody is told of an object that is not there; `not_for`: whose right is to an offering, and the request
    is about its provider."""

    def __init__(self, operation, method, path, body=None, success=200, sees=EVERYBODY, hidden=404, absent=404, not_for=()):
        self.operation, self.method, self.path, self.body = operation, method, path, body
        self.success, self.sees, self.hidden, self.absent, self.not_for = success, frozenset(sees), hidden, absent, not_for

    def __str__(self):
        return f"{self.operation}: {self.method} {self.path}"


PROBES = [
    Probe("manage users", "PATCH", "/api/users/{user}/", {"job_title": "tester"}, sees=PROVIDER),
    Probe("manage users", "PUT", "/api/users/{user}/", {"first_name": "Jane", "last_name": "Roe"}, sees=PROVIDER),
    Probe("manage users", "PATCH", "/api/freeipa-profiles/{user}/", {"username": "{word}"}, sees=PROVIDER),
    Probe("manage others' keys", "DELETE", "/api/keys/{new_key}/", success=204, sees=PROVIDER),
    Probe("manage customer", "PATCH", "/api/customers/{customer}/", {"email": "a@example.org"}, sees=PROJECT),
    Probe("manage customer", "POST", "/api/customers/{customer}/delete_user/", {"role": "CUSTOMER.OWNER", "user": "{newcomer}"},
          sees=PROJECT),
    Probe("manage customer", "PATCH", PROVIDERS + "{provider}/", {"description": "ours"}),
    Probe("manage customer", "PUT", PROVIDERS + "{provider}/", {"customer": "http://x/api/customers/{customer}/"}),
    Probe("manage customer", "GET", PROVIDERS + "{provider}/api_secret_code/"),
    Probe("manage customer", "POST", PROVIDERS + "{provider}/delete_user/",
          {"role": "SERVICE_PROVIDER.MANAGER", "user": "{newcomer}"}),
    *(Probe("read provider lists", "GET", PROVIDERS + "{provider}/" + name + "/")
      for name in ("users", "keys", "projects", "customers", "project_permissions")),
    Probe("manage project", "PATCH", "/api/projects/{project}/", {"description": "ours"}, sees=PROJECT),
    Probe("manage project", "DELETE", "/api/projects/{new_project}/", success=204, sees=ORGANISATION),
    Probe("grant project roles", "POST", "/api/projects/{project}/add_user/",
          {"role": "PROJECT.MEMBER", "user": "{newcomer}"}, 201, sees=PROJECT),
    Probe("grant project roles", "POST", "/api/projects/{project}/delete_user/",
          {"role": "PROJECT.MEMBER", "user": "{newcomer}"}, sees=PROJECT),
    Probe("change offering state", "POST", OFFERINGS + "{draft}/activate/", sees=PROVIDER - {"offering_manager"}),
    Probe("change offering state", "DELETE", OFFERINGS + "{draft}/", success=204, sees=PROVIDER - {"offering_manager"}),
    Probe("update integration", "POST", OFFERINGS + "{offering}/update_integration/", {"plugin_options": {"homedir_prefix": "/home/"}}),
    Probe("update integration", "POST", OFFERINGS + "{offering}/update-user-attribute-config/", {"expose_email": True}),
    Probe("update integration", "POST", TERMS, {"offering_uuid": "{offering}", "terms_of_service": "Be kind.", "version": "{word}"},
          201, hidden=400, absent=400),
    Probe("manage offering users", "PATCH", ACCOUNTS + "{account}/update_comments/", {"service_provider_comment": "hello"},
          sees=PROVIDER | {"own"}),
    Probe("manage offering users", "POST", ACCOUNTS + "{account}/update_restricted/", {"is_restricted": False}, sees=PROVIDER | {"own"}),
    Probe("manage offering users", "POST", ACCOUNTS + "{account}/set_posix_attributes/", {"login_shell": "/bin/bash"},
          sees=PROVIDER | {"own"}),
    Probe("manage offering users", "PATCH", ACCOUNTS + "{account}/", {}, sees=PROVIDER | {"own"}),
    Probe("manage offering users", "PATCH", GROUPS + "{group}/", {}, sees=PROJECT),
    Probe("manage offering users", "PATCH", ROBOTS + "{robot}/", {"description": "ours"}, sees=PROJECT),
    Probe("manage offering users", "POST", PROVIDERS + "{provider}/set_offerings_username/",
          {"user_uuid": "{user}", "username": "{word}"}, 201, not_for={"offering_manager"}),
    Probe("refresh usernames", "POST", OFFERINGS + "{offering}/refresh_offering_usernames/?dry_run=true", success=(200, 409)),
    Probe("grant offering roles", "POST", OFFERINGS + "{offering}/add_user/", {"role": "OFFERING.MANAGER", "user": "{newcomer}"}, 201),
    Probe("grant offering roles", "POST", OFFERINGS + "{offering}/delete_user/", {"role": "OFFERING.MANAGER", "user": "{newcomer}"}),
    Probe("read GLauth config", "GET", OFFERINGS + "{offering}/glauth_users_config/", sees=()),
    Probe("read GLauth config", "GET", OFFERINGS + "{offering}/glauth_skipped/", sees=()),
    Probe("read GLauth config", "GET", OFFERINGS + "{offering}/glauth_tree/", sees=()),
    Probe("read GLauth config", "GET", RESOURCES + "{resource}/glauth_users_config/", sees=()),
    Probe("read GLauth config", "GET", PROVIDER_RESOURCES + "{resource}/glauth_tree/", sees=()),
    Probe("provider's resource actions", "POST", PROVIDER_RESOURCES + "{resource}/set_membership_sync_statuses/",
          {"statuses": []}, sees=PROJECT),
    Probe("provider's resource actions", "POST", RESOURCES + "{new_resource}/terminate/", sees=PROJECT),
    Probe("manage service accounts", "PATCH", OF_PROJECTS + "{project_account}/", {"description": "ours"},
          sees=PROJECT - {"offering_manager"}),
    Probe("manage service accounts", "POST", OF_PROJECTS, {"project": "{project}"}, 201, sees=PROJECT, hidden=400, absent=400),
    Probe("manage service accounts", "POST", COURSES, {"project": "{project}"}, (201, 400), sees=PROJECT, hidden=400, absent=400),
    Probe("manage LDAP accounts", "POST", "/api/ldap-accounts/{ldap_account}/rotate/", success=201, sees=READERS),
    Probe("manage pools", "PATCH", POOLS + "{pool}/", {"description": "ours"}, sees=PROVIDER),
    # Somebody who reads the provider's identities without the right to give numbers away.
    Probe("release numbers", "POST", "/api/posix-numbers/{number}/release/", {"namespace": "uid", "value": 1}, 400, sees=READERS),
    Probe("manage roles", "PATCH", "/api/roles/{own_role}/", {"description": "ours"}, absent=(403, 404)),
    Probe("manage categories", "PATCH", "/api/marketplace-categories/{category}/", {"description": "ours"}, absent=(403, 404)),
    Probe("manage categories", "DELETE", "/api/marketplace-categories/{new_category}/", success=204, absent=(403, 404)),
]
# What is made of nothing that the caller could see or not: only whether they may. (path, body, their own object)
CREATIONS = {
    "manage users": ("/api/users/", {"username": "{word}"}),
    "manage others' keys": ("/api/keys/", {"user_uuid": "{user}", "name": "{word}", "public_key": "{key_text}"}),
    "create customer": ("/api/customers/", {"name": "New"}),
    "manage project": ("/api/projects/", {"name": "New", "customer": "http://x/api/customers/{customer}/"}),
    "create offering": (OFFERINGS, {"name": "New", "type": "Marketplace.Basic", "customer_uuid": "{customer}"}),
    "create resource": (RESOURCES, {"name": "New", "offering_uuid": "{offering}", "project_uuid": "{project}"}),
    "manage offering users": (ACCOUNTS, {"offering_uuid": "{offering}", "user_uuid": "{newcomer}"}),
    "manage LDAP accounts": ("/api/ldap-accounts/", {"name": "{word}", "offering_uuid": "{offering}"}),
    "manage roles": ("/api/roles/", {"name": "{role_name}", "content_type": "project"}),
    "manage categories": ("/api/marketplace-categories/", {"title": "{word}"}),
}


class World:
    """One organisation with all that belongs to it; `{new_...}` and words are fresh each time they are asked for."""

    def __init__(self, staff):
        self.staff, self.scene = staff, Scene(staff)
        scene = self.scene
        self.customer = scene.provider()
        self.provider = staff.must("GET", PROVIDERS, query={"customer_uuid": self.customer})[0]["uuid"]
        self.project = scene.project(self.customer)
        self.pool = staff.create(POOLS, service_provider=self.provider, min_uid=self.first_number(), max_uid=self.last_number,
                                 min_gid=self.first, max_gid=self.last_number)["uuid"]

    def first_number(self):
        self.first = 200_000 + next(self.scene.numbers) * 1000
        self.last_number = self.first + 999
        return self.first

    def fill(self, offering):
        staff, scene = self.staff, self.scene
        self.offering = offering
        self.resource = scene.resource(offering, self.project)
        self.user = scene.user()
        self.account = scene.account(self.user, offering)["uuid"]
        self.group = staff.create(GROUPS, offering=f"http://x{OFFERINGS}{offering}/",
                                  projects=[f"http://x/api/projects/{self.project}/"])["uuid"]
        self.robot = staff.create(ROBOTS, resource=f"http://x{RESOURCES}{self.resource}/", type="cicd",
                                  username=scene.unique("bot").replace("-", ""), keys=[])["uuid"]
        staff.create("/api/freeipa-profiles/", user=f"http://x/api/users/{self.user}/", username=scene.unique("ipa"))
        self.project_account = staff.create(OF_PROJECTS, project=self.project)["uuid"]
        self.ldap_account = staff.create("/api/ldap-accounts/", name=scene.unique("svc"), offering_uuid=offering)["uuid"]
        self.number = staff.must("GET", "/api/posix-numbers/", query={"offering_uuid": offering})[0]["uuid"]
        self.category = staff.must("GET", "/api/marketplace-categories/")[0]["uuid"]
        self.own_role = staff.create("/api/roles/", name=scene.unique("Role"), content_type="project")["uuid"]

    def value(self, name):
        staff, scene = self.staff, self.scene
        fresh = {
            "newcomer": scene.user, "word": lambda: scene.unique("word").replace("-", ""), "key_text": public_key,
            "role_name": lambda: scene.unique("Role"), "new_project": lambda: scene.project(self.customer),
            "draft": lambda: scene.offering(activate=False)["uuid"],
            "new_resource": lambda: scene.resource(self.offering, self.project),
            "new_category": lambda: staff.create("/api/marketplace-categories/", title=scene.unique("Category"))["uuid"],
        }
        if name == "new_key":
            text = scene.key(self.user)
            return next(row["uuid"] for row in staff.all_pages("/api/keys/", user_uuid=self.user) if row["public_key"] == text)
        return fresh[name]() if name in fresh else getattr(self, name)


class Nothing:
    """Where no object is."""

    def __init__(self, world):
        self.world = world

    def value(self, name):
        kept = ("newcomer", "word", "key_text", "role_name", "user")
        return self.world.value(name) if name in kept else uuid.uuid4().hex


def filled(template, world):
    """The template with each `{name}` replaced, the same value for the same name."""
    values = {}

    def fill(value):
        if isinstance(value, dict):
            return {key: fill(one) for key, one in value.items()}
        if isinstance(value, str):
            for name in set(re.findall(r"\{(\w+)\}", value)) - set(values):
                values[name] = world.value(name)
            return re.sub(r"\{(\w+)\}", lambda found: values[found[1]], value)
        return value

    return fill(template)


class PermissionMatrixTest(SceneTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.table = permission_table()
        cls.own_world, cls.foreign_world = World(cls.staff), World(cls.staff)
        offering = cls.own_world.scene.offering("full_name")["uuid"]
        people = {name: cls.own_world.scene.user(name.replace("_", ".")) for name in CALLERS if name not in ("staff", "anonymous")}
        cls.staff.must("PATCH", f"/api/users/{people['support']}/", {"is_support": True})
        grant = cls.own_world.scene.grant
        grant(people["owner"], cls.own_world.customer, "CUSTOMER.OWNER", "customers")
        grant(people["customer_manager"], cls.own_world.customer, "CUSTOMER.MANAGER", "customers")
        grant(people["offering_manager"], offering, "OFFERING.MANAGER", "marketplace-provider-offerings")
        grant(people["member"], cls.own_world.project)
        grant(people["project_manager"], cls.own_world.project, "PROJECT.MANAGER")
        cls.own_world.fill(offering)
        cls.own_world.account = cls.own_world.scene.account(people["own"], offering)["uuid"]
        # Nobody of the own world has a way to the other offering: it is not shared with them.
        cls.foreign_world.fill(cls.foreign_world.scene.offering("full_name", activate=False)["uuid"])
        cls.calls = {"staff": cls.staff, "anonymous": Api(cls.server.http_url)}
        for name in people:
            cls.calls[name] = Api(cls.server.http_url, cls.installation.token(name.replace("_", "."), staff=False))

    def permitted(self, operation, caller):
        return CALLERS[caller] in self.table[operation]

    def ask(self, probe, caller, world):
        request = filled({"path": probe.path, "body": probe.body}, world)
        return self.calls[caller].call(probe.method, request["path"], request["body"])

    def check(self, probe, caller, answer, wanted):
        wanted = wanted if isinstance(wanted, tuple) else (wanted,)
        self.assertIn(answer.status, wanted, f"{caller}, {probe}: {answer}")
        if answer.status == 404:
            self.assertEqual(NOT_FOUND, answer.body, f"{caller}, {probe}")

    def test_every_operation_is_asked_for(self):
        asked = {probe.operation for probe in PROBES} | set(CREATIONS) | {"read secrets"}
        self.assertEqual(set(self.table), asked)

    def test_in_their_own_world(self):
        for probe in PROBES:
            for caller in CALLERS:
                with self.subTest(f"{caller}, {probe}"):
                    answer = self.ask(probe, caller, self.own_world)
                    if caller == "anonymous":
                        wanted = 401
                    elif self.permitted(probe.operation, caller) and caller not in probe.not_for:
                        wanted = probe.success
                    else:
                        wanted = 403 if caller in probe.sees else probe.hidden
                    self.check(probe, caller, answer, wanted)

    def test_in_somebody_elses_world(self):
        for probe in PROBES:
            for caller in CALLERS:
                with self.subTest(f"{caller}, {probe}"):
                    answer = self.ask(probe, caller, self.foreign_world)
                    everybody_sees = probe.sees == EVERYBODY and "{offering}" not in f"{probe.path}{probe.body}"
                    if caller == "anonymous":
                        wanted = 401
                    elif caller in READERS and self.permitted(probe.operation, caller):
                        wanted = probe.success
                    elif caller in READERS and probe.sees:
                        wanted = 403
                    else:
                        wanted = 403 if everybody_sees else probe.hidden
                    self.check(probe, caller, answer, wanted)

    def test_of_what_is_not_there(self):
        nothing = Nothing(self.own_world)
        for probe in PROBES:
            if not re.search(r"\{(?!word|newcomer|user\})", f"{probe.path}"):
                continue
            for caller in CALLERS:
                with self.subTest(f"{caller}, {probe}"):
                    self.check(probe, caller, self.ask(probe, caller, nothing),
                               401 if caller == "anonymous" else 404 if caller == "staff" and probe.absent != 400 else probe.absent)

    def test_making_something_new(self):
        for operation, (path, body) in CREATIONS.items():
            for caller in CALLERS:
                with self.subTest(f"{caller}, {operation}"):
                    answer = self.calls[caller].post(path, filled(body, self.own_world))
                    if caller == "anonymous":
                        self.assertEqual(401, answer.status, answer)
                    elif self.permitted(operation, caller):
                        self.assertEqual(201, answer.status, answer)
                    else:
                        # Who cannot see the organisation is told that there is none.
                        self.assertIn(answer.status, (403, 400) if "customer" in str(body) else (403,), answer)

    def test_secrets(self):
        for world in (self.own_world, self.foreign_world):
            path = f"{OFFERINGS}{world.offering}/"
            self.staff.must("POST", path + "update_integration/", {"secret_options": {"backend_token": "sesame"}})
            for caller, api in self.calls.items():
                if caller == "anonymous":
                    continue
                may = self.permitted("read secrets", caller) if world is self.own_world else caller == "staff"
                self.assertEqual(may, "sesame" in api.get(path).text, caller)

    def test_their_own_account(self):
        """The account's own person reads it, and changes nothing of what the provider decides."""
        path = f"{ACCOUNTS}{self.own_world.account}/"
        own = self.calls["own"]
        self.assertEqual(200, own.get(path).status)
        self.assertEqual(403, own.call("PATCH", path, {"username": "mine"}).status)
        for caller in ("bystander", "member", "project_manager"):
            answer = self.calls[caller].get(path)
            self.assertEqual((404, NOT_FOUND), (answer.status, answer.body), caller)


if __name__ == "__main__":
    unittest.main()
