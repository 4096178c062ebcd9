"""Long lists: filters, orderings and chosen keys, and a walk through the pages while others insert."""
import threading
import unittest
import urllib.parse

from api import Api, links
from scene import ACCOUNTS, OFFERINGS, Scene, SceneTest

PEOPLE = 120


class PagingTest(SceneTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.offering = cls.scene.offering("anonymized")["uuid"]
        cls.other = cls.scene.offering("anonymized")["uuid"]
        for number in range(PEOPLE):
            user = cls.scene.user(f"walker.{number:03}", "Jane", f"Roe{number}")
            cls.scene.account(user, cls.offering)
            if number % 3 == 0:
                cls.scene.account(user, cls.other)

    def walk(self, api, query, size=7, between=None):
        """The rows of all pages, by following `next`."""
        rows, url = [], ACCOUNTS + "?" + urllib.parse.urlencode({**query, "page_size": size}, doseq=True)
        while url:
            answer = api.get(url)
            self.assertEqual(200, answer.status, answer)
            rows += answer.json()
            if between:
                between()
            following = links(answer).get("next")
            url = following and urllib.parse.urlunsplit(("", "", *urllib.parse.urlsplit(following)[2:]))
        return rows

    def test_a_walk_misses_nobody_while_others_are_inserted(self):
        """Inserted rows come before, between and behind those that were there, whatever the ordering."""
        for ordering in ("username", "-username", "created", "-created", "user_first_name"):
            query = {"offering_uuid": self.offering, "state": "OK", "is_restricted": "false", "o": ordering}
            there = {row["uuid"] for row in self.staff.all_pages(ACCOUNTS, **query)}
            stop = threading.Event()
            failures = []

            def insert(stop=stop, failures=failures):
                staff = Api(self.server.http_url, self.token)
                scene = Scene(staff)
                try:
                    while not stop.is_set():
                        user = scene.user(first_name="Aaron")
                        scene.account(user, self.offering)
                except AssertionError as failure:
                    failures.append(failure)

            inserting = threading.Thread(target=insert)
            inserting.start()
            try:
                seen = {row["uuid"] for row in self.walk(Api(self.server.http_url, self.token), query)}
            finally:
                stop.set()
                inserting.join()
            self.assertEqual([], failures)
            self.assertEqual(set(), there - seen, ordering)

    def test_filters_stay_in_every_link(self):
        query = {"offering_uuid": self.other, "state": ["OK", "Creating"], "query": "walker"}
        answer = self.staff.get(ACCOUNTS, [("page_size", 5), ("page", 2), *[(k, v) for k, vs in query.items()
                                                                           for v in (vs if isinstance(vs, list) else [vs])]])
        self.assertEqual({"first", "prev", "next", "last"}, set(links(answer)))
        for url in links(answer).values():
            asked = urllib.parse.parse_qs(urllib.parse.urlsplit(url).query)
            self.assertEqual([self.other], asked["offering_uuid"])
            self.assertEqual(["OK", "Creating"], asked["state"])
            self.assertEqual(["walker"], asked["query"])
        self.assertEqual(PEOPLE // 3, len(self.walk(self.staff, query)))

    def test_chosen_keys_are_the_only_ones(self):
        for path, names in ((ACCOUNTS, ["uuid", "username"]), (ACCOUNTS, ["user_full_name"]), ("/api/users/", ["uuid", "permissions"]),
                            (OFFERINGS, ["name", "plugin_options"]), ("/api/keys/", ["fingerprint_sha256"]),
                            ("/api/marketplace-service-providers/", ["customer_uuid"]), ("/api/projects/", ["uuid", "resources_count"])):
            for row in self.staff.must("GET", path, query=[("field", name) for name in names]):
                self.assertEqual(sorted(names), sorted(row), path)

    def test_chosen_keys_have_the_values_of_the_whole_object(self):
        whole = self.staff.must("GET", ACCOUNTS, query={"page_size": 1})[0]
        for name, value in whole.items():
            row = self.staff.must("GET", ACCOUNTS, query={"page_size": 1, "field": name})[0]
            self.assertEqual({name: value}, row)

    def test_each_filter_alone_and_three_together(self):
        def count(**query):
            return int(self.staff.call("HEAD", ACCOUNTS, query=query).header("X-Result-Count"))

        both = count(offering_uuid=self.other, user_username="walker.003", state="OK")
        self.assertEqual(1, both)
        self.assertEqual(0, count(offering_uuid=self.other, user_username="walker.004", state="OK"))
        self.assertEqual(0, count(offering_uuid=self.other, state="Deleted"))
        self.assertEqual(PEOPLE // 3, count(offering_uuid=self.other, is_restricted="false", query="walker"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
