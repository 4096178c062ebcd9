"""The state file: all or nothing, the same twice, out and in again."""
import json
import pathlib
import subprocess
import unittest

import server
from population import Population
import state_writers
from server import Installation


def write_state(installation, name="state.ndjson", users=None, **options):
    generate = options.pop("generate", False)
    site = Population(users or server.user_count(), **options)
    path = installation.folder / name
    state_writers.write_state(site, path, generate)
    return site, path


def counts(done):
    return json.loads(done.stdout)


class ImportTest(unittest.TestCase):
    def setUp(self):
        self.installation = Installation()
        self.addCleanup(self.installation.close)

    def load(self, path, *options, expect=0):
        return self.installation.run("import", path, "--output", "json", *options, expect=expect)

    def export(self, installation=None, *options):
        return (installation or self.installation).run("export", *options).stdout

    def test_a_large_file_is_loaded_whole_and_a_second_time_changes_nothing(self):
        site, path = write_state(self.installation)
        first = counts(self.load(path))
        self.assertEqual(len(site.people), first["user"]["created"])
        self.assertEqual(2 * len(site.people), first["ssh_key"]["created"])
        self.assertEqual(len(site.projects), first["project"]["created"])
        self.assertEqual(len(site.people), first["offering_user"]["created"])
        self.assertEqual(len(site.projects), first["offering_user_group"]["created"])
        self.assertEqual(len(site.robots), first["robot_account"]["created"])
        before = self.export()

        second = counts(self.load(path))
        for kind, row in second.items():
            self.assertEqual((0, 0), (row["created"], row["changed"]), kind)
        self.assertEqual(len(site.people), second["user"]["unchanged"])
        self.assertEqual(before, self.export(), "the second import changed the state")

    def test_export_into_an_empty_database_gives_the_same_bytes(self):
        for options in ({}, {"generate": True}, {"hostile": True}):
            with self.subTest(**options), Installation() as one, Installation() as other:
                _, path = write_state(one, users=600, robots=4, **options)
                one.run("import", path)
                exported = self.export(one)
                other.run("import", "-", stdin=exported)
                self.assertEqual(exported.splitlines(), self.export(other).splitlines())
                self.assertEqual(exported, self.export(other))
                self.assertIn('"kind":"posix_identity"', exported)

    def test_secrets_are_exported_only_when_asked_for(self):
        self.installation.token()
        self.installation.service_account()
        self.assertNotIn("api_token", self.export())
        with_secrets = self.export(self.installation, "--include-secrets")
        self.assertIn('"kind":"api_token"', with_secrets)
        self.assertIn('"kind":"ldap_account"', with_secrets)
        with Installation() as other:
            other.run("import", "-", stdin=with_secrets)
            self.assertEqual(with_secrets, self.export(other, "--include-secrets"))

    def test_three_bad_lines_change_nothing_and_are_all_named(self):
        _, path = write_state(self.installation, users=400)
        lines = path.read_text(encoding="utf-8").splitlines()
        spoiled = {}
        for number, line in enumerate(lines, 1):
            item = json.loads(line)
            if item["kind"] == "user" and not spoiled:
                item["first_name"] = "bell\u0007"
                spoiled[number] = "first_name"
            elif item["kind"] == "ssh_key" and len(spoiled) == 1:
                item["public_key"] = "ssh-ed25519 AAAA broken"
                spoiled[number] = "public_key"
            elif item["kind"] == "offering_user" and len(spoiled) == 2:
                item["colour"] = "blue"
                spoiled[number] = "colour"
            else:
                continue
            lines[number - 1] = json.dumps(item)
        self.assertEqual(3, len(spoiled))
        bad = self.installation.folder / "bad.ndjson"
        bad.write_text("\n".join(lines) + "\n", encoding="utf-8")
        before = self.export()

        done = self.load(bad, expect=1)
        faults = [line for line in done.stderr.splitlines() if line.startswith(str(bad))]
        self.assertEqual(len(spoiled), len(faults), done.stderr)
        for (number, field), fault in zip(sorted(spoiled.items()), faults):
            self.assertRegex(fault, rf"^{bad}:{number}: {field}: \S.*")
        self.assertEqual("", done.stdout)
        self.assertEqual(before, self.export(), "a refused file changed the state")

    def test_every_kind_of_fault_is_reported_with_its_line(self):
        head = '{"kind":"drawbridge-state","version":1}'
        customer = {"kind": "customer", "uuid": "1" * 32, "name": "One"}
        user = {"kind": "user", "uuid": "2" * 32, "username": "anna"}
        password = {"kind": "ldap_password", "uuid": "6" * 32}
        cases = [
            ("not json", [head, "{broken"], 2, ""),
            ("no header", [json.dumps(customer)], 1, ""),
            ("newer version", ['{"kind":"drawbridge-state","version":2}'], 1, "kind: .*version"),
            ("unknown kind", [head, '{"kind":"planet","uuid":"' + "3" * 32 + '"}'], 2, "kind"),
            ("unknown field", [head, json.dumps({**customer, "color": 1})], 2, "color"),
            ("missing field", [head, json.dumps({"kind": "customer", "uuid": "1" * 32})], 2, "name"),
            ("wrong type", [head, json.dumps({**user, "is_active": "yes"})], 2, "is_active"),
            ("bad uuid", [head, json.dumps({**customer, "uuid": "xyz"})], 2, "uuid"),
            ("dangling reference", [head, json.dumps({"kind": "project", "uuid": "4" * 32, "name": "P", "customer_uuid": "5" * 32})],
             2, "customer_uuid"),
            ("hash of 4 GiB", [head, json.dumps({**password, "argon2id": "$argon2id$v=19$m=4194304,t=2,p=1$c2FsdHNhbHQ$aGFzaGhhc2g"})], 2, "argon2id"),
            ("endless hash", [head, json.dumps({**password, "bcrypt": "$2b$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"})], 2, "bcrypt"),
            ("no hash", [head, json.dumps({**password, "argon2id": "secret"})], 2, "argon2id"),
        ]
        before = self.export()
        for what, lines, number, field in cases:
            with self.subTest(what):
                done = self.installation.run("import", "-", stdin="\n".join(lines) + "\n", expect=1)
                self.assertRegex(done.stderr, rf"(?m)^-:{number}: {field}")
                self.assertEqual(before, self.export())

    def test_a_dry_run_reports_and_keeps_nothing(self):
        site, path = write_state(self.installation, users=300)
        before = self.export()
        done = self.load(path, "--dry-run")
        self.assertEqual(len(site.people), counts(done)["user"]["created"])
        self.assertEqual(before, self.export())

    def test_hostile_names_are_loaded_whole(self):
        site, path = write_state(self.installation, hostile=True)
        self.assertEqual(len(site.people), counts(self.load(path))["user"]["created"])

    def test_the_rules_make_what_a_file_leaves_out(self):
        site, path = write_state(self.installation, users=500, generate=True)
        self.load(path)
        accounts = [json.loads(line) for line in self.export().splitlines() if '"kind":"offering_user"' in line]
        self.assertEqual(len(site.people), len(accounts))
        for account in accounts:
            self.assertEqual("OK", account["state"])
            self.assertRegex(account["username"], r"^[a-z_][a-z0-9._-]{0,31}$")
            self.assertEqual("/home/" + account["username"], account["home_directory"])
            self.assertGreater(account["uidnumber"], 20000)
        for field in ("username", "uidnumber", "primarygroup"):
            self.assertEqual(len(accounts), len({account[field] for account in accounts}), field)

    def test_a_running_server_takes_the_file_and_shows_it_at_once(self):
        site, path = write_state(self.installation, users=500)
        token = self.installation.token()
        dn, secret = self.installation.service_account()
        running = self.installation.serve()
        try:
            self.load(path)
            from api import Api
            from views import Directory, GlauthDocument
            directory = Directory(running, dn, secret)
            people = directory.people()
            self.assertEqual({person.username for person in site.people} | {robot.username for robot in site.robots}, set(people))
            directory.close()
            document = GlauthDocument.of(Api(running.http_url, token), site.offering_uuid)
            self.assertEqual(set(people), set(document.users))
            exported = self.export()
            self.load(path)
            self.assertEqual(exported, self.export())
            # A refused file leaves the running server as it was.
            self.installation.run("import", "-", stdin='{"kind":"drawbridge-state","version":1}\n{"kind":"planet"}\n', expect=1)
            self.assertEqual(exported, self.export())
        finally:
            running.stop()
        self.assertEqual(exported, self.export())

    def test_the_generator_gives_the_same_bytes_for_the_same_seed(self):
        script = server.ROOT / "tests" / "support" / "gen_state.py"
        texts = []
        for name, seed in (("a", 1), ("b", 1), ("c", 2)):
            folder = self.installation.folder / name
            subprocess.run(["/usr/bin/python3", str(script), "--users", "50", "--seed", str(seed), "--out", str(folder)], check=True)
            texts.append([pathlib.Path(folder, file).read_bytes() for file in ("state.ndjson", "users.tsv", "data.ldif")])
        self.assertEqual(texts[0], texts[1])
        self.assertNotEqual(texts[0], texts[2])


if __name__ == "__main__":
    unittest.main()
