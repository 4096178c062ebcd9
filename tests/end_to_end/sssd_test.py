"""sssd as a node runs it, with the configuration that the command prints: names, groups, keys, logins, outages."""
import json
import re
import subprocess
import unittest

from cluster import CA_ON_NODE, PASSWORD, SLUG, ClusterTest
from private_node import wait_until
from scene import public_key
from server import ROOT, binary, environment

RIGHT = "successfully authenticated"
MAY_LOG_IN = "account management done"
WRONG = "Authentication failure"
# How the filters of sssd's lists begin, in the order in which it asks.
PEOPLE_LISTED = "(&(objectclass=posixAccount)(uid=*)"
GROUPS_LISTED = "(&(objectClass=posixGroup)(cn=*)"
SERVICES_LISTED = "(&(objectclass=ipService)(cn=*)"


class SssdTest(ClusterTest):
    def expire(self, node):
        """The cache's time is over: everything is asked for again."""
        node.must("sss_cache", "-E")

    def eventually(self, node, condition, what):
        """Waits until a change is seen; the cache expires before each look."""
        def seen():
            self.expire(node)
            return condition()
        wait_until(seen, what)

    def test_names_groups_keys_and_logins_over_start_tls(self):
        configuration = self.client_config("sssd", "ldap")
        self.assertIn("ldap_id_use_start_tls = true", configuration)
        node = self.sssd_node(configuration)
        self.assert_knows_everybody(node)
        self.assertEqual([self.key], self.keys_on(node, self.person))
        self.assertEqual([], self.keys_on(node, self.people[1]))
        login = node.login(self.person.name, PASSWORD)
        self.assertIn(RIGHT, login)
        self.assertIn(MAY_LOG_IN, login)
        for password in ("wrong", ""):
            self.assertNotIn(RIGHT, node.login(self.person.name, password), password)

    def test_rfc2307bis_over_ldaps(self):
        configuration = self.client_config("sssd", "ldaps", "--schema", "rfc2307bis")
        self.assertIn("ldap_schema = rfc2307bis", configuration)
        node = self.sssd_node(configuration)
        self.assert_knows_everybody(node)
        self.assertEqual([self.key], self.keys_on(node, self.person))
        self.assertIn(RIGHT, node.login(self.person.name, PASSWORD))

    def test_an_unknown_authority_gives_nothing(self):
        node = self.sssd_node(self.client_config("sssd", "ldaps").replace(CA_ON_NODE, "/etc/ssl/certs/ca-certificates.crt"), finds_server=False)
        self.assertEqual([], node.getent("passwd", self.person.name))

    def test_changes_over_rest_arrive_after_the_cache_expires(self):
        first, changed, restricted = self.member(), self.member(), self.member()
        old = self.scene.key(changed.user)
        self.scene.key(restricted.user)
        self.set_password(restricted, PASSWORD)
        node = self.sssd_node(self.client_config("sssd"))
        self.assertIn(first.name, node.members("glacier"))
        self.assertEqual([old], self.keys_on(node, changed))
        self.assertEqual(1, len(self.keys_on(node, restricted)))
        self.assertIn(RIGHT, node.login(restricted.name, PASSWORD))

        new, key = self.member(), public_key("desk@example")
        self.assertEqual(1, len(node.getent("passwd", new.name)), "what was never asked for needs no expiry")
        self.replace_keys(changed, key)
        self.restrict(restricted)
        self.eventually(node, lambda: new.name in node.members("glacier"), "the new member of the group")
        self.eventually(node, lambda: [key] == self.keys_on(node, changed), "the changed key")
        self.eventually(node, lambda: [] == self.keys_on(node, restricted), "the keys of the restricted")
        self.assertNotIn(RIGHT, node.login(restricted.name, PASSWORD))
        self.assertEqual(1, len(node.getent("passwd", restricted.name)), "files keep their owner's name")
        account = node.run("pamtester", "cluster", restricted.name, "acct_mgmt")
        self.assertNotEqual(0, account.returncode, "also a login by key is refused")
        for member in (first, changed, restricted, new):
            self.scene.revoke(member.user, self.project)

    def test_people_change_their_own_password(self):
        member, new = self.member(), "another battery, another staple"
        self.set_password(member, PASSWORD)
        node = self.sssd_node(self.client_config("sssd"))
        self.assertIn("altered successfully", node.change_password(member, PASSWORD, new))
        self.assertIn(RIGHT, node.login(member.name, new))
        self.assertNotIn(RIGHT, node.login(member.name, PASSWORD))
        self.assertNotIn("altered successfully", node.change_password(member, PASSWORD, "a third one, not to be"))
        self.scene.revoke(member.user, self.project)


