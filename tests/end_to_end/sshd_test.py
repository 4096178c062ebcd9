"""A real sshd with the printed configuration, and people who come in with the keys they registered."""
import socket
import unittest

from cluster import PASSWORD, ClusterTest, new_key
from private_node import wait_until
from server import free_port

REFUSED = "Permission denied"
MAIN_CONFIGURATION = """Include /run/sshd/drawbridge.conf
ListenAddress 127.0.0.1
Port {port}
HostKey /run/sshd/host_key
PidFile none
PermitRootLogin no
KbdInteractiveAuthentication no
PrintMotd no
LogLevel VERBOSE
"""


class SshdTest(ClusterTest):
    def sshd_node(self):
        """A node with sssd and sshd."""
        node = self.sssd_node(self.client_config("sssd"))
        node.must("mkdir", "-m", "0755", "/run/sshd")
        node.must("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "/run/sshd/host_key")
        node.write("/run/sshd/drawbridge.conf", self.client_config("sshd"))
        node.write("/run/sshd/askpass", f"#!/bin/sh\necho '{PASSWORD}'\n", "0755")

        def is_listening():
            with socket.socket() as probe:
                return probe.connect_ex(("127.0.0.1", self.port)) == 0
        while True:
            self.port = free_port()
            node.write("/run/sshd/sshd_config", MAIN_CONFIGURATION.format(port=self.port))
            node.must("/usr/sbin/sshd", "-t", "-f", "/run/sshd/sshd_config")
            node.start("sshd", "/usr/sbin/sshd", "-D", "-e", "-f", "/run/sshd/sshd_config")
            try:
                node.wait_until_up("sshd", is_listening)
                return node
            except AssertionError:
                if "Address already in use" not in node.log("sshd"):
                    raise

    def ssh(self, node, user, *options, environment=None):
        """What a login to run `id` gives; standard output and error."""
        done = node.run("ssh", "-F", "none", "-p", self.port, "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null",
                        "-o", "LogLevel=ERROR", *options, f"{user}@127.0.0.1", "id", environment=environment)
        return done.stdout + done.stderr

    def with_key(self, node, user, key):
        return self.ssh(node, user, "-o", "BatchMode=yes", "-o", "IdentitiesOnly=yes", "-i", key)

    def test_a_registered_key_opens_until_its_owner_is_restricted(self):
        member = self.member()
        key, public = new_key(self.installation.folder)
        self.scene.key(member.user, public)
        foreign, _ = new_key(self.installation.folder, "foreign")
        node = self.sshd_node()
        opened = self.with_key(node, member.name, key)
        self.assertIn(f"uid={member.uid}({member.name}) gid={member.gid}", opened)
        self.assertIn("(glacier)", opened)
        self.assertIn(REFUSED, self.with_key(node, member.name, foreign))
        self.assertIn(REFUSED, self.with_key(node, self.people[1].name, key), "somebody else's key")
        self.assertIn(REFUSED, self.with_key(node, "nobody_of_that_name", key))

        self.restrict(member)

        def is_refused():
            node.must("sss_cache", "-E")
            return REFUSED in self.with_key(node, member.name, key)
        wait_until(is_refused, "the restricted to be refused")
        self.restrict(member, False)

        def is_let_in():
            node.must("sss_cache", "-E")
            return member.name in self.with_key(node, member.name, key)
        wait_until(is_let_in, "the key to open again")

    def test_a_password_opens_too(self):
        node = self.sshd_node()
        by_password = {"SSH_ASKPASS": "/run/sshd/askpass", "SSH_ASKPASS_REQUIRE": "force"}
        options = ["-o", "PubkeyAuthentication=no", "-o", "NumberOfPasswordPrompts=1"]
        self.assertIn(f"uid={self.person.uid}({self.person.name})", self.ssh(node, self.person.name, *options, environment=by_password))
        self.assertIn(REFUSED, self.ssh(node, self.people[1].name, *options, environment=by_password))

    def test_only_root_keeps_keys_of_its_own(self):
        node = self.sshd_node()

        def effective(user):
            lines = node.must("/usr/sbin/sshd", "-T", "-f", "/run/sshd/sshd_config", "-C", f"user={user},host=h,addr=127.0.0.1").splitlines()
            return dict(line.split(" ", 1) for line in lines if " " in line)
        self.assertEqual((".ssh/authorized_keys", "none"), (effective("root")["authorizedkeysfile"], effective("root")["authorizedkeyscommand"]))
        person = effective(self.person.name)
        self.assertEqual(("none", "/usr/bin/sss_ssh_authorizedkeys"), (person["authorizedkeysfile"], person["authorizedkeyscommand"]))
        self.assertEqual(("yes", "no"), (person["usepam"], person["permitrootlogin"]))


if __name__ == "__main__":
    unittest.main()
