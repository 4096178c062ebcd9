"""A stock OpenLDAP slapd that replicates from the server under test (RFC 4533), and dumps to compare both."""
import pathlib
import re
import shutil
import socket
import subprocess
import tempfile
import time
import unittest

from server import PATIENCE_SECONDS, ROOT

SLAPD = "/usr/sbin/slapd"
PASSWORD = "replica-password"

CONFIG = """\
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
include {schema}
pidfile {folder}/slapd.pid
modulepath /usr/lib/ldap
moduleload back_mdb
{modules}
sizelimit unlimited
{above}
database mdb
suffix "{base}"
rootdn "cn=replication,{base}"
rootpw {password}
directory {folder}/data
maxsize 1073741824
{sync}
index objectClass,uid,entryCSN,entryUUID eq
access to * by * read
syncrepl rid={rid:03}
  provider={uri}
  type={type} {interval}
  retry="1 +"
  searchbase="{base}" scope=sub filter="{filter}" attrs="*,+"
  schemachecking={schemachecking}
  bindmethod=simple binddn="{dn}" credentials="{secret}" {tls}
{below}
"""


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def require_slapd():
    if not pathlib.Path(SLAPD).exists():
        raise unittest.SkipTest("slapd is not installed (contrib/install-deps --test)")


def dump(url, base, *login, attributes=("*", "entryUUID", "entryCSN"), condition="(objectClass=*)"):
    """Entries of a subtree as {dn: sorted lines}; memberOf aside, which a replica does not hold."""
    done = subprocess.run(["ldapsearch", "-x", "-LLL", "-o", "ldif-wrap=no", "-H", url, *login, "-b", base, condition, *attributes],
                          capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False)
    if done.returncode == 32:
        return {}
    if done.returncode != 0:
        raise AssertionError(f"ldapsearch on {url}: {done.returncode} {done.stderr}")
    entries = {}
    for block in done.stdout.strip().split("\n\n"):
        name, *lines = block.splitlines()
        entries[name] = sorted(line for line in lines if not line.startswith("memberOf:"))
    return entries


class Replica:
    """The consumer; its files go with close()."""

    numbers = iter(range(101, 999))

    def __init__(self, uri, base, dn, secret, persist=True, condition="(objectClass=*)", durable=True, modules="", above="", below="",
                 schemachecking=False, tls=""):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="replica-"))
        (self.folder / "data").mkdir(mode=0o700)
        self.base, self.condition = base, condition
        self.port = free_port()
        self.url = f"ldap://127.0.0.1:{self.port}"
        self.process = None
        self.settings = {"schema": ROOT / "tests/support/slapd/posix.schema", "folder": self.folder, "base": base, "password": PASSWORD,
                         "rid": next(self.numbers), "filter": condition, "dn": dn, "secret": secret,
                         "type": "refreshAndPersist" if persist else "refreshOnly",
                         "interval": "" if persist else "interval=00:00:00:01", "sync": "" if durable else "dbnosync",
                         "modules": modules, "tls": tls, "above": above, "below": below, "schemachecking": "on" if schemachecking else "off"}
        self.point_to(uri)

    def point_to(self, uri):
        (self.folder / "slapd.conf").write_text(CONFIG.format(uri=uri, **self.settings), encoding="utf-8")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        if self.process is not None:
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self, debug="sync"):
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen([SLAPD, "-f", str(self.folder / "slapd.conf"), "-h", self.url, "-d", debug],
                                            stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
                return self
            except OSError:
                if self.process.poll() is not None:
                    raise AssertionError("slapd ended: " + self.log()[-2000:]) from None
                time.sleep(0.05)
        raise AssertionError("slapd does not listen")

    def stop(self):
        self.process.terminate()
        self.process.wait(PATIENCE_SECONDS)
        self.process = None

    def kill(self):
        self.process.kill()
        self.process.wait(PATIENCE_SECONDS)
        self.process = None

    def log(self):
        return (self.folder / "log").read_text(encoding="utf-8", errors="replace")

    def received(self):
        """How many entries the provider has sent since the first start."""
        return len(re.findall(r"LDAP_RES_SEARCH_ENTRY", self.log()))

    def complaints(self):
        """What the consumer did not like."""
        return [line for line in self.log().splitlines()
                if re.search(r"rc -?[1-9]\d* retrying|be_(add|modify|delete|modrdn)\S* .*\((?!0\)|32\)|68\))\d+\)|failed|inval", line)]

    def dump(self):
        return dump(self.url, self.base, condition=self.condition)

    def context(self):
        found = dump(self.url, self.base, "-s", "base", attributes=("contextCSN",))
        return next(iter(found.values()), [])

    def wait_until_equal(self, provider_dump):
        """Waits until it holds what `provider_dump()` gives."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        wanted = provider_dump()
        while time.monotonic() < deadline:
            held = self.dump()
            if held == wanted:
                return
            time.sleep(0.2)
        missing = sorted(set(wanted) - set(held))[:5]
        extra = sorted(set(held) - set(wanted))[:5]
        other = [(name, wanted[name], held[name]) for name in wanted if name in held and held[name] != wanted[name]][:2]
        raise AssertionError(f"the replica differs; missing {missing}, extra {extra}, other {other}\n{self.log()[-3000:]}")
