"""verify-directory reads a directory that is larger than a page."""
import json
import unittest

from directory_server import FakeDirectory
import slapd
from verify_directory_test import HPC, DirectoryTest


class PagingTest(DirectoryTest):
    """More entries than verify-directory asks for in a page (500)."""

    people = 300
    # What is missing from a search is looked for by its name; so only what is found besides shows how far the search was read.
    extra = (f"uid=extra,ou=people,{HPC}", {"objectClass": [b"account", b"posixAccount"], "uid": [b"extra"], "cn": [b"extra"], "uidNumber": [b"99997"],
                                            "gidNumber": [b"99997"], "homeDirectory": [b"/home/extra"]})

    def assert_last_is_extra(self, uri):
        report = json.loads(self.verify("--output", "json", uri=uri, expect=3).stdout)
        self.assertEqual([("extra", self.extra[0])], [(difference["kind"], difference["dn"]) for difference in report["differences"]])
        self.assertGreater(report["compared"], 500)

    @slapd.needed
    def test_all_pages_are_read(self):
        with self.copy([*self.exported(), self.extra]) as peer:
            self.assert_last_is_extra(peer.url)

    def test_a_directory_that_knows_no_paging_is_read_whole(self):
        """The control is not critical (RFC 2696): a server that does not know it sends everything at once, without a cookie."""
        operational = {"createTimestamp", "modifyTimestamp", "entryCSN", "structuralObjectClass"}
        entries = [(name, {attribute: values for attribute, values in attributes.items() if attribute not in operational})
                   for name, attributes in self.entries_of_offering()]

        def answer(client):
            request = client.request()
            for name, attributes in entries:
                client.entry(request, name, attributes)
            while True:  # also when it is asked for again by its name
                client.entry(request, *self.extra)
                client.search_done(request, 0)
                request = client.request()
        with FakeDirectory(answer) as directory:
            self.assert_last_is_extra(f"ldap://127.0.0.1:{directory.port}")

    @slapd.needed
    def test_a_directory_that_refuses_paging_or_its_size_is_an_error(self):
        for limit, answer in (("size.prtotal=disabled", "pagedResults control not allowed"), ("size.pr=100", "illegal pagedResults page size")):
            with self.subTest(limit), self.restricted("olcAccess: to * by * read", f"olcLimits: * {limit}") as peer:
                self.assert_refused(f"11 (Administrative limit exceeded): {answer}", uri=peer.url)


if __name__ == "__main__":
    unittest.main()
