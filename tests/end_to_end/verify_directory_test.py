"""verify-directory: our own listener, slapd copies right and wrong, a GLauth's tree."""
import copy
import json
import re
import socket
import ssl
import subprocess
import threading
import tomllib
import unittest
import uuid

import ldap3

from api import Api
from certificates import Authority
from directory_server import FakeDirectory
import ldif
from populated import PopulatedTest
from population import Population
from scene import Scene, public_key
import server
from server import BASE_DN, PATIENCE_SECONDS
import slapd

HPC = f"ou=hpc,{BASE_DN}"


class DirectoryTest(PopulatedTest):
    """A server with one offering and a service account that reads it."""

    people = 60

    @classmethod
    def make_site(cls):
        return Population(cls.people, projects=6, robots=8)

    @classmethod
    def prepare(cls):
        super().prepare()
        cls.password_file = cls.private_file("reader.secret", cls.secret)

    @classmethod
    def private_file(cls, name, text, mode=0o600):
        path = cls.installation.folder / name
        path.write_text(text, encoding="utf-8")
        path.chmod(mode)
        return path

    def verify(self, *arguments, uri=None, offering="hpc", expect=0):
        return self.installation.run("verify-directory", "--uri", uri or self.server.ldap_url, "--offering", offering, *arguments, expect=expect)

    def verify_own(self, *arguments, **options):
        return self.verify("--bind-dn", self.dn, "--password-file", self.password_file, *arguments, **options)

    def verify_slapd(self, peer, *arguments, **options):
        return self.verify("--bind-dn", peer.admin, "--password-file", peer.password_file, *arguments, uri=peer.url, **options)

    def exported(self):
        return ldif.parse(self.installation.run("export", "--format", "ldif").stdout)

    def copy(self, entries, **options):
        """A slapd with these entries."""
        return slapd.Copy(ldif.text(entries), **options)

    def restricted(self, *rules):
        """A slapd with the right entries and these rules of access or limits, which hold for all but its administrator."""
        peer = slapd.Slapd(BASE_DN, database="".join(f"{rule}\n" for rule in ("olcDbNoSync: TRUE", *rules)))
        peer.load(1, ldif.text(self.exported()))
        return peer

    def entries_of_offering(self):
        return [(name, attributes) for name, attributes in self.exported() if name.endswith(HPC)]

    def assert_refused(self, sentence, **options):
        """Without a bind: an error with this sentence, and no report."""
        done = self.verify(**options, expect=1)
        self.assertIn(sentence, done.stderr)
        self.assertEqual("", done.stdout)


