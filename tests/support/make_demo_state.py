#!/usr/bin/env python3
"""Writes the demo state (config/demo.ndjson): a small centre as a state file for `drawbridge import`.

    tests/support/make_demo_state.py > config/demo.ndjson

Identifiers stay the same from run to run; the SSH keys are made anew by ssh-keygen (only their public
halves are kept), so that a new run changes the keys and nothing else.
"""
import base64
import json
import pathlib
import struct
import subprocess
import sys
import tempfile
import uuid

NAME_SPACE = uuid.UUID("5a8c9a52-5ad1-4b8e-9d7f-3e1f0c6b7a10")

CUSTOMERS = [
    ("north", "Northern Computing Centre", "northern-computing", "NCC"),
    ("harbor", "Harbour University", "harbour-university", "HU"),
    ("hill", "Hill Institute of Physics", "hill-institute", "HIP"),
]
PROJECTS = [
    ("climate", "Climate Models", "climate-models", "harbor", "Regional climate ensembles"),
    ("protein", "Protein Folding", "protein-folding", "harbor", "Structures of membrane proteins"),
    ("lang", "Living Languages", "living-languages", "harbor", "Speech corpora: \"small\" languages \\ dialects"),
    ("lattice", "Lattice Theory", "lattice-theory", "hill", "Quantum chromodynamics on a lattice"),
    ("optics", "Optics Laboratory", "optics-lab", "hill", "Simulation of photonic crystals"),
    ("course", "Parallel Programming Course", "pp-course", "north", "Spring course for beginners"),
]
OFFERINGS = [
    ("cluster", "Fjord Cluster", "fjord", "Marketplace.Slurm",
     {"username_generation_policy": "full_name", "homedir_prefix": "/home/", "initial_uidnumber": 10000,
      "initial_primarygroup_number": 10000, "initial_usergroup_number": 20000}),
    ("storage", "Glacier Storage", "glacier", "Marketplace.Basic",
     {"username_generation_policy": "waldur_username", "homedir_prefix": "/data/home/", "initial_uidnumber": 30000,
      "initial_primarygroup_number": 30000, "initial_usergroup_number": 40000}),
    ("classroom", "Classroom", "classroom", "Marketplace.Basic",
     {"username_generation_policy": "anonymized", "username_anonymized_prefix": "guest_", "homedir_prefix": "/home/class/",
      "initial_uidnumber": 50000, "initial_primarygroup_number": 50000, "initial_usergroup_number": 60000}),
]
RESOURCES = [
    ("climate", "cluster"), ("climate", "storage"), ("protein", "cluster"), ("protein", "storage"), ("lang", "storage"),
    ("lattice", "cluster"), ("optics", "cluster"), ("course", "classroom"), ("course", "cluster"),
]
# username, given name, family name, mail (None: username at example.org), projects; "!" manages the project
PEOPLE = [
    ("anna.tamm", "Anna", "Tamm", None, "!climate lang"),
    ("bnovak", "Boris", "Novák", None, "climate"),
    ("carla.silva", "Carla", "Silva", None, "climate protein"),
    ("dlind", "Dag", "Lind", None, "climate"),
    ("elin", "Elin", "Ægirsdóttir", None, "climate"),
    ("farid@harbour.example", "Farid", "Haddad", "farid@harbour.example", "climate optics"),
    ("greta.w", "Greta", "Weiß", None, "climate"),
    ("hugo", "Hugo", "Moreau", None, "!protein"),
    ("ines", "Inês", "Gonçalves", None, "protein"),
    ("jane.roe", "Jane", "Roe", None, "protein climate"),
    ("jane.roe+2", "Jane", "Roe", "jane.roe@hill.example", "lattice"),
    ("jroe3", "Jane", "Roe", "roe3@example.org", "protein"),
    ("karin.lepik", "Karin", "Lepik", None, "protein"),
    ("lukasz", "Łukasz", "Żółć", None, "protein lang"),
    ("oyvind", "Øyvind", "Ægirsson", None, "protein"),
    ("strasse", "Straße", "Größe", None, "protein"),
    ("giorgos", "Γιώργος", "Παπαδόπουλος", None, "!lang"),
    ("eleni", "Ελένη", "Ευαγγέλου", None, "lang"),
    ("ivan.s", "Иван", "Щербаков", None, "lang lattice"),
    ("yulia", "Юлія", "Коваленко", None, "lang"),
    ("li.xiaolong", "小龙", "李", None, "lang lattice"),
    ("sato", "花子", "佐藤", None, "lang"),
    ("minjun", "민준", "김", None, "lang"),
    ("layla", "ليلى", "حسن", None, "lang"),
    ("anneke", "Anneke", "van 't Hof", None, "!lattice"),
    ("obrien", "Seán \"Jack\"", "O'Brien", "\"sean.obrien\"@example.org", "lattice"),
    ("backslash", "Petra", "Kask\\Berg", None, "lattice"),
    ("brackets", "Quentin [[users]]", "]]", None, "lattice"),
    ("rosa", "Rosa", "de la Cruz, Jr.", None, "lattice optics"),
    ("sven", "Sven", "Eriksen", None, "!optics"),
    ("tiina", "Tiina", "Mets", None, "optics"),
    ("mononym", "", "Mononym", None, "optics"),
    ("jo", "Jo", "", None, "optics"),
    ("longname", "Maximiliana Theodora", "Wolfeschlegelsteinhausenberger", None, "optics"),
    ("xenia", "Xenia", "Horvat", None, "!course"),
    ("yusuf", "Yusuf", "Demir", None, "course"),
    ("zoe", "Zoë", "Dubois", None, "course"),
    ("andres", "Andrés", "Peña", None, "course"),
    ("birgit", "Birgit", "Jensen", None, "course"),
    ("cyril", "Cyril", "Nguyễn", None, "course"),
]
KEY_KINDS = ["ed25519"] * 5 + ["rsa", "ed25519", "ecdsa256", "ed25519", "sk", "ed25519", "ecdsa384", "rsa", "ecdsa521"]