class EnumerationTest(ClusterTest):
    ldap_settings = {"log": "operations"}

    def enumerations(self, since):
        """What sssd has asked for in its lists behind the first `since` lines of the log."""
        lines = (json.loads(text) for text in self.server.messages[since:] if '"operation":"search"' in text)
        return [line for line in lines if line["detail"].startswith((PEOPLE_LISTED, GROUPS_LISTED, SERVICES_LISTED))]

    def rest_between_lists(self):
        """Waits until sssd has listed everything twice more: what was there before has been heard of."""
        seen = len(self.server.messages)
        wait_until(lambda: [line["detail"].startswith(SERVICES_LISTED) for line in self.enumerations(seen)].count(True) >= 2, "sssd's lists")

    def member_between_lists(self):
        """The log's length before a new member was made, and the member.

        sssd lists people, then groups; of a group it forgets members whom its list of people did not have yet, until the
        group changes again. So nobody is looked at who was made while it was listing.
        """
        for _ in range(10):
            self.rest_between_lists()
            before = len(self.server.messages)
            member = self.member()
            if not self.enumerations(before):
                return before, member
        raise AssertionError("sssd is always listing")

    def assert_incremental(self, since):
        """What sssd has enumerated behind the first `since` lines of the log: a person who came and left, and the groups of it."""
        lines = self.enumerations(since)
        for start, entries in ((PEOPLE_LISTED, 2), (GROUPS_LISTED, 3)):
            found = [line for line in lines if line["detail"].startswith(start)]
            for line in found:
                self.assertIn("(entryUSN>=", line["detail"])
                self.assertLessEqual(line["entries"], 2, line)  # of groups the own one and the project's
            self.assertGreaterEqual(sum(line["entries"] for line in found), entries, "that is how the change was heard of")

    def test_asks_only_for_what_changed(self):
        settings = "enumerate = true\nldap_enumeration_refresh_offset = 0\nldap_enumeration_refresh_timeout = 2\nldap_page_size = 7"
        for schema in ("rfc2307", "rfc2307bis"):
            with self.subTest(schema):
                configuration = self.client_config("sssd", "ldaps", "--schema", schema)
                configuration = configuration.replace("enumerate = false", settings).replace("memcache_timeout = 60",
                                                                                             "memcache_timeout = 0\nenum_cache_timeout = 1")
                node = self.sssd_node(configuration)
                everybody = {member.name for member in self.people}

                def listed(database):
                    return {line.split(":")[0] for line in node.getent(database)}
                wait_until(lambda: everybody <= listed("passwd"), "everybody in the list")
                wait_until(lambda: {"glacier", "tundra"} <= listed("group"), "every group in the list")
                before, new = self.member_between_lists()
                wait_until(lambda: new.name in listed("passwd"), "the new one in the list")
                wait_until(lambda: new.name in node.members("glacier"), "the new one in the group")
                self.scene.revoke(new.user, self.project)
                wait_until(lambda: new.name not in node.members("glacier"), "the group without the one who left")
                self.assert_incremental(before)
                node.close()


class ReadmeTest(ClusterTest):
    """The chapter "Connect a cluster", as it stands there."""

    # What a node without systemd has in the place of these; the packages are there already.
    STAND_INS = """set -euo pipefail
apt-get() { return 0; }
pam-auth-update() { return 0; }
systemctl() {
  case "$*" in
    'restart sssd')
      sssd -i --logger=stderr > /run/sssd.log 2>&1 &
      for _ in $(seq 3000); do [[ ! -S /var/lib/sss/pipes/ssh || ! -S /var/lib/sss/pipes/nss ]] || return 0; sleep 0.1; done
      cat /run/sssd.log; return 1 ;;
    'reload-or-restart ssh') mkdir -p /run/sshd; ssh-keygen -A; /usr/sbin/sshd -t ;;
  esac
}
"""

    def blocks(self):
        chapter = (ROOT / "README.md").read_text(encoding="utf-8").split("\n## Connect a cluster\n")[1].split("\n## ")[0]
        return re.findall(r"```sh\n(.*?)```", chapter, re.DOTALL)

    def test_from_the_command_to_id(self):
        on_server, on_node = self.blocks()[:2]
        folder = self.installation.folder / "readme"
        folder.mkdir()
        for there, here in (("drawbridge ldap-account create nodes", "drawbridge ldap-account create more-nodes"),
                            ("--account nodes", "--account more-nodes"), ("fjord", SLUG), ("/etc/ssl/site-ca.pem", CA_ON_NODE),
                            ("ldaps://drawbridge.example.org", f"ldaps://127.0.0.1:{self.server.ports['ldaps']}")):
            self.assertIn(there, on_server)
            on_server = on_server.replace(there, here)
        command = f'set -euo pipefail\ndrawbridge() {{ {binary()} "$@" --config {self.installation.config}; }}\n'
        done = subprocess.run(["bash", "-c", command + on_server], cwd=folder, capture_output=True, text=True, env=environment(), check=False)
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertEqual(0o600, (folder / "sssd.conf").stat().st_mode & 0o777)
        node = self.node()
        self.prepare_sssd(node)
        node.cover("/etc/ssh", keep=True)
        node.must("mkdir", "-p", "/etc/ssh/sshd_config.d")
        script = self.STAND_INS + f"cd {folder}\n" + on_node.replace("jane_roe_00", self.person.name)
        shown = node.must("bash", "-c", script)
        self.assertIn(f"uid={self.person.uid}({self.person.name}) gid={self.person.gid}", shown)
        self.assertIn("(glacier)", shown)
        self.assertIn(self.key, shown)


class SssdOutageTest(ClusterTest):
    @classmethod
    def tearDownClass(cls):
        """The test has stopped the server."""

    def test_without_the_server_cached_people_resolve_and_log_in(self):
        node = self.sssd_node(self.client_config("sssd"))
        self.assert_knows_everybody(node)
        self.assertIn(RIGHT, node.login(self.person.name, PASSWORD))
        self.assertEqual([self.key], self.keys_on(node, self.person))
        self.server.stop()
        node.must("sss_cache", "-E")
        stranger = self.people[-1]
        self.assertEqual([], node.getent("passwd", stranger.uid + 1000))
        self.assert_knows_everybody(node)
        self.assertEqual([self.key], self.keys_on(node, self.person))
        self.assertIn(RIGHT, node.login(self.person.name, PASSWORD))
        self.assertIn(WRONG, node.login(self.person.name, "wrong"))


if __name__ == "__main__":
    unittest.main()
