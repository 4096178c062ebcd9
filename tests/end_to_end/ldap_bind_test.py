"""Who may bind, how, and for how long: certificates, changed passwords, guesses, locks, accounts that see a part."""
import json
import re
import threading
import time
import unittest
import urllib.request

import ldap3

from api import Api
from certificates import Authority, openssl
from ldap_tools import run_tool
from scene import ACCOUNTS, OFFERINGS
from server import BASE_DN, PATIENCE_SECONDS, ServerTest
from views import AccountTest, Directory, can_bind

ANNOUNCED = {
    "supportedControl": {"1.2.840.113556.1.4.319", "1.3.6.1.4.1.4203.666.5.16", "2.16.840.1.113730.3.4.2", "1.3.6.1.4.1.4203.1.9.1.1",
                         "1.3.6.1.4.1.42.2.27.8.5.1"},  # paged results, deref, ManageDsaIT, content synchronisation, password policy
    "supportedExtension": {"1.3.6.1.4.1.1466.20037", "1.3.6.1.4.1.4203.1.11.1", "1.3.6.1.4.1.4203.1.11.3",
                           "1.3.6.1.1.8"},  # StartTLS, Password Modify, Who am I, Cancel
    "supportedFeatures": {"1.3.6.1.4.1.4203.1.5.1", "1.3.6.1.4.1.4203.1.5.3"},  # all operational attributes, true and false filters
    "supportedSASLMechanisms": set(), "supportedCapabilities": set(),
}
OWN = "correct horse battery staple"
SHARED = "the offering's shared one"


def client_certificate(authority, name, subject):
    """Certificate and key files of a client with that subject."""
    key, request, certificate = (authority.folder / f"{name}.{ending}" for ending in ("key", "csr", "pem"))
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", subject, "-keyout", key, "-out", request)
    openssl("x509", "-req", "-in", request, "-CA", authority.file, "-CAkey", authority.key, "-CAcreateserial", "-days", "2", "-out", certificate)
    return certificate, key


class LdapTools(ServerTest):
    def tool(self, program, *arguments, url=None, **options):
        return run_tool(program, url or self.server.ldap_url, *arguments, **options)


