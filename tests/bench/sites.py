"""Made-up sites as databases of both servers, made once for a binary and kept in a folder."""
import contextlib
import hashlib
import json
import os
import pathlib
import shutil
import ssl
import subprocess
import sys
import time

from certificates import Authority
from population import Population
import server
import state_writers
from ldap_client import LdapClient
from slapd_peer import SERVICE_NAME, Slapd, write_peer_ldif

PEER_SECRET = "svc-secret"
NEWCOMERS = 1000
KNOWN_PEOPLE = 1000
QUIET = {"level": "error"}


def resident_kib(process, field="VmRSS"):
    """Memory of a process now; RssAnon leaves mapped files out."""
    for line in pathlib.Path(f"/proc/{process.pid}/status").read_text().splitlines():
        if line.startswith(field + ":"):
            return int(line.split()[1])
    raise RuntimeError(f"{field} is not known")


def processor_seconds(process):
    """Processor time of a process so far, by the clock whose number clock_getcpuclockid(3) would give."""
    return time.clock_gettime((~process.pid << 3) | 2)


class Peer:
    """One of the two servers while it runs: what is needed to ask it."""

    def __init__(self, name, address, process, dn, secret_file, tls=None):
        self.name, self.address, self.process, self.dn, self.secret_file = name, address, process, dn, secret_file
        self.tls = tls  # an ssl.SSLContext when the address is for LDAPS
        self.start_seconds = None  # until the first right answer, median
        self.start_processor_seconds = None

    def client(self):
        """A bound connection."""
        client = LdapClient(self.address, tls=self.tls)
        if (code := client.bind(self.dn, self.secret_file.read_text())) != 0:
            raise RuntimeError(f"{self.name} answered the bind with {code}")
        return client


def serve_tls(installation):
    """Gives an installation a certificate for LDAPS; the context of its clients."""
    authority = Authority(installation.folder / "ca")
    certificate, key = authority.issue()
    installation.configure(log=QUIET, ldap={"listen_tls": "127.0.0.1:0", "certificate": str(certificate), "key": str(key)})
    return ssl.create_default_context(cafile=authority.file)


