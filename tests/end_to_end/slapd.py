"""OpenLDAP's slapd as Debian packages it, configured by cn=config with the schema that Drawbridge ships."""
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import time
import unittest

from server import BASE_DN, PATIENCE_SECONDS, ROOT, free_port

SYSTEM_SCHEMAS = ["core", "cosine", "inetorgperson"]
PASSWORD = "of-the-test"
# Another process may take a free port before slapd does.
ATTEMPTS = 10
CONFIGURATION = """\
dn: cn=config
objectClass: olcGlobal
cn: config

dn: cn=module{{0}},cn=config
objectClass: olcModuleList
cn: module{{0}}
olcModulePath: /usr/lib/ldap
{modules}
dn: cn=schema,cn=config
objectClass: olcSchemaConfig
cn: schema

{schemas}
dn: olcDatabase={{1}}mdb,cn=config
objectClass: olcDatabaseConfig
objectClass: olcMdbConfig
olcDatabase: {{1}}mdb
olcSuffix: {base}
olcRootDN: {admin}
olcRootPW: {password}
olcDbDirectory: {folder}/db
olcDbMaxSize: 1073741824
olcSizeLimit: unlimited
{database}
{overlay}"""
DEREF = """\
dn: olcOverlay={0}deref,olcDatabase={1}mdb,cn=config
objectClass: olcOverlayConfig
olcOverlay: {0}deref
"""


def program(name):
    return shutil.which(name, path="/usr/sbin:/sbin:/usr/bin")


def is_installed():
    return program("slapd") is not None and pathlib.Path("/usr/lib/ldap/deref.so").exists()


needed = unittest.skipUnless(is_installed(), "slapd is not installed (contrib/install-deps --test)")


class Slapd:
    """One slapd with a database below `base` and a folder of its own, which goes with close(). Use it in `with`, where it runs.

    `database`: what its database's entry of cn=config has besides; `overlay`: an entry for an overlay of it; `modules`: the
    modules it loads; `schema`: an entry with a schema of the test's own.
    """

    def __init__(self, base, database, overlay="", modules=(), schema="", debug="0"):
        self.whole = tempfile.TemporaryDirectory(prefix="slapd-", ignore_cleanup_errors=True)
        self.folder = pathlib.Path(self.whole.name)
        self.base, self.admin, self.debug = base, f"cn=admin,{base}", debug
        self.port = self.process = None
        self.configuration = self.folder / "slapd.d"
        for path in (self.configuration, self.folder / "db"):
            path.mkdir(mode=0o700)
        files = [pathlib.Path(f"/etc/ldap/schema/{name}.ldif") for name in SYSTEM_SCHEMAS] + sorted((ROOT / "config/schema").glob("*.ldif"))
        schemas = "".join(f"include: file://{file}\n\n" for file in files) + schema
        loads = "".join(f"olcModuleLoad: {module}\n" for module in ("back_mdb", *modules))
        self.load(0, CONFIGURATION.format(base=base, admin=self.admin, password=PASSWORD, folder=self.folder, modules=loads, schemas=schemas,
                                          database=database, overlay=overlay))
        self.run("slaptest", "-u")

    def run(self, name, *arguments):
        """One of slapd's programs on this configuration, to its end."""
        done = subprocess.run([program(name), *arguments, "-F", str(self.configuration)], capture_output=True, text=True,
                              timeout=PATIENCE_SECONDS, check=False)
        if done.returncode != 0:
            raise AssertionError(f"{name} {arguments}: {done.stderr[-2000:]}")

    def load(self, database, text, checks=True):
        """Fills a database (0: cn=config) with LDIF; `checks`: against the schema."""
        file = self.folder / f"{database}.ldif"
        file.write_text(text, encoding="utf-8")
        self.run("slapadd", "-q", *([] if checks else ["-s"]), "-n", str(database), "-l", str(file))

    @property
    def url(self):
        return f"ldap://127.0.0.1:{self.port}"

    def __enter__(self):
        return self if self.process else self.start()

    def __exit__(self, *_):
        self.close()

    def start(self):
        """Starts it, after its end at the same port; it answers when this returns."""
        for self.port in [self.port] if self.port else (free_port() for _ in range(ATTEMPTS)):
            with open(self.folder / "log", "ab") as log:
                self.process = subprocess.Popen([program("slapd"), "-d", self.debug, "-F", str(self.configuration), "-h", self.url],
                                                stdin=subprocess.DEVNULL, stdout=log, stderr=log, env={**os.environ, "LDAPNOINIT": "1"})
            if self.answers():
                return self
        raise AssertionError("slapd does not start: " + self.log()[-2000:])

    def answers(self):
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=5).close()
                return True
            except OSError:
                time.sleep(0.05)
        return False

    def stop(self):
        self.process.terminate()
        self.process.wait(PATIENCE_SECONDS)
        self.process = None

    def kill(self):
        self.process.kill()
        self.process.wait(PATIENCE_SECONDS)
        self.process = None

    def close(self):
        if self.process is not None:
            self.kill()
        self.whole.cleanup()

    def log(self):
        return (self.folder / "log").read_text(encoding="utf-8", errors="replace")


class Copy(Slapd):
    """A slapd with an LDIF text as its contents, readable without a bind but for ou=services; it knows the control deref."""

    def __init__(self, ldif, base=BASE_DN, schema="", checks=True):
        super().__init__(base, modules=["deref"], overlay=DEREF, schema=schema, database=f"""\
olcDbNoSync: TRUE
olcDbIndex: objectClass,uid,uidNumber,gidNumber,memberUid,cn eq
olcAccess: to attrs=userPassword by * none
olcAccess: to dn.subtree="ou=services,{base}" by * none
olcAccess: to * by * read
""")
        self.load(1, ldif, checks)
        self.password_file = self.folder / "password"
        self.password_file.write_text(PASSWORD, encoding="ascii")
        self.password_file.chmod(0o600)
