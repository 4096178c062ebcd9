"""Debian's slapd, configured by cn=config with the schema that Drawbridge ships: a peer to compare answers with."""
import pathlib
import shutil
import socket
import subprocess
import time

from server import BASE_DN, PATIENCE_SECONDS, ROOT

SYSTEM_SCHEMAS = ["core", "cosine", "inetorgperson"]
CONFIGURATION = """dn: cn=config
objectClass: olcGlobal
cn: config

dn: cn=module{{0}},cn=config
objectClass: olcModuleList
cn: module{{0}}
olcModulePath: /usr/lib/ldap
olcModuleLoad: back_mdb
olcModuleLoad: deref

dn: cn=schema,cn=config
objectClass: olcSchemaConfig
cn: schema

{schemas}
dn: olcDatabase={{1}}mdb,cn=config
objectClass: olcDatabaseConfig
objectClass: olcMdbConfig
olcDatabase: {{1}}mdb
olcSuffix: {base}
olcDbDirectory: {folder}/db
olcDbMaxSize: 1073741824
olcAccess: to attrs=userPassword by * none
olcAccess: to * by * read
olcSizeLimit: unlimited

dn: olcOverlay={{0}}deref,olcDatabase={{1}}mdb,cn=config
objectClass: olcOverlayConfig
olcOverlay: {{0}}deref
"""


def is_installed():
    return shutil.which("slapd", path="/usr/sbin:/sbin:/usr/bin") is not None and pathlib.Path("/usr/lib/ldap/deref.so").exists()


def program(name):
    return shutil.which(name, path="/usr/sbin:/sbin:/usr/bin")


class Slapd:
    """Use it in `with`; `url` is where it listens. `ldif`: the entries it holds, or nothing."""

    def __init__(self, folder, ldif=None):
        self.configuration = folder / "slapd.d"
        for path in (self.configuration, folder / "db"):
            path.mkdir(parents=True)
        files = [pathlib.Path(f"/etc/ldap/schema/{name}.ldif") for name in SYSTEM_SCHEMAS] + sorted((ROOT / "config/schema").glob("*.ldif"))
        text = CONFIGURATION.format(base=BASE_DN, folder=folder, schemas="".join(f"include: file://{file}\n\n" for file in files))
        (folder / "config.ldif").write_text(text, encoding="ascii")
        self.load(0, folder / "config.ldif")
        self.check()
        if ldif is not None:
            (folder / "entries.ldif").write_text(ldif, encoding="utf-8")
            self.load(1, folder / "entries.ldif")
        # Another process may take a free port before slapd does: then it is tried again.
        for _ in range(10):
            with socket.create_server(("127.0.0.1", 0)) as free:
                self.port = free.getsockname()[1]
            self.url = f"ldap://127.0.0.1:{self.port}"
            self.process = subprocess.Popen([program("slapd"), "-d", "0", "-F", str(self.configuration), "-h", self.url],
                                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            if self.answers():
                return
        raise AssertionError("slapd did not start")

    def load(self, database, file):
        done = subprocess.run([program("slapadd"), "-q", "-n", str(database), "-F", str(self.configuration), "-l", str(file)], capture_output=True,
                              text=True, timeout=PATIENCE_SECONDS, check=False)
        if done.returncode != 0:
            raise AssertionError(f"slapadd of {file}: {done.stderr}")

    def check(self):
        done = subprocess.run([program("slaptest"), "-u", "-F", str(self.configuration)], capture_output=True, text=True, timeout=PATIENCE_SECONDS,
                              check=False)
        if done.returncode != 0:
            raise AssertionError(f"slaptest: {done.stderr}")

    def answers(self):
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return True
            except OSError:
                time.sleep(0.05)
        return False

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(PATIENCE_SECONDS)