class ExternalTest(LdapTools):
    @classmethod
    def prepare(cls):
        cls.authority = Authority(cls.installation.folder / "ca")
        stranger = Authority(cls.installation.folder / "stranger", "Another CA")
        certificate, key = cls.authority.issue()
        # In the certificate the organisation comes first; as RFC 4514 text it comes last.
        cls.node = client_certificate(cls.authority, "node", "/O=Site/CN=Node1")
        cls.other = client_certificate(cls.authority, "other", "/O=Site/CN=Node2")
        cls.foreign = client_certificate(stranger, "foreign", "/O=Site/CN=Node1")
        cls.installation.configure(ldap={"certificate": str(certificate), "key": str(key), "client_ca": str(cls.authority.file),
                                         "listen_tls": "127.0.0.1:0"})
        with cls.installation.config.open("a", encoding="utf-8") as config:
            config.write('[ldap.external]\n"cn=node1, o=SITE" = "cluster"\n')
        cls.dn = cls.installation.service_account("cluster")[0]

    def external(self, program, *arguments, certificate, scheme="ldaps", **options):
        env = {"LDAPTLS_CACERT": str(self.authority.file)}
        if certificate:
            env |= {"LDAPTLS_CERT": str(certificate[0]), "LDAPTLS_KEY": str(certificate[1])}
        flags = ["-ZZ"] if scheme == "ldap" else []
        return self.tool(program, *flags, *arguments, url=f"{scheme}://127.0.0.1:{self.server.ports[scheme]}", env=env, **options)

    def test_a_certificate_is_the_account_it_is_mapped_to(self):
        for scheme in ("ldaps", "ldap"):
            shown = self.external("ldapwhoami", "-Q", "-Y", "EXTERNAL", certificate=self.node, scheme=scheme)
            self.assertEqual(f"dn:{self.dn}", shown.stdout.strip())
        found = self.external("ldapsearch", "-Q", "-Y", "EXTERNAL", "-LLL", "-b", BASE_DN, "-s", "base", "1.1", certificate=self.node)
        self.assertIn(BASE_DN, found.stdout)

    def test_no_other_certificate_is(self):
        self.external("ldapwhoami", "-Q", "-Y", "EXTERNAL", certificate=self.other, expect=49)
        # The client may keep a certificate to itself that none of the server's authorities signed.
        refused = self.external("ldapwhoami", "-Q", "-Y", "EXTERNAL", certificate=self.foreign, expect=None)
        self.assertNotEqual(0, refused.returncode)
        self.external("ldapwhoami", "-Q", "-Y", "EXTERNAL", "-X", f"dn:cn=else,ou=services,{BASE_DN}", certificate=self.node, expect=49)
        self.external("ldapwhoami", "-Q", "-Y", "EXTERNAL", "-X", f"dn:{self.dn}", certificate=self.node)

    def test_the_root_dse_offers_it_where_it_works(self):
        def mechanisms(certificate):
            return self.external("ldapsearch", "-x", "-LLL", "-b", "", "-s", "base", "supportedSASLMechanisms", certificate=certificate).stdout
        self.assertIn("supportedSASLMechanisms: EXTERNAL", mechanisms(self.node))
        for certificate in (self.other, None):
            self.assertNotIn("EXTERNAL", mechanisms(certificate))
        clear = self.tool("ldapsearch", "-x", "-LLL", "-b", "", "-s", "base", "supportedSASLMechanisms").stdout
        self.assertNotIn("EXTERNAL", clear)

    def test_the_root_dse_announces_this_and_no_more(self):
        def announced(search, *arguments, **options):
            shown = search("ldapsearch", "-x", "-LLL", "-o", "ldif-wrap=no", "-b", "", "-s", "base", *arguments, *ANNOUNCED, **options).stdout
            pairs = re.findall(r"^(supported\w+): (\S+)$", shown, re.MULTILINE)
            self.assertEqual(len(pairs), len(set(pairs)), "no value twice")
            return {attribute: {value for name, value in pairs if name == attribute} for attribute in ANNOUNCED}
        self.assertEqual(ANNOUNCED, announced(self.tool), "in clear")
        for scheme in ("ldap", "ldaps"):  # with StartTLS and without
            for certificate, mechanisms in ((None, set()), (self.other, set()), (self.node, {"EXTERNAL"})):
                self.assertEqual(ANNOUNCED | {"supportedSASLMechanisms": mechanisms},
                                 announced(self.external, certificate=certificate, scheme=scheme), (scheme, certificate))

    def test_faults_of_the_table_are_named(self):
        other = type(self.installation)()
        self.addCleanup(other.close)
        with other.config.open("a", encoding="utf-8") as config:
            config.write('[ldap.external]\n"no name" = "cluster"\n"CN=a,O=b" = "x"\n"cn=A, o=B" = "y"\n"CN=c" = "bad name"\n"CN=d" = 7\n')
        faults = other.run("check-config", expect=2).stderr
        for key, reason in (("no name", "not a distinguished name"), ("CN=c", "name of a service account"), ("CN=d", "name of a service account")):
            self.assertRegex(faults, re.escape('drawbridge.toml:') + r"\d+: " + re.escape(f'ldap.external."{key}": ') + f".*{reason}")
        self.assertIn("is the same name as", faults)
        self.assertIn("ldap.external: needs ldap.client_ca", faults)


