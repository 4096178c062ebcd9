"""A made-up site of any size: organisations, projects, people with keys, robots. Same arguments, same site.

Nothing here knows a file format; state_writers.py writes what this module makes.
"""
import base64
import dataclasses
import random
import struct
import uuid

FIRST_UID = 20000
NEVER_ISSUED = (65534, 65535)
FIRST_PROJECT_GID = 7000000
FIRST_ROBOT_UID = 6000000

GIVEN_NAMES = """Aino Bastian Chiara Darek Emilia Fabien Gudrun Henrik Ilse Jorge Katrin Lars Mirja Nils Oona
Pavel Riina Stefan Taavi Ursula Viktor Wilma Yasmin Zoran""".split()
FAMILY_NAMES = """Aalto Bianchi Cerny Dahl Ekman Ferreira Garcia Hansen Ilves Jansen Kivi Lehtinen Maier Nieminen
Orlova Paju Rebane Sepp Toom Urbanek Vogel Wagner Zeman""".split()
SUBJECTS = """acoustics botany climate dynamics ecology fluids genomics hydrology imaging kinetics lattice materials
neutrino optics plasma quanta rheology seismics turbulence vision""".split()
SHELLS = ["/bin/bash", "/bin/bash", "/bin/zsh", "/bin/sh"]

# Names that break careless writers of TOML, LDAP, LDIF, JSON or HTML. All obey the product's rules.
HOSTILE_NAMES = [
    ("O\"Brien\\", "\\\"\\"), ("]]", "[[users]]"), ("[users]", "name = \"root\""), ("Łukasz", "Żółć"), ("Øyvind", "Ægirsson"),
    ("Straße", "Größe"), ("Γιώργος", "Παπαδόπουλος"), ("Иван", "Щербаков"), ("小龙", "李"), ("ليلى", "حسن"), ("민준", "김"),
    ("Jean-Luc", "d'Été"), ("*)(uid=*", "(&)"), ("cn=admin,dc=x", "+sn=y;"), ("# comment", "' OR 1=1 --"), ("%s%n%00", "${HOME}$(id)"),
    ("<script>alert(1)</script>", "&amp;"), ("", "Mononym"), ("Jo", ""), ("tab\tin", "a  name"), ("paragraph\u2029", "line\u2028end"),
    ("e\u0301\u0327", "\u200dzero\u200bwidth"), ("\U0001f642", "\ufeffmark"), ("null\\u0000", "\\n\\t"), ("  padded", "name  "), ("x" * 60, "y" * 60),
]
HOSTILE_COMMENTS = ["]] # \"%d\"", "a\\nb = 'c' %d", "'''%d'''", "${x} `id` %d", "\"\"\"%d", "<b>%d</b>"]


@dataclasses.dataclass
class Project:
    uuid: str
    name: str
    slug: str
    customer_uuid: str
    resource_uuid: str
    group_uuid: str
    gid: int


@dataclasses.dataclass
class Key:
    uuid: str
    name: str
    text: str


@dataclasses.dataclass
class Person:
    uuid: str
    username: str
    given: str
    family: str
    mail: str
    keys: list
    shell: str
    number: int
    account_uuid: str
    projects: list = dataclasses.field(default_factory=list)
    grants: list = dataclasses.field(default_factory=list)


@dataclasses.dataclass
class Robot:
    uuid: str
    username: str
    project: Project
    keys: list
    number: int


class Population:
    """Everything of one site. `people[i].projects` are indices into `projects`."""

    def __init__(self, users, projects=0, robots=5, seed=1, hostile=False):
        self.random = random.Random(seed)
        self.provider_uuid, self.service_provider_uuid, self.offering_uuid = (self.identifier() for _ in range(3))
        project_count = projects or max(1, users // 20)
        self.customers = [(self.identifier(), f"Institute {number}", f"institute-{number}")
                          for number in range(max(1, project_count // 12))]
        self.projects = [self.make_project(number) for number in range(project_count)]
        self.people = [self.make_person(number, hostile) for number in range(users)]
        self.robots = [self.make_robot(number) for number in range(min(robots, project_count))]

    def identifier(self):
        return uuid.UUID(int=self.random.getrandbits(128), version=4).hex

    def make_project(self, number):
        subject = SUBJECTS[number % len(SUBJECTS)]
        return Project(self.identifier(), f"{subject.capitalize()} {number}", f"{subject}-{number}",
                       self.customers[number % len(self.customers)][0], self.identifier(), self.identifier(),
                       FIRST_PROJECT_GID + number)

    def make_person(self, number, hostile):
        given, family = self.random.choice(GIVEN_NAMES), self.random.choice(FAMILY_NAMES)
        username = f"{given[:2]}{family}{number}".lower()
        mail, comments = f"{username}@example.org", [username + "@laptop", username + "@desk"]
        if hostile and number % 3 == 0:
            given, family = HOSTILE_NAMES[number // 3 % len(HOSTILE_NAMES)]
            mail = f"\"o'{number} \\\\ [x]\"@example.org"
            comments = [self.random.choice(HOSTILE_COMMENTS) % number for _ in comments]
        uid = FIRST_UID + number
        uid += len(NEVER_ISSUED) if uid >= NEVER_ISSUED[0] else 0
        person = Person(self.identifier(), username, given, family, mail, [], self.random.choice(SHELLS), uid, self.identifier())
        person.keys = [Key(self.identifier(), name, self.make_key(comment))
                       for name, comment in zip(("laptop", "desk"), comments)]
        # One project by turn, so that none is empty, and up to three more by chance.
        chosen = {number % len(self.projects)}
        chosen.update(self.random.randrange(len(self.projects)) for _ in range(self.random.randrange(4)))
        person.projects = sorted(chosen)
        person.grants = [self.identifier() for _ in person.projects]
        return person

    def make_robot(self, number):
        username = f"robot-{number}"
        return Robot(self.identifier(), username, self.projects[number], [self.ed25519(f"{username}@runner")],
                     FIRST_ROBOT_UID + number)

    def make_key(self, comment):
        return self.rsa(comment) if self.random.random() < 0.3 else self.ed25519(comment)

    def ed25519(self, comment):
        return self.public_key("ssh-ed25519", [self.random.randbytes(32)], comment)

    def rsa(self, comment):
        modulus = b"\0" + bytes([self.random.randrange(0x80, 0x100)]) + self.random.randbytes(382) + b"\x01"
        return self.public_key("ssh-rsa", [b"\x01\x00\x01", modulus], comment)

    @staticmethod
    def public_key(kind, parts, comment):
        """RFC 4253 section 6.6: strings with a length of four octets in front, in base64."""
        blob = b"".join(struct.pack(">I", len(part)) + part for part in [kind.encode(), *parts])
        return f"{kind} {base64.b64encode(blob).decode()} {comment}"