def identifier(*words):
    return uuid.uuid5(NAME_SPACE, "/".join(words)).hex


def put(kind, **fields):
    print(json.dumps({"kind": kind, **fields}, ensure_ascii=False, separators=(",", ":")))


def ssh_string(octets):
    return struct.pack(">I", len(octets)) + octets


def keygen(arguments, comment):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "key")
        subprocess.run(["ssh-keygen", "-q", "-N", "", "-C", comment, "-f", path, *arguments], check=True)
        return path.with_suffix(".pub").read_text(encoding="utf-8").strip()


def security_key(comment):
    """A real Ed25519 point in the form a FIDO token gives it (PROTOCOL.u2f of OpenSSH)."""
    point = base64.b64decode(keygen(["-t", "ed25519"], "x").split()[1])[-32:]
    kind = b"sk-ssh-ed25519@openssh.com"
    blob = ssh_string(kind) + ssh_string(point) + ssh_string(b"ssh:")
    return "%s %s %s" % (kind.decode(), base64.b64encode(blob).decode(), comment)


def make_key(kind, comment):
    if kind == "sk":
        return security_key(comment)
    if kind == "rsa":
        return keygen(["-t", "rsa", "-b", "3072"], comment)
    if kind.startswith("ecdsa"):
        return keygen(["-t", "ecdsa", "-b", kind.removeprefix("ecdsa")], comment)
    return keygen(["-t", "ed25519"], comment)


def put_people():
    for username, given, family, mail, _ in PEOPLE:
        put("user", uuid=identifier("user", username), username=username, first_name=given, last_name=family,
            email=mail or username.replace("+", "-") + "@example.org", is_active=True,
            organization="Harbour University")
    for number, (username, *_) in enumerate(PEOPLE):
        names = ["laptop"] if number % 3 else ["laptop", "work \"desk\" \\ 2"]
        for at, name in enumerate(names):
            kind = KEY_KINDS[(number + 5 * at) % len(KEY_KINDS)]
            put("ssh_key", uuid=identifier("key", username, str(at)), user_uuid=identifier("user", username), name=name,
                public_key=make_key(kind, username.partition("@")[0] + ("@laptop" if at == 0 else "@\"work\\desk\"")))


def put_grants():
    for username, _, _, _, projects in PEOPLE:
        for word in projects.split():
            project = word.removeprefix("!")
            put("role_grant", uuid=identifier("grant", username, project), user_uuid=identifier("user", username),
                role_name="PROJECT.MANAGER" if word != project else "PROJECT.MEMBER", scope_type="project",
                scope_uuid=identifier("project", project))
    put("role_grant", uuid=identifier("grant", "anna.tamm", "owner"), user_uuid=identifier("user", "anna.tamm"),
        role_name="CUSTOMER.OWNER", scope_type="customer", scope_uuid=identifier("customer", "north"))


def main():
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    put("drawbridge-state", version=1)
    for key, name, slug, abbreviation in CUSTOMERS:
        put("customer", uuid=identifier("customer", key), name=name, slug=slug, abbreviation=abbreviation)
    for key, name, slug, customer, description in PROJECTS:
        put("project", uuid=identifier("project", key), name=name, slug=slug,
            customer_uuid=identifier("customer", customer), description=description)
    put_people()
    put("service_provider", uuid=identifier("provider"), customer_uuid=identifier("customer", "north"),
        description="Runs the machines")
    for key, name, slug, kind, options in OFFERINGS:
        put("offering", uuid=identifier("offering", key), customer_uuid=identifier("customer", "north"), name=name, slug=slug,
            type=kind, state="Active", shared=True, billable=False,
            plugin_options={"service_provider_can_create_offering_user": True, **options})
    for project, offering in RESOURCES:
        slug = next(p[2] for p in PROJECTS if p[0] == project)
        put("resource", uuid=identifier("resource", project, offering), name="%s on %s" % (project, offering), slug=slug + "-" + offering,
            offering_uuid=identifier("offering", offering), project_uuid=identifier("project", project), state="OK",
            backend_id=slug)
    put_grants()
    put("robot_account", uuid=identifier("robot", "climate"), resource_uuid=identifier("resource", "climate", "cluster"), type="cicd",
        username="climate-ci", keys=[make_key("ed25519", "climate-ci@runner")], state="OK")


if __name__ == "__main__":
    main()