class Site:
    """A site in its folder: database, slapd's database, names. Nothing here is changed by a measurement."""

    def __init__(self, folder):
        self.folder = folder
        self.facts = json.loads((folder / "facts.json").read_text())
        self.users = self.facts["users"]
        self.table = folder / "users.tsv"
        self.base = f"ou={state_writers.OFFERING_SLUG},{server.BASE_DN}"

    @contextlib.contextmanager
    def installation(self):
        """A copy that may be changed; `dn`, `secret_file` and `token_file` fit it."""
        with server.Installation(log=QUIET) as copy:
            shutil.copy(self.folder / "drawbridge.db", copy.database)
            for name in ("secret", "token"):
                shutil.copy(self.folder / name, copy.folder / name)
            copy.dn, copy.secret_file, copy.token_file = self.facts["dn"], copy.folder / "secret", copy.folder / "token"
            yield copy

    def _first_answer(self, peer):
        with peer.client() as client:
            if not client.finds(self.base, self.facts["people"][0]["username"]):
                raise RuntimeError(f"{peer.name} does not find {self.facts['people'][0]['username']}")

    @contextlib.contextmanager
    def ours(self, starts=1, has_tls=False):
        """Drawbridge as a Peer with its `installation` and `server`; it has given its first right answer. `has_tls`: by LDAPS."""
        with self.installation() as copy:
            tls = serve_tls(copy) if has_tls else None
            os.sync()  # the copy, and a site that was just made, must not be on their way to the disk while a start is timed
            times = []
            for number in range(starts):
                begin = time.monotonic()
                running = copy.serve()
                peer = Peer("Drawbridge", f"127.0.0.1:{running.ports['ldaps' if tls else 'ldap']}", running.process, copy.dn, copy.secret_file, tls)
                self._first_answer(peer)
                times.append(time.monotonic() - begin)
                peer.start_processor_seconds = processor_seconds(running.process)
                if number + 1 < starts:
                    running.stop()
            peer.start_seconds = sorted(times)[len(times) // 2]
            peer.installation, peer.server = copy, running
            yield peer
            running.stop()

    @contextlib.contextmanager
    def slapd(self, starts=1):
        """The same for slapd with the same entries."""
        secret_file = self.folder / "peer-secret"
        secret_file.write_text(PEER_SECRET)
        times = []
        for number in range(starts):
            begin = time.monotonic()
            with Slapd(self.folder / "slapd", server.BASE_DN, self.folder / "data.ldif") as running:
                peer = Peer("slapd", running.address, running.process, f"{SERVICE_NAME},{server.BASE_DN}", secret_file)
                self._first_answer(peer)
                times.append(time.monotonic() - begin)
                peer.start_processor_seconds = processor_seconds(running.process)
                if number + 1 < starts:
                    continue
                peer.start_seconds = sorted(times)[len(times) // 2]
                yield peer


class Sites:
    """Sites by number of users. They are made again when the binary changed."""

    def __init__(self, folder, binary):
        self.folder = folder / hashlib.sha256(binary.read_bytes()).hexdigest()[:12]
        if folder.exists():
            for old in folder.iterdir():
                if old != self.folder:
                    shutil.rmtree(old)

    def site(self, users):
        folder = self.folder / str(users)
        if not (folder / "facts.json").exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            begin = time.monotonic()
            print(f"bench: making a site of {users:,} users", file=sys.stderr)
            make_site(folder, users)
            print(f"bench: made in {time.monotonic() - begin:.0f} s", file=sys.stderr)
        return Site(folder)


def make_site(folder, users):
    """facts.json comes last: with it the site is complete."""
    site = Population(users, robots=0)
    state_writers.write_table(site, folder / "users.tsv")
    newcomers = [site.identifier() for _ in range(NEWCOMERS)]
    lines = [{"kind": "drawbridge-state", "version": 1}]
    lines += [{"kind": "user", "uuid": identifier, "username": f"newcomer{number}", "first_name": "New", "last_name": "Comer"}
              for number, identifier in enumerate(newcomers)]
    with server.Installation() as copy:
        state_writers.write_state(site, copy.folder / "state.ndjson")
        begin = time.monotonic()
        copy.run("import", copy.folder / "state.ndjson")
        import_seconds = time.monotonic() - begin
        copy.run("import", "-", stdin="".join(json.dumps(line) + "\n" for line in lines))
        dn, secret = copy.service_account()
        (folder / "secret").write_text(secret)
        (folder / "token").write_text(copy.token())
        load_seconds = None
        if Slapd.is_installed():
            write_peer_ldif(copy.run("export", "--format", "ldif").stdout, folder / "data.ldif", server.BASE_DN, PEER_SECRET)
            begin = time.monotonic()
            Slapd(folder / "slapd", server.BASE_DN, folder / "data.ldif")
            load_seconds = time.monotonic() - begin
        shutil.copy(copy.database, folder / "drawbridge.db")
    projects = [project.uuid for project in site.projects]
    people = [{"uuid": person.uuid, "username": person.username, "account": person.account_uuid,
               "key": person.keys[0].uuid, "projects": [projects[number] for number in person.projects]}
              for person in site.people[:KNOWN_PEOPLE]]
    facts = {"users": users, "offering": site.offering_uuid, "dn": dn, "newcomers": newcomers, "projects": projects, "people": people,
             "import_seconds": import_seconds, "slapadd_seconds": load_seconds}
    (folder / "facts.json").write_text(json.dumps(facts))


def load(programs, name, *arguments):
    """What a load generator saw; ends the process when an answer was wrong."""
    done = subprocess.run([str(programs / name), *map(str, arguments)], capture_output=True, text=True, check=False, timeout=900)
    if done.returncode != 0:
        raise SystemExit(f"{name} {arguments}: {done.stdout}{done.stderr}")
    return json.loads(done.stdout)