class OwnListenerTest(DirectoryTest):
    def test_is_equal(self):
        done = self.verify_own()
        self.assertRegex(done.stdout, r"^equal: \d+ entries\n$")
        count = int(re.search(r"\d+", done.stdout)[0])
        self.assertEqual(count, sum(name.lower().endswith(HPC) for name, _ in self.exported()))
        found = json.loads(self.verify_own("--output", "json").stdout)
        self.assertEqual({"differences": [], "equal": True, "compared": count, "missing": 0, "extra": 0, "stale": 0, "not_compared": []}, found)

    def test_the_export_holds_all_that_a_copy_needs_and_no_secret(self):
        host = ldap3.Server("127.0.0.1", port=self.server.ports["ldap"], get_info=ldap3.NONE, connect_timeout=PATIENCE_SECONDS)
        with ldap3.Connection(host, user=self.dn, password=self.password_file.read_text(), receive_timeout=PATIENCE_SECONDS) as connection:
            connection.search(BASE_DN, "(objectClass=*)", attributes=["*", "+"])
            served = {entry["dn"]: entry["raw_attributes"] for entry in connection.response}
        exported = dict(self.exported())
        # Made when they are asked for, or unknown to OpenLDAP without an overlay.
        left_out = {"memberOf", "entryUSN", "contextCSN", "entryDN", "hasSubordinates", "subschemaSubentry"}
        for name, attributes in served.items():
            self.assertEqual({attribute: sorted(values) for attribute, values in attributes.items() if attribute not in left_out},
                             {attribute: sorted(values) for attribute, values in exported[name].items()})
            self.assertLessEqual({"entryUUID", "entryCSN", "createTimestamp", "modifyTimestamp", "structuralObjectClass"}, set(exported[name]))
        secrets = set()
        for line in self.installation.run("export", "--include-secrets").stdout.splitlines():
            secrets.update(re.findall(r'"[a-z_]*(?:hash|secret|password|sha256)[a-z0-9_]*":"([^"]{16,})"', line))
        self.assertTrue(secrets)
        text = b"\n".join(value for attributes in exported.values() for values in attributes.values() for value in values).decode()
        self.assertFalse([secret for secret in secrets if secret in text])
        self.assertFalse({"userPassword"} & {attribute for attributes in exported.values() for attribute in attributes})

    def test_an_account_that_sees_nothing_of_the_offering_is_an_error(self):
        """What is not to be seen at all is not reported as missing."""
        staff = Api(self.server.http_url, self.installation.token())
        Scene(staff).offering(slug="other")
        dn, secret = self.installation.service_account("narrow", offering="other")
        done = self.verify("--bind-dn", dn, "--password-file", self.private_file("narrow.secret", secret), expect=1)
        self.assertIn("32 (No such object)", done.stderr)
        self.assertEqual("", done.stdout)

    def test_nobody_sees_anything_without_a_bind(self):
        self.assert_refused("32 (No such object)")

    def test_reports_what_the_account_may_not_see(self):
        exported = self.entries_of_offering()
        shown = {attribute for _, attributes in exported for attribute in attributes} - {"mail", "sshPublicKey"}
        dn, secret = self.installation.run("ldap-account", "create", "without-keys", "--offering", "hpc",
                                           "--attributes", ",".join(sorted(shown | {"memberOf"}))).stdout.splitlines()
        done = self.verify("--bind-dn", dn, "--password-file", self.private_file("without-keys.secret", secret), "--output", "json", expect=3)
        hidden = {(name, attribute) for name, attributes in exported for attribute in {"mail", "sshPublicKey"} & set(attributes)}
        self.assertEqual({"mail", "sshPublicKey"}, {attribute for _, attribute in hidden})
        report = json.loads(done.stdout)
        self.assertEqual({"stale"}, {difference["kind"] for difference in report["differences"]})
        found = {(difference["dn"], attribute["attribute"]) for difference in report["differences"] for attribute in difference["attributes"]}
        self.assertEqual(hidden, found)
        self.assertEqual([], [attribute for difference in report["differences"] for attribute in difference["attributes"] if attribute["found"]])

    def test_is_equal_while_accounts_change(self):
        scene = Scene(Api(self.server.http_url, self.installation.token()))
        offering = scene.staff.must("GET", "/api/marketplace-provider-offerings/", query={"slug": "hpc"})[0]["uuid"]
        user = scene.user()
        account = scene.account(user, offering)["uuid"]
        is_over = threading.Event()
        changes = []

        def change():
            while not is_over.is_set():
                changes.append(len(changes))
                key = scene.staff.create("/api/keys/", user_uuid=user, name=scene.unique("key"), public_key=public_key())
                scene.staff.must("POST", f"/api/marketplace-offering-users/{account}/update_restricted/", {"is_restricted": len(changes) % 2 == 0})
                scene.account(scene.user(), offering)
                scene.staff.must("DELETE", f"/api/keys/{key['uuid']}/", status=204)

        worker = threading.Thread(target=change)
        worker.start()
        try:
            verified = 0
            while verified < 5 or len(changes) <= 5:
                self.assertTrue(worker.is_alive(), "the changes ended by themselves")
                self.verify_own()
                verified += 1
        finally:
            is_over.set()
            worker.join(PATIENCE_SECONDS)
        self.verify_own()

    def test_wrong_usage(self):
        for arguments in (["--bind-dn", self.dn], ["--password-file", self.password_file], ["--layout", "ad"], ["--timeout", "0"],
                          ["--output", "xml"]):
            with self.subTest(arguments):
                self.verify(*arguments, expect=2)
        for uri in ("http://127.0.0.1", "127.0.0.1", "ldap://[", "ldap://127.0.0.1 ldap://127.0.0.1"):
            with self.subTest(uri):
                self.assertIn("URI", self.verify(uri=uri, expect=2).stderr)
        self.assertIn("StartTLS", self.verify("--starttls", uri="ldaps://127.0.0.1", expect=2).stderr)
        open_file = self.private_file("open.secret", "secret", 0o644)
        done = self.verify("--bind-dn", self.dn, "--password-file", open_file, expect=2)
        self.assertIn("chmod", done.stderr)

    def test_no_password_in_clear_text_to_another_host(self):
        done = self.verify_own(uri="ldap://192.0.2.1", expect=2)
        self.assertIn("clear text", done.stderr)

    def test_errors_of_the_bind_and_of_names(self):
        wrong = self.private_file("wrong.secret", "wrong")
        done = self.verify("--bind-dn", self.dn, "--password-file", wrong, expect=1)
        self.assertIn("49 (Invalid credentials)", done.stderr)
        self.assertNotIn("wrong", done.stderr.replace(str(wrong), ""))
        done = self.verify_own(offering="nowhere", expect=1)
        self.assertIn("nowhere", done.stderr)

    def test_help_has_examples(self):
        self.assertIn("--layout glauth", self.installation.run("verify-directory", "--help").stdout)


