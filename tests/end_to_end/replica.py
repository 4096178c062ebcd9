"""A stock OpenLDAP slapd that replicates from the server under test (RFC 4533), and dumps to compare both."""
import re
import subprocess
import time

from server import PATIENCE_SECONDS
from slapd import Slapd

DATABASE = """\
olcDbIndex: objectClass,uid,entryCSN,entryUUID eq
olcAccess: to * by * read
olcSyncrepl: rid={rid:03} provider={uri} type={type} {interval} retry="1 +" searchbase="{base}" scope=sub filter="{filter}" attrs="*,+"
  schemachecking={schemachecking} bindmethod=simple binddn="{dn}" credentials="{secret}" {tls}
{durability}"""
# Binds of people go on to the provider (slapo-pbind).
PASSING_BINDS_ON = """\
dn: olcOverlay={{0}}pbind,olcDatabase={{1}}mdb,cn=config
objectClass: olcOverlayConfig
objectClass: olcPBindConfig
olcOverlay: {{0}}pbind
olcDbURI: {uri}
{tls}"""


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


class Replica(Slapd):
    """The consumer of what `condition` finds below `base`. `passes_binds`: people log in at it with their passwords."""

    numbers = iter(range(101, 999))

    def __init__(self, uri, base, dn, secret, persist=True, condition="(objectClass=*)", durable=True, passes_binds=False, schemachecking=False,
                 tls="", debug="sync"):
        self.condition = condition
        overlay = PASSING_BINDS_ON.format(uri=uri, tls=f"olcDbStartTLS: ldaps {tls}\n" if tls else "")
        super().__init__(base, DATABASE.format(
            rid=next(self.numbers), uri=uri, base=base, filter=condition, dn=dn, secret=secret, tls=tls,
            type="refreshAndPersist" if persist else "refreshOnly", interval="" if persist else "interval=00:00:00:01",
            schemachecking="on" if schemachecking else "off", durability="" if durable else "olcDbNoSync: TRUE\n"),
            overlay=overlay if passes_binds else "", modules=["back_ldap"] if passes_binds else [], debug=debug)

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
