"""OpenLDAP's slapd with the same entries, as the peer of a measurement."""
import collections
import pathlib
import re
import shutil
import socket
import subprocess
import time

import state_writers

SERVICE_NAME = "cn=svc"
SCHEMA = pathlib.Path(__file__).resolve().parent / "peer.schema"
# The overlay memberof is loaded for the type of memberOf, which no schema file may define; it is not switched on.
CONFIGURATION = """
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
include {schema}
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload memberof
loglevel none
sizelimit unlimited
database mdb
suffix "{base}"
rootdn "cn=admin,{base}"
directory {folder}/db
maxsize 4294967296
index objectClass,uid,uidNumber,gidNumber,memberUid,cn,member,entryUUID eq
access to attrs=userPassword by anonymous auth by * none
access to * by users read by * none
"""


def records_of(ldif):
    """The records of an LDIF text, unfolded: lists of lines."""
    for record in ldif.replace("\n ", "").split("\n\n"):
        if record:
            yield record.splitlines()


def write_peer_ldif(exported, path, base, secret):
    """The tree of `drawbridge export --format ldif` with what an export leaves out: memberOf, and an account that may search.

    Names and numbers of a made-up site need no base64 and no escapes in names, so that lines can be compared as they are.
    """
    records = list(records_of(exported))
    groups_of = collections.defaultdict(list)
    for record in records:
        for line in record:
            if line.startswith("member: "):
                groups_of[line.removeprefix("member: ")].append(record[0].removeprefix("dn: "))
    # A parent comes before its children.
    records.sort(key=lambda record: len(re.findall(",", record[0])))
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        for record in records:
            lines = record + [f"memberOf: {group}" for group in groups_of[record[0].removeprefix("dn: ")]]
            file.write("\n".join(lines) + "\n\n")
        file.write(state_writers.ldif_entry(f"{SERVICE_NAME},{base}", {
            "objectClass": ["organizationalRole", "simpleSecurityObject"], "cn": "svc", "userPassword": state_writers.hashed_secret(secret)}))


class Slapd:
    """Use it in `with`; `address` is where it listens. The LDIF is loaded unless the folder has its database already."""

    @staticmethod
    def is_installed():
        return shutil.which("slapd", path="/usr/sbin:/usr/bin:/sbin") is not None and pathlib.Path("/usr/lib/ldap/back_mdb.so").exists()

    def __init__(self, folder, base, ldif):
        self.folder = folder
        self.file = folder / "slapd.conf"
        self.process = None
        if not (folder / "loaded").exists():
            shutil.rmtree(folder, ignore_errors=True)
            (folder / "db").mkdir(parents=True)
            self.file.write_text(CONFIGURATION.format(base=base, folder=folder, schema=SCHEMA), encoding="utf-8")
            done = subprocess.run(["/usr/sbin/slapadd", "-q", "-f", str(self.file), "-l", str(ldif)], capture_output=True, text=True, check=False)
            if done.returncode != 0:
                raise RuntimeError(f"slapadd: {done.stderr[-2000:]}")
            (folder / "loaded").touch()
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.address = f"127.0.0.1:{self.port}"

    def __enter__(self):
        self.process = subprocess.Popen(["/usr/sbin/slapd", "-d", "0", "-f", str(self.file), "-h", f"ldap://{self.address}"],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return self
            except OSError:
                time.sleep(0.002)
        self.__exit__()
        raise RuntimeError("slapd did not start")

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(60)