@slapd.needed
class SlapdTest(DirectoryTest):
    def test_a_copy_is_equal(self):
        with self.copy(self.exported()) as peer:
            done = self.verify_slapd(peer)
            self.assertRegex(done.stdout, r"^not compared: memberOf, which the directory shows nowhere\nequal: \d+ entries\n$")
            with self.subTest("under another suffix"):
                self.check_other_suffix()

    def check_other_suffix(self):
        """The subtree lies elsewhere there: names and member values are compared by where they are below it."""
        def moved(text):
            return re.sub(f"{HPC}$", "dc=cluster,dc=example", text)
        entries = []
        for name, attributes in self.exported():
            if not name.endswith(HPC):
                continue
            if name == HPC:
                attributes = {"objectClass": [b"dcObject", b"organization"], "dc": [b"cluster"], "o": [b"Cluster"]}
            if "member" in attributes:
                attributes["member"] = [moved(value.decode()).encode() for value in attributes["member"]]
            entries.append((moved(name), attributes))
        with self.copy(entries, base="dc=cluster,dc=example") as peer:
            self.assertIn("equal", self.verify_slapd(peer, "--base", "dc=cluster,dc=example").stdout)

    def test_finds_each_of_fifty_faults(self):
        entries = self.exported()
        faults = Faults(entries)
        self.assertEqual(50, len(faults.planted))
        with self.copy(faults.entries(), checks=False) as peer:
            done = self.verify_slapd(peer, "--output", "json", expect=3)
            report = json.loads(done.stdout)
            text = self.verify_slapd(peer, expect=3).stdout
        found = set()
        for difference in report["differences"]:
            if difference["kind"] != "stale":
                found.add((difference["kind"], difference["dn"], None))
            for attribute in difference.get("attributes", []):
                found.add(("stale", difference["dn"], attribute["attribute"]))
                self.assertTrue(attribute["found"] or attribute["expected"])
        self.assertEqual(set().union(*faults.planted.values()), found)
        kinds = [difference["kind"] for difference in report["differences"]]
        self.assertEqual({kind: kinds.count(kind) for kind in ("missing", "extra", "stale")},
                         {kind: report[kind] for kind in ("missing", "extra", "stale")})
        self.assertFalse(report["equal"])
        for kind, name, _ in found:
            self.assertIn(f"{kind} {name}\n", text)
        self.assertNotIn("of-nobody", done.stdout + text)  # a password found there is not shown

    def test_shows_what_differs(self):
        entries = self.exported()
        name, attributes = next(pair for pair in entries if b"inetOrgPerson" in pair[1]["objectClass"])
        number = attributes["uidNumber"][0].decode()
        attributes["uidNumber"] = [b"4242"]
        attributes["description"] = [b"\x1b[31mred\nline"]
        with self.copy(entries) as peer:
            done = self.verify_slapd(peer, expect=3)
            self.assertIn(f'stale {name}\n  description: extra "\\x1b[31mred\\x0aline"\n'
                          f'  uidNumber: found "4242"; expected "{number}"\n', done.stdout)
            self.assertRegex(done.stdout, r"different: 0 missing, 0 extra, 1 stale, of \d+ entries\n$")
            self.verify_slapd(peer, "--ignore", "description", "--ignore", "uidnumber")

    def test_an_absent_base_is_an_error(self):
        with self.copy(self.exported()) as peer:
            done = self.verify_slapd(peer, "--base", "ou=hpc,dc=other,dc=example", expect=1)
            self.assertIn("(No such object)", done.stderr)

    def test_a_directory_that_gives_no_rights_is_an_error(self):
        """Its entries are all there: none may be reported as missing."""
        for right, answer in (("none", "32 (No such object)"), ("disclose", "50 (Insufficient access)")):
            with self.subTest(right), self.restricted(f"olcAccess: to * by * {right}") as peer:
                self.assert_refused(f"answers the search of {HPC} with {answer}", uri=peer.url)

    def test_a_directory_that_gives_a_part_for_the_whole_is_an_error(self):
        with self.restricted("olcAccess: to * by * read", "olcSizeLimit: 10") as peer:
            self.assert_refused("4 (Size limit exceeded)", uri=peer.url)

    def test_what_the_binder_may_not_read_is_missing(self):
        groups = f"ou=groups,{HPC}"
        with self.restricted(f'olcAccess: to dn.subtree="{groups}" by * none', "olcAccess: to * by * read") as peer:
            report = json.loads(self.verify("--output", "json", uri=peer.url, expect=3).stdout)
        hidden = {("missing", name) for name, _ in self.entries_of_offering() if name.endswith(groups)}
        self.assertGreater(len(hidden), 1)
        self.assertEqual(hidden, {(difference["kind"], difference["dn"]) for difference in report["differences"]})


