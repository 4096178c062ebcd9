"""The configuration of LDAP clients as the command prints it: complete, right for the offering, refused when it cannot be."""
import configparser
import json
import pathlib
import re
import shutil
import subprocess
import unittest

from api import Api
from scene import OFFERINGS, Scene
from server import BASE_DN, ROOT, Installation

CLIENTS = ("sssd", "nslcd", "sshd", "slapd-replica")
HPC = f"ou=hpc,{BASE_DN}"
ADDRESS = ["--uri", "ldaps://drawbridge.example.org", "--ca", "/etc/ssl/site-ca.pem"]


def words_of(text):
    """Keyword to value of a file with one setting a line; of the last line of each."""
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return dict(line.split(None, 1) for line in lines)


class ClientConfigTest(unittest.TestCase):
    def setUp(self):
        self.installation = Installation()
        self.addCleanup(self.installation.close)
        running = self.installation.serve()
        self.scene = Scene(Api(running.http_url, self.installation.token()))
        self.offering = self.scene.offering(slug="hpc")
        self.dn, self.secret = self.installation.service_account("nodes", "hpc")
        self.server = running

    def printed(self, client, *arguments, expect=0):
        return self.installation.run("client-config", client, "--offering", "hpc", *(arguments or ADDRESS), expect=expect)

    def refusal(self, client, *arguments, expect=1):
        done = self.printed(client, *arguments, expect=expect)
        self.assertEqual("", done.stdout)
        self.assertTrue(done.stderr)
        return done.stderr

    def test_the_same_with_and_without_a_running_server_and_never_a_secret(self):
        for client in CLIENTS:
            with self.subTest(client):
                first = self.printed(client).stdout
                self.assertEqual(first, self.installation.run("client-config", client, "--offering", self.offering["uuid"], *ADDRESS).stdout)
                self.assertNotIn(self.secret, first)
                self.assertNotIn("{{", first)
                self.assertEqual(client != "sshd", "PUT-THE-SECRET-HERE" in first)
        self.server.stop()
        self.assertEqual(first, self.printed(CLIENTS[-1]).stdout)

    def test_sssd(self):
        parsed = configparser.ConfigParser(interpolation=None)
        parsed.read_string(self.printed("sssd", *ADDRESS, "--schema", "rfc2307bis").stdout)
        domain = parsed["domain/" + parsed["sssd"]["domains"]]
        self.assertEqual("nss, pam, ssh", parsed["sssd"]["services"])
        for key, value in {"id_provider": "ldap", "auth_provider": "ldap", "chpass_provider": "ldap", "ldap_uri": ADDRESS[1],
                           "ldap_tls_cacert": ADDRESS[3], "ldap_tls_reqcert": "demand", "ldap_default_bind_dn": self.dn,
                           "ldap_user_search_base": f"ou=people,{HPC}", "ldap_group_search_base": f"ou=groups,{HPC}",
                           "ldap_schema": "rfc2307bis", "ldap_user_ssh_public_key": "sshPublicKey", "access_provider": "ldap",
                           "ldap_account_expire_policy": "shadow"}.items():
            self.assertEqual(value, domain[key], key)

    def test_nslcd(self):
        words = words_of(self.printed("nslcd").stdout)
        self.assertEqual((ADDRESS[1], self.dn, "on", "demand", ADDRESS[3]),
                         tuple(words[key] for key in ("uri", "binddn", "ssl", "tls_reqcert", "tls_cacertfile")))

    def test_the_default_address_is_that_of_the_configuration(self):
        self.assertIn("--uri", self.refusal("sssd", "--ca", "/ca.pem", expect=2), "a port that is chosen at the start")
        self.server.stop()
        self.installation.configure(ldap={"listen": "127.0.0.1:3893"})
        text = self.printed("sssd", "--account", "nodes").stdout
        self.assertIn("ldap_uri = ldap://127.0.0.1:3893\n", text)
        self.assertIn("ldap_id_use_start_tls = false\n", text, "a server without a certificate")
        self.assertIn("ldap_id_use_start_tls = true\n", self.printed("sssd", "--ca", "/ca.pem").stdout)

    def test_what_is_not_there_is_refused_with_a_reason(self):
        unknown = self.installation.run("client-config", "sssd", "--offering", "none", *ADDRESS, expect=1)
        self.assertIn("none", unknown.stderr)
        self.assertEqual("", unknown.stdout)
        self.assertIn("nobody", self.refusal("sssd", *ADDRESS, "--account", "nobody"))
        other = self.scene.offering(slug="other")
        done = self.installation.run("client-config", "nslcd", "--offering", "other", *ADDRESS, expect=1)
        self.assertIn("ldap-account create", done.stderr, "the offering has no account yet")
        self.installation.service_account("elsewhere", "other")
        self.assertIn("elsewhere", self.refusal("sssd", *ADDRESS, "--account", "elsewhere"))
        self.installation.service_account("everywhere")
        self.assertIn("cn=everywhere,", self.printed("sssd", *ADDRESS, "--account", "Everywhere").stdout)
        self.installation.service_account("more-nodes", "hpc")
        self.assertIn("--account", self.refusal("sssd"), "two accounts")
        staff = self.scene.staff
        staff.must("POST", f"{OFFERINGS}{other['uuid']}/update_integration/",
                   {"plugin_options": {"service_provider_can_create_offering_user": False}})
        done = self.installation.run("client-config", "sshd", "--offering", "other", expect=1)
        self.assertIn("service_provider_can_create_offering_user", done.stderr)
        self.scene.offering(slug="draft", activate=False)
        done = self.installation.run("client-config", "sshd", "--offering", "draft", expect=1)
        self.assertIn("Draft", done.stderr)

    def test_wrong_usage(self):
        for arguments in (["client-config"], ["client-config", "sssd"], ["client-config", "ldapd", "--offering", "hpc"],
                          ["client-config", "sssd", "--offering", "hpc", "--uri", "drawbridge.example.org"],
                          ["client-config", "sssd", "--offering", "hpc", "--uri", "ldap://a\nldap_tls_reqcert = never"],
                          ["client-config", "sssd", "--offering", "hpc", "--ca", "ca.pem"],
                          ["client-config", "sssd", "--offering", "hpc", "--ca", "/ca\n.pem"],
                          ["client-config", "nslcd", "--offering", "hpc", "--schema", "rfc2307bis"],
                          ["client-config", "sssd", "--offering", "hpc", "--schema", "ad"],
                          ["client-config", "sssd", "--offering", "hpc", "--replica"],
                          ["client-config", "sssd", "--offering", "hpc", "--replica", "--account", "nodes", *ADDRESS],
                          ["client-config", "nslcd", "--offering", "hpc", "--replica", *ADDRESS]):
            with self.subTest(json.dumps(arguments)):
                self.assertEqual("", self.installation.run(*arguments, expect=2).stdout)

    def test_an_account_that_sees_too_little_is_refused(self):
        seen = ["uid", "uidNumber", "gidNumber", "homeDirectory", "loginShell", "cn", "memberUid", "shadowExpire"]

        def account(name, attributes):
            self.installation.run("ldap-account", "create", name, "--offering", "hpc", "--attributes", ",".join(attributes))
            return [*ADDRESS, "--account", name]
        most = account("most", [*(name.upper() for name in seen), "sshPublicKey", "member"])
        for arguments in (["sssd", *most], ["sssd", *most, "--schema", "rfc2307bis"], ["nslcd", *most], ["slapd-replica", *most]):
            self.assertIn("cn=most,", self.printed(*arguments).stdout)
        no_keys = account("no-keys", seen)
        self.assertIn("The service account no-keys does not see sshPublicKey, which", self.refusal("sssd", *no_keys))
        self.assertIn(" member, sshPublicKey,", self.refusal("sssd", *no_keys, "--schema", "rfc2307bis"))
        self.assertIn(" member, sshPublicKey,", self.refusal("slapd-replica", *no_keys))
        self.assertIn("cn=no-keys,", self.printed("nslcd", *no_keys).stdout)
        for missing in seen:
            too_few = account(f"no-{missing}", [name for name in seen if name != missing] + ["sshPublicKey", "member"])
            for client in ("sssd", "nslcd", "slapd-replica"):
                self.assertIn(f"no-{missing} does not see {missing}, which", self.refusal(client, *too_few))

    def test_the_lists_of_attributes_in_the_documents_are_enough(self):
        help_text = self.installation.run("ldap-account", "create", "--help").stdout
        readme = (ROOT / "README.md").read_text(encoding="utf-8")
        for number, text in enumerate((help_text, readme)):
            listed = re.search(r"--attributes\s+(uid,\S+?)`?\s", text)[1]
            self.installation.run("ldap-account", "create", f"listed-{number}", "--offering", "hpc", "--attributes", listed)
            for client, *more in (["sssd"], ["sssd", "--schema", "rfc2307bis"], ["nslcd"], ["slapd-replica"]):
                self.printed(client, *ADDRESS, "--account", f"listed-{number}", *more)

    def test_sssd_at_a_replica_binds_as_nobody(self):
        self.installation.service_account("more-nodes", "hpc")
        text = self.printed("sssd", *ADDRESS, "--replica").stdout
        parsed = configparser.ConfigParser(interpolation=None)
        parsed.read_string(text)
        domain = parsed["domain/hpc"]
        self.assertEqual((ADDRESS[1], "none", "ldap", "shadow"), tuple(domain[key] for key in (
            "ldap_uri", "chpass_provider", "access_provider", "ldap_account_expire_policy")))
        for word in ("ldap_default_bind_dn", "ldap_default_authtok", "PUT-THE-SECRET-HERE", "ou=services", "{{"):
            self.assertNotIn(word, text)

    def test_what_a_syntax_cannot_say_is_refused(self):
        self.assertIn("blank", self.refusal("nslcd", "--uri", ADDRESS[1], "--ca", "/etc/ssl/site ca.pem"))
        self.assertIn("tls_cacert = /etc/ssl/site ca.pem\n", self.printed("sssd", "--uri", ADDRESS[1], "--ca", "/etc/ssl/site ca.pem").stdout)

    def test_slapd_takes_the_replica(self):
        slaptest = shutil.which("slaptest", path="/usr/sbin:/sbin:/usr/bin")
        self.assertIsNotNone(slaptest, "Debian's slapd is installed with what the tests need")
        folder = self.installation.folder / "replica"
        folder.mkdir()
        authority = pathlib.Path("/etc/ssl/certs/ca-certificates.crt")
        for address in (["--uri", "ldaps://127.0.0.1", "--ca", str(authority)], ["--uri", "ldap://127.0.0.1", "--ca", str(authority)],
                        ["--uri", "ldap://127.0.0.1"]):
            with self.subTest(address):
                text = self.printed("slapd-replica", *address).stdout
                self.assertEqual("--ca" in address and address[1].startswith("ldap:"), "starttls=critical" in text)
                file = folder / "slapd.conf"
                file.write_text(text.replace("/var/lib/ldap/drawbridge", str(folder)).replace("PUT-THE-SECRET-HERE", self.secret), encoding="ascii")
                done = subprocess.run([slaptest, "-u", "-f", str(file)], capture_output=True, text=True, check=False)
                self.assertEqual(0, done.returncode, done.stderr)
                self.assertIn("config file testing succeeded", done.stderr)

    def test_the_documents_point_to_the_command(self):
        text = (ROOT / "contrib" / "clients" / "README.md").read_text(encoding="utf-8")
        for client in CLIENTS:
            self.assertIn(f"drawbridge client-config {client} ", text)


if __name__ == "__main__":
    unittest.main()
