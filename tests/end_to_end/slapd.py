"""OpenLDAP's slapd, loaded with LDIF, for tests that compare a directory with ours."""
import os
import pathlib
import shutil
import socket
import subprocess
import time

from server import BASE_DN, PATIENCE_SECONDS

PASSWORD = "of-the-test"
# slapd has uidNumber and gidNumber itself; its nis.schema makes posixGroup structural, so the rest of RFC 2307 (bis) is written out.
SCHEMA = """
attributetype ( 1.3.6.1.1.1.1.2 NAME 'gecos' EQUALITY caseIgnoreMatch SUBSTR caseIgnoreSubstringsMatch SYNTAX {string} SINGLE-VALUE )
attributetype ( 1.3.6.1.1.1.1.3 NAME 'homeDirectory' EQUALITY caseExactIA5Match SUBSTR caseExactIA5SubstringsMatch SYNTAX {ia5} SINGLE-VALUE )
attributetype ( 1.3.6.1.1.1.1.4 NAME 'loginShell' EQUALITY caseExactIA5Match SUBSTR caseExactIA5SubstringsMatch SYNTAX {ia5} SINGLE-VALUE )
attributetype ( 1.3.6.1.1.1.1.5 NAME 'shadowLastChange' EQUALITY integerMatch ORDERING integerOrderingMatch SYNTAX {integer} SINGLE-VALUE )
attributetype ( 1.3.6.1.1.1.1.6 NAME 'shadowMin' EQUALITY integerMatch ORDERING integerOrderingMatch SYNTAX {integer} SINGLE-VALUE )
attributetype ( 1.3.6.1.1.1.1.7 NAME 'shadowMax' EQUALITY integerMatch ORDERING integerOrderingMatch SYNTAX {integer} SINGLE-VALUE )
attributetype ( 1.3.6.1.1.1.1.8 NAME 'shadowWarning' EQUALITY integerMatch ORDERING integerOrderingMatch SYNTAX {integer} SINGLE-VALUE )
attributetype ( 1.3.6.1.1.1.1.9 NAME 'shadowInactive' EQUALITY integerMatch ORDERING integerOrderingMatch SYNTAX {integer} SINGLE-VALUE )
attributetype ( 1.3.6.1.1.1.1.10 NAME 'shadowExpire' EQUALITY integerMatch ORDERING integerOrderingMatch SYNTAX {integer} SINGLE-VALUE )
attributetype ( 1.3.6.1.1.1.1.11 NAME 'shadowFlag' EQUALITY integerMatch ORDERING integerOrderingMatch SYNTAX {integer} SINGLE-VALUE )
attributetype ( 1.3.6.1.1.1.1.12 NAME 'memberUid' EQUALITY caseExactMatch SUBSTR caseExactSubstringsMatch SYNTAX {string} )
attributetype ( 1.3.6.1.4.1.24552.500.1.1.1.13 NAME 'sshPublicKey' EQUALITY octetStringMatch SYNTAX {octets} )
objectclass ( 1.3.6.1.1.1.2.0 NAME 'posixAccount' SUP top AUXILIARY MUST ( cn $ uid $ uidNumber $ gidNumber $ homeDirectory )
  MAY ( userPassword $ loginShell $ gecos $ description ) )
objectclass ( 1.3.6.1.1.1.2.1 NAME 'shadowAccount' SUP top AUXILIARY MUST uid MAY ( userPassword $ description $ shadowLastChange $ shadowMin $
  shadowMax $ shadowWarning $ shadowInactive $ shadowExpire $ shadowFlag ) )
objectclass ( 1.3.6.1.1.1.2.2 NAME 'posixGroup' SUP top AUXILIARY MUST gidNumber MAY ( userPassword $ memberUid $ description ) )
objectclass ( 1.3.6.1.1.1.2.18 NAME 'groupOfMembers' SUP top STRUCTURAL MUST cn MAY ( businessCategory $ seeAlso $ owner $ ou $ o $ description $ member ) )
objectclass ( 1.3.6.1.4.1.24552.500.1.1.2.0 NAME 'ldapPublicKey' SUP top AUXILIARY MAY ( sshPublicKey $ uid ) )
""".format(string="1.3.6.1.4.1.1466.115.121.1.15", ia5="1.3.6.1.4.1.1466.115.121.1.26", integer="1.3.6.1.4.1.1466.115.121.1.27",
           octets="1.3.6.1.4.1.1466.115.121.1.40")

CONFIGURATION = """
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
{schema}
pidfile {folder}/pid
modulepath /usr/lib/ldap
moduleload back_mdb
sizelimit unlimited
database mdb
suffix "{base}"
rootdn "cn=admin,{base}"
rootpw {password}
directory {folder}/db
maxsize 1073741824
dbnosync
index objectClass,uid,uidNumber,gidNumber,memberUid,cn eq
access to dn.subtree="ou=services,{base}" by * none
access to * by * read
"""


def is_installed():
    return shutil.which("slapd", path="/usr/sbin:/usr/bin:/sbin") is not None and pathlib.Path("/usr/lib/ldap/back_mdb.so").exists()


class Slapd:
    """A slapd with an LDIF file as its contents, checked against the schema; use it in `with`. `url` is where it listens."""

    def __init__(self, folder, ldif, base=BASE_DN, schema="", checks=True):
        self.folder = folder
        self.base = base
        self.admin = f"cn=admin,{base}"
        (folder / "db").mkdir(parents=True)
        self.file = folder / "slapd.conf"
        self.file.write_text(CONFIGURATION.format(base=base, folder=folder, schema=SCHEMA + schema, password=PASSWORD), encoding="ascii")
        done = subprocess.run(["/usr/sbin/slapadd", "-q", *([] if checks else ["-s"]), "-f", str(self.file), "-l", str(ldif)], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise AssertionError(f"slapadd refuses the LDIF: {done.stderr[-2000:]}")
        self.password_file = folder / "password"
        self.password_file.write_text(PASSWORD, encoding="ascii")
        self.password_file.chmod(0o600)
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.url = f"ldap://127.0.0.1:{self.port}"

    def __enter__(self):
        self.process = subprocess.Popen(["/usr/sbin/slapd", "-d", "0", "-f", str(self.file), "-h", self.url], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, "LDAPNOINIT": "1"})
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=5).close()
                return self
            except OSError:
                time.sleep(0.05)
        raise AssertionError("slapd did not start")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(PATIENCE_SECONDS)
