"""The LDAP libraries that scripts and portals use: python-ldap, ldap3 with its schema check, Perl's Net::LDAP, the npm
client ldapts; and OpenLDAP's tools over TLS. ldapsearch_test.py goes deeper into single operations."""
import json
import os
import pathlib
import ssl
import subprocess
import unittest

import ldap
import ldap3
import ldap.schema
from ldap.controls import SimplePagedResultsControl

from cluster import PASSWORD, SLUG, ClusterTest
from server import BASE_DN, PATIENCE_SECONDS

HERE = pathlib.Path(__file__).parent
HPC = f"ou={SLUG},{BASE_DN}"
PEOPLE = f"ou=people,{HPC}"
GROUPS = f"ou=groups,{HPC}"
INVALID_CREDENTIALS, NO_SUCH_OBJECT, SIZE_LIMIT_EXCEEDED, COMPARE_TRUE, UNWILLING = 49, 32, 4, 6, 53


class LibrariesTest(ClusterTest):
    needs_node = False

    def setUp(self):
        self.urls = [f"{scheme}://127.0.0.1:{self.server.ports[scheme]}" for scheme in ("ldap", "ldaps")]
        self.names = sorted(member.name for member in self.people)
        self.person_dn = f"uid={self.person.name},{PEOPLE}"

    def report(self, *command):
        """What a client of another language prints."""
        done = subprocess.run([*command, *self.urls, str(self.authority.file), self.bind_dn, self.secret, PEOPLE, self.person.name],
                              capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False)
        self.assertEqual(0, done.returncode, done.stderr)
        return json.loads(done.stdout)

    # Other languages.

    def test_ldapts(self):
        results = self.report("nodejs", str(HERE / "ldapts" / "client.mjs"))
        self.assertEqual((BASE_DN, "3"), (results["rootDse"]["namingContexts"], results["rootDse"]["supportedLDAPVersion"]))
        (found,) = results["found"]
        self.assertEqual((self.person.name, str(self.person.uid), self.key), (found["uid"], found["uidNumber"], found["sshPublicKey"]))
        self.assertEqual(self.names, sorted(results["paged"]))
        self.assertEqual((True, False), (results["isTrue"], results["isFalse"]))
        self.assertEqual((NO_SUCH_OBJECT, UNWILLING, INVALID_CREDENTIALS),
                         (results["noSuchObject"], results["refusedWrite"], results["wrongPassword"]))
        self.assertEqual(1, results["overStartTls"])
        self.assertIsInstance(results["unknownAuthority"], str, "an error of TLS, not a result code")

    def test_net_ldap(self):
        results = self.report("perl", str(HERE / "net_ldap.pl"))
        self.assertEqual([0, 0, 0], [results[name] for name in ("bind", "startTls", "bindOverStartTls")])
        self.assertEqual(([BASE_DN], 1, 1), (results["namingContexts"], results["isVersion3"], results["hasPaging"]))
        self.assertLessEqual({"cn", "uid", "uidNumber", "gidNumber", "homeDirectory"}, set(results["mustPosixAccount"]))
        self.assertEqual(["uid", "uidNumber", "memberUid", "sshPublicKey", "memberOf", "entryUUID", "modifyTimestamp"], results["attributes"])
        self.assertEqual([{"uidNumber": str(self.person.uid), "sshPublicKey": [self.key]}], results["found"])
        self.assertEqual(self.names, sorted(results["paged"]))
        self.assertEqual(-(-len(self.names) // 4), results["pages"])
        self.assertEqual("dn:" + self.bind_dn, results["whoAmI"])
        self.assertEqual([NO_SUCH_OBJECT, SIZE_LIMIT_EXCEEDED, COMPARE_TRUE, UNWILLING, INVALID_CREDENTIALS],
                         [results[name] for name in ("noSuchObject", "sizeLimit", "compareTrue", "refusedWrite", "wrongPassword")])

    # python-ldap.

    def python_ldap(self, url=1, dn=None, password=None):
        connection = ldap.initialize(self.urls[url])
        connection.protocol_version = ldap.VERSION3
        connection.set_option(ldap.OPT_TIMEOUT, PATIENCE_SECONDS)
        connection.set_option(ldap.OPT_X_TLS_CACERTFILE, str(self.authority.file))
        connection.set_option(ldap.OPT_X_TLS_REQUIRE_CERT, ldap.OPT_X_TLS_DEMAND)
        connection.set_option(ldap.OPT_X_TLS_NEWCTX, 0)
        if url == 0:
            connection.start_tls_s()
        connection.simple_bind_s(dn or self.bind_dn, password or self.secret)
        self.addCleanup(connection.unbind_s)
        return connection

    def test_python_ldap_binds_searches_and_compares(self):
        for url in (0, 1):
            connection = self.python_ldap(url)
            self.assertEqual("dn:" + self.bind_dn, connection.whoami_s())
            self.assertEqual([BASE_DN.encode()], connection.get_naming_contexts())
            ((dn, attributes),) = connection.search_s(PEOPLE, ldap.SCOPE_SUBTREE, f"(uid={self.person.name})", ["uidNumber", "sshPublicKey"])
            self.assertEqual((self.person_dn, [str(self.person.uid).encode()], [self.key.encode()]),
                             (dn, attributes["uidNumber"], attributes["sshPublicKey"]))
            self.assertTrue(connection.compare_s(self.person_dn, "uidNumber", str(self.person.uid).encode()))
            self.assertFalse(connection.compare_s(self.person_dn, "uidNumber", b"1"))
        own = self.python_ldap(1, self.person_dn, PASSWORD)
        self.assertEqual(1, len(own.search_s(self.person_dn, ldap.SCOPE_BASE)))
        with self.assertRaises(ldap.INVALID_CREDENTIALS):
            self.python_ldap(1, self.person_dn, "wrong")
        with self.assertRaises(ldap.NO_SUCH_OBJECT):
            connection.search_s(f"cn=nothing,{GROUPS}", ldap.SCOPE_BASE)
        with self.assertRaises(ldap.SIZELIMIT_EXCEEDED):
            connection.search_ext_s(PEOPLE, ldap.SCOPE_SUBTREE, "(uid=*)", ["uid"], sizelimit=3)

    def test_python_ldap_parses_the_schema(self):
        connection = self.python_ldap()
        schema = ldap.schema.SubSchema(connection.read_subschemasubentry_s(connection.search_subschemasubentry_s()))
        must, may = schema.attribute_types(["posixAccount", "inetOrgPerson", "shadowAccount", "ldapPublicKey"])
        self.assertLessEqual({"uid", "uidNumber", "gidNumber", "homeDirectory", "cn", "sn"}, {name for one in must.values() for name in one.names})
        self.assertLessEqual({"loginShell", "mail", "sshPublicKey", "shadowExpire"}, {name for one in may.values() for name in one.names})
        for _, attributes in connection.search_s(BASE_DN, ldap.SCOPE_SUBTREE, "(objectClass=*)", ["*", "+"]):
            for name in attributes:
                self.assertIsNotNone(schema.get_obj(ldap.schema.AttributeType, name), name)
            for name in attributes["objectClass"]:
                self.assertIsNotNone(schema.get_obj(ldap.schema.ObjectClass, name.decode()), name)

    def test_python_ldap_pages_two_searches_at_a_time(self):
        connection = self.python_ldap()
        control = SimplePagedResultsControl(True, 4, "")
        searches = [[PEOPLE, "(objectClass=posixAccount)", "uid", "", []], [GROUPS, "(objectClass=posixGroup)", "cn", "", []]]
        while any(cookie is not None for *_, cookie, _ in searches):
            for search in searches:
                base, condition, attribute, cookie, names = search
                if cookie is None:
                    continue
                control.cookie = cookie
                number = connection.search_ext(base, ldap.SCOPE_SUBTREE, condition, [attribute], serverctrls=[control])
                _, entries, _, controls = connection.result3(number)
                names += [attributes[attribute][0].decode() for _, attributes in entries]
                search[3] = controls[0].cookie or None
        self.assertEqual(self.names, sorted(searches[0][4]))
        self.assertEqual(sorted([*self.names, "glacier", "tundra"]), sorted(searches[1][4]))

    # ldap3.

    def test_ldap3_with_its_schema_check(self):
        tls = ldap3.Tls(ca_certs_file=str(self.authority.file), validate=ssl.CERT_REQUIRED)
        target = ldap3.Server(self.urls[0], get_info=ldap3.ALL, tls=tls)
        with ldap3.Connection(target, self.bind_dn, self.secret, auto_bind=ldap3.AUTO_BIND_TLS_BEFORE_BIND, check_names=True,
                              raise_exceptions=True) as connection:
            self.assertEqual([BASE_DN], target.info.naming_contexts)
            connection.search(self.person_dn, "(objectClass=*)", ldap3.BASE, attributes=[ldap3.ALL_ATTRIBUTES, ldap3.ALL_OPERATIONAL_ATTRIBUTES])
            (entry,) = connection.entries
            self.assertEqual(self.person.uid, entry.uidNumber.value, "an integer by its syntax")
            self.assertGreaterEqual(entry.modifyTimestamp.value.year, 2000, "a date by its syntax")
            with self.assertRaises(ldap3.core.exceptions.LDAPAttributeError):
                connection.search(PEOPLE, "(uid=*)", attributes=["noSuchAttribute"])
            people = ldap3.Reader(connection, ldap3.ObjectDef(["posixAccount", "inetOrgPerson"], connection), PEOPLE, f"uid:={self.person.name}")
            self.assertEqual(["/bin/bash"], [person.loginShell.value for person in people.search()])
            found = connection.extend.standard.paged_search(PEOPLE, "(objectClass=posixAccount)", ldap3.SUBTREE, attributes=["uid"], paged_size=4)
            self.assertEqual(self.names, sorted(one["attributes"]["uid"][0] for one in found))
            self.assertTrue(connection.compare(self.person_dn, "uidNumber", self.person.uid))
            self.assertEqual("dn:" + self.bind_dn, connection.extend.standard.who_am_i())

    # OpenLDAP's tools.

    def tool(self, program, *arguments, expect=0):
        for url, options in ((self.urls[0], ["-ZZ"]), (self.urls[1], [])):
            done = subprocess.run([program, "-x", "-H", url, "-D", self.bind_dn, "-w", self.secret, *options, *arguments], capture_output=True,
                                  text=True, timeout=PATIENCE_SECONDS, check=False,
                                  env={**os.environ, "LDAPCONF": "/dev/null", "HOME": "/", "LDAPTLS_CACERT": str(self.authority.file)})
            self.assertEqual(expect, done.returncode, f"{program} {arguments}\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def test_openldap_tools(self):
        self.assertEqual(f"dn:{self.bind_dn}\n", self.tool("ldapwhoami"))
        for size in (4, 100):
            listed = self.tool("ldapsearch", "-LLL", "-E", f"pr={size}/noprompt", "-b", PEOPLE, "(objectClass=posixAccount)", "uid")
            self.assertEqual(self.names, sorted(line.removeprefix("uid: ") for line in listed.splitlines() if line.startswith("uid: ")))
        self.assertIn("TRUE", self.tool("ldapcompare", self.person_dn, f"uidNumber:{self.person.uid}", expect=COMPARE_TRUE))
        self.tool("ldapcompare", f"uid=nobody,{PEOPLE}", "uid:nobody", expect=NO_SUCH_OBJECT)


if __name__ == "__main__":
    unittest.main()
