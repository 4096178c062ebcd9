"""A server with TLS, an offering with people, groups and keys, and nodes that use the printed client configuration."""
import os
import pathlib
import subprocess

from certificates import Authority
from private_node import PrivateNode, require_privilege
from scene import ACCOUNTS, SceneTest
from server import BASE_DN

SLUG = "hpc"
PASSWORD = "correct horse battery staple"
CA_ON_NODE = "/run/site-ca.pem"
SECRET_PLACEHOLDER = "PUT-THE-SECRET-HERE"
# More than sssd's ldap_deref_threshold (10).
LARGE_GROUP = 15


class Member:
    """A person with an account of the offering."""

    def __init__(self, site, number, project):
        first, last = f"Ann{number}", "Roe"
        self.user = site.scene.user(first_name=first, last_name=last)
        site.scene.grant(self.user, project)
        self.account = site.scene.account_of(self.user, site.offering["uuid"])
        self.name = self.account["username"]
        self.uid, self.gid = self.account["uidnumber"], self.account["primarygroup"]
        self.path = f"{ACCOUNTS}{self.account['uuid']}/"


class ClusterTest(SceneTest):
    """One server for the tests of a class, with people that the tests only look at; others they make by `member`."""

    needs_node = True
    base_dn = BASE_DN
    ldap_settings = {}  # more of the server's section [ldap]

    @classmethod
    def prepare(cls):
        if cls.needs_node:
            require_privilege()
        cls.authority = Authority(cls.installation.folder / "ca")
        certificate, key = cls.authority.issue()
        cls.installation.configure(ldap={"base_dn": cls.base_dn, "certificate": str(certificate), "key": str(key),
                                         "listen_tls": "127.0.0.1:0", **cls.ldap_settings})
        super().prepare()

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.offering = cls.scene.offering(slug=SLUG)
        cls.project, cls.other_project = cls.scene.project(slug="glacier"), cls.scene.project(slug="tundra")
        for project in (cls.project, cls.other_project):
            cls.scene.resource(cls.offering["uuid"], project)
        cls.numbers = iter(range(1000))
        cls.people = [cls.member() for _ in range(LARGE_GROUP)]
        cls.person = cls.people[0]
        cls.key = cls.scene.key(cls.person.user)
        cls.scene.grant(cls.person.user, cls.other_project)
        cls.set_password(cls.person, PASSWORD)
        cls.bind_dn, cls.secret = cls.installation.service_account("nodes", SLUG)

    @classmethod
    def member(cls):
        return Member(cls, next(cls.numbers), cls.project)

    @classmethod
    def set_password(cls, member, password):
        cls.staff.must("POST", member.path + "set_ldap_password/", {"password": password})

    @classmethod
    def restrict(cls, member, is_restricted=True):
        cls.staff.must("POST", member.path + "update_restricted/", {"is_restricted": is_restricted})

    @classmethod
    def replace_keys(cls, member, text):
        """One key in the place of those the person has."""
        for key in cls.staff.all_pages("/api/keys/", user_uuid=member.user):
            cls.staff.must("DELETE", f"/api/keys/{key['uuid']}/", status=204)
        return cls.scene.key(member.user, text)

    # Nodes.

    @classmethod
    def client_config(cls, client, scheme="ldaps", *arguments):
        """What the command prints for a node, with the secret filled in as the file says."""
        address = [] if client == "sshd" else ["--uri", f"{scheme}://127.0.0.1:{cls.server.ports[scheme]}", "--ca", CA_ON_NODE]
        text = cls.installation.run("client-config", client, "--offering", SLUG, *address, *arguments).stdout
        return text.replace(SECRET_PLACEHOLDER, cls.secret)

    def node(self):
        """A node that trusts the site's authority; it ends with the test."""
        node = PrivateNode(self.installation.folder / "logs" / self.id())
        self.addCleanup(node.close)
        node.write(CA_ON_NODE, self.authority.file.read_text(encoding="ascii"))
        return node

    def prepare_sssd(self, node):
        """What sssd's packages leave on a machine, empty and the node's own."""
        for folder, mode in (("/var/lib/sss", "755"), ("/var/log/sssd", "755"), ("/etc/sssd", "700")):
            node.cover(folder, mode)
        node.must("mkdir", "-p", *(f"/var/lib/sss/{name}" for name in ("db", "mc", "pipes/private", "pubconf/krb5.include.d", "secrets",
                                                                       "deskprofile", "gpo_cache", "keytabs")))
        node.must("chmod", "750", "/var/lib/sss/pipes/private")
        node.must("mkdir", "/etc/sssd/conf.d")
        node.wire("sss", "pam_sss.so")

    def sssd_node(self, configuration, finds_server=True):
        """A node with a running sssd, which has reached the server unless it cannot."""
        node = self.node()
        self.prepare_sssd(node)
        node.write("/etc/sssd/sssd.conf", configuration, "0600")
        node.must("sssctl", "config-check")  # knows every option and where it may stand
        node.start("sssd", "sssd", "-i", "--logger=stderr")
        sockets = [f"/var/lib/sss/pipes/{name}" for name in ("nss", "ssh", "private/pam")]
        node.wait_until_up("sssd", lambda: all(node.run("test", "-S", path).returncode == 0 for path in sockets))
        if finds_server:
            # On a machine with much to do the first connection may time out; sssd tries again.
            node.wait_until_up("sssd", lambda: node.getent("group", "tundra"))
        return node

    def keys_on(self, node, member):
        return node.run("sss_ssh_authorizedkeys", member.name).stdout.splitlines()

    def assert_knows_everybody(self, node):
        """The name service agrees with the server about people and groups."""
        person = self.person
        by_name, by_number = node.getent("passwd", person.name), node.getent("passwd", person.uid)
        self.assertEqual(1, len(by_name))
        self.assertEqual(by_name, by_number)
        name, _, uid, gid, _, home, shell = by_name[0].split(":")
        self.assertEqual((person.name, str(person.uid), str(person.gid), f"/home/{person.name}", "/bin/bash"), (name, uid, gid, home, shell))
        self.assertEqual([], node.getent("passwd", "nobody_of_that_name"))
        self.assertEqual([], node.getent("passwd", person.name.upper()))
        self.assertEqual(sorted(member.name for member in self.people), node.members("glacier"))
        self.assertEqual([person.name], node.members("tundra"))
        groups = {name: int(node.getent("group", name)[0].split(":")[2]) for name in ("glacier", "tundra")}
        self.assertEqual(node.getent("group", "glacier"), node.getent("group", groups["glacier"]))
        self.assertEqual(sorted([person.gid, *groups.values()]), node.group_numbers(person.name))
        self.assertIn(f"{groups['glacier']}(glacier)", node.run("id", person.name).stdout)


def new_key(folder, name="key"):
    """A private key file and the public line of it."""
    folder = pathlib.Path(folder)
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", f"{name}@laptop", "-f", str(folder / name)], check=True,
                   capture_output=True, env={**os.environ})
    return folder / name, (folder / f"{name}.pub").read_text(encoding="ascii").strip()