class EmptyPasswordTest(LdapTools, AccountTest):
    """A name with an empty password is no login (RFC 4513 section 5.1.2), whoever it names and however it comes."""

    @classmethod
    def prepare(cls):
        cls.authority = Authority(cls.installation.folder / "ca")
        certificate, key = cls.authority.issue()
        cls.installation.configure(ldap={"certificate": str(certificate), "key": str(key), "listen_tls": "127.0.0.1:0"})
        super().prepare()

    def test_is_53_for_every_name_on_every_listener(self):
        self.staff.must("POST", self.one + "set_ldap_password/", {"password": OWN})
        env = {"LDAPTLS_CACERT": str(self.authority.file)}
        for scheme, flags in (("ldap", []), ("ldap", ["-ZZ"]), ("ldaps", [])):
            url = f"{scheme}://127.0.0.1:{self.server.ports[scheme]}"
            for dn, password in (self.reader, (self.dn, OWN), (self.dn.replace("uid=", "uid=no"), None), (f"cn=nobody,{BASE_DN}", None)):
                if password is not None:
                    self.tool("ldapwhoami", *flags, "-x", "-D", dn, "-w", password, url=url, env=env)
                for program, arguments in (("ldapwhoami", []), ("ldapsearch", ["-b", "", "-s", "base"])):
                    refused = self.tool(program, *flags, "-x", "-D", dn, "-w", "", *arguments, url=url, env=env, expect=53)
                    self.assertIn("ldap_bind: Server is unwilling to perform (53)", refused.stderr, (url, dn))


