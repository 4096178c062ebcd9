"""Builds what a test needs over REST: a provider, offerings, projects with resources, people."""
import base64
import itertools
import os
import struct

from api import Api
from server import ServerTest

OFFERINGS = "/api/marketplace-provider-offerings/"
ACCOUNTS = "/api/marketplace-offering-users/"


def public_key(comment="test@example"):
    """A new Ed25519 key line (its octets need not be a point: only the form is checked)."""
    parts = (b"ssh-ed25519", os.urandom(32))
    blob = b"".join(struct.pack(">I", len(part)) + part for part in parts)
    return f"ssh-ed25519 {base64.b64encode(blob).decode()} {comment}".strip()


class Scene:
    """What `staff` (an Api) can make, with names that are used once."""

    numbers = itertools.count(1)

    def __init__(self, staff):
        self.staff = staff
        self._provider = None

    def unique(self, word):
        return f"{word}-{next(self.numbers)}"

    def customer(self, name=None):
        return self.staff.create("/api/customers/", name=name or self.unique("Organisation"))["uuid"]

    def provider(self):
        """The organisation that provides all offerings of the scene."""
        if self._provider is None:
            self._provider = self.customer()
            self.staff.create("/api/marketplace-service-providers/", customer_uuid=self._provider)
        return self._provider

    def offering(self, policy="full_name", activate=True, slug=None, **options):
        """An offering with the switch on; its representation."""
        plugin_options = {"service_provider_can_create_offering_user": True, "username_generation_policy": policy, **options}
        slug = slug or self.unique("offering")
        made = self.staff.create(OFFERINGS, name=slug.title(), slug=slug, type="Marketplace.Basic", customer_uuid=self.provider(),
                                 shared=True, plugin_options=plugin_options)
        if activate:
            self.staff.must("POST", f"{OFFERINGS}{made['uuid']}/activate/")
        return made

    def user(self, username=None, first_name="Jane", last_name="Roe", **fields):
        return self.staff.create("/api/users/", username=username or self.unique("person"), first_name=first_name, last_name=last_name,
                                 **fields)["uuid"]

    def key(self, user, text=None, name=None):
        text = text or public_key()
        self.staff.create("/api/keys/", user_uuid=user, name=name or self.unique("key"), public_key=text)
        return text

    def project(self, customer=None, slug=None):
        slug = slug or self.unique("project")
        return self.staff.create("/api/projects/", name=slug.title(), slug=slug, customer_uuid=customer or self.customer())["uuid"]

    def resource(self, offering, project):
        return self.staff.create("/api/marketplace-resources/", name=self.unique("resource"), offering_uuid=offering,
                                 project_uuid=project)["uuid"]

    def grant(self, user, scope, role="PROJECT.MEMBER", kind="projects"):
        """`user` gets a role on a scope: a project unless `kind` says otherwise."""
        self.staff.must("POST", f"/api/{kind}/{scope}/add_user/", {"role": role, "user": user}, 201)

    def revoke(self, user, scope, role="PROJECT.MEMBER", kind="projects"):
        self.staff.must("POST", f"/api/{kind}/{scope}/delete_user/", {"role": role, "user": user})

    def account(self, user, offering, **fields):
        """A new offering user."""
        return self.staff.create(ACCOUNTS, user_uuid=user, offering_uuid=offering, **fields)

    def account_of(self, user, offering):
        """The offering user of a pair, or None."""
        found = self.staff.must("GET", ACCOUNTS, query={"user_uuid": user, "offering_uuid": offering})
        return found[0] if found else None


class SceneTest(ServerTest):
    """A test class whose server has `staff` (an Api) and a scene."""

    @classmethod
    def prepare(cls):
        cls.token = cls.installation.token()

    @classmethod
    def client(cls):
        """Staff's way to the server."""
        return Api(cls.server.http_url, cls.token)

    @classmethod
    def serve(cls):
        super().serve()
        cls.staff = cls.client()
        cls.scene = Scene(cls.staff)
