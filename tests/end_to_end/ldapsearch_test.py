"""OpenLDAP's command line tools and python3-ldap3 as clients, with and without TLS; and bytes that are no LDAP."""
import base64
import json
import random
import re
import signal
import socket
import subprocess
import unittest

import ldap3

from api import Api
from certificates import Authority
from ldap_tools import run_tool
from populated import PopulatedTest
from population import Population
from server import BASE_DN, PATIENCE_SECONDS, ServerTest
import ldap_messages

HPC = f"ou=hpc,{BASE_DN}"


def parse_ldif(text):
    """Entries as (dn, attributes), values as bytes."""
    entries = []
    for block in text.replace("\n ", "").split("\n\n"):
        attributes, name = {}, None
        for line in block.splitlines():
            found = re.match(r"([\w;.-]+):(:?) ?(.*)$", line)
            if not found or line.startswith("#"):
                continue
            value = base64.b64decode(found[3]) if found[2] else found[3].encode()
            if found[1] == "dn":
                name = value.decode()
            elif name is not None:
                attributes.setdefault(found[1], []).append(value)
        if name is not None:
            entries.append((name, attributes))
    return entries


class ToolsTest(PopulatedTest):
    @classmethod
    def make_site(cls):
        return Population(60, projects=6, robots=2)

    def tool(self, program, *arguments, bind=True, **options):
        login = ["-D", self.dn, "-w", self.secret] if bind else []
        return run_tool(program, self.server.ldap_url, "-x", *login, *arguments, **options)

    def search(self, *arguments, **options):
        return parse_ldif(self.tool("ldapsearch", "-LLL", "-o", "ldif-wrap=no", *arguments, **options).stdout)

    def uids(self, condition, base=HPC):
        return sorted(attributes["uid"][0].decode() for _, attributes in self.search("-b", base, condition, "uid"))

    # Root DSE, schema, identity.

    def test_the_root_dse(self):
        (name, root), = self.search("-s", "base", "-b", "", "*", "+", bind=False)
        self.assertEqual("", name)
        self.assertEqual([BASE_DN.encode()], root["namingContexts"])
        self.assertEqual([b"3"], root["supportedLDAPVersion"])
        self.assertIn(b"1.3.6.1.4.1.4203.1.11.3", root["supportedExtension"])
        self.assertTrue(root["subschemaSubentry"])
        self.assertNotIn(b"1.3.6.1.4.1.1466.20037", root["supportedExtension"], "StartTLS without a certificate")

    def test_the_schema_is_what_ldap3_checks_requests_by(self):
        target = ldap3.Server("127.0.0.1", port=self.server.ports["ldap"], get_info=ldap3.ALL)
        with ldap3.Connection(target, self.dn, self.secret, auto_bind=True, check_names=True) as connection:
            self.assertIn("posixAccount", target.schema.object_classes)
            self.assertIn("uidNumber", target.schema.object_classes["posixAccount"].must_contain)
            for name in ("uid", "memberOf", "sshPublicKey", "entryUUID", "gidNumber", "shadowExpire"):
                self.assertIn(name, target.schema.attribute_types)
            self.assertTrue(connection.search(HPC, "(uidNumber>=1)", attributes=["uid", "uidNumber", "memberOf", "sshPublicKey"]))
            # Every attribute and class that is served is in the schema.
            connection.search(BASE_DN, "(objectClass=*)", attributes=["*", "+"])
            for entry in connection.entries:
                for attribute in entry.entry_attributes:
                    self.assertIn(attribute, target.schema.attribute_types)
                for value in entry.objectClass.values:
                    self.assertIn(value, target.schema.object_classes)

    def test_who_am_i(self):
        self.assertEqual(f"dn:{self.dn}", self.tool("ldapwhoami").stdout.strip())
        self.assertEqual("anonymous", self.tool("ldapwhoami", bind=False).stdout.strip())

    # Binds.

    def test_binds_that_are_refused(self):
        def bind(dn, password, expect):
            self.tool("ldapwhoami", "-D", dn, "-w", password, bind=False, expect=expect)
        bind(self.dn, "wrong", 49)
        bind(f"cn=nobody,ou=services,{BASE_DN}", "wrong", 49)
        bind(f"uid={self.site.people[0].username},ou=people,{HPC}", "wrong", 49)
        bind("cn=admin,dc=else,dc=where", "wrong", 49)
        bind("not a dn", "wrong", 34)

    def test_anonymous_sees_nothing_but_root_dse_and_schema(self):
        for base in (BASE_DN, HPC, f"uid={self.site.people[0].username},ou=people,{HPC}"):
            self.tool("ldapsearch", "-b", base, bind=False, expect=32)

    def test_a_service_account_of_one_offering_sees_only_that(self):
        dn, secret = self.installation.service_account("narrow", "hpc")
        api = Api(self.server.http_url, self.installation.token())
        provider = self.site.provider_uuid
        made = api.create("/api/marketplace-provider-offerings/", name="Other", slug="other", type="Marketplace.Basic", customer_uuid=provider,
                          plugin_options={"service_provider_can_create_offering_user": True})
        api.must("POST", f"/api/marketplace-provider-offerings/{made['uuid']}/activate/")
        found = self.search("-D", dn, "-w", secret, "-b", BASE_DN, "1.1", bind=False)
        names = {name for name, _ in found}
        self.assertIn(BASE_DN, names)
        self.assertIn(f"ou=people,{HPC}", names)
        self.assertEqual(set(), {name for name in names if name != BASE_DN and not name.endswith(HPC)})
        self.tool("ldapsearch", "-D", dn, "-w", secret, "-b", f"ou=other,{BASE_DN}", bind=False, expect=32)
        self.search("-b", f"ou=other,{BASE_DN}")

    # Searches.

    def test_scopes(self):
        self.assertEqual([HPC], [name for name, _ in self.search("-s", "base", "-b", HPC)])
        self.assertEqual({f"ou=people,{HPC}", f"ou=groups,{HPC}"}, {name for name, _ in self.search("-s", "one", "-b", HPC)})
        below = self.search("-s", "sub", "-b", f"ou=people,{HPC}")
        self.assertEqual(1 + len(self.site.people) + len(self.site.robots), len(below))
        self.tool("ldapsearch", "-b", f"ou=nothing,{HPC}", expect=32)
        self.tool("ldapsearch", "-b", "not a dn", expect=34)

    def test_filters(self):
        people = self.site.people
        one, everyone = people[7], sorted([person.username for person in people] + [robot.username for robot in self.site.robots])
        self.assertEqual([one.username], self.uids(f"(uid={one.username})"))
        self.assertEqual([one.username], self.uids(f"(UID={one.username.upper()})"))
        self.assertEqual([one.username], self.uids(f"(&(objectClass=posixAccount)(uidNumber={one.number}))"))
        self.assertEqual([one.username], self.uids(f"(gidNumber={one.number})", f"ou=people,{HPC}"))
        self.assertEqual(sorted([one.username, people[8].username]), self.uids(f"(|(uid={one.username})(uid={people[8].username})(uid=none))"))
        self.assertEqual([name for name in everyone if name != one.username], self.uids(f"(&(objectClass=posixAccount)(!(uid={one.username})))"))
        self.assertEqual(everyone, self.uids("(&(uid=*)(uidNumber=*))"))
        self.assertEqual(sorted(person.username for person in people if person.username.startswith(one.username[:3])),
                         self.uids(f"(uid={one.username[:3]}*)"))
        self.assertEqual([name for name in everyone if "obot" in name], self.uids("(uid=*obot*)"))
        self.assertEqual(sorted(person.username for person in people if person.number >= people[50].number) +
                         sorted(robot.username for robot in self.site.robots), sorted(self.uids(f"(uidNumber>={people[50].number})"), key=lambda
                         name: (name.startswith("robot"), name)))
        self.assertEqual(sorted(person.username for person in people if person.number <= people[5].number),
                         self.uids(f"(uidNumber<={people[5].number})"))
        for empty in ("(uid=nobody)", "(uidNumber=abc)", "(noSuchAttribute=x)", "(!(noSuchAttribute=x))", "(objectClass=noSuchClass)", "(uid=\\2a)"):
            self.assertEqual([], self.uids(empty), empty)

    def test_groups(self):
        person = self.site.people[3]
        mine = sorted(self.site.projects[project].slug for project in person.projects)
        by_uid = self.search("-b", HPC, f"(&(objectClass=posixGroup)(memberUid={person.username}))", "cn")
        self.assertEqual(mine, sorted(attributes["cn"][0].decode() for _, attributes in by_uid))
        dn = f"uid={person.username},ou=people,{HPC}"
        by_dn = self.search("-b", HPC, f"(&(objectClass=groupOfMembers)(member={dn}))", "cn")
        self.assertEqual(mine, sorted(attributes["cn"][0].decode() for _, attributes in by_dn))
        (_, account), = self.search("-b", HPC, f"(uid={person.username})", "memberOf")
        self.assertEqual(sorted(f"cn={name},ou=groups,{HPC}" for name in mine), sorted(value.decode() for value in account["memberOf"]))
        (_, own), = self.search("-b", HPC, f"(&(objectClass=posixGroup)(gidNumber={person.number}))")
        self.assertEqual([person.username.encode()], own["cn"])
        self.assertNotIn("memberUid", own)

    def test_attribute_selection(self):
        condition = f"(uid={self.site.people[0].username})"

        def names(*asked):
            (_, attributes), = self.search("-b", HPC, condition, *asked)
            return set(attributes)
        user, all_kinds = names(), names("*", "+")
        self.assertEqual(user, names("*"))
        self.assertLess(user, all_kinds)
        operational = {"entryUUID", "entryDN", "entryCSN", "createTimestamp", "modifyTimestamp", "structuralObjectClass", "subschemaSubentry",
                       "hasSubordinates", "entryUSN"}
        self.assertEqual(operational, operational & names("+"))
        self.assertEqual(set(), user & operational)
        self.assertEqual(set(), names("1.1"))
        self.assertEqual({"uid", "homedirectory"}, {name.lower() for name in names("UID", "HOMEDIRECTORY", "noSuch", "1.1")})
        self.assertEqual(user | {"entryUUID"}, names("*", "entryUUID"))
        (_, types), = self.search("-A", "-b", HPC, condition, "uid")
        self.assertEqual([b""], types["uid"])

    def test_size_limit_and_pages(self):
        done = self.tool("ldapsearch", "-LLL", "-z", "5", "-b", HPC, "(uid=*)", "uid", expect=4)
        self.assertEqual(5, len([name for name, attributes in parse_ldif(done.stdout) if "uid" in attributes]))
        everyone = self.uids("(uid=*)")
        for size in (1, 7, 500):
            done = self.tool("ldapsearch", "-LLL", "-o", "ldif-wrap=no", "-E", f"pr={size}/noprompt", "-b", HPC, "(uid=*)", "uid")
            paged = [attributes["uid"][0].decode() for _, attributes in parse_ldif(done.stdout) if "uid" in attributes]
            self.assertEqual(everyone, sorted(paged), size)

    def test_compare(self):
        person = self.site.people[0]
        dn = f"uid={person.username},ou=people,{HPC}"
        self.assertIn("TRUE", self.tool("ldapcompare", dn, f"uidNumber:{person.number}", expect=6).stdout)
        self.assertIn("FALSE", self.tool("ldapcompare", dn, "uidNumber:1", expect=5).stdout)
        self.tool("ldapcompare", f"uid=nobody,{HPC}", "uid:x", expect=32)

    def test_what_is_not_offered_gets_its_code(self):
        person = f"uid={self.site.people[0].username},ou=people,{HPC}"
        before = self.search("-b", HPC)
        for program, arguments, stdin in (
                ("ldapadd", [], f"dn: uid=new,ou=people,{HPC}\nobjectClass: account\nuid: new\n"),
                ("ldapmodify", [], f"dn: {person}\nchangetype: modify\nreplace: loginShell\nloginShell: /bin/sh\n"),
                ("ldapdelete", [person], None), ("ldapmodrdn", ["-r", person, "uid=new"], None)):
            refused = self.tool(program, *arguments, stdin=stdin, expect=53)
            text = refused.stdout + refused.stderr  # ldapmodrdn says it on its standard output
            self.assertIn("Server is unwilling to perform (53)", text, program)
            self.assertRegex(text, r"[Aa]dditional info: .*REST API \(/api/\)", program)
        self.assertEqual(before, self.search("-b", HPC))
        self.tool("ldapmodify", stdin="dn: cn=Subschema\nchangetype: modify\nadd: attributeTypes\nattributeTypes: ( 1.2.3.4 NAME 'x' )\n", expect=53)
        self.tool("ldapsearch", "-e", "!1.2.3.4.5", "-b", HPC, "-s", "base", expect=12)
        self.search("-e", "1.2.3.4.5", "-b", HPC, "-s", "base")
        self.assertIn("Protocol error (2)", self.tool("ldapexop", "1.2.3.4.5", expect=1).stderr)
        self.assertIn("Protocol error (2)", self.tool("ldapsearch", "-ZZ", "-b", HPC, "-s", "base", expect=1).stderr)

    def test_exported_ldif_is_the_served_tree(self):
        exported = parse_ldif(self.installation.run("export", "--format", "ldif").stdout)
        # For slapadd, which takes the stamps as well.
        served = self.search("-b", HPC, "(objectClass=*)", "*", "entryUUID", "entryCSN", "createTimestamp", "modifyTimestamp", "structuralObjectClass")
        written = {name: {key: sorted(values) for key, values in attributes.items()} for name, attributes in exported}
        for name, attributes in served:
            # slapd knows memberOf with an overlay only, which makes it itself.
            attributes.pop("memberOf", None)
            self.assertEqual(set(attributes), set(written[name]))
            for key, values in attributes.items():
                self.assertEqual(sorted(values), written[name][key], f"{name} {key}")

    # Bytes that are no LDAP.

    def exchange(self, octets):
        with socket.create_connection(("127.0.0.1", self.server.ports["ldap"]), timeout=PATIENCE_SECONDS) as connection:
            received = b""
            try:
                connection.sendall(octets)
                connection.shutdown(socket.SHUT_WR)
                while piece := connection.recv(65536):
                    received += piece
            except TimeoutError:
                raise
            except OSError:
                pass  # the server has had enough of this client
        return received

    def test_malformed_bytes_leave_the_server_up(self):
        chance = random.Random(1)
        bind = bytes.fromhex("300c020101600702010304008000")
        root_dse = bytes.fromhex("30250201016320040030") + b"\x00" * 27
        inputs = [b"", b"\x00", b"\xff" * 4096, b"GET / HTTP/1.1\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc", b"\x30\x84\xff\xff\xff\xff",
                  b"\x30\x80\x02\x01\x01", b"\x30\x89" + b"\xff" * 9, b"\x30\x82\xff\xff" + b"\x30\x82\xff\xf0" * 4000, b"\x30\x05\x02\x01\x01\x42\x00" * 3,
                  b"\x30\x84\x7f\xff\xff\xff" + b"a" * 100000, bind[:-3], bind * 2000, root_dse]
        inputs += [chance.randbytes(chance.randrange(1, 2000)) for _ in range(200)]
        for seed in (bind, root_dse):
            for _ in range(200):
                mutated = bytearray(seed)
                for _ in range(chance.randrange(1, 4)):
                    mutated[chance.randrange(len(mutated))] = chance.randrange(256)
                inputs.append(bytes(mutated))
        # A filter of ten thousand nested nots, each two octets longer than the last.
        nested = b"\x87\x03uid"
        for _ in range(10000):
            nested = b"\xa2\x84" + len(nested).to_bytes(4, "big") + nested
        body = b"\x04\x00\x0a\x01\x02\x0a\x01\x00\x02\x01\x00\x02\x01\x00\x01\x01\x00" + nested + b"\x30\x00"
        search = b"\x63\x84" + len(body).to_bytes(4, "big") + body
        inputs.append(b"\x30\x84" + (3 + len(search)).to_bytes(4, "big") + b"\x02\x01\x02" + search)
        for octets in inputs:
            self.exchange(octets)
        self.assertEqual(len(self.site.people) + len(self.site.robots), len(self.uids("(uid=*)")))
        self.assertIsNone(self.server.process.poll())

    def test_a_message_larger_than_allowed_ends_the_connection(self):
        self.exchange(b"\x30\x83\x10\x00\x00" + b"\x00" * (1 << 20))
        self.search("-s", "base", "-b", HPC)


