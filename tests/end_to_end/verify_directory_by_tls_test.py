"""verify-directory over TLS: which certificates it takes for the server's."""
import socket
import ssl
import subprocess
import unittest

from certificates import Authority
import server
from server import PATIENCE_SECONDS
from verify_directory_test import DirectoryTest


class TlsListenerTest(DirectoryTest):
    """Our own listener with a certificate of `authority`; `issued`: what it is issued for."""

    issued = {}

    @classmethod
    def prepare(cls):
        cls.authority = Authority(cls.installation.folder / "ca")
        certificate, key = cls.authority.issue(**cls.issued)
        cls.installation.configure(ldap={"certificate": str(certificate), "key": str(key), "listen_tls": "127.0.0.1:0"})
        super().prepare()

    @property
    def secure(self):
        return f"ldaps://127.0.0.1:{self.server.ports['ldaps']}"

    def assert_not_trusted(self, authority):
        """Neither over ldaps nor by StartTLS."""
        for arguments, uri in (([], self.secure), (["--starttls"], self.server.ldap_url)):
            with self.subTest(uri=uri):
                done = self.verify_own("--ca", authority.file, *arguments, uri=uri, expect=1)
                self.assertIn(f"{uri} is not trusted: its certificate does not descend from those in {authority.file}, "
                              "is for another name or out of date", done.stderr)
                self.assertEqual("", done.stdout)

    def greet(self, host):
        """A TLS handshake of another client, which trusts the authority and calls the server `host`."""
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        tls.load_verify_locations(self.authority.file)
        with socket.create_connection(("127.0.0.1", self.server.ports["ldaps"]), timeout=PATIENCE_SECONDS) as connection:
            tls.wrap_socket(connection, server_hostname=host).close()


class TlsTest(TlsListenerTest):
    def test_ldaps_and_starttls(self):
        secure = self.secure
        self.assertIn("equal", self.verify_own("--ca", self.authority.file, uri=secure).stdout)
        self.assertIn("equal", self.verify_own("--ca", self.authority.file, "--starttls").stdout)
        self.assert_not_trusted(Authority(self.installation.folder / "other"))
        with self.subTest("the settings of the environment do not weaken it"):
            done = subprocess.run([server.binary(), "verify-directory", "--config", self.installation.config, "--uri", secure, "--offering", "hpc"],
                                  env={**server.environment(), "LDAPTLS_REQCERT": "never"}, capture_output=True, text=True,
                                  timeout=PATIENCE_SECONDS, check=False)
            self.assertEqual(1, done.returncode, done.stderr)
            self.assertIn("is not trusted", done.stderr)

    def test_a_ca_that_is_none(self):
        nothing = self.private_file("nothing.pem", "nothing")
        done = self.verify_own("--ca", nothing, uri=self.secure, expect=2)
        self.assertIn("nothing.pem", done.stderr)


class OtherNameTest(TlsListenerTest):
    issued = {"host": "directory.example.org"}

    def test_a_certificate_for_another_host_is_refused(self):
        self.greet("directory.example.org")  # nothing but the name is wrong
        self.assert_not_trusted(self.authority)


class ExpiredTest(TlsListenerTest):
    issued = {"is_expired": True}

    def test_an_expired_certificate_is_refused(self):
        with self.assertRaisesRegex(ssl.SSLCertVerificationError, "certificate has expired"):
            self.greet("127.0.0.1")
        self.assert_not_trusted(self.authority)


if __name__ == "__main__":
    unittest.main()
