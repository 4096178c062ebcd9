"""What the LDAP view and the GLauth document say about accounts, read by other people's parsers."""
import re
import tomllib

import ldap3
from ldap3.utils.conv import escape_filter_chars

from scene import ACCOUNTS, OFFERINGS, SceneTest
from server import BASE_DN, PATIENCE_SECONDS

PERSON_ATTRIBUTES = ["uid", "cn", "sn", "givenName", "mail", "uidNumber", "gidNumber", "homeDirectory", "loginShell", "gecos",
                     "sshPublicKey", "memberOf", "shadowExpire", "entryUUID"]
GROUP_ATTRIBUTES = ["cn", "gidNumber", "memberUid", "member"]
NOBODY_MATCHES = "0" * 64


class Directory:
    """A bound LDAP connection; values are text, absent attributes empty lists."""

    def __init__(self, server, dn, secret):
        self.ldap = ldap3.Server("127.0.0.1", port=server.ports["ldap"], get_info=ldap3.NONE, connect_timeout=PATIENCE_SECONDS)
        self.connection = ldap3.Connection(self.ldap, user=dn, password=secret, receive_timeout=PATIENCE_SECONDS)
        if not self.connection.bind():
            raise AssertionError(f"bind as {dn}: {self.connection.result}")

    def close(self):
        self.connection.unbind()

    def search(self, condition, attributes, base=BASE_DN, page_size=500):
        """DN and attributes of every entry, read in pages (RFC 2696)."""
        found = []
        for entry in self.connection.extend.standard.paged_search(base, condition, ldap3.SUBTREE, attributes=attributes,
                                                                   paged_size=page_size, generator=True):
            if entry["type"] == "searchResEntry":
                # Attribute names are compared without regard to case; ours come as they were asked for.
                raw = {name.lower(): [value.decode("utf-8") for value in values] for name, values in entry["raw_attributes"].items()}
                found.append((entry["dn"], {name: raw.get(name.lower(), []) for name in attributes}))
        return found

    def person(self, uid, slug="hpc"):
        """The attributes of one account, or None."""
        found = self.search(f"(uid={escape_filter_chars(uid)})", PERSON_ATTRIBUTES, f"ou={slug},{BASE_DN}")
        if len(found) > 1:
            raise AssertionError(f"{uid} comes {len(found)} times")
        return found[0][1] if found else None

    def people(self, slug="hpc"):
        """Accounts by uid."""
        found = self.search("(objectClass=posixAccount)", PERSON_ATTRIBUTES, f"ou=people,ou={slug},{BASE_DN}")
        return {attributes["uid"][0]: attributes for _, attributes in found}

    def groups(self, slug="hpc"):
        """Groups by name."""
        found = self.search("(objectClass=posixGroup)", GROUP_ATTRIBUTES, f"ou=groups,ou={slug},{BASE_DN}")
        return {attributes["cn"][0]: attributes for _, attributes in found}


def can_bind(server, dn, password):
    """The result code of a simple bind."""
    connection = ldap3.Connection(ldap3.Server("127.0.0.1", port=server.ports["ldap"], get_info=ldap3.NONE), user=dn,
                                  password=password, receive_timeout=PATIENCE_SECONDS)
    connection.bind()
    code = connection.result["result"]
    connection.unbind()
    return code


class GlauthDocument:
    """A users-and-groups document as GLauth would read it."""

    def __init__(self, text):
        self.text = text
        whole = tomllib.loads(text)
        self.users = {user["name"]: user for user in whole.get("users", [])}
        self.groups = {group["name"]: group["gidnumber"] for group in whole.get("groups", [])}
        if len(self.users) != len(whole.get("users", [])) or len(self.groups) != len(whole.get("groups", [])):
            raise AssertionError("a name comes twice")
        if set(whole) - {"users", "groups"}:
            raise AssertionError(f"unexpected parts: {set(whole) - {'users', 'groups'}}")

    @classmethod
    def of(cls, api, offering):
        return cls(api_text(api, offering))


def api_text(api, offering):
    answer = api.get(f"/api/marketplace-provider-offerings/{offering}/glauth_users_config/")
    if answer.status != 200:
        raise AssertionError(str(answer))
    return answer.text


def first_rdn(dn):
    """The value of the first RDN of a simple DN."""
    return re.match(r"[A-Za-z]+=([^,+]*)", dn)[1]


class DirectoryTest(SceneTest):
    """A test class that also reads the LDAP view, as the service account `reader`."""

    @classmethod
    def prepare(cls):
        super().prepare()
        cls.reader = cls.installation.service_account()

    @classmethod
    def serve(cls):
        super().serve()
        cls.directory = Directory(cls.server, *cls.reader)
        cls.addClassCleanup(cls.directory.close)


class AccountTest(DirectoryTest):
    """Every test has an offering of its own and a person whose role on a project gives an account there.

    `one`: the account's path in the API; `dn`: its name in the directory.
    """

    policy = "full_name"

    def setUp(self):
        self.offering = self.scene.offering(self.policy)
        self.project = self.scene.project()
        self.resource = self.scene.resource(self.offering["uuid"], self.project)
        self.username = self.scene.unique("person")
        self.user = self.scene.user(self.username)
        self.scene.grant(self.user, self.project)
        self.account = self.scene.account_of(self.user, self.offering["uuid"])
        self.one = f"{ACCOUNTS}{self.account['uuid']}/"
        self.dn = f"uid={self.account['username']},ou=people,ou={self.offering['slug']},{BASE_DN}"

    def bind(self, password):
        """The result code of the person's bind."""
        return can_bind(self.server, self.dn, password)

    def share_password(self, password):
        """Gives the offering a password that all its people may use."""
        self.staff.must("POST", f"{OFFERINGS}{self.offering['uuid']}/update_integration/",
                        {"secret_options": {"shared_user_password": password}})
