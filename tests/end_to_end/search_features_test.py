"""Dereferencing, extensible filters, Cancel and Abandon as OpenLDAP's tools use them; and slapd's answers to the same."""
import socket
import unittest

import ldap3

from ldap_tools import run_tool
from server import BASE_DN, PATIENCE_SECONDS
import slapd
from populated import PopulatedTest
from population import Population

HPC = f"ou=hpc,{BASE_DN}"
DEREF = "1.3.6.1.4.1.4203.666.5.16"
PAGED = "1.2.840.113556.1.4.319"
# What sssd asks of the members of a group, in one request with pages (rfc2307bis).
SSSD_ATTRIBUTES = ["objectClass", "cn", "userPassword", "gidNumber", "member", "modifyTimestamp", "modifyTimestamp", "uid"]


def element(tag, contents):
    size = len(contents)
    length = bytes([size]) if size < 128 else b"\x84" + size.to_bytes(4, "big")
    return bytes([tag]) + length + contents


def text(value, tag=4):
    return element(tag, value.encode())


def sequence(*parts, tag=0x30):
    return element(tag, b"".join(parts))


def integer(value, tag=2):
    return element(tag, value.to_bytes((value.bit_length() + 8) // 8, "big"))


def elements(octets):
    """The elements of a constructed value: (tag, contents)."""
    at = 0
    while at < len(octets):
        tag, size = octets[at], octets[at + 1]
        at += 2
        if size >= 128:
            count = size - 128
            size = int.from_bytes(octets[at:at + count], "big")
            at += count
        yield tag, octets[at:at + size]
        at += size


def dereference(attribute, wanted):
    return sequence(sequence(text(attribute), sequence(*map(text, wanted))))


def search(number, base, condition, attributes, *controls, scope=2):
    request = sequence(text(base), integer(scope, 10), integer(0, 10), integer(0), integer(0), b"\x01\x01\x00", condition,
                       sequence(*map(text, attributes)), tag=0x63)
    parts = [sequence(text(oid), b"\x01\x01\xff" if is_critical else b"", element(4, value)) for oid, is_critical, value in controls]
    return sequence(integer(number), request, sequence(*parts, tag=0xa0) if parts else b"")


class Wire:
    """A connection that speaks in messages: (id, tag of the operation, its contents, controls by OID)."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS)
        self.stream = self.socket.makefile("rb")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stream.close()
        self.socket.close()

    def send(self, octets):
        self.socket.sendall(octets)

    def receive(self):
        head = self.stream.read(2)
        if len(head) < 2:
            return None
        size = head[1]
        if size >= 128:
            size = int.from_bytes(self.stream.read(size - 128), "big")
        number, operation, *rest = elements(self.stream.read(size))
        controls = {}
        for _, controls_octets in rest:
            for _, control in elements(controls_octets):
                parts = list(elements(control))
                controls[parts[0][1].decode()] = parts[-1][1]
        return int.from_bytes(number[1], "big"), operation[0], operation[1], controls

    def bind(self, dn, secret):
        self.send(sequence(integer(1), sequence(integer(3), text(dn), text(secret, 0x80), tag=0x60)))
        number, tag, contents, _ = self.receive()
        assert (number, tag, result_code(contents)) == (1, 0x61, 0)

    def until_done(self, number):
        """All entries of a search as (dn, controls), and the code at the end."""
        entries = []
        while True:
            received, tag, contents, controls = self.receive()
            assert received == number
            if tag == 0x65:
                return entries, result_code(contents), controls
            entries.append((next(elements(contents))[1].decode(), controls))


def result_code(contents):
    return next(elements(contents))[1][0]


def followed(value):
    """A dereference response as {(attribute, dn): {type: sorted values}}; the type in lower case. None: no attributes."""
    results = {}
    (_, whole), = elements(value)
    for _, result in elements(whole):
        (_, attribute), (_, name), *attributes = elements(result)
        values = None
        if attributes:
            values = {}
            for _, one in elements(attributes[0][1]):
                (_, kind), (_, members) = elements(one)
                values[kind.decode().lower()] = sorted(octets for _, octets in elements(members))
        results[attribute.decode().lower(), name.decode()] = values
    return results


PRESENT = text("objectClass", 0x87)


class SearchFeaturesTest(PopulatedTest):
    @classmethod
    def make_site(cls):
        return Population(500, projects=4, robots=2)

    def wire(self):
        wire = Wire(self.server.ports["ldap"])
        wire.bind(self.dn, self.secret)
        return wire

    def tool(self, program, *arguments, expect=0):
        return run_tool(program, self.server.ldap_url, "-x", "-D", self.dn, "-w", self.secret, *arguments, expect=expect)

    def names(self, condition, base=HPC):
        out = self.tool("ldapsearch", "-LLL", "-o", "ldif-wrap=no", "-b", base, condition, "1.1").stdout
        return sorted(line[4:] for line in out.splitlines() if line.startswith("dn: "))

    def uids_of(self, slug):
        members = [person for person in self.site.people if any(self.site.projects[project].slug == slug for project in person.projects)]
        return sorted(person.username for person in members)

    # Dereferencing.

    def test_ldapsearch_dereferences_members(self):
        slug = self.site.projects[0].slug
        out = self.tool("ldapsearch", "-LLL", "-o", "ldif-wrap=no", "-b", HPC, "-E", "!deref=member:uid,uidNumber,userPassword",
                        f"(&(objectClass=posixGroup)(cn={slug}))", "cn").stdout
        lines = sorted(line for line in out.splitlines() if line.startswith("# member: "))
        expected = sorted(f"# member: <uid={person.username}>;<uidNumber={person.number}>;uid={person.username},ou=people,{HPC}"
                          for person in self.site.people if person.username in set(self.uids_of(slug)))
        self.assertEqual(expected, lines)
        self.assertGreater(len(lines), 1)

    def test_a_group_as_sssd_asks_for_it(self):
        slug = self.site.projects[0].slug
        page = sequence(integer(1000), text(""))
        with self.wire() as wire:
            wire.send(search(2, f"cn={slug},ou=groups,{HPC}", PRESENT, ["member"], (DEREF, True, dereference("member", SSSD_ATTRIBUTES)),
                             (PAGED, False, page), scope=0))
            entries, code, controls = wire.until_done(2)
            self.assertEqual(0, code)
            self.assertIn(PAGED, controls)
            (_, controls), = entries
            members = followed(controls[DEREF])
            self.assertEqual(self.uids_of(slug), sorted(values["uid"][0].decode() for values in members.values()))
            for values in members.values():
                self.assertEqual({"objectclass", "cn", "gidnumber", "modifytimestamp", "uid"}, set(values))

    def test_two_paged_searches_that_dereference_at_a_time(self):
        with self.wire() as wire:
            cookies, seen = {2: b"", 3: b""}, {2: [], 3: []}
            while cookies:
                for number in list(cookies):
                    base = f"ou=groups,{HPC}" if number == 2 else HPC
                    wire.send(search(number, base, text("member", 0x87), ["cn"], (DEREF, True, dereference("member", ["uid"])),
                                     (PAGED, False, sequence(integer(1), element(4, cookies[number])))))
                    entries, code, controls = wire.until_done(number)
                    self.assertEqual(0, code)
                    seen[number] += [(dn, followed(parts[DEREF])) for dn, parts in entries]
                    (_, page), = elements(controls[PAGED])
                    cookies[number] = list(elements(page))[1][1]
                    if not cookies[number]:
                        del cookies[number]
            self.assertEqual(seen[2], seen[3])
            self.assertEqual(4, len(seen[2]))

    @slapd.needed
    def test_slapd_dereferences_to_the_same(self):
        exported = self.installation.run("export", "--format", "ldif").stdout
        requests = [(base, dereference(attribute, wanted), is_critical)
                    for base in (HPC, f"ou=people,{HPC}")
                    for is_critical in (True, False)
                    for attribute, wanted in (("member", ["uid"]), ("MEMBER", ["UID", "cn", "objectClass", "sshPublicKey"]),
                                              ("member", ["userPassword"]), ("member", ["mail", "userPassword", "displayName"]),
                                              ("seeAlso", ["cn"]), ("2.5.4.31", ["2.5.4.3"]))]
        broken = [b"", sequence(sequence(text("member"), sequence())), sequence(sequence(text("member"), sequence(text("uid"))),
                                                                               sequence(text("MEMBER"), sequence(text("cn"))))]
        with slapd.Copy(exported) as peer:
            with self.wire() as ours, Wire(peer.port) as theirs:
                for number, (base, value, is_critical) in enumerate(requests, 2):
                    answers = []
                    for wire in (ours, theirs):
                        wire.send(search(number, base, PRESENT, ["1.1"], (DEREF, is_critical, value)))
                        entries, code, _ = wire.until_done(number)
                        self.assertEqual(0, code)
                        answers.append({dn: followed(controls[DEREF]) if DEREF in controls else None for dn, controls in entries})
                    self.assertEqual(answers[1], answers[0], value)
                for number, value in enumerate(broken, 1000):
                    for wire in (ours, theirs):
                        wire.send(search(number, HPC, PRESENT, ["1.1"], (DEREF, True, value)))
                        self.assertEqual(([], 2), wire.until_done(number)[:2], value)

    # Filters.

    def test_extensible_filters(self):
        person = self.site.people[7]
        dn = f"uid={person.username},ou=people,{HPC}"
        mine = self.names(f"(uid={person.username})")
        self.assertEqual([dn], mine)
        for condition in (f"(uid:={person.username.upper()})", f"(uid:caseExactMatch:={person.username})", f"(uid:2.5.13.2:={person.username})",
                          f"(&(objectClass=posixAccount)(uid:dn:={person.username}))", f"(uidNumber:integerMatch:={person.number})",
                          f"(&(ou:dn:=people)(:caseIgnoreMatch:={person.username}))",
                          f"(&(uidNumber={person.number})(uid:caseIgnoreSubstringsMatch:={person.username[:-1].upper()}\\2a{person.username[-1]}))"):
            self.assertEqual(mine, self.names(condition), condition)
        for condition in (f"(uid:caseExactMatch:={person.username.upper()})", "(uid:noSuchRule:=x)", "(!(uid:noSuchRule:=x))",
                          "(memberOf:1.2.840.113556.1.4.1941:=cn=x)", "(!(:1.2.3:=x))", "(noSuchType:dn:=people)",
                          f"(uidNumber:integerMatch:=0{person.number})"):
            self.assertEqual([], self.names(condition), condition)
        self.assertEqual(1 + len(self.site.people) + len(self.site.robots), len(self.names("(ou:dn:=PEOPLE)")))

    # Cancel and Abandon.

    def test_ldapexop_cancel(self):
        self.assertIn("(119)", self.tool("ldapexop", "cancel", "77", expect=1).stderr)
        self.assertIn("(2)", self.tool("ldapexop", "1.3.6.1.1.8", expect=1).stderr)

    def enumerate(self, wire, number):
        """Starts searches so large that they fill every buffer on the way, and reads the first entry."""
        wire.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        wide = sequence(*[PRESENT] * 2000, tag=0xa0)  # keeps the server at it for many turns
        wire.send(search(number, HPC, wide, ["*", "+"]))
        self.assertEqual(number, wire.receive()[0])

    def cancel(self, number, target):
        return sequence(integer(number), sequence(text("1.3.6.1.1.8", 0x80), element(0x81, sequence(integer(target))), tag=0x77))

    def test_cancel_of_a_search_under_way(self):
        with self.wire() as wire:
            self.enumerate(wire, 2)
            wire.send(self.cancel(3, 2))
            count = 1
            while True:
                number, tag, contents, _ = wire.receive()
                if tag != 0x64:
                    break
                count += 1
            self.assertEqual((2, 0x65, 118), (number, tag, result_code(contents)))
            self.assertLess(count, 2 * len(self.site.people), "there are these and their groups")
            number, tag, contents, _ = wire.receive()
            self.assertEqual((3, 0x78, 0), (number, tag, result_code(contents)))
            wire.send(self.cancel(4, 2))
            number, tag, contents, _ = wire.receive()
            self.assertEqual((4, 0x78, 119), (number, tag, result_code(contents)))

    def test_abandon_of_a_search_under_way(self):
        with self.wire() as wire:
            self.enumerate(wire, 2)
            wire.send(sequence(integer(3), integer(2, 0x50)) + search(4, HPC, PRESENT, ["1.1"], scope=0))
            tags = []
            while (answer := wire.receive())[0] == 2:
                tags.append(answer[1])
            self.assertEqual({0x64}, set(tags) | {0x64}, "entries, and no end")
            self.assertLess(len(tags), len(self.site.people))
            self.assertEqual((4, 0x64), answer[:2])
            self.assertEqual((4, 0x65), wire.receive()[:2])

    @slapd.needed
    def test_what_is_served_is_in_the_schema_of_slapd(self):
        """With the files of config/schema slapd knows every type and class that is served, by the same rules."""
        # An overlay's, operational ones, which slapd takes from no file, and schema elements that slapd does not have.
        ours_alone = {"memberOf", "entryUSN", "lastUSN", "supportedCapabilities", "dITStructureRules", "dITContentRules", "nameForms"}
        exported = self.installation.run("export", "--format", "ldif").stdout
        with slapd.Copy(exported) as peer:
            its = ldap3.Server("127.0.0.1", port=peer.port, get_info=ldap3.ALL)
            mine = ldap3.Server("127.0.0.1", port=self.server.ports["ldap"], get_info=ldap3.ALL)
            with ldap3.Connection(its, peer.admin, slapd.PASSWORD, auto_bind=True) as theirs, ldap3.Connection(mine, auto_bind=True):
                for name, own in mine.schema.attribute_types.items():
                    if name in ours_alone:
                        continue
                    other = its.schema.attribute_types[name]
                    self.assertEqual(own.oid, other.oid, name)
                    self.assertEqual(bool(own.single_value), bool(other.single_value), name)
                    while other.syntax is None and other.superior:
                        other = its.schema.attribute_types[other.superior[0]]
                    self.assertEqual(own.syntax, other.syntax.split("{")[0], name)
                    if own.equality and other.equality:
                        self.assertEqual(own.equality, other.equality, name)

                def oids(names):
                    return {mine.schema.attribute_types[name].oid for name in names or []}
                for name, own in mine.schema.object_classes.items():
                    other = its.schema.object_classes[name]
                    self.assertEqual((own.oid, own.kind), (other.oid, other.kind), name)
                    self.assertEqual(oids(own.must_contain), oids(other.must_contain), name)
                    self.assertEqual(oids(own.may_contain) - oids(["memberOf", "ldapSyntaxes"]),
                                     oids(other.may_contain) - oids(["ldapSyntaxes"]), name)
                # slapadd has taken all entries, and gives them back.
                theirs.search(BASE_DN, "(objectClass=*)", attributes=["1.1"])
                self.assertEqual(exported.count("\ndn: ") + exported.startswith("dn: "), len(theirs.entries))


if __name__ == "__main__":
    unittest.main()
