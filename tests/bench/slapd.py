"""OpenLDAP's slapd with the same accounts, as the peer of a measurement."""
import pathlib
import shutil
import socket
import subprocess
import time

CONFIGURATION = """
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
include /etc/ldap/schema/nis.schema
attributetype ( 1.3.6.1.4.1.24552.500.1.1.1.13 NAME 'sshPublicKey' EQUALITY octetStringMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.40 )
objectclass ( 1.3.6.1.4.1.24552.500.1.1.2.0 NAME 'ldapPublicKey' SUP top AUXILIARY MAY ( sshPublicKey $ uid ) )
modulepath /usr/lib/ldap
moduleload back_mdb
database mdb
suffix "{base}"
rootdn "cn=admin,{base}"
directory {folder}/db
maxsize 4294967296
index objectClass,uid,uidNumber,gidNumber,memberUid,cn eq
access to attrs=userPassword by anonymous auth by * none
access to * by users read by * none
"""


class Slapd:
    """Use it in `with`; `address` is where it listens."""

    @staticmethod
    def is_installed():
        return shutil.which("slapd", path="/usr/sbin:/usr/bin:/sbin") is not None and pathlib.Path("/usr/lib/ldap/back_mdb.so").exists()

    def __init__(self, folder, base, ldif):
        self.folder = folder
        (folder / "db").mkdir(parents=True)
        self.file = folder / "slapd.conf"
        self.file.write_text(CONFIGURATION.format(base=base, folder=folder), encoding="ascii")
        subprocess.run(["/usr/sbin/slapadd", "-q", "-f", str(self.file), "-l", str(ldif)], check=True, capture_output=True)
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.address = f"127.0.0.1:{self.port}"

    def __enter__(self):
        self.process = subprocess.Popen(["/usr/sbin/slapd", "-d", "0", "-f", str(self.file), "-h", f"ldap://{self.address}"],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return self
            except OSError:
                time.sleep(0.05)
        raise RuntimeError("slapd did not start")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(60)
