"""kill -9 while accounts are being created: what was acknowledged is there afterwards, no number comes twice."""
import http.client
import json
import random
import shutil
import sqlite3
import threading
import unittest

from api import Api
from scene import ACCOUNTS
from server import Installation
from views import Directory, GlauthDocument

ROUNDS = 20
CREATES = 1000
CLIENTS = 8
OFFERING, PROVIDER, SERVICE_PROVIDER = ("%032x" % number for number in (0xA, 0xB, 0xC))


def user_uuid(number):
    return "%032x" % (0xD0000 + number)


def state_text():
    """People with one name between them, so that every create needs a new suffix, and no account yet."""
    lines = [{"kind": "drawbridge-state", "version": 1},
             {"kind": "customer", "uuid": PROVIDER, "name": "Provider"}]
    lines += [{"kind": "user", "uuid": user_uuid(number), "username": f"person{number}", "first_name": "Jane",
               "last_name": f"Roe{number % 7}"} for number in range(CREATES)]
    lines += [{"kind": "service_provider", "uuid": SERVICE_PROVIDER, "customer_uuid": PROVIDER},
              {"kind": "offering", "uuid": OFFERING, "customer_uuid": PROVIDER, "name": "HPC", "slug": "hpc", "type": "Marketplace.Basic",
               "state": "Active", "shared": True, "plugin_options": {"service_provider_can_create_offering_user": True,
                                                                     "username_generation_policy": "full_name"}}]
    return "".join(json.dumps(line) + "\n" for line in lines)


class Creators:
    """Clients that create accounts for the people waiting, until the server is gone."""

    def __init__(self, api, waiting, kill_after, kill):
        self.api, self.waiting, self.kill_after, self.kill = api, waiting, kill_after, kill
        self.acknowledged, self.unexpected = {}, []
        self.answered = 0
        self.lock = threading.Lock()
        self.killed = threading.Event()

    def work(self):
        while True:
            with self.lock:
                if not self.waiting:
                    return
                user = self.waiting.pop()
            try:
                answer = self.api.post(ACCOUNTS, {"user_uuid": user, "offering_uuid": OFFERING})
            except (OSError, http.client.HTTPException):
                # The answer is lost; whether the account is there is for the next round to see.
                with self.lock:
                    self.waiting.insert(0, user)
                return
            with self.lock:
                self.answered += 1
                if answer.status == 201:
                    row = answer.json()
                    self.acknowledged[row["uuid"]] = row
                elif not (answer.status == 400 and "already exists" in answer.text):
                    self.unexpected.append(answer)
                    return
                due = self.answered >= self.kill_after and not self.killed.is_set()
                if due:
                    self.killed.set()
            if due:
                self.kill()

    def run(self):
        threads = [threading.Thread(target=self.work) for _ in range(CLIENTS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


class KillTest(unittest.TestCase):
    def setUp(self):
        self.installation = Installation()
        self.addCleanup(self.installation.close)
        self.installation.run("import", "-", stdin=state_text())
        self.token = self.installation.token()
        self.reader = self.installation.service_account()
        self.acknowledged = {}

    def check_database(self):
        """On a copy, so that nothing but the server ever touches the real files."""
        folder = self.installation.folder / "copy"
        folder.mkdir()
        for file in self.installation.folder.glob("drawbridge.db*"):
            if file.is_file():
                shutil.copy(file, folder)
        database = sqlite3.connect(folder / "drawbridge.db")
        self.assertEqual([("ok",)], database.execute("PRAGMA integrity_check").fetchall())
        self.assertEqual([], database.execute("PRAGMA foreign_key_check").fetchall())
        database.close()
        shutil.rmtree(folder)

    def check_accounts(self, server):
        rows = {row["uuid"]: row for row in Api(server.http_url, self.token).all_pages(ACCOUNTS)}
        for uuid, row in self.acknowledged.items():
            self.assertIn(uuid, rows, "an acknowledged account is lost")
            for field in ("username", "uidnumber", "primarygroup", "home_directory", "user_uuid"):
                self.assertEqual(row[field], rows[uuid][field], field)
        for field in ("username", "uidnumber", "primarygroup", "user_uuid"):
            values = [row[field] for row in rows.values()]
            self.assertEqual(len(values), len(set(values)), f"a {field} comes twice")
            self.assertNotIn(None, values)
        return rows

    def test_acknowledged_creates_survive_kill_9(self):
        chance = random.Random(20)
        waiting = [user_uuid(number) for number in range(CREATES)]
        for number in range(ROUNDS):
            running = self.installation.serve()
            self.check_accounts(running)
            rounds_left = ROUNDS - number
            share = max(1, len(waiting) // rounds_left)
            creators = Creators(Api(running.http_url, self.token), waiting, chance.randint(max(1, share // 2), share), running.kill)
            creators.run()
            self.assertEqual([], creators.unexpected)
            self.assertTrue(creators.killed.is_set(), "the server was not killed in this round")
            self.acknowledged.update(creators.acknowledged)
            self.check_database()
        self.assertGreater(len(self.acknowledged), CREATES // 4)

        running = self.installation.serve()
        creators = Creators(Api(running.http_url, self.token), waiting, CREATES + 1, running.kill)
        creators.run()
        self.assertEqual([], creators.unexpected)
        self.acknowledged.update(creators.acknowledged)
        rows = self.check_accounts(running)
        self.assertEqual(CREATES, len(rows))
        directory = Directory(running, *self.reader)
        people = directory.people()
        directory.close()
        document = GlauthDocument.of(Api(running.http_url, self.token), OFFERING)
        self.assertEqual({row["username"]: row["uidnumber"] for row in rows.values()},
                         {name: int(entry["uidNumber"][0]) for name, entry in people.items()})
        self.assertEqual(set(people), set(document.users))
        running.stop()
        self.check_ledger()
        self.check_database()

    def check_ledger(self):
        ledger = [json.loads(line) for line in self.installation.run("export").stdout.splitlines() if '"kind":"posix_identity"' in line]
        entries = [(entry["namespace"], entry["value"]) for entry in ledger]
        self.assertEqual(2 * CREATES, len(entries))
        self.assertEqual(len(entries), len(set(entries)), "the ledger holds a number twice")


if __name__ == "__main__":
    unittest.main()
