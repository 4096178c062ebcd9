"""Pools, the ledger and pinned numbers over REST: a number never means two people, unless an operator says so by its name."""
import concurrent.futures
import unittest

from api import Api
from scene import ACCOUNTS, OFFERINGS, Scene, SceneTest
from views import GlauthDocument

POOLS = "/api/marketplace-posix-id-pools/"
IDENTITIES = "/api/marketplace-posix-identities/"
NUMBERS = "/api/posix-numbers/"


class PosixNumbersTest(SceneTest):
    def setUp(self):
        self.scene = Scene(self.staff)
        provider = self.scene.provider()
        self.provider = self.staff.must("GET", "/api/marketplace-service-providers/", query={"customer_uuid": provider})[0]["uuid"]
        self.start = 100_000 + 1000 * next(Scene.numbers)

    def pool(self, size=10, **more):
        fields = {"service_provider": self.provider, "min_uid": self.start, "max_uid": self.start + size - 1,
                  "min_gid": self.start, "max_gid": self.start + size - 1, **more}
        return self.staff.create(POOLS, **fields)

    def refused(self, path, body, field, words, method="POST"):
        answer = self.staff.call(method, path, body)
        self.assertEqual(400, answer.status, answer)
        self.assertEqual([field], list(answer.json()), answer)
        self.assertIn(words, answer.json()[field][0])

    def account(self, offering, user=None):
        return self.scene.account(user or self.scene.user(), offering["uuid"])

    # Pools

    def test_what_a_pool_must_be(self):
        good = {"service_provider": self.provider, "min_uid": self.start, "max_uid": self.start + 9}
        cases = [({"min_uid": 5000, "max_uid": 6000}, "non_field_errors", "Exactly one of service_provider or offering"),
                 ({**good, "offering": self.scene.offering()["uuid"]}, "non_field_errors", "Exactly one"),
                 ({"service_provider": self.provider}, "non_field_errors", "at least one"),
                 ({**good, "max_uid": None}, "max_uid", "Set both min and max for the UID namespace, or neither."),
                 ({**good, "min_uid": 999}, "min_uid", "greater than or equal to 1000"),
                 ({**good, "max_uid": 4294967295}, "max_uid", "less than or equal to 4294967294"),
                 ({**good, "min_uid": self.start + 10}, "min_uid", "must not be greater"),
                 ({**good, "service_provider": "0" * 32}, "service_provider", "does not exist")]
        for body, field, words in cases:
            self.refused(POOLS, body, field, words)

    def test_a_group_range_is_of_providers_and_apart(self):
        offering = self.scene.offering()["uuid"]
        self.refused(POOLS, {"offering": offering, "min_uid": self.start, "max_uid": self.start + 9, "min_group_gid": self.start,
                             "max_group_gid": self.start + 9}, "min_group_gid", "only allowed on a provider's pool")
        self.refused(POOLS, {"service_provider": self.provider, "min_gid": self.start, "max_gid": self.start + 9,
                             "min_group_gid": self.start + 5, "max_group_gid": self.start + 20}, "min_group_gid", "must not overlap")

    def test_pools_of_one_provider_do_not_overlap(self):
        self.pool()
        offering = self.scene.offering()["uuid"]
        self.refused(POOLS, {"offering": offering, "min_uid": self.start + 9, "max_uid": self.start + 20}, "min_uid", "overlaps")

    def test_statistics_and_the_effective_pool(self):
        offering = self.scene.offering()
        self.assertIsNone(self.staff.must("GET", f"{OFFERINGS}{offering['uuid']}/effective_posix_id_pool/"))
        pool = self.pool()
        self.account(offering)
        self.assertEqual(pool["uuid"], self.staff.must("GET", f"{OFFERINGS}{offering['uuid']}/effective_posix_id_pool/")["uuid"])
        stats = self.staff.must("GET", f"{POOLS}{pool['uuid']}/stats/")
        self.assertEqual({"min": self.start, "max": self.start + 9, "next": self.start + 1, "capacity": 10, "used": 1, "utilization": 10.0},
                         stats["uid"])

    def test_a_range_cannot_leave_out_what_is_used(self):
        pool = self.pool()
        self.account(self.scene.offering())
        self.refused(f"{POOLS}{pool['uuid']}/", {"min_uid": self.start + 5}, "min_uid", "which is in use", "PATCH")
        self.assertEqual(409, self.staff.call("DELETE", f"{POOLS}{pool['uuid']}/").status)

    # Allocation

    def test_one_person_has_one_number_on_all_offerings_of_a_pool(self):
        self.pool()
        user = self.scene.user()
        first, second = (self.account(self.scene.offering(), user) for _ in range(2))
        self.assertEqual((self.start, self.start), (first["uidnumber"], first["primarygroup"]))
        self.assertEqual((self.start, self.start), (second["uidnumber"], second["primarygroup"]))
        rows = self.staff.must("GET", IDENTITIES, query={"pool_uuid": self.staff.must("GET", POOLS, query={
            "service_provider_uuid": self.provider})[0]["uuid"]})
        self.assertEqual([(self.start, self.start, "user")], [(row["uid"], row["gid"], row["consumer_type"]) for row in rows])

    def test_a_used_up_pool_is_409_and_makes_nothing(self):
        self.pool(size=2)
        offering = self.scene.offering()
        for _ in range(2):
            self.account(offering)
        user = self.scene.user()
        answer = self.staff.post(ACCOUNTS, {"offering_uuid": offering["uuid"], "user_uuid": user})
        self.assertEqual(409, answer.status, answer)
        self.assertIn("exhausted", answer.json()["detail"])
        self.assertIsNone(self.scene.account_of(user, offering["uuid"]))

    def test_requests_at_once_never_share_a_number(self):
        self.pool(size=200)
        offering = self.scene.offering("anonymized")
        users = [self.scene.user() for _ in range(40)]

        def create(user):
            return Api(self.server.http_url, self.token).create(ACCOUNTS, offering_uuid=offering["uuid"], user_uuid=user)

        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            rows = list(pool.map(create, users))
        for name in ("uidnumber", "primarygroup", "username"):
            self.assertEqual(40, len({row[name] for row in rows}), name)
        self.assertEqual(set(range(self.start, self.start + 40)), {row["uidnumber"] for row in rows})

    def test_who_found_the_pool_used_up_is_numbered_as_soon_as_it_grows(self):
        pool = self.pool(size=2)  # a gid for the project group, one for the first account
        offering, project = self.scene.offering(), self.scene.project()
        self.scene.resource(offering["uuid"], project)
        first, second = self.scene.user(), self.scene.user()
        self.account(offering, first)
        self.scene.grant(second, project)
        waiting = self.scene.account_of(second, offering["uuid"])
        self.assertIsNone(waiting["uidnumber"])
        self.assertIn("exhausted", waiting["service_provider_comment"])
        self.staff.must("PATCH", f"{POOLS}{pool['uuid']}/", {"max_uid": self.start + 9, "max_gid": self.start + 9})
        numbered = self.scene.account_of(second, offering["uuid"])
        self.assertEqual("", numbered["service_provider_comment"])
        for name in ("uidnumber", "primarygroup"):
            self.assertIn(numbered[name], range(self.start + 1, self.start + 10), name)
        self.assertIn(numbered["username"], GlauthDocument.of(self.staff, offering["uuid"]).users)

    # Release by name

    def numbers_of(self, **query):
        return self.staff.must("GET", NUMBERS, query=query)

    def test_a_retired_number_is_nobodys_until_it_is_named(self):
        self.pool(size=1)
        offering = self.scene.offering()
        account = self.account(offering)
        row = self.numbers_of(namespace="uid", value=self.start)[0]
        release = f"{NUMBERS}{row['uuid']}/release/"
        self.refused(release, {"namespace": "uid", "value": self.start}, "value", "in use")
        self.staff.must("DELETE", f"{ACCOUNTS}{account['uuid']}/", status=204)
        another = self.scene.user()
        body = {"offering_uuid": offering["uuid"], "user_uuid": another}
        self.assertEqual(409, self.staff.post(ACCOUNTS, body).status)
        self.refused(release, {"namespace": "uid", "value": self.start + 1}, "value", f"This number is {self.start}")
        self.refused(release, {"namespace": "gid", "value": self.start}, "namespace", "This is a uid")
        self.refused(release, {"value": self.start}, "namespace", "required")
        self.staff.must("POST", release, {"namespace": "uid", "value": self.start})
        gid = self.numbers_of(namespace="gid", value=self.start)[0]
        self.staff.must("POST", f"{NUMBERS}{gid['uuid']}/release/", {"namespace": "gid", "value": self.start})
        made = self.staff.create(ACCOUNTS, **body)
        self.assertEqual((self.start, self.start), (made["uidnumber"], made["primarygroup"]))
        row = self.numbers_of(namespace="uid", value=self.start)[0]
        self.assertEqual((another, None, False), (row["holder_uuid"], row["released_at"], row["is_recyclable"]))
        told = {event["event_type"]: event["context"] for event in self.staff.must("GET", "/api/events/", query={"page_size": 50})
                if event["context"].get("value") == self.start and event["context"].get("namespace") == "uid"}
        former = account["user_uuid"]
        self.assertEqual(former, told["posix_number_released"]["old_holder_uuid"])
        self.assertEqual((former, another), (told["posix_number_reissued"]["old_holder_uuid"], told["posix_number_reissued"]["new_holder_uuid"]))

    def test_a_number_of_another_account_of_the_pool_is_not_retired_with_the_first(self):
        self.pool(size=1)
        user = self.scene.user()
        first, second = self.scene.offering(), self.scene.offering()
        gone, kept = self.account(first, user), self.account(second, user)
        self.staff.must("DELETE", f"{ACCOUNTS}{gone['uuid']}/", status=204)
        self.assertIsNone(self.numbers_of(namespace="uid", value=self.start)[0]["released_at"])
        self.staff.must("DELETE", f"{ACCOUNTS}{kept['uuid']}/", status=204)
        self.assertIsNotNone(self.numbers_of(namespace="uid", value=self.start)[0]["released_at"])

    def test_only_staff_gives_numbers_free(self):
        self.pool(size=1)
        account = self.account(self.scene.offering())
        self.staff.must("DELETE", f"{ACCOUNTS}{account['uuid']}/", status=204)
        row = self.numbers_of(namespace="uid", value=self.start)[0]
        self.scene.user("pool.owner")
        self.scene.grant(self.staff.must("GET", "/api/users/", query={"username": "pool.owner"})[0]["uuid"], self.scene.provider(),
                         "CUSTOMER.OWNER", "customers")
        owner = Api(self.server.http_url, self.installation.token("pool.owner", staff=False))
        identity = owner.must("GET", IDENTITIES)[0]["uuid"]
        self.assertEqual(403, owner.post(f"{IDENTITIES}{identity}/release/", {"namespace": "uid", "value": self.start}).status)
        self.assertEqual(404, owner.post(f"{NUMBERS}{row['uuid']}/release/", {"namespace": "uid", "value": self.start}).status)

    # Pins

    def test_a_pin_is_the_persons_on_all_offerings_of_the_pool(self):
        self.pool()
        user = self.scene.user()
        offerings = [self.scene.offering(), self.scene.offering()]
        accounts = [self.account(offering, user) for offering in offerings]
        path = f"{ACCOUNTS}{accounts[0]['uuid']}/set_posix_attributes/"
        answer = self.staff.must("POST", path, {"uidnumber": self.start + 7, "login_shell": "/bin/zsh"})
        self.assertEqual({"uidnumber": self.start + 7, "primarygroup": self.start, "warnings": []}, answer)
        for offering, account in zip(offerings, accounts):
            self.assertEqual(self.start + 7, self.staff.must("GET", f"{ACCOUNTS}{account['uuid']}/")["uidnumber"])
            served = GlauthDocument.of(self.staff, offering["uuid"]).users[account["username"]]
            self.assertEqual(self.start + 7, served["uidnumber"])
        self.assertIsNotNone(self.numbers_of(namespace="uid", value=self.start)[0]["released_at"])

    def test_pins_are_checked_field_by_field_and_all_or_nothing(self):
        self.pool()
        taken, mine = (self.account(self.scene.offering()) for _ in range(2))
        path = f"{ACCOUNTS}{mine['uuid']}/set_posix_attributes/"
        self.refused(path, {"uidnumber": self.start + 50}, "uidnumber", f"is outside the pool's UID range [{self.start}-{self.start + 9}].")
        self.refused(path, {"uidnumber": taken["uidnumber"]}, "uidnumber", "is already allocated to another account.")
        self.refused(path, {"login_shell": "/bin/sh;reboot"}, "login_shell", "")
        self.refused(path, {"home_directory": "/home/../etc"}, "home_directory", "")
        self.refused(path, {}, "non_field_errors", "At least one")
        self.refused(path, {"uidnumber": self.start + 8, "primarygroup": taken["primarygroup"]}, "primarygroup", "already allocated")
        self.assertEqual(mine["uidnumber"], self.staff.must("GET", f"{ACCOUNTS}{mine['uuid']}/")["uidnumber"])
        self.assertEqual([], self.numbers_of(namespace="uid", value=self.start + 8))

    def test_without_a_pool_nothing_can_be_pinned(self):
        account = self.account(self.scene.offering())
        self.refused(f"{ACCOUNTS}{account['uuid']}/set_posix_attributes/", {"uidnumber": 90001}, "uidnumber", "No POSIX ID pool")

    def test_a_group_never_gets_a_number_of_the_operating_system(self):
        """Such a gid in a person's groups is root's disk or wheel on every node."""
        offering, project = self.scene.offering(), self.scene.project()
        groups = "/api/marketplace-offering-user-groups/"
        for gid in (1, 6, 10, 999, 65534, 65535, 4294967295):
            self.refused(groups, {"offering_uuid": offering["uuid"], "projects": [f"http://x/api/projects/{project}/"], "gid": gid}, "gid", "")
        self.pool()
        self.refused(groups, {"offering_uuid": offering["uuid"], "projects": [f"http://x/api/projects/{project}/"], "gid": 70000}, "gid",
                     "is outside the ranges")

    # Reads

    def test_where_numbers_come_from(self):
        pool = self.pool()
        offering = self.scene.offering()
        project = self.scene.project()
        self.scene.resource(offering["uuid"], project)
        user = self.scene.user()
        self.scene.grant(user, project)
        account = self.scene.account_of(user, offering["uuid"])["uuid"]
        rows = self.staff.must("GET", f"{ACCOUNTS}{account}/posix_allocations/")
        self.assertEqual([("uid", pool["uuid"], "service_provider"), ("gid", pool["uuid"], "service_provider")],
                         [(row["namespace"], row["pool_uuid"], row["scope"]) for row in rows])
        groups = self.staff.must("GET", f"{ACCOUNTS}{account}/posix_groups/")
        self.assertEqual([(project, True, pool["uuid"])],
                         [(row["project_uuid"], row["project_accessible"], row["pool_uuid"]) for row in groups])
        of_project = self.staff.must("GET", "/api/marketplace-project-posix-groups/", query={"project_uuid": project})
        self.assertEqual([("project_group", groups[0]["gid"], offering["uuid"])],
                         [(row["kind"], row["gid"], row["offering_uuid"]) for row in of_project])
        self.assertEqual(2, len(self.staff.must("GET", f"{ACCOUNTS}posix_identities/", query={"user_uuid": user})))
        missing = self.staff.get(f"{ACCOUNTS}posix_identities/")
        self.assertEqual((400, {"user_uuid": "This query parameter is required."}), (missing.status, missing.json()))


if __name__ == "__main__":
    unittest.main(verbosity=2)