class Faults:
    """Fifty different faults, each in an entry of its own; `planted` says what of each is to be found."""

    def __init__(self, entries):
        self.by_name = {name: copy.deepcopy(attributes) for name, attributes in entries}
        kinds = {"person": b"inetOrgPerson", "robot": b"account", "group": b"member"}
        self.people = iter(name for name, attributes in entries
                           if kinds["person"] in attributes["objectClass"] and len(attributes.get("sshPublicKey", [])) > 0 and "mail" in attributes)
        self.robots = iter(name for name, attributes in entries
                           if kinds["robot"] in attributes["objectClass"] and "sshPublicKey" in attributes)
        self.full_groups = iter(name for name, attributes in entries if len(attributes.get("memberUid", [])) > 1)
        self.lonely_groups = iter(sorted((name for name, attributes in entries
                                          if b"groupOfMembers" in attributes["objectClass"] and "memberUid" not in attributes), reverse=True))
        self.planted = {}
        self.plant_in_people()
        self.plant_in_groups()
        self.plant_elsewhere()

    def entries(self):
        return list(self.by_name.items())

    def change(self, what, name, attribute, values, also=()):
        """The values of one attribute are others."""
        attributes = self.by_name[name]
        if callable(values):
            values = values(attributes.get(attribute, []))
        if values:
            attributes[attribute] = values
        else:
            attributes.pop(attribute)
        self.planted[what] = {("stale", name, shown) for shown in (attribute, *also)}

    def remove(self, what, name):
        del self.by_name[name]
        self.planted[what] = {("missing", name, None)}

    def add(self, what, name, attributes):
        self.by_name[name] = attributes
        self.planted[what] = {("extra", name, None)}

    def rename(self, what, name, new, attribute, value):
        attributes = self.by_name.pop(name)
        attributes[attribute] = [value]
        self.by_name[new] = attributes
        self.planted[what] = {("missing", name, None), ("extra", new, None)}

    def plant_in_people(self):
        people = self.people
        def swapped(values):
            return [values[0].swapcase(), *values[1:]]
        self.remove("missing person", next(people))
        self.change("wrong uid number", next(people), "uidNumber", [b"99999"])
        self.change("uid number of root", next(people), "uidNumber", [b"0"])
        self.change("wrong gid number", next(people), "gidNumber", [b"99999"])
        self.change("wrong home", next(people), "homeDirectory", [b"/home/other"])
        self.change("home in another case", next(people), "homeDirectory", swapped)
        self.change("home with a blank behind it", next(people), "homeDirectory", lambda values: [values[0] + b" "])
        self.change("wrong shell", next(people), "loginShell", [b"/bin/false"])
        self.change("lost shell", next(people), "loginShell", [])
        self.change("lost keys", next(people), "sshPublicKey", [])
        self.change("another key", next(people), "sshPublicKey", lambda values: [public_key().encode(), *values[1:]])
        self.change("one key more", next(people), "sshPublicKey", lambda values: [*values, public_key().encode()])
        self.change("key with another comment", next(people), "sshPublicKey", lambda values: [values[0] + b"x", *values[1:]])
        self.change("wrong mail", next(people), "mail", [b"other@example.org"])
        self.change("mail in another case", next(people), "mail", swapped)
        self.change("lost mail", next(people), "mail", [])
        self.change("second mail", next(people), "mail", lambda values: [*values, b"second@example.org"])
        self.change("full name in another case", next(people), "cn", swapped)
        self.change("second full name", next(people), "cn", lambda values: [*values, b"Somebody Else"])
        self.change("wrong surname", next(people), "sn", [b"Else"])
        self.change("lost given name", next(people), "givenName", [])
        self.change("wrong display name", next(people), "displayName", [b"Somebody Else"])
        self.change("wrong gecos", next(people), "gecos", [b"Somebody Else"])
        self.change("user name in another case", next(people), "uid", swapped)
        self.change("second user name", next(people), "uid", lambda values: [*values, b"alias"])
        self.change("expired", next(people), "shadowExpire", [b"1"])
        self.change("not ours to expire", next(people), "shadowMax", [b"90"])
        self.change("added description", next(people), "description", [b"added by hand"])
        self.change("another object's identity", next(people), "entryUUID", [str(uuid.uuid4()).encode()])
        self.change("class of keys lost", next(people), "objectClass", lambda values: [v for v in values if v != b"ldapPublicKey"])
        self.change("added class", next(people), "objectClass", lambda values: [*values, b"pkiUser"])
        name = next(people)
        self.change("added password", name, "userPassword", [b"of-nobody"])
        self.change("name in octets that are no text of ours", next(people), "givenName", ["Ren\u00e9e \u202e".encode()])
        name = next(people)
        self.rename("renamed", name, f"uid=renamed,ou=people,{HPC}", "uid", b"renamed")

    def plant_in_groups(self):
        groups = self.full_groups
        self.change("member name lost", next(groups), "memberUid", lambda values: values[1:])
        self.change("member name too much", next(groups), "memberUid", lambda values: [*values, b"nobody"])
        self.change("member name in another case", next(groups), "memberUid", lambda values: [values[0].swapcase(), *values[1:]])
        self.change("member lost", next(groups), "member", lambda values: values[1:])
        self.change("member too much", next(groups), "member", lambda values: [*values, f"uid=nobody,ou=people,{HPC}".encode()])
        self.change("member of another place", next(groups), "member", lambda values: [values[0].replace(b"ou=people", b"ou=person"), *values[1:]])
        lonely = self.lonely_groups
        self.change("group number", next(lonely), "gidNumber", [b"99999"])
        self.change("member where nobody is", next(lonely), "memberUid", [b"nobody"])
        self.change("described group", next(lonely), "description", [b"added by hand"])
        self.change("group name in another case", next(lonely), "cn", lambda values: [values[0].swapcase()])
        self.remove("missing group", next(lonely))
        self.add("extra group", f"cn=extra,ou=groups,{HPC}", {"objectClass": [b"groupOfMembers", b"posixGroup"], "cn": [b"extra"], "gidNumber": [b"99998"]})

    def plant_elsewhere(self):
        self.add("extra robot", f"uid=extra,ou=people,{HPC}",
                 {"objectClass": [b"account", b"posixAccount"], "uid": [b"extra"], "cn": [b"extra"], "uidNumber": [b"99997"], "gidNumber": [b"99997"],
                  "homeDirectory": [b"/home/extra"]})
        self.add("extra folder", f"ou=printers,{HPC}", {"objectClass": [b"organizationalUnit"], "ou": [b"printers"]})
        self.change("described folder", f"ou=people,{HPC}", "description", [b"added by hand"])
        self.change("robot's keys lost", next(self.robots), "sshPublicKey", [])