class PeopleTest(LdapTools, AccountTest):
    sections = {"ldap": {"bind_delay_max_ms": 200, "log": "operations"}}

    def setUp(self):
        super().setUp()
        self.staff.must("POST", self.one + "set_ldap_password/", {"password": OWN})

    def passwd(self, *arguments, password=OWN, **options):
        return self.tool("ldappasswd", "-x", "-D", self.dn, "-w", password, *arguments, **options)

    # Password Modify.

    def test_a_person_changes_the_own_password(self):
        self.assertEqual(0, self.bind(OWN), "now it is remembered as right")
        self.passwd("-a", OWN, "-s", "another password")
        self.assertEqual((49, 0), (self.bind(OWN), self.bind("another password")))
        made = self.passwd(password="another password").stdout
        generated = re.search(r"New password: (\S+)", made)[1]
        self.assertEqual((49, 0), (self.bind("another password"), self.bind(generated)))
        self.passwd("-s", "a third password", self.dn, password=generated)
        self.assertEqual(0, self.bind("a third password"))
        self.server.kill()
        self.serve()
        self.assertEqual((49, 0), (self.bind(generated), self.bind("a third password")), "durable when answered")

    def test_what_is_refused_says_why(self):
        wrong = self.passwd("-a", "not the old one", "-s", "another password", expect=1)
        self.assertIn("(49)", wrong.stdout + wrong.stderr)
        self.assertIn("old password is wrong", wrong.stdout + wrong.stderr)
        short = self.passwd("-s", "short", expect=1)
        self.assertIn("(19)", short.stdout + short.stderr)
        self.assertIn("8 to 512 bytes", short.stdout + short.stderr)
        self.passwd("-s", "another password", f"uid=else,ou=people,ou={self.offering['slug']},{BASE_DN}", expect=1)
        reader, secret = self.reader
        service = self.tool("ldappasswd", "-x", "-D", reader, "-w", secret, "-s", "another password", expect=1)
        self.assertIn("(50)", service.stdout + service.stderr)
        self.assertEqual(0, self.bind(OWN))

    def test_the_shared_password_gives_a_first_own_one_and_takes_none_over(self):
        self.share_password(SHARED)
        self.assertEqual(0, self.bind(SHARED), "a fallback beside the own one")
        taken = self.passwd("-s", "another password", password=SHARED, expect=1)
        self.assertIn("(50)", taken.stdout + taken.stderr)
        self.passwd("-a", OWN, "-s", "another password", password=SHARED)
        self.assertEqual((49, 0, 0), (self.bind(OWN), self.bind("another password"), self.bind(SHARED)))
        self.staff.must("POST", self.one + "set_ldap_password/", {"password": None})
        self.passwd("-s", "a first password", password=SHARED)
        self.assertEqual(0, self.bind("a first password"))
        self.staff.must("POST", f"{OFFERINGS}{self.offering['uuid']}/update_integration/", {"plugin_options": {"shared_password_login": False}})
        self.assertEqual((0, 49), (self.bind("a first password"), self.bind(SHARED)))

    # The password policy control.

    def test_the_policy_control_says_nothing_that_tells_accounts_apart(self):
        answers = set()
        for dn, password in ((self.dn, "wrong"), (self.dn.replace("uid=", "uid=x"), "wrong")):
            done = self.tool("ldapwhoami", "-x", "-e", "ppolicy", "-D", dn, "-w", password, expect=49)
            answers.add(done.stdout + done.stderr)
        self.staff.must("POST", self.one + "update_restricted/", {"is_restricted": True})
        done = self.tool("ldapwhoami", "-x", "-e", "ppolicy", "-D", self.dn, "-w", OWN, expect=49)
        answers.add(done.stdout + done.stderr)
        self.assertEqual(1, len(answers), answers)
        self.staff.must("POST", self.one + "update_restricted/", {"is_restricted": False})
        self.tool("ldapwhoami", "-x", "-e", "ppolicy", "-D", self.dn, "-w", OWN)

    # Open connections.

    def test_a_lock_ends_what_an_open_connection_sees(self):
        own = Directory(self.server, self.dn, OWN)
        self.addCleanup(own.close)
        self.assertEqual([self.dn], [name for name, _ in own.search("(objectClass=*)", ["uid"], self.dn)])
        self.staff.must("POST", self.one + "update_restricted/", {"is_restricted": True})
        with self.assertRaises(Exception):
            own.search("(objectClass=*)", ["uid"], self.dn)
        self.assertEqual(49, self.bind(OWN))

    def test_a_deleted_or_retired_service_account_loses_its_open_connections(self):
        name = self.scene.unique("service")
        dn, secret = self.installation.service_account(name)
        first = Directory(self.server, dn, secret)
        self.addCleanup(first.close)
        self.assertIsNotNone(first.person(self.account["username"], self.offering["slug"]))
        renewed = self.installation.run("ldap-account", "rotate", name).stdout.splitlines()[1]
        self.assertIsNotNone(first.person(self.account["username"], self.offering["slug"]), "the old secret is good still")
        second = Directory(self.server, dn, renewed)
        self.addCleanup(second.close)
        self.installation.run("ldap-account", "rotate", name, "--retire")
        with self.assertRaises(Exception):
            first.person(self.account["username"], self.offering["slug"])
        self.assertIsNotNone(second.person(self.account["username"], self.offering["slug"]))
        self.installation.run("ldap-account", "delete", name)
        with self.assertRaises(Exception):
            second.person(self.account["username"], self.offering["slug"])

    # Guesses.

    def bind_delays(self, dn):
        """For how long each bind as `dn` so far was held back, in microseconds, by the server's own log."""
        lines = [json.loads(text) for text in list(self.server.messages) if f'"target":"{dn}"' in text]
        return [line["delay_us"] for line in lines if line["operation"] == "bind"]

    def test_guesses_are_held_back_and_nobody_else_is(self):
        colleague = self.scene.user()
        self.scene.grant(colleague, self.project)
        account = self.scene.account_of(colleague, self.offering["uuid"])
        self.staff.must("POST", f"{ACCOUNTS}{account['uuid']}/set_ldap_password/", {"password": OWN})
        colleague = f"uid={account['username']},ou=people,ou={self.offering['slug']},{BASE_DN}"
        stop = threading.Event()
        codes = []

        def attack():
            while not stop.is_set():
                codes.append(self.bind(f"guess {len(codes)}"))
        crowd = [threading.Thread(target=attack) for _ in range(4)]
        for thread in crowd:
            thread.start()
        try:
            reader = Directory(self.server, *self.reader)
            self.addCleanup(reader.close)
            for _ in range(100):
                self.assertIsNotNone(reader.person(self.account["username"], self.offering["slug"]))
                self.assertEqual(0, can_bind(self.server, *self.reader))
            for _ in range(20):  # from the address that the guesses come from
                self.assertEqual(0, can_bind(self.server, colleague, OWN))
        finally:
            stop.set()
            for thread in crowd:
                thread.join()
        self.assertEqual({49}, set(codes))
        self.server.wait_for(lambda: len(self.bind_delays(colleague)) >= 20, "a line for each of the colleague's binds")
        self.assertEqual([0] * 20, self.bind_delays(colleague))
        self.assertGreater(max(self.bind_delays(self.dn)), 0)
        while self.bind(OWN) != 0:  # other guesses may be in front
            time.sleep(0.05)
        metrics = urllib.request.urlopen(self.server.http_url + "/metrics", timeout=PATIENCE_SECONDS).read().decode()
        held_back = re.search(r"^drawbridge_ldap_throttled_binds_total (\d+)$", metrics, re.MULTILINE)
        self.assertGreater(int(held_back[1]), 0)
        self.assertRegex(metrics, r'drawbridge_ldap_operations_total\{operation="bind",result="invalid_credentials"\} [1-9]')
        self.assertRegex(metrics, r'drawbridge_ldap_operation_duration_seconds_count\{operation="search"\} [1-9]')

    # Accounts that see a part.

    def test_an_account_sees_the_attributes_on_its_list_alone(self):
        name = self.scene.unique("nodes")
        attributes = "UID,uidNumber,gidNumber,homeDirectory,loginShell,memberUid"
        dn, secret = self.installation.run("ldap-account", "create", name, "--offering", self.offering["slug"],
                                           "--attributes", attributes).stdout.splitlines()

        def search(condition, *wanted):
            found = self.tool("ldapsearch", "-x", "-LLL", "-o", "ldif-wrap=no", "-D", dn, "-w", secret,
                              "-b", f"ou={self.offering['slug']},{BASE_DN}", condition, *wanted).stdout
            return {line.partition(":")[0] for line in found.splitlines() if line}
        visible = {"dn", "objectClass", "uid", "uidNumber", "gidNumber", "homeDirectory", "loginShell"}
        self.assertEqual(visible, search(f"(uid={self.account['username']})"))
        self.assertEqual({"dn", "uid"}, search("(uid=*)", "uid", "cn", "mail", "memberOf"))
        self.assertIn("entryUUID", search(f"(uid={self.account['username']})", "+"))
        for condition in ("(cn=*)", "(mail=*)", "(!(mail=nobody))", "(memberOf=*)", "(&(uid=*)(sn=*))", "(sshPublicKey=*)"):
            self.assertEqual(set(), search(condition), condition)
        person = f"uid={self.account['username']},ou=people,ou={self.offering['slug']},{BASE_DN}"
        self.assertEqual(17, self.tool("ldapcompare", "-x", "-D", dn, "-w", secret, person, "cn:anything", expect=None).returncode)
        listed = json.loads(self.installation.run("ldap-account", "list", "--output", "json").stdout)
        self.assertEqual(["gidNumber,homeDirectory,loginShell,memberUid,uid,uidNumber"],
                         [row["attributes"] for row in listed if row["name"] == name])
        refused = self.installation.run("ldap-account", "create", name + "x", "--all-offerings", "--attributes", "uid,nosuch", expect=None)
        self.assertNotEqual(0, refused.returncode)
        self.assertIn("nosuch", refused.stderr)

    def test_the_list_is_there_over_rest_and_in_the_state_file(self):
        made = self.staff.create("/api/ldap-accounts/", name=self.scene.unique("rest"), offering_uuid=None, attributes=["cn", "UID", "uid"])
        self.assertEqual(["cn", "uid"], made["attributes"])
        self.assertEqual(["cn", "uid"], self.staff.must("GET", f"/api/ldap-accounts/{made['uuid']}/")["attributes"])
        refused = self.staff.post("/api/ldap-accounts/", {"name": self.scene.unique("rest"), "offering_uuid": None, "attributes": ["password"]})
        self.assertEqual(400, refused.status)
        self.assertIn(b"attributes", refused.body)
        unlimited = self.staff.post("/api/ldap-accounts/", {"name": self.scene.unique("rest")})
        self.assertEqual((400, {"offering_uuid": ["This field is required."]}), (unlimited.status, unlimited.json()))
        misspelt = self.staff.post("/api/ldap-accounts/", {"name": self.scene.unique("rest"), "offering_uuid": None, "atributes": ["uid"]})
        self.assertEqual((400, {"atributes": ["Unknown field."]}), (misspelt.status, misspelt.json()))
        empty = self.staff.post("/api/ldap-accounts/", {"name": self.scene.unique("rest"), "offering_uuid": None, "attributes": []})
        self.assertEqual((400, ["attributes"]), (empty.status, list(empty.json())))
        lines = [json.loads(line) for line in self.installation.run("export", "--include-secrets").stdout.splitlines()]
        self.assertIn(["cn", "uid"], [line["attributes"] for line in lines if line["kind"] == "ldap_account" and line["name"] == made["name"]])