class TlsTest(ServerTest):
    @classmethod
    def prepare(cls):
        cls.authority = Authority(cls.installation.folder / "ca")
        certificate, key = cls.authority.issue()
        cls.installation.configure(ldap={"certificate": str(certificate), "key": str(key), "listen_tls": "127.0.0.1:0"},
                                   http={"certificate": str(certificate), "key": str(key)})
        cls.dn, cls.secret = cls.installation.service_account()
        cls.token = cls.installation.token()

    def whoami(self, *arguments, url, ca, expect=0):
        env = {"LDAPTLS_CACERT": str(ca)}
        return run_tool("ldapwhoami", url, "-x", "-D", self.dn, "-w", self.secret, *arguments, expect=expect, env=env).stdout.strip()

    def test_start_tls_and_ldaps(self):
        ldap, ldaps = (f"{scheme}://127.0.0.1:{self.server.ports[scheme]}" for scheme in ("ldap", "ldaps"))
        for url, arguments in ((ldap, ["-ZZ"]), (ldaps, [])):
            self.assertEqual(f"dn:{self.dn}", self.whoami(*arguments, url=url, ca=self.authority.file))
        stranger = Authority(self.installation.folder / "other", "Another CA")
        self.whoami("-ZZ", url=ldap, ca=stranger.file, expect=1)
        self.whoami(url=ldaps, ca=stranger.file, expect=255)

    def test_https(self):
        api = Api(self.server.http_url.replace("127.0.0.1", "localhost"), self.token, ca_file=str(self.authority.file))
        me = api.must("GET", "/api/users/me/")
        self.assertTrue(me["url"].startswith("https://localhost:"))
        with self.assertRaises(OSError):
            Api(self.server.http_url, self.token).get("/api/users/me/")

    def test_a_reload_takes_the_new_certificate(self):
        renewed = Authority(self.installation.folder / "renewed", "Renewed CA")
        certificate, key = renewed.issue()
        ldaps = f"ldaps://127.0.0.1:{self.server.ports['ldaps']}"
        for source, target in ((certificate, "server.pem"), (key, "server.key")):
            path = self.authority.folder / target
            path.write_bytes(source.read_bytes())
        self.installation.configure(ldap={"certificate": str(self.authority.folder / "server.pem"), "key": str(self.authority.folder / "server.key"),
                                          "listen_tls": "127.0.0.1:0"},
                                    http={"certificate": str(self.authority.folder / "server.pem"), "key": str(self.authority.folder / "server.key")},
                                    log={"level": "info"})
        self.server.process.send_signal(signal.SIGHUP)
        self.server.wait_for(lambda: any("reloaded" in line for line in self.server.messages), "reloaded")
        self.whoami(url=ldaps, ca=renewed.file)
        api = Api(self.server.http_url, self.token, ca_file=str(renewed.file))
        self.assertEqual(200, api.get("/api/users/me/").status)
        self.__class__.authority.file.write_bytes(renewed.file.read_bytes())

    def test_tls_garbage_leaves_the_server_up(self):
        for port in (self.server.ports["ldaps"], self.server.ports["https"]):
            for octets in (b"", b"\x00" * 100, b"\x16\x03\x01" + b"\xff" * 70000, b"GET / HTTP/1.1\r\n\r\n"):
                with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS) as connection:
                    try:
                        connection.sendall(octets)
                        connection.shutdown(socket.SHUT_WR)
                        connection.recv(100)
                    except OSError:
                        pass
        self.whoami(url=f"ldaps://127.0.0.1:{self.server.ports['ldaps']}", ca=self.authority.file)