# How GLauth 2.5 shows the document with the names of templates/glauth/base.modern.toml. There is no Debian package of GLauth: a slapd stands in for it,
# without schema check, since GLauth's entries fit none.
GLAUTH_SCHEMA = """\
dn: cn=glauth,cn=schema,cn=config
objectClass: olcSchemaConfig
cn: glauth
olcAttributeTypes: ( 2.25.1 NAME 'accountStatus' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )
olcAttributeTypes: ( 2.25.2 NAME 'userPrincipalName' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )
olcAttributeTypes: ( 2.25.3 NAME 'memberOf' EQUALITY distinguishedNameMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.12 )
olcObjectClasses: ( 2.25.4 NAME 'glauthEntry' SUP top STRUCTURAL MAY ( cn $ uid $ ou $ accountStatus $ userPrincipalName $ memberOf ) )
"""


def glauth_entries(document, base, name_type, group_type):
    """The entries of a GLauth server with that document."""
    groups = {group["gidnumber"]: group["name"] for group in document["groups"]}
    members = {gid: [] for gid in groups}

    def top(name, unit):
        return (name, {"objectClass": ["organizationalUnit"], "ou": [unit]})
    entries = [(base, {"objectClass": ["organization", "dcObject"], "dc": ["glauth"], "o": ["glauth"]}),
               top(f"ou=users,{base}", "users"), top(f"ou=groups,{base}", "groups")]
    for user in document["users"]:
        for gid in [user["primarygroup"], *user.get("otherGroups", [])]:
            members[gid].append(user)
    for gid, name in groups.items():
        dns = [f"{name_type}={user['name']},{group_type}={groups[user['primarygroup']]},ou=users,{base}" for user in members[gid]]
        shown = {"ou": [name], "cn": [name], "description": [name], "gidNumber": [str(gid)], "uniqueMember": dns}
        entries.append((f"{group_type}={name},ou=groups,{base}", {**shown, "objectClass": ["groupOfUniqueNames", "top"]}))
        entries.append((f"{group_type}={name},ou=users,{base}",
                        {**shown, "memberUid": [user["name"] for user in members[gid]], "objectClass": ["posixGroup", "top"]}))
    for user in document["users"]:
        primary = groups[user["primarygroup"]]
        belongs = sorted({primary, *(groups[gid] for gid in user.get("otherGroups", []))})
        entries.append((f"{name_type}={user['name']},{group_type}={primary},ou=users,{base}", {
            name_type: [user["name"]], "givenName": [user.get("givenname", "")], "sn": [user.get("sn", "")], "ou": [primary],
            "uidNumber": [str(user["uidnumber"])], "accountStatus": ["inactive" if user.get("disabled") else "active"],
            "mail": [user.get("mail", "")], "userPrincipalName": [user.get("mail", "")], "objectClass": ["posixAccount", "shadowAccount"],
            "loginShell": [user["loginShell"]], "homeDirectory": [user["homeDir"]], "description": [user["name"]], "gecos": [user["name"]],
            "gidNumber": [str(user["primarygroup"])], "memberOf": [f"{group_type}={name},ou=groups,{base}" for name in belongs],
            "shadowExpire": ["-1"], "shadowMax": ["99999"], "sshPublicKey": user["sshkeys"]}))
    return [(name, {attribute: [value.encode() for value in values if value] for attribute, values in attributes.items() if any(values)})
            for name, attributes in entries]