class FailuresLogTest(ServerTest):
    sections = {"ldap": {"log": "errors"}, "log": {"level": "warning", "format": "json"}}

    @classmethod
    def prepare(cls):
        cls.dn, cls.secret = cls.installation.service_account()

    def test_refused_binds_are_lines_with_account_and_peer_and_not_without_bound(self):
        hostile = f"cn=a\\0ab\\1b[31m{chr(0x202e)},ou=services,{BASE_DN}"
        target = ldap3.Server("127.0.0.1", port=self.server.ports["ldap"], get_info=ldap3.NONE)
        connection = ldap3.Connection(target, raise_exceptions=False)
        connection.open()
        count = 3000
        for number in range(count):
            connection.rebind(f"cn=name{number},ou=services,{BASE_DN}" if number else hostile, "never to be seen", read_server_info=False)
        connection.unbind()
        self.server.wait_for(lambda: any("ldap_bind_failed" in line for line in self.server.messages), "a line for the bind")
        lines = [json.loads(line) for line in self.server.messages if not line.startswith("drawbridge: ")]
        failed = [line for line in lines if line["event"] == "ldap_bind_failed"]
        self.assertEqual(49, failed[0]["result"])
        self.assertTrue(failed[0]["peer"].startswith("127.0.0.1:"))
        self.assertIn("ou=services", failed[0]["target"])
        self.assertFalse(any(character < " " for line in self.server.messages for character in line))
        self.assertNotIn("never to be seen", "\n".join(self.server.messages))
        self.assertLess(len(failed), count / 2)


