"""A slapd of Debian with the configuration that the command prints: it follows, and people log in through it."""
import subprocess
import unittest

import ldap3

from cluster import PASSWORD, SECRET_PLACEHOLDER, SLUG, ClusterTest
from private_node import wait_until
from server import BASE_DN, PATIENCE_SECONDS, free_port

PEOPLE = f"ou=people,ou={SLUG},{BASE_DN}"


class SlapdReplicaTest(ClusterTest):
    needs_node = False

    def replica(self, scheme):
        """A slapd that runs, and a function that searches it without a bind."""
        folder = self.installation.folder / f"replica-{scheme}"
        folder.mkdir()
        text = self.installation.run("client-config", "slapd-replica", "--offering", SLUG, "--ca", self.authority.file,
                                     "--uri", f"{scheme}://127.0.0.1:{self.server.ports[scheme]}").stdout
        for there, here in ((SECRET_PLACEHOLDER, self.secret), ("/var/lib/ldap/drawbridge", str(folder)),
                            ("/run/slapd/slapd.pid", str(folder / "slapd.pid"))):
            self.assertIn(there, text)
            text = text.replace(there, here)
        configuration = folder / "slapd.conf"
        configuration.write_text(text, encoding="utf-8")
        configuration.chmod(0o600)
        port = free_port()
        with open(folder / "slapd.log", "wb") as log:
            process = subprocess.Popen(["/usr/sbin/slapd", "-f", str(configuration), "-h", f"ldap://127.0.0.1:{port}", "-d", "sync"],
                                       stdin=subprocess.DEVNULL, stdout=log, stderr=log)

        def end():
            process.kill()
            process.wait(PATIENCE_SECONDS)
        self.addCleanup(end)

        def search(condition, attributes):
            if process.poll() is not None:
                raise AssertionError((folder / "slapd.log").read_text(encoding="utf-8", errors="replace")[-4000:])
            connection = self.connection(port)
            try:
                connection.bind()
                connection.search(PEOPLE, condition, attributes=attributes)
                return {entry.uid.value: entry for entry in connection.entries}
            except ldap3.core.exceptions.LDAPSocketOpenError:
                return {}  # it does not listen yet
            finally:
                connection.unbind()
        return port, search

    def connection(self, port, *login):
        return ldap3.Connection(ldap3.Server("127.0.0.1", port=port, get_info=ldap3.NONE), *login)

    def bind(self, port, member, password):
        connection = self.connection(port, f"uid={member.name},{PEOPLE}", password)
        connection.bind()
        connection.unbind()
        return connection.result["result"]

    def test_it_follows_and_people_log_in(self):
        for scheme in ("ldap", "ldaps"):
            with self.subTest(scheme):
                port, search = self.replica(scheme)
                everybody = {member.name for member in self.people}
                wait_until(lambda: everybody <= set(search("(uid=*)", ["uid"])), "everybody on the replica")
                self.assertEqual(self.key.encode(), search(f"(uid={self.person.name})", ["uid", "sshPublicKey"])[self.person.name].sshPublicKey.raw_values[0])
                new = self.member()
                self.set_password(new, PASSWORD)
                wait_until(lambda: new.name in search("(uid=*)", ["uid"]), "the new one on the replica")
                self.assertEqual((0, 49), (self.bind(port, new, PASSWORD), self.bind(port, new, "wrong")))
                self.restrict(new)
                wait_until(lambda: new.name in search("(shadowExpire=1)", ["uid"]), "the restriction on the replica")
                self.assertEqual(49, self.bind(port, new, PASSWORD))
                self.scene.revoke(new.user, self.project)


if __name__ == "__main__":
    unittest.main()