@slapd.needed
class GlauthLayoutTest(DirectoryTest):
    base = "dc=glauth,dc=com"

    def peer(self, name_type, group_type, spoil=None):
        document = tomllib.loads(self.installation.run("glauth", "render", "--offering", "hpc").stdout)
        entries = glauth_entries(document, self.base, name_type, group_type)
        if spoil:
            spoil(dict(entries))
        for entry in entries:
            entry[1]["structuralObjectClass"] = [b"glauthEntry"]
        return self.copy(entries, base=self.base, schema=GLAUTH_SCHEMA, checks=False)

    def test_both_templates_are_equal(self):
        for name_type, group_type in (("uid", "cn"), ("cn", "ou")):
            with self.subTest(name_type), self.peer(name_type, group_type) as peer:
                self.assertIn("equal", self.verify_slapd(peer, "--layout", "glauth", "--base", self.base).stdout)

    def test_finds_what_is_wrong(self):
        planted = set()

        def spoil(entries):
            users = iter([name for name, attributes in entries.items() if "accountStatus" in attributes and "sshPublicKey" in attributes])
            groups = iter([name for name, attributes in entries.items() if len(attributes.get("memberUid", [])) > 1])
            for attribute, value in (("uidNumber", b"0"), ("gidNumber", b"1"), ("homeDirectory", b"/"), ("loginShell", b"/bin/false"),
                                     ("sshPublicKey", b"x"), ("mail", b"x@example.org"), ("givenName", b"X"), ("sn", b"X"),
                                     ("accountStatus", b"inactive"), ("memberOf", f"cn=none,ou=groups,{self.base}".encode()), ("uid", b"X")):
                name = next(users)
                entries[name][attribute] = [value]
                planted.add((name, attribute))
            for attribute in ("memberUid", "uniqueMember"):
                name = next(groups)
                entries[name][attribute].pop()
                planted.add((name, attribute))
        with self.peer("uid", "cn", spoil) as peer:
            report = json.loads(self.verify_slapd(peer, "--layout", "glauth", "--base", self.base, "--output", "json", expect=3).stdout)
        found = {(difference["dn"], attribute["attribute"]) for difference in report["differences"] for attribute in difference["attributes"]}
        self.assertEqual(planted, found)


if __name__ == "__main__":
    unittest.main()
