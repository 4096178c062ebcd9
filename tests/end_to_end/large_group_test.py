"""A group that a whole site is in: read with the deref control in one message, and by sssd on a node."""
import re
import unittest

from api import Api
from cluster import SLUG, ClusterTest
from ldap_tools import run_tool
from populated import populate
from population import Population
from private_node import require_privilege, wait_until
from server import user_count

# sssd stores every member, and a machine with much to do may need more for that than a node's limits allow.
PATIENT = {"ldap_search_timeout = 10": "ldap_search_timeout = 300", "ldap_opt_timeout = 10": "ldap_opt_timeout = 300\ntimeout = 300"}


class LargeGroupTest(ClusterTest):
    needs_node = False

    @classmethod
    def prepare(cls):
        super().prepare()
        cls.site = populate(cls.installation, Population(user_count(10_000), projects=1))
        cls.group = cls.site.projects[0].slug
        cls.bind_dn, cls.secret = cls.installation.service_account("nodes", SLUG)

    @classmethod
    def setUpClass(cls):
        super(ClusterTest, cls).setUpClass()  # the people are those of the import
        cls.staff = Api(cls.server.http_url, cls.token)

    def test_ldapsearch_gets_every_member_in_one_message(self):
        branch = f"ou={SLUG},{self.base_dn}"
        done = run_tool("ldapsearch", self.server.ldap_url, "-x", "-LLL", "-o", "ldif-wrap=no", "-D", self.bind_dn, "-w", self.secret,
                        "-b", f"cn={self.group},ou=groups,{branch}", "-s", "base", "-E", "!deref=member:uid,uidNumber", "cn")
        lines = done.stdout.splitlines()
        self.assertEqual(1, len([line for line in lines if line.startswith("dn: ")]))
        expected = sorted(f"# member: <uid={person.username}>;<uidNumber={person.number}>;uid={person.username},ou=people,{branch}"
                          for person in self.site.people)
        self.assertEqual(expected, sorted(line for line in lines if line.startswith("# member: ")))

    def searches(self):
        """How many the server has answered."""
        metrics = self.staff.get("/metrics").text
        return int(re.search(r'^drawbridge_ldap_operation_duration_seconds_count\{operation="search"\} (\d+)$', metrics, re.MULTILINE)[1])

    def test_sssd_shows_every_member(self):
        require_privilege()
        for schema in ("rfc2307bis", "rfc2307"):
            with self.subTest(schema):
                configuration = self.client_config("sssd", "ldaps", "--schema", schema)
                for there, here in PATIENT.items():
                    self.assertIn(there, configuration)
                    configuration = configuration.replace(there, here)
                node = self.sssd_node(configuration, finds_server=False)
                wait_until(lambda: node.getent("passwd", self.site.people[0].username), "the server")
                expected = sorted(person.username for person in self.site.people)
                before = self.searches()
                wait_until(lambda: node.members(self.group) == expected, "every member of the group")
                self.assertLess(self.searches() - before, 100, "the members come with their group and are not asked for one by one")
                node.close()


if __name__ == "__main__":
    unittest.main()
