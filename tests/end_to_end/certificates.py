"""A certificate authority for one test, made with openssl(1)."""
import subprocess


def openssl(*arguments, **options):
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True, **options)


class Authority:
    """A CA in `folder`; `file` is its certificate."""

    def __init__(self, folder, name="Test CA"):
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.file = folder / "ca.pem"
        self.key = folder / "ca.key"
        rules = folder / "ca.cnf"
        # Of our own: the system's file adds extensions, and GnuTLS trusts no certificate that has one twice.
        rules.write_text("[req]\ndistinguished_name=name\nx509_extensions=ca\nprompt=no\n[name]\nCN=" + name + "\n"
                         "[ca]\nbasicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n",
                         encoding="ascii")
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-config", rules,
                "-keyout", self.key, "-out", self.file)

    def issue(self, name="server", host=None, is_expired=False):
        """Certificate and key files for 127.0.0.1 and localhost, or for another `host` (a DNS name) alone; `is_expired`: since yesterday."""
        alternatives = f"DNS:{host}" if host else "IP:127.0.0.1,DNS:localhost"
        key, request, certificate = (self.folder / f"{name}.{ending}" for ending in ("key", "csr", "pem"))
        openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", f"/CN={host or 'localhost'}", "-keyout", key,
                "-out", request)
        extensions = self.folder / f"{name}.ext"
        extensions.write_text(f"subjectAltName={alternatives}\nbasicConstraints=CA:FALSE\n", encoding="ascii")
        openssl("x509", "-req", "-in", request, "-CA", self.file, "-CAkey", self.key, "-CAcreateserial", "-days", "-1" if is_expired else "2",
                "-extfile", extensions, "-out", certificate)
        key.chmod(0o600)
        return certificate, key