class ChangesLogTest(ServerTest):
    sections = FailuresLogTest.sections

    @classmethod
    def prepare(cls):
        cls.dn, cls.secret = cls.installation.service_account()

    def test_refused_changes_are_lines_with_the_entry(self):
        target = ldap3.Server("127.0.0.1", port=self.server.ports["ldap"], get_info=ldap3.NONE)
        connection = ldap3.Connection(target, user=self.dn, password=self.secret, auto_bind=True, raise_exceptions=False)
        changes = {"modify": lambda: connection.modify(f"cn=modify,{BASE_DN}", {"cn": [(ldap3.MODIFY_ADD, ["x"])]}),
                   "add": lambda: connection.add(f"cn=add,{BASE_DN}", "device"),
                   "delete": lambda: connection.delete(f"cn=delete,{BASE_DN}"),
                   "modify_dn": lambda: connection.modify_dn(f"cn=modify_dn,{BASE_DN}", "cn=other")}
        for name, change in changes.items():
            with self.subTest(name):
                change()
                self.assertEqual(53, connection.result["result"])
                self.assertIn("REST API", connection.result["message"])
                told = f'"operation":"{name}","target":"cn={name},{BASE_DN}","result":53'
                self.server.wait_for(lambda: any(told in line for line in self.server.messages), "a line for the change")
                counted = f'drawbridge_ldap_operations_total{{operation="{name}",result="unwilling_to_perform"}} 1'
                self.assertIn(counted, Api(self.server.http_url).get("/metrics").text)
        connection.unbind()


if __name__ == "__main__":
    unittest.main()
