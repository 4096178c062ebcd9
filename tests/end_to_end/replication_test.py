"""A stock OpenLDAP consumer (slapd of Debian) replicates by RFC 4533: all changes, breaks on either side, deletions; and the
incremental searches of clients such as sssd."""
import re
import subprocess
import unittest

from api import Api
from certificates import Authority
from populated import populate
from population import Population
from private_node import wait_until
from random_changes import ChangesUnderWay, RandomChanges
from replica import Replica, dump
from scene import ACCOUNTS, OFFERINGS, SceneTest
from server import BASE_DN, PATIENCE_SECONDS, Installation, user_count
import slapd
from valve import Valve

HPC = f"ou=hpc,{BASE_DN}"
ROUND = 48
FIRST_PART = 1 << 16  # octets of a refresh, far fewer than all


@slapd.needed
class ReplicationCase(SceneTest):
    """One server with an imported site; every test makes its own consumers."""

    users = 300

    @classmethod
    def prepare(cls):
        cls.site = populate(cls.installation, Population(cls.users, projects=max(6, cls.users // 50), robots=2))
        cls.login = {"whole": cls.installation.service_account("whole"), "hpc": cls.installation.service_account("hpc", "hpc")}
        super().prepare()

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.changes = RandomChanges(cls.staff, cls.site)

    @classmethod
    def serve(cls):
        super().serve()
        # Consumers look for it at the same port after a restart.
        cls.installation.configure(ldap={"listen": f"127.0.0.1:{cls.server.ports['ldap']}"})
        if hasattr(cls, "changes"):
            cls.changes.staff = cls.changes.scene.staff = cls.staff

    def provider_dump(self, base, account="whole", condition="(objectClass=*)"):
        dn, secret = self.login[account]
        return dump(self.server.ldap_url, base, "-D", dn, "-w", secret, condition=condition)

    def replica(self, base=BASE_DN, account="whole", **options):
        made = Replica(self.server.ldap_url, base, *self.login[account], **options)
        self.addCleanup(made.close)
        return made.start()

    def wait(self, replica, account="whole"):
        replica.wait_until_equal(lambda: self.provider_dump(replica.base, account, replica.condition))

    def values(self, base, *attributes, scope="base", condition="(objectClass=*)"):
        dn, secret = self.login["whole"]
        done = subprocess.run(["ldapsearch", "-x", "-LLL", "-o", "ldif-wrap=no", "-H", self.server.ldap_url, "-D", dn, "-w", secret, "-b",
                               base, "-s", scope, condition, *attributes], capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=True)
        return done.stdout


class ReplicationTest(ReplicationCase):
    users = min(user_count(400), 1000)  # the benchmark replicates 10,000

    def test_both_modes_and_both_bases_follow_every_change(self):
        replicas = [(self.replica(base, account, persist=persist), account) for base, account in ((BASE_DN, "whole"), (HPC, "hpc"))
                    for persist in (True, False)]
        for replica, account in replicas:
            self.wait(replica, account)
        for _ in range(2):
            self.changes.run(ROUND)
            for replica, account in replicas:
                self.wait(replica, account)
        for replica, _ in replicas:
            self.assertEqual([], replica.complaints())
            self.assertGreater(len(replica.dump()), self.users)

    def test_a_replica_knows_every_attribute_it_gets(self):
        replica = self.replica(schemachecking=True)
        self.wait(replica)
        self.changes.run(16)
        self.wait(replica)
        self.assertEqual([], replica.complaints())

    def test_a_filter_is_followed(self):
        replica = self.replica(HPC, condition="(|(objectClass=organizationalUnit)(shadowExpire=1))")
        self.wait(replica)
        self.changes.run(ROUND)
        self.wait(replica)
        self.assertEqual([], replica.complaints())

    def test_deletions_while_it_was_down(self):
        for persist in (True, False):
            replica = self.replica(persist=persist)
            self.wait(replica)
            replica.stop()
            for _ in range(3):
                self.changes.delete()
            self.changes.revoke()
            self.changes.rename()
            replica.start()
            self.wait(replica)
            self.assertIn("csn=", replica.log(), "it came back with a cookie")
            self.assertEqual([], replica.complaints())

    def wait_until_it_follows(self, replica):
        """Until it gets what changes meanwhile."""
        received = replica.received()
        wait_until(lambda: replica.received() > received, "an entry for the replica")

    def test_kill_9_of_the_consumer_while_changes_are_made(self):
        replica = self.replica()
        self.wait(replica)
        with ChangesUnderWay(self.changes) as under_way:
            for _ in range(3):
                self.wait_until_it_follows(replica)
                replica.kill()
                under_way.wait_for(8)
                replica.start()
        self.wait(replica)

    def test_kill_9_of_the_consumer_in_the_middle_of_its_first_refresh(self):
        valve = Valve(self.server.ports["ldap"], octets=FIRST_PART)
        self.addCleanup(valve.close)
        replica = Replica(f"ldap://127.0.0.1:{valve.port}", BASE_DN, *self.login["whole"])
        self.addCleanup(replica.close)
        replica.start()
        with ChangesUnderWay(self.changes) as under_way:
            wait_until(replica.dump, "the first entries")
            under_way.wait_for(8)
            held = len(replica.dump())
            replica.kill()
            self.assertLess(held, len(self.provider_dump(BASE_DN)))
            under_way.wait_for(8)
            valve.open()
            replica.start()
        self.wait(replica)

    def test_kill_9_of_the_server_while_changes_are_made(self):
        replicas = [self.replica(), self.replica(HPC, "hpc", persist=False)]
        for replica, account in zip(replicas, ("whole", "hpc")):
            self.wait(replica, account)
        with ChangesUnderWay(self.changes) as under_way:
            for number in range(1, 3):
                for replica in replicas:
                    self.wait_until_it_follows(replica)
                under_way.break_off(self.server.kill)
                self.assertEqual(number, under_way.failed)
                type(self).serve()
                under_way.go_on()
                under_way.wait_for(8)
        for replica, account in zip(replicas, ("whole", "hpc")):
            self.wait(replica, account)

    def test_nothing_is_sent_again_after_a_restart(self):
        replica = self.replica()
        self.wait(replica)
        context = replica.context()
        before = self.provider_dump(BASE_DN)
        received = replica.received()
        self.assertGreaterEqual(received, len(before))
        self.server.stop()
        type(self).serve()
        self.assertEqual(before, self.provider_dump(BASE_DN), "entryCSN stays")
        replica.stop()
        replica.start()
        # A change shows that it is connected again.
        self.changes.change_mail()
        self.wait(replica)
        self.assertEqual(received + 1, replica.received())
        self.assertGreater(replica.context(), context)

    def test_an_offering_that_goes_and_comes_back(self):
        replica = self.replica()
        self.wait(replica)
        for switch in (False, True):
            self.staff.must("POST", f"{OFFERINGS}{self.site.offering_uuid}/update_integration/",
                            {"plugin_options": {"service_provider_can_create_offering_user": switch}})
            self.wait(replica)
            self.assertEqual(switch, len(replica.dump()) > self.users)
        self.assertEqual([], replica.complaints())

    def test_people_log_in_at_the_replica(self):
        """A replica holds no passwords: slapo-pbind passes binds on to Drawbridge."""
        self.staff.must("POST", f"{OFFERINGS}{self.site.offering_uuid}/update_integration/",
                        {"secret_options": {"shared_user_password": "shared password"}})
        # Nobody whom the changes of other tests may have restricted, renamed or deleted.
        scene = self.changes.scene
        person = scene.user(first_name="Pat", last_name="Login")
        scene.grant(person, self.site.projects[0].uuid)
        account = scene.account_of(person, self.site.offering_uuid)["uuid"]
        self.staff.must("PATCH", f"{ACCOUNTS}{account}/", {"username": "pat_login"})
        replica = self.replica(passes_binds=True)
        self.wait(replica)
        name = f"uid=pat_login,ou=people,{HPC}"
        for password, code in (("shared password", 0), ("another", 49)):
            done = subprocess.run(["ldapwhoami", "-x", "-H", replica.url, "-D", name, "-w", password], capture_output=True, text=True,
                                  timeout=PATIENCE_SECONDS, check=False)
            self.assertEqual(code, done.returncode, done)
        self.assertEqual(f"dn:{name}", subprocess.run(
            ["ldapwhoami", "-x", "-H", replica.url, "-D", name, "-w", "shared password"], capture_output=True, text=True,
            timeout=PATIENCE_SECONDS, check=True).stdout.strip())
        self.assertNotIn("userPassword", str(replica.dump()))

    def test_a_replicator_that_was_deleted_gets_nothing_more(self):
        dn, secret = self.installation.service_account("guest")
        replica = Replica(self.server.ldap_url, BASE_DN, dn, secret)
        self.addCleanup(replica.close)
        replica.start()
        self.wait(replica)
        held = len(replica.dump())
        self.installation.run("ldap-account", "delete", "guest")
        self.changes.create()
        witness = self.replica()
        self.wait(witness)
        self.assertEqual(held, len(replica.dump()), "neither the new entries nor a deletion")


@slapd.needed
class TlsReplicationTest(unittest.TestCase):
    """The configuration that README.md shows: everything between replica and server by LDAPS."""

    def test_entries_and_logins_over_ldaps(self):
        with Installation() as installation:
            authority = Authority(installation.folder / "ca")
            certificate, key = authority.issue()
            installation.configure(ldap={"certificate": str(certificate), "key": str(key), "listen_tls": "127.0.0.1:0"})
            site = populate(installation, Population(20, projects=2, robots=1))
            dn, secret = installation.service_account("hpc", "hpc")
            server = installation.serve()
            Api(server.http_url, installation.token()).must(
                "POST", f"{OFFERINGS}{site.offering_uuid}/update_integration/", {"secret_options": {"shared_user_password": "shared password"}})
            uri = f"ldaps://127.0.0.1:{server.ports['ldaps']}"
            trust = f"tls_cacert={authority.file} tls_reqcert=demand"
            with Replica(uri, HPC, dn, secret, tls=trust, passes_binds=True) as replica:
                replica.wait_until_equal(lambda: dump(server.ldap_url, HPC, "-D", dn, "-w", secret))
                name = f"uid={site.people[0].username},ou=people,{HPC}"
                for password, code in (("shared password", 0), ("another", 49)):
                    done = subprocess.run(["ldapwhoami", "-x", "-H", replica.url, "-D", name, "-w", password], capture_output=True, text=True,
                                          timeout=PATIENCE_SECONDS, check=False)
                    self.assertEqual(code, done.returncode, done)
            server.stop()


class IncrementalTest(ReplicationCase):
    """What sssd does with enumeration: it asks for what is newer than the largest entryUSN it has seen."""

    users = 40

    def largest(self, condition):
        return max(int(value) for value in re.findall(r"^entryUSN: (\d+)$", self.values(HPC, "entryUSN", scope="sub", condition=condition), re.M))

    def last_usn(self):
        return int(re.search(r"^lastUSN: (\d+)$", self.values("", "lastUSN"), re.M)[1])

    def newer(self, usn):
        shown = self.values(HPC, "1.1", scope="sub", condition=f"(&(objectClass=*)(entryUSN>={usn})(!(entryUSN={usn})))")
        return {line[4:].split(",ou=hpc")[0] for line in shown.splitlines() if line.startswith("dn: ")}

    def stamps(self, name):
        """Of an entry: its entryCSN and its modifyTimestamp; both compare as text."""
        shown = self.values(f"{name},{HPC}", "entryCSN", "modifyTimestamp")
        return tuple(re.search(rf"^{attribute}: (\S+)$", shown, re.M)[1] for attribute in ("entryCSN", "modifyTimestamp"))

    def assert_changed(self, expected, change, moved=()):
        """`moved`: those of `expected` that have their names before and after the change."""
        before, stamps = self.last_usn(), {name: self.stamps(name) for name in moved}
        self.assertGreaterEqual(before, self.largest("(objectClass=*)"))
        change()
        self.assertEqual(expected, self.newer(before))
        for name, (csn, timestamp) in stamps.items():
            new_csn, new_timestamp = self.stamps(name)
            self.assertGreater(new_csn, csn, name)
            self.assertGreaterEqual(new_timestamp, timestamp, name)
            # Both say the same moment: a timestamp that stayed behind would hide the change from who asks by it.
            self.assertEqual(new_csn[:14], new_timestamp[:14], name)
        self.assertGreater(self.last_usn(), before)
        self.server.stop()
        type(self).serve()
        self.assertEqual(expected, self.newer(before), "after a restart")
        self.assertEqual(set(), self.newer(self.last_usn()))

    def test_exactly_what_changed_is_newer(self):
        person = self.site.people[3]
        name, account = person.username, f"{ACCOUNTS}{person.account_uuid}/"
        project = self.site.projects[person.projects[0]]
        group = re.search(r"^dn: (cn=[^,]+,ou=groups)", self.values(HPC, "1.1", scope="sub", condition=f"(gidNumber={project.gid})"), re.M)[1]
        entry = f"uid={name},ou=people"
        self.assert_changed({entry}, lambda: self.changes.scene.key(person.uuid))
        self.assert_changed({entry}, lambda: self.staff.must("PATCH", f"/api/users/{person.uuid}/", {"email": "new@example.org"}))
        self.assert_changed({entry}, lambda: self.staff.must("POST", account + "update_restricted/", {"is_restricted": True}))
        self.assert_changed({entry}, lambda: self.staff.must("POST", account + "update_restricted/", {"is_restricted": False}))
        self.assert_changed({entry, group}, lambda: self.changes.scene.revoke(person.uuid, project.uuid), moved=(entry, group))
        self.assert_changed({entry, group}, lambda: self.changes.scene.grant(person.uuid, project.uuid), moved=(entry, group))
        others = [self.site.projects[number] for number in person.projects]
        groups = {re.search(r"^dn: (cn=[^,]+,ou=groups)", self.values(HPC, "1.1", scope="sub", condition=f"(gidNumber={each.gid})"), re.M)[1]
                  for each in others}
        self.assert_changed({"uid=other,ou=people", "cn=other,ou=groups"} | groups,
                            lambda: self.staff.must("PATCH", account, {"username": "other"}))
        self.assert_changed(groups, lambda: self.staff.must("DELETE", account, status=204))

    def test_the_context_moves_with_every_change_and_is_asked_for_by_name(self):
        def contexts():
            return [re.search(r"^contextCSN: (\S+)$", self.values(base, "contextCSN"), re.M)[1] for base in (BASE_DN, HPC)]

        before = contexts()
        self.changes.change_mail()
        middle = contexts()
        self.changes.delete()
        after = contexts()
        for first, second in ((before, middle), (middle, after)):
            self.assertTrue(all(a < b for a, b in zip(first, second)), (first, second))
        self.assertNotIn("contextCSN", self.values(HPC, "*"))
        self.assertIn("contextCSN", self.values(HPC, "+"))
        self.assertNotIn("contextCSN", self.values(f"ou=people,{HPC}", "+"))
        root = self.values("", "supportedControl")
        self.assertIn("1.3.6.1.4.1.4203.1.9.1.1", root)


if __name__ == "__main__":
    unittest.main()
