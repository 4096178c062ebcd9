"""Five thousand generated searches: Drawbridge and a slapd loaded with its exported LDIF give the same answers.

What may differ, and why, is written where it is left out: at EXCLUDED_VALUES, and in the generators of names and filters.
"""
import random
import unittest

import ldap
import ldap.filter

import ldif
import server
from server import BASE_DN, PATIENCE_SECONDS
from populated import PopulatedTest
import population
import slapd

SEARCHES = 5000
PEOPLE = min(server.user_count(250), 250)
HPC = f"ou=hpc,{BASE_DN}"
PEOPLE_DN = f"ou=people,{HPC}"
GROUPS_DN = f"ou=groups,{HPC}"

# Attributes that are not compared where an answer holds them.
EXCLUDED_VALUES = {
    # slapd names who made an entry (its rootdn); nobody does in a published view.
    "creatorsname", "modifiersname",
    # OpenLDAP has no such attribute.
    "entryusn",
    # slapd has it with its syncprov overlay only.
    "contextcsn",
    # The export leaves it out, since slapd makes it by an overlay or not at all.
    "memberof",
    # Each server names its own subschema entry.
    "subschemasubentry",
}
# Compared as distinguished names.
NAMES = {"member", "entrydn"}
# Filters ask for these in every way that their syntax allows, and some that it does not.
STRINGS = ["uid", "cn", "sn", "givenName", "displayName", "gecos", "mail", "homeDirectory", "loginShell", "memberUid", "ou", "o", "dc"]
NUMBERS = ["uidNumber", "gidNumber", "shadowExpire"]
TIMES = ["createTimestamp", "modifyTimestamp"]
# Without postalAddress: slapd takes an empty one, RFC 4517 section 3.3.28 does not.
ABSENT = ["description", "telephoneNumber", "title", "seeAlso", "shadowMax", "labeledURI", "employeeNumber"]
UNKNOWN = ["nosuch", "x-odd", "2.25.4711", "uid;lang-en", "cn;binary", "nosuch;x-option"]
ALIASES = {"uid": "userid", "cn": "commonName", "sn": "surname", "givenName": "2.5.4.42", "uidNumber": "1.3.6.1.1.1.1.0", "mail": "rfc822Mailbox",
           "ou": "organizationalUnitName", "objectClass": "2.5.4.0"}
# The two schemas differ in the classes that nothing here has, so only these and one that neither knows are asked for.
CLASSES = ["top", "person", "inetOrgPerson", "posixAccount", "shadowAccount", "ldapPublicKey", "posixGroup", "groupOfMembers", "account", "organizationalUnit",
           "organization", "dcObject", "2.5.6.6", "1.3.6.1.1.1.2.0"]


