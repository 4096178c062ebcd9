"""nslcd with libnss-ldapd and libpam-ldapd as a node runs them, with the configuration that the command prints."""
import unittest

from cluster import PASSWORD, ClusterTest
from private_node import wait_until

RIGHT = "successfully authenticated"
MAY_LOG_IN = "account management done"


class NslcdNodeTest(ClusterTest):
    # DNs with blanks: they go to the end of their lines.
    base_dn = "o=The Whole Site,dc=example,dc=org"

    def nslcd_node(self, configuration):
        node = self.node()
        node.must("install", "-d", "-o", "nslcd", "-g", "nslcd", "/run/nslcd")
        node.wire("ldap", "pam_ldap.so minimum_uid=1000")
        node.bind("/etc/nslcd.conf", configuration, "0600")
        node.start("nslcd", "nslcd", "-n")
        node.wait_until_up("nslcd", lambda: node.run("test", "-S", "/run/nslcd/socket").returncode == 0)
        return node


class NslcdTest(NslcdNodeTest):
    def test_names_groups_and_logins(self):
        for scheme, setting in (("ldap", "ssl start_tls"), ("ldaps", "ssl on")):
            with self.subTest(scheme):
                configuration = self.client_config("nslcd", scheme)
                self.assertIn(setting, configuration)
                node = self.nslcd_node(configuration)
                self.assert_knows_everybody(node)
                login = node.login(self.person.name, PASSWORD)
                self.assertIn(RIGHT, login)
                self.assertIn(MAY_LOG_IN, login)
                for password in ("wrong", ""):
                    self.assertNotIn(RIGHT, node.login(self.person.name, password), password)
                self.assertRegex(node.getent("shadow", self.person.name)[0], rf"^{self.person.name}:[*x!]*:")
                node.close()

    def test_whole_lists_come_in_pages(self):
        node = self.nslcd_node(self.client_config("nslcd").replace("pagesize 1000", "pagesize 4"))
        everybody = {member.name for member in self.people}
        self.assertLessEqual(everybody, {line.split(":")[0] for line in node.getent("passwd")})
        self.assertLessEqual({"glacier", "tundra"}, {line.split(":")[0] for line in node.getent("group")})

    def test_people_change_their_own_password(self):
        member, new = self.member(), "another battery, another staple"
        self.set_password(member, PASSWORD)
        node = self.nslcd_node(self.client_config("nslcd"))
        self.assertIn("altered successfully", node.change_password(member, PASSWORD, new))
        self.assertIn(RIGHT, node.login(member.name, new))
        self.assertNotIn(RIGHT, node.login(member.name, PASSWORD))
        self.scene.revoke(member.user, self.project)

    def test_changes_show_at_the_next_lookup(self):
        node = self.nslcd_node(self.client_config("nslcd"))
        new = self.member()
        self.set_password(new, PASSWORD)
        self.assertEqual(1, len(node.getent("passwd", new.name)))
        self.assertIn(new.name, node.members("glacier"))
        self.assertIn(RIGHT, node.login(new.name, PASSWORD))
        self.restrict(new)
        self.assertNotIn(RIGHT, node.login(new.name, PASSWORD))
        self.assertNotEqual(0, node.run("pamtester", "cluster", new.name, "acct_mgmt").returncode, "also a login by key is refused")
        self.assertEqual(1, len(node.getent("passwd", new.name)), "files keep their owner's name")
        self.scene.revoke(new.user, self.project)


class NslcdOutageTest(NslcdNodeTest):
    @classmethod
    def tearDownClass(cls):
        """The test has stopped its server."""

    def test_it_comes_back_with_the_server(self):
        node = self.nslcd_node(self.client_config("nslcd"))
        self.assertEqual(1, len(node.getent("passwd", self.person.name)))
        port = self.server.ports["ldaps"]
        self.server.stop()
        self.assertEqual([], node.getent("passwd", self.person.name))
        text = self.installation.config.read_text(encoding="utf-8")
        self.installation.config.write_text(text.replace('listen_tls = "127.0.0.1:0"', f'listen_tls = "127.0.0.1:{port}"'), encoding="utf-8")
        again = self.installation.serve()
        wait_until(lambda: node.getent("passwd", self.person.name), "nslcd to find the server again")
        again.stop()


if __name__ == "__main__":
    unittest.main()