class OperationsLogTest(ServerTest):
    sections = {"ldap": {"log": "operations"}, "log": {"level": "info", "format": "json"}}

    @classmethod
    def prepare(cls):
        cls.dn, cls.secret = cls.installation.service_account()

    def test_every_operation_is_one_line_without_secrets(self):
        subprocess.run(["ldapsearch", "-x", "-H", self.server.ldap_url, "-D", self.dn, "-w", self.secret, "-b", BASE_DN, "(uid=zoe)"], check=True,
                       capture_output=True, timeout=PATIENCE_SECONDS)
        self.server.wait_for(lambda: any("zoe" in line for line in self.server.messages), "a line for the search")
        lines = [line for line in self.server.messages if not line.startswith("drawbridge: ")]
        for line in lines:
            json.loads(line)
        self.assertNotIn(self.secret, "\n".join(lines))

    def test_a_synchronisation_has_its_line_with_the_entries_it_sent(self):
        def sent():
            return int(re.search(r"^drawbridge_ldap_entries_total (\d+)$", Api(self.server.http_url).get("/metrics").text, re.MULTILINE)[1])

        def lines():
            return [json.loads(line) for line in self.server.messages if '"operation":"sync"' in line]
        before = sent()
        shown = run_tool("ldapsearch", self.server.ldap_url, "-x", "-LLL", "-D", self.dn, "-w", self.secret, "-b", BASE_DN,
                         "-E", "!sync=ro", "(dc=*)", "1.1").stdout
        entries = len(re.findall(r"^dn: ", shown, re.MULTILINE))
        self.assertGreater(entries, 0)
        self.server.wait_for(lines, "a line for the synchronisation")
        line = lines()[0]
        self.assertEqual((BASE_DN, "(dc=*)", entries, 0), (line["target"], line["detail"], line["entries"], line["result"]))
        self.assertEqual(entries, sent() - before)

    def test_each_kind_of_operation_has_its_line_in_order(self):
        unnamed = f"cn=new,{BASE_DN}"
        # What is asked, the answer that is waited for, and the line: operation, result, target, detail.
        conversation = [
            (ldap_messages.bind(1, self.dn, "wrong"), ldap_messages.BIND_RESPONSE, ("bind", 49, self.dn, "")),
            (ldap_messages.bind(2, self.dn, self.secret), ldap_messages.BIND_RESPONSE, ("bind", 0, self.dn, "")),
            (ldap_messages.search(3, BASE_DN, scope=0), ldap_messages.SEARCH_DONE, ("search", 0, BASE_DN, "(objectClass=*)")),
            (ldap_messages.compare(4, BASE_DN, "dc", "example"), ldap_messages.COMPARE_RESPONSE, ("compare", 6, BASE_DN, "dc")),
            (ldap_messages.extended(5, ldap_messages.WHO_AM_I), ldap_messages.EXTENDED_RESPONSE, ("extended", 0, "", ldap_messages.WHO_AM_I)),
            (ldap_messages.extended(6, ldap_messages.START_TLS), ldap_messages.EXTENDED_RESPONSE, ("extended", 2, "", ldap_messages.START_TLS)),
            (ldap_messages.cancel(7, 99), ldap_messages.EXTENDED_RESPONSE, ("extended", 119, "", ldap_messages.CANCEL)),
            (ldap_messages.change_password(8, "another password"), ldap_messages.EXTENDED_RESPONSE,
             ("extended", 50, self.dn, ldap_messages.PASSWORD_MODIFY)),
            (ldap_messages.add(9, unnamed, "cn", "new"), ldap_messages.ADD_RESPONSE, ("add", 53, unnamed, "")),
            (ldap_messages.modify(10, BASE_DN, "o", "new"), ldap_messages.MODIFY_RESPONSE, ("modify", 53, BASE_DN, "")),
            (ldap_messages.delete(11, BASE_DN), ldap_messages.DELETE_RESPONSE, ("delete", 53, BASE_DN, "")),
            (ldap_messages.modify_dn(12, BASE_DN, "dc=new"), ldap_messages.MODIFY_DN_RESPONSE, ("modify_dn", 53, BASE_DN, "")),
            (ldap_messages.abandon(13, 3), None, ("abandon", None, "", "3")),
            (ldap_messages.unbind(14), None, ("unbind", None, "", "")),
        ]
        with socket.create_connection(("127.0.0.1", self.server.ports["ldap"]), timeout=PATIENCE_SECONDS) as connection:
            peer = "127.0.0.1:" + str(connection.getsockname()[1])
            for request, answer, (_, code, *_) in conversation:
                connection.sendall(request)
                if answer is not None:
                    self.assertEqual(code, ldap_messages.read_until(connection, answer)[-1].code)
            self.assertEqual([], ldap_messages.read_to_end(connection), "neither abandon nor unbind is answered")

        def lines():
            parsed = [json.loads(line) for line in self.server.messages if '"ldap_operation"' in line]
            return [line for line in parsed if line["peer"] == peer]
        self.server.wait_for(lambda: len(lines()) >= len(conversation), "a line for each")
        self.assertEqual([expected for _, _, expected in conversation],
                         [(line["operation"], line.get("result"), line["target"], line["detail"]) for line in lines()])
        metrics = Api(self.server.http_url).get("/metrics").text
        for operation in ("abandon", "unbind"):
            self.assertRegex(metrics, rf'drawbridge_ldap_operations_total\{{operation="{operation}",result="none"\}} [1-9]')


if __name__ == "__main__":
    unittest.main()