class Generator:
    """Searches about the entries that there are; the same for the same seed."""

    def __init__(self, entries, seed):
        self.random = random.Random(seed)
        self.entries = entries
        self.names = [name for name, _ in entries]
        self.values = {}
        for _, attributes in entries:
            for attribute, values in attributes.items():
                self.values.setdefault(attribute, []).extend(values)

    def pick(self, *choices):
        """One of pairs of weight and value; callables are called."""
        chosen = self.random.choices([value for _, value in choices], [weight for weight, _ in choices])[0]
        return chosen() if callable(chosen) else chosen

    def odd_case(self, text):
        # slapd folds case letter by letter, so that a final sigma is no other sigma to it; table B.2 of RFC 3454 makes them one.
        return "".join(char if char == "\u03c2" else self.random.choice((char.lower(), char.upper())) for char in text)

    def search(self):
        """Base, scope, filter, attributes, whether only types are wanted."""
        scope = self.random.choices((ldap.SCOPE_BASE, ldap.SCOPE_ONELEVEL, ldap.SCOPE_SUBTREE), (2, 2, 6))[0]
        base = self.base()
        if not base.strip():
            # The root DSE is about the server itself, so only searches that go beyond it are asked.
            scope = self.random.choice((ldap.SCOPE_ONELEVEL, ldap.SCOPE_SUBTREE))
        return base, scope, self.filter(3), self.attributes(), self.random.random() < 0.1

    # Names.

    def base(self):
        return self.pick((4, BASE_DN), (6, HPC), (8, PEOPLE_DN), (8, GROUPS_DN), (6, lambda: self.random.choice(self.names)),
                         (5, lambda: self.odd_name(self.random.choice([BASE_DN, HPC, PEOPLE_DN, GROUPS_DN, *self.names]))),
                         (1, lambda: self.escaped_name(self.random.choice(self.names))), (3, self.absent_name), (1, self.bad_name))

    def odd_name(self, name):
        """The same name in another case and with blanks that do not count."""
        parts = []
        for part in name.split(","):
            kind, value = part.split("=", 1)
            blank = self.random.choice(("", "", " ", "  "))
            kind = {"ou": "organizationalUnitName", "dc": "0.9.2342.19200300.100.1.25"}.get(kind, kind) if self.random.random() < 0.1 else kind
            parts.append(self.odd_case(kind) + self.random.choice(("", " ")) + "=" + blank + (self.odd_case(value)))
        return self.random.choice((",", ", ", " , ")).join(parts)

    def escaped_name(self, name):
        """The same name, one letter of its first value as \\XX."""
        kind, value = name.split(",")[0].split("=")
        at = self.random.randrange(len(value))
        return ",".join([f"{kind}={value[:at]}\\{ord(value[at]):02X}{value[at + 1:]}", *name.split(",")[1:]])

    def absent_name(self):
        return self.random.choice(["", "dc=org", "dc=other,dc=org", f"ou=nowhere,{BASE_DN}", f"ou=hpc,ou=nowhere,{BASE_DN}", f"uid=nobody,{PEOPLE_DN}",
                                   f"uid=nobody+cn=nobody,{PEOPLE_DN}", f"uid=x,uid=nobody,{PEOPLE_DN}", f"cn=nobody,{GROUPS_DN}", f"cn=Jane\\, Roe,{PEOPLE_DN}",
                                   f"ou=services,{BASE_DN}", f"cn=reader,ou=services,{BASE_DN}"])

    def bad_name(self):
        # Without an empty value, `uid=`: the grammar of RFC 4514 has it, and slapd alone checks it against the attribute's syntax as well.
        # Without blanks alone: they are read as the empty name here, and refused there.
        return self.random.choice(["nonsense", "=x", f"uid=a,,{BASE_DN}", f"{BASE_DN},", f"uid=a\\zz,{BASE_DN}", f"uid=#zz,{BASE_DN}", f"uid,{BASE_DN}", f"uid=a+,{BASE_DN}",
                                   f"1..2=x,{BASE_DN}", f"uid=a\\,{BASE_DN}"[:8], f"uid=\"a,{BASE_DN}"])

    # Attribute lists.

    def attributes(self):
        one = lambda: self.spelling(self.random.choice([*STRINGS, *NUMBERS, *TIMES, "objectClass", "member", "sshPublicKey", "entryUUID", "entryDN", "entryCSN",
                                                        "structuralObjectClass", "hasSubordinates", "memberOf", "entryUSN"]))
        some = lambda: [one() for _ in range(self.random.randint(1, 6))]
        return self.pick((3, None), (3, ["1.1"]), (2, ["*"]), (1, ["+"]), (1, ["*", "+"]), (8, some), (1, lambda: [*some(), "1.1"]), (1, lambda: ["*", *some()]),
                         (1, lambda: [*some(), "+"]), (2, lambda: [*some(), self.random.choice(UNKNOWN)]), (1, lambda: [self.random.choice(UNKNOWN)]),
                         (1, lambda: (lambda twice: [twice, self.odd_case(twice), twice])(one())))

    def spelling(self, attribute):
        return self.pick((6, attribute), (1, lambda: self.odd_case(attribute)), (1, lambda: ALIASES.get(attribute, attribute)))

    # Filters.

    def filter(self, depth):
        if depth == 0 or self.random.random() < 0.55:
            return self.item()
        parts = [self.filter(depth - 1) for _ in range(self.random.randint(1, 3))]
        return self.pick((3, lambda: f"(&{''.join(parts)})"), (3, lambda: f"(|{''.join(parts)})"), (2, lambda: f"(!{parts[0]})"),
                         (0.3, "(&)"), (0.3, "(|)"))

    def item(self):
        items = [(8, self.equality), (3, self.presence), (4, self.substrings), (3, self.ordering), (1, self.approximate), (2, self.class_item), (1, self.name_item),
                 (1, self.identity_item), (1, self.unknown_item), (1, self.bad_syntax), (2, self.extensible)]
        return self.pick(*items)

    def value_of(self, attribute):
        """A value that some entry has, or about so, escaped for a filter."""
        values = self.values.get(attribute)
        if not values or self.random.random() < 0.1:
            blank = "" if attribute == "seeAlso" else " "  # as a name: see bad_name
            return self.escaped(self.random.choice(["", blank, "a", "nobody", "0", "5001", "-1", "20260101000000Z"]))
        text = self.random.choice(values).decode()
        return self.pick((8, lambda: self.escaped(text)), (2, lambda: self.escaped(self.odd_case(text))), (1, lambda: self.escaped(text + "x")),
                         (1, lambda: self.escaped("  " + text.replace(" ", "   ") + " ")), (1, lambda: self.escaped(text[:-1])))

    def escaped(self, text):
        """Either only what must be escaped, or every octet."""
        octets = text.encode()
        if self.random.random() < 0.1:
            return "".join(f"\\{octet:02x}" for octet in octets)
        return ldap.filter.escape_filter_chars(text)

    def equality(self):
        attribute = self.random.choice([*STRINGS, *NUMBERS, *TIMES, *ABSENT])
        return f"({self.spelling(attribute)}={self.value_of(attribute)})"

    def presence(self):
        attribute = self.random.choice([*STRINGS, *NUMBERS, *TIMES, *ABSENT, "objectClass", "entryUUID", "hasSubordinates", "sshPublicKey", "member",
                                        "structuralObjectClass", "entryDN"])
        return f"({self.spelling(attribute)}=*)"

    def substrings(self):
        attribute = self.random.choice([*STRINGS, *STRINGS, *STRINGS, *NUMBERS, *ABSENT, "objectClass"])
        values = self.values.get(attribute) or [b"nobody"]
        text = self.random.choice(values).decode()
        cuts = sorted(self.random.randrange(len(text) + 1) for _ in range(self.random.randint(1, 4)))
        pieces = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)])]
        first, last = self.random.choice((pieces[0], "")), self.random.choice((pieces[-1], ""))
        inner = [piece for piece in pieces[1:-1] if piece]
        if self.random.random() < 0.2:
            first, inner, last = self.odd_case(first), [self.odd_case(piece) for piece in inner], self.odd_case(last)
        shown = "*".join([self.escaped(first), *map(self.escaped, inner), self.escaped(last)])
        return f"({self.spelling(attribute)}={shown})" if shown.strip("*") else "(objectClass=*)"

    def ordering(self):
        attribute = self.random.choice([*NUMBERS, *NUMBERS, *TIMES, *STRINGS, "entryUUID", "entryCSN"])
        value = self.value_of(attribute)
        if attribute == "entryCSN":
            # As it stands: of its letters slapd takes small ones too, which no client sends.
            value = self.escaped(self.random.choice(self.values[attribute]).decode())
        return f"({self.spelling(attribute)}{self.random.choice(('>=', '<='))}{value})"

    def approximate(self):
        # Of strings slapd compares the sound (metaphone), which RFC 4511 leaves to the server: equality here. So only of other syntaxes.
        attribute = self.random.choice([*NUMBERS, *TIMES, "entryUUID"])
        return f"({self.spelling(attribute)}~={self.value_of(attribute)})"

    def class_item(self):
        name = self.random.choice(CLASSES)
        return f"({self.spelling('objectClass')}={self.pick((3, name), (1, lambda: self.odd_case(name)), (1, 'nosuchclass'))})"

    def name_item(self):
        attribute, values = self.random.choice((("member", self.values["member"]), ("entryDN", [name.encode() for name in self.names])))
        name = self.random.choice(values).decode()
        return f"({attribute}={self.escaped(self.pick((2, name), (2, lambda: self.odd_name(name)), (1, self.absent_name), (1, self.bad_name)))})"

    def identity_item(self):
        identity = self.random.choice(self.values["entryUUID"]).decode()
        return f"(entryUUID={self.pick((3, identity), (1, identity.upper()), (1, identity[:-1] + '0'))})"

    def unknown_item(self):
        # slapd knows options that are languages (RFC 3866), which makes a difference below a NOT.
        name = self.random.choice([name for name in UNKNOWN if not name.startswith("uid;")])
        return self.random.choice((f"({name}=x)", f"({name}=*)", f"({name}=x*)", f"({name}>=1)", f"({name}~=1)"))

    def bad_syntax(self):
        return self.random.choice(["(uidNumber=abc)", "(uidNumber>=)", "(gidNumber=5001 )", "(gidNumber=05001)", "(gidNumber=-0)", "(uidNumber=+1)", "(uidNumber=0x10)", "(uidNumber=5*1)",
                                   "(modifyTimestamp>=yesterday)", "(createTimestamp<=2026)", "(entryUUID=x)", "(member=nonsense)", "(homeDirectory=/h\\c3\\a4)",
                                   "(mail=\\ff\\fe)", "(cn=\\ff)", "(uid=\\00)", "(objectClass=not a class)", "(hasSubordinates=maybe)", "(hasSubordinates=TRUE)",
                                   "(hasSubordinates=FALSE)", "(modifyTimestamp>=20260101000000+0100)", "(sshPublicKey=ssh-rsa*)", "(structuralObjectClass=inetOrgPerson)"])

    def extensible(self):
        attribute = self.random.choice(["uid", "cn", "uidNumber", "memberUid", "ou"])
        rule = self.random.choice(["caseIgnoreMatch", "caseExactMatch", "integerMatch", "2.5.13.2", "nosuchMatch", ""])
        described = self.random.choice((attribute, "")) if rule else attribute
        return f"({described}{self.random.choice(('', ':dn'))}{':' + rule if rule else ''}:={self.value_of(attribute)})"


