"""64 clients at once: no number and no name twice, only documented answers."""
import collections
import threading
import unittest

from scene import ACCOUNTS, OFFERINGS
from views import DirectoryTest, GlauthDocument

THREADS = 64
EACH = 5
# 503: the server has as much to do as it takes; the client is told to come again.
BUSY = 503


class Crowd:
    """Runs the same work in many threads that start together."""

    def __init__(self, size, work):
        self.answers = []
        self.faults = []
        self.lock = threading.Lock()
        self.start = threading.Barrier(size)
        self.work = work
        self.threads = [threading.Thread(target=self.run_one, args=(number,)) for number in range(size)]

    def run_one(self, number):
        try:
            self.start.wait()
            for answer in self.work(number):
                with self.lock:
                    self.answers.append(answer)
        except Exception as fault:  # whatever it is, the test must see it
            with self.lock:
                self.faults.append(repr(fault))

    def run(self):
        for thread in self.threads:
            thread.start()
        for thread in self.threads:
            thread.join()
        return self


class ConcurrencyTest(DirectoryTest):
    def post_until_taken(self, path, body):
        """Comes again while the server says it is busy, which it must say with Retry-After."""
        while True:
            answer = self.staff.post(path, body)
            if answer.status != BUSY:
                return answer
            self.assertIsNotNone(answer.header("Retry-After"))

    def assert_all_different(self, rows, fields=("uuid", "username", "uidnumber", "primarygroup", "home_directory")):
        for field in fields:
            values = [row[field] for row in rows]
            repeated = [value for value, times in collections.Counter(values).items() if times > 1]
            self.assertEqual([], repeated, field)
            self.assertNotIn(None, values, field)

    def test_64_clients_create_accounts_for_different_people(self):
        offering = self.scene.offering("full_name")["uuid"]
        # One name for all: every create competes for the next suffix.
        people = [[self.scene.user() for _ in range(EACH)] for _ in range(THREADS)]
        crowd = Crowd(THREADS, lambda number: (
            self.post_until_taken(ACCOUNTS, {"user_uuid": user, "offering_uuid": offering}) for user in people[number])).run()
        self.assertEqual([], crowd.faults)
        self.assertEqual({201: THREADS * EACH}, dict(collections.Counter(answer.status for answer in crowd.answers)))
        rows = [answer.json() for answer in crowd.answers]
        self.assert_all_different(rows)
        self.assertEqual({f"jane_roe_{number:02}" for number in range(THREADS * EACH)}, {row["username"] for row in rows})
        listed = self.staff.all_pages(ACCOUNTS, offering_uuid=offering)
        self.assertEqual({row["uuid"] for row in rows}, {row["uuid"] for row in listed})
        document = GlauthDocument.of(self.staff, offering)
        self.assertEqual({row["username"]: row["uidnumber"] for row in rows},
                         {name: user["uidnumber"] for name, user in document.users.items()})

    def test_64_clients_create_the_same_account(self):
        offering, user = self.scene.offering()["uuid"], self.scene.user()
        crowd = Crowd(THREADS, lambda _: [self.post_until_taken(ACCOUNTS, {"user_uuid": user, "offering_uuid": offering})]).run()
        self.assertEqual([], crowd.faults)
        self.assertEqual({201: 1, 400: THREADS - 1}, dict(collections.Counter(answer.status for answer in crowd.answers)))
        for answer in crowd.answers:
            if answer.status == 400:
                self.assertIn("already exists", answer.text)
        self.assertEqual(1, len(self.staff.all_pages(ACCOUNTS, offering_uuid=offering)))

    def test_64_clients_ask_for_the_same_name(self):
        offering = self.scene.offering("service_provider")["uuid"]
        people = [self.scene.user() for _ in range(THREADS)]
        crowd = Crowd(THREADS, lambda number: [self.post_until_taken(ACCOUNTS, {
            "user_uuid": people[number], "offering_uuid": offering, "username": "wanted" if number % 2 else "Wanted".lower()})]).run()
        self.assertEqual([], crowd.faults)
        self.assertEqual({201: 1, 400: THREADS - 1}, dict(collections.Counter(answer.status for answer in crowd.answers)))
        for answer in crowd.answers:
            if answer.status == 400:
                self.assertEqual(["username"], list(answer.json()))

    def test_one_state_action_wins_a_race(self):
        offering, user = self.scene.offering("service_provider")["uuid"], self.scene.user()
        account = self.scene.account(user, offering)["uuid"]
        crowd = Crowd(THREADS, lambda _: [self.post_until_taken(f"{ACCOUNTS}{account}/begin_creating/", None)]).run()
        self.assertEqual([], crowd.faults)
        statuses = collections.Counter(answer.status for answer in crowd.answers)
        self.assertEqual(1, statuses[200], statuses)
        self.assertLessEqual(set(statuses), {200, 400, 409}, statuses)

    def test_different_changes_at_once_leave_all_views_equal(self):
        """Creates, roles, restrictions, keys, renames and deletions, mixed; then everything must agree."""
        offering = self.scene.offering("full_name")
        project = self.scene.project()
        self.scene.resource(offering["uuid"], project)
        people = [self.scene.user() for _ in range(THREADS)]

        def work(number):
            user = people[number]
            made = self.post_until_taken(f"/api/projects/{project}/add_user/", {"role": "PROJECT.MEMBER", "user": user})
            yield made
            account = self.scene.account_of(user, offering["uuid"])["uuid"]
            yield self.post_until_taken("/api/keys/", {"user_uuid": user, "name": "k", "public_key": KEYS[number]})
            if number % 4 == 0:
                yield self.post_until_taken(f"{ACCOUNTS}{account}/update_restricted/", {"is_restricted": True})
            elif number % 4 == 1:
                yield self.post_until_taken(f"/api/projects/{project}/delete_user/", {"role": "PROJECT.MEMBER", "user": user})
            elif number % 4 == 2:
                yield self.staff.call("PATCH", f"{ACCOUNTS}{account}/", {"username": f"renamed{number}"})
            else:
                yield self.staff.call("DELETE", f"{ACCOUNTS}{account}/")

        crowd = Crowd(THREADS, work).run()
        self.assertEqual([], crowd.faults)
        self.assertEqual([], [answer for answer in crowd.answers if answer.status not in (200, 201, 204)])
        rows = self.staff.all_pages(ACCOUNTS, offering_uuid=offering["uuid"])
        self.assertEqual(THREADS * 3 // 4, len(rows))
        self.assert_all_different(rows)
        people_shown, groups = self.directory.people(offering["slug"]), self.directory.groups(offering["slug"])
        document = GlauthDocument.of(self.staff, offering["uuid"])
        self.assertEqual({row["username"] for row in rows}, set(people_shown))
        self.assertEqual({row["username"] for row in rows}, set(document.users))
        for row in rows:
            number = people.index(row["user_uuid"])
            entry, record = people_shown[row["username"]], document.users[row["username"]]
            is_open = number % 4 == 2
            self.assertEqual(not is_open, record["disabled"])
            self.assertEqual([KEYS[number]] if is_open else [], entry["sshPublicKey"])
            self.assertEqual(entry["sshPublicKey"], record["sshkeys"])
        members = next(group["memberUid"] for group in groups.values() if group["memberUid"])
        listed = self.staff.all_pages(f"/api/projects/{project}/list_users/")
        self.assertEqual({row["username"] for row in rows} & {
            row["username"] for row in rows if row["user_uuid"] in {user["user_uuid"] for user in listed}}, set(members))
        offering_state = self.staff.must("GET", f"{OFFERINGS}{offering['uuid']}/")["state"]
        self.assertEqual("Active", offering_state)


def make_keys():
    from scene import public_key
    return [public_key(f"number@{number}") for number in range(THREADS)]


KEYS = make_keys()

if __name__ == "__main__":
    unittest.main()
