"""A change of name that fails at any of its writes leaves everything as it was: the account, its groups, every output."""
import contextlib
import sqlite3
import unittest

from scene import ACCOUNTS
from views import DirectoryTest, api_text


class RenameFaultTest(DirectoryTest):
    """The database refuses one kind of write to one table at a time, by a trigger of the test's own."""

    def database(self):
        connection = sqlite3.connect(self.installation.folder / "drawbridge.db", timeout=60)
        connection.isolation_level = None
        return contextlib.closing(connection)

    def everything(self):
        return (self.installation.run("export").stdout, self.directory.people(), self.directory.groups(),
                api_text(self.staff, self.offering["uuid"]))

    def test_it_is_all_or_nothing(self):
        self.offering = self.scene.offering(policy="service_provider", slug="hpc")
        project = self.scene.project(slug="glacier")
        self.scene.resource(self.offering["uuid"], project)
        user = self.scene.user()
        self.scene.grant(user, project)
        account = self.scene.account_of(user, self.offering["uuid"])
        path = f"{ACCOUNTS}{account['uuid']}/"
        self.staff.must("PATCH", path, {"username": "first"})
        with self.database() as database:
            tables = [row[0] for row in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")]
            renamed, faults = "first", 0
            for number, (table, write) in enumerate((table, write) for table in tables for write in ("INSERT", "UPDATE", "DELETE")):
                name, before = f"name{number}", self.everything()
                self.assertEqual([renamed], list(self.directory.people()))
                database.execute(f"CREATE TRIGGER fault BEFORE {write} ON \"{table}\" BEGIN SELECT RAISE(ABORT, 'refused'); END")
                answer = self.staff.call("PATCH", path, {"username": name})
                database.execute("DROP TRIGGER fault")
                if answer.status == 200:
                    renamed = name
                    continue
                faults += 1
                self.assertGreaterEqual(answer.status, 400, answer)
                self.assertEqual(before, self.everything(), f"{write} {table}")
        self.assertGreaterEqual(faults, 4, "the account, its name, the event and the stamps are written")
        self.staff.must("PATCH", path, {"username": "last"})
        self.assertEqual(["last"], list(self.directory.people()))
        self.assertEqual(["last"], self.directory.groups()["glacier"]["memberUid"])


if __name__ == "__main__":
    unittest.main()