def answer_of(connection, search):
    """The result's code and the entries by name, in a form that can be compared."""
    base, scope, condition, attributes, types_only = search
    try:
        found = connection.search_ext_s(base, scope, condition, attributes, attrsonly=int(types_only))
    except ldap.LDAPError as error:
        return error.args[0].get("result", error.args[0]["desc"]), {}
    return 0, {normal_name(name): {attribute.lower(): normal_values(attribute.lower(), values) for attribute, values in found_attributes.items()
                                   if attribute.lower() not in EXCLUDED_VALUES}
               for name, found_attributes in found if name is not None}


def normal_name(name):
    return name.lower().replace(", ", ",")


def normal_values(attribute, values):
    return sorted(normal_name(value.decode()).encode() for value in values) if attribute in NAMES else sorted(values)


@slapd.needed
class SlapdDifferenceTest(PopulatedTest):
    @classmethod
    def make_site(cls):
        # slapd folds case letter by letter; RFC 4518 section 2.2 maps by table B.2 of RFC 3454, where this name has "ss" for its sharp s.
        population.HOSTILE_NAMES[:] = [names for names in population.HOSTILE_NAMES if "\u00df" not in names[0]]
        return population.Population(PEOPLE, projects=20, robots=5, hostile=True)

    def connect(self, url, dn="", secret=""):
        connection = ldap.initialize(url)
        connection.set_option(ldap.OPT_REFERRALS, 0)
        connection.set_option(ldap.OPT_NETWORK_TIMEOUT, PATIENCE_SECONDS)
        connection.set_option(ldap.OPT_TIMEOUT, PATIENCE_SECONDS)
        connection.simple_bind_s(dn, secret)
        self.addCleanup(connection.unbind_s)
        return connection

    def test_answers_are_the_same(self):
        export = self.installation.run("export", "--format", "ldif").stdout
        entries = [pair for pair in ldif.parse(export) if pair[0].endswith(HPC)]
        generator = Generator(entries, 4)
        differences, codes, found = [], set(), 0
        with slapd.Copy(export) as peer:
            ours, theirs = self.connect(self.server.ldap_url, self.dn, self.secret), self.connect(peer.url)
            for number in range(SEARCHES):
                search = generator.search()
                here, there = answer_of(ours, search), answer_of(theirs, search)
                codes.add(here[0])
                found += bool(here[1])
                if here != there:
                    differences.append(f"search {number} {search}: {self.described(here, there)}")
        self.assertFalse(differences, f"{len(differences)} of {SEARCHES} searches differ:\n" + "\n".join(differences[:40]))
        # The searches are no good when most of them find nothing.
        self.assertGreater(found, SEARCHES / 4)
        self.assertLessEqual({0, 32, 34}, codes)

    @staticmethod
    def described(here, there):
        if here[0] != there[0]:
            return f"result {here[0]} here, {there[0]} there"
        names = {"only here": set(here[1]) - set(there[1]), "only there": set(there[1]) - set(here[1])}
        for where, which in names.items():
            if which:
                return f"{len(which)} {where}, such as {sorted(which)[0]}"
        name = next(name for name in here[1] if here[1][name] != there[1][name])
        return f"{name} differs: {set(map(str, here[1][name].items())) ^ set(map(str, there[1][name].items()))}"


if __name__ == "__main__":
    unittest.main()
