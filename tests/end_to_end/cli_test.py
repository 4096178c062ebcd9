"""The command line: every command, its output, its exit codes, with and without a running server."""
import json
import os
import pathlib
import pty
import re
import signal
import socket
import sqlite3
import stat
import subprocess
import tomllib
import unittest

from api import Api
from certificates import Authority
from populated import populate
from population import Population
from scene import Scene
import server
from server import BASE_DN, Installation, PATIENCE_SECONDS, ROOT, binary, environment
import state_writers
from views import Directory, can_bind

COMMANDS = [["serve"], ["check-config"], ["import"], ["export"], ["backup"], ["token"], ["token", "create"], ["token", "list"],
            ["token", "revoke"], ["ldap-account"], ["ldap-account", "create"], ["ldap-account", "list"], ["ldap-account", "delete"],
            ["ldap-account", "rotate"], ["glauth"], ["glauth", "render"], ["client-config"]]


class CommandLineTest(unittest.TestCase):
    def setUp(self):
        self.installation = Installation()
        self.addCleanup(self.installation.close)
        self.run_command = self.installation.run

    def json_of(self, *arguments):
        return json.loads(self.run_command(*arguments, "--output", "json").stdout)

    def load_site(self, users=40, **options):
        return populate(self.installation, Population(users, robots=1, **options))

    def one_sentence(self, done):
        """What a refused command says: one line on stderr, nothing on stdout."""
        self.assertEqual("", done.stdout)
        lines = [line for line in done.stderr.splitlines() if line.startswith("drawbridge: ")]
        self.assertEqual(1, len(lines), done.stderr)
        self.assertNotRegex(done.stderr, r"(?i)exception|terminate|stack|std::|errno")
        return lines[0]

    # Help and usage.

    def test_every_command_has_help_with_an_example(self):
        for command in [[], *COMMANDS]:
            with self.subTest(" ".join(command)):
                done = subprocess.run([str(server.binary()), *command, "--help"], capture_output=True, text=True, check=False)
                self.assertEqual((0, ""), (done.returncode, done.stderr))
                self.assertRegex(done.stdout, r"Examples?:\n +(drawbridge|DRAWBRIDGE|zcat)")

    def test_the_version_is_printed(self):
        done = subprocess.run([str(server.binary()), "--version"], capture_output=True, text=True, check=True)
        self.assertRegex(done.stdout, r"^drawbridge \d+\.\d+\.\d+\n$")

    def test_wrong_usage_is_exit_code_2(self):
        for arguments in ([], ["fly"], ["import"], ["export", "--format", "xml"], ["token"], ["token", "create"], ["token", "create", "--fly"],
                          ["token", "create", "--user", "a", "--expires", "soon"], ["ldap-account", "create", "x"],
                          ["ldap-account", "create", "x", "--offering", "hpc", "--all-offerings"], ["glauth", "render"], ["backup"],
                          ["token", "list", "--output", "xml"], ["export", "--format", "ldif", "--include-secrets"]):
            with self.subTest(" ".join(arguments)):
                done = subprocess.run([str(server.binary()), *arguments], capture_output=True, text=True, check=False,
                                      cwd=self.installation.folder)
                self.assertEqual(2, done.returncode, done)
                self.assertEqual("", done.stdout)
                self.assertTrue(done.stderr)
        self.assertFalse(self.installation.database.exists())

    # Configuration.

    def test_check_config_says_ok(self):
        self.assertEqual("ok\n", self.run_command("check-config").stdout)
        reference = subprocess.run([str(server.binary()), "check-config", "--config", str(server.ROOT / "config/drawbridge.toml")],
                                   capture_output=True, text=True, check=False, env=server.environment())
        self.assertEqual((0, "ok\n"), (reference.returncode, reference.stdout), reference.stderr)

    def test_check_config_names_every_fault_by_line(self):
        cases = {
            '[ldap]\nbase_dm = "x"\n': r":2: ldap\.base_dm: .*base_dn",
            "[http]\nport = 1\nthreads = 0\npage_size_max = \"many\"\n": r":2: http\.port: .*\n.*:3: http\.threads: .*\n.*:4: http\.page_size_max: ",
            '[ldp]\nlisten = ""\n': r":1: ldp: .*ldap",
            '[http]\nlisten = "nowhere"\n': r":2: http\.listen: ",
            '[ldap]\nbase_dn = "not a dn"\n': r":2: ldap\.base_dn: ",
            '[ldap]\nlisten_tls = "127.0.0.1:0"\n': r":2: ldap\.listen_tls: .*certificate",
            '[http]\ncertificate = "missing.pem"\n': r":2: http\.certificate: ",
            '[names]\npattern = "("\n': r":2: names\.pattern: ",
            "[log\n": r":1: ",
            '[log]\nlevel = "loud"\n': r":2: log\.level: .*info",
        }
        for text, expected in cases.items():
            with self.subTest(text):
                self.installation.config.write_text(text, encoding="utf-8")
                for command in ("check-config", "serve", "export"):
                    done = self.run_command(command, expect=2)
                    self.assertEqual("", done.stdout)
                    self.assertRegex(done.stderr, re.escape(str(self.installation.config)) + expected)

    def test_a_missing_configuration_is_exit_code_2(self):
        done = subprocess.run([str(server.binary()), "check-config", "--config", "/nonexistent/drawbridge.toml"], capture_output=True,
                              text=True, check=False)
        self.assertEqual(2, done.returncode)
        self.assertIn("/nonexistent/drawbridge.toml", done.stderr)

    def test_the_environment_wins_over_the_file(self):
        done = subprocess.run([str(server.binary()), "check-config", "--config", str(self.installation.config)], capture_output=True,
                              text=True, check=False, env={**server.environment(), "DRAWBRIDGE_LDAP_BASE_DN": "nonsense"})
        self.assertEqual(2, done.returncode)
        self.assertRegex(done.stderr, r"DRAWBRIDGE_LDAP_BASE_DN: .*")

    # Tokens.

    def check_tokens(self, running=None):
        made = self.json_of("token", "create", "--user", "boss", "--staff")
        self.assertEqual({"uuid", "user", "token", "expires"}, set(made))
        self.assertRegex(made["uuid"], r"^[0-9a-f]{32}$")
        self.assertIsNotNone(made["expires"])
        plain = self.run_command("token", "create", "--user", "boss", "--expires", "0").stdout
        self.assertRegex(plain, r"^\S{20,}\n$")
        listed = self.json_of("token", "list")
        self.assertEqual(["boss", "boss"], [row["user"] for row in listed])
        self.assertEqual([False, True], [row["expires"] is None for row in listed])
        self.assertNotIn(made["token"], json.dumps(listed))
        self.assertIn(made["uuid"], self.run_command("token", "list").stdout)
        if running:
            api = Api(running.http_url, made["token"])
            self.assertEqual("boss", api.must("GET", "/api/users/me/")["username"])
        self.run_command("token", "revoke", made["uuid"])
        self.assertEqual(1, len(self.json_of("token", "list")))
        if running:
            self.assertEqual(401, api.get("/api/users/me/").status)
        self.one_sentence(self.run_command("token", "revoke", made["uuid"], expect=1))
        self.one_sentence(self.run_command("token", "create", "--user", "nobody-there", expect=1))

    def test_tokens_without_a_server(self):
        self.check_tokens()
        self.assertNotIn(b"boss-token", self.installation.database.read_bytes())

    def test_tokens_beside_a_server(self):
        running = self.installation.serve()
        self.check_tokens(running)
        running.stop()

    def test_a_token_is_the_way_back_in(self):
        self.run_command("token", "create", "--user", "boss", "--staff")
        running = self.installation.serve()
        token = self.installation.token("boss", staff=False)
        api = Api(running.http_url, token)
        me = api.must("GET", "/api/users/me/")
        api.must("PATCH", f"/api/users/{me['uuid']}/", {"is_staff": False})
        api.must("GET", "/api/users/me/")
        self.assertEqual(403, api.post("/api/customers/", {"name": "Mine"}).status)
        again = Api(running.http_url, self.installation.token("boss"))
        self.assertEqual(201, again.post("/api/customers/", {"name": "Mine"}).status)
        running.stop()

    # Service accounts.

    def test_service_accounts(self):
        self.load_site()
        running = self.installation.serve()
        dn, secret = self.run_command("ldap-account", "create", "nslcd", "--offering", "hpc").stdout.splitlines()
        self.assertEqual(f"cn=nslcd,ou=services,{BASE_DN}", dn)
        self.assertEqual(0, can_bind(running, dn, secret))
        self.assertEqual(49, can_bind(running, dn, secret + "x"))
        self.one_sentence(self.run_command("ldap-account", "create", "NSLCD", "--all-offerings", expect=1))
        self.one_sentence(self.run_command("ldap-account", "create", "a=b", "--all-offerings", expect=1))
        self.one_sentence(self.run_command("ldap-account", "create", "other", "--offering", "no-such", expect=1))

        rotated = self.json_of("ldap-account", "rotate", "nslcd")
        self.assertEqual({"dn", "secret"}, set(rotated))
        self.assertEqual(dn, rotated["dn"])
        for valid in (secret, rotated["secret"]):
            self.assertEqual(0, can_bind(running, dn, valid), "the old secret stays valid until it is retired")
        listed = self.json_of("ldap-account", "list")
        self.assertEqual([("nslcd", dn, "hpc", True)], [(row["name"], row["dn"], row["offering"], row["has_old_secret"]) for row in listed])
        self.assertNotIn(secret, json.dumps(listed))
        self.assertEqual("", self.run_command("ldap-account", "rotate", "nslcd", "--retire").stdout)
        self.assertEqual((49, 0), (can_bind(running, dn, secret), can_bind(running, dn, rotated["secret"])))

        self.run_command("ldap-account", "delete", "nslcd")
        self.assertEqual(49, can_bind(running, dn, rotated["secret"]))
        self.one_sentence(self.run_command("ldap-account", "delete", "nslcd", expect=1))
        self.one_sentence(self.run_command("ldap-account", "rotate", "nslcd", expect=1))
        running.stop()

    def test_service_accounts_without_a_server(self):
        dn, secret = self.run_command("ldap-account", "create", "reader", "--all-offerings").stdout.splitlines()
        running = self.installation.serve()
        self.assertEqual(0, can_bind(running, dn, secret))
        running.stop()

    # GLauth.

    def test_glauth_render(self):
        site = self.load_site()
        printed = self.run_command("glauth", "render", "--offering", "hpc").stdout
        self.assertEqual(len(site.people) + 1, len(tomllib.loads(printed)["users"]))
        self.assertEqual(printed, self.run_command("glauth", "render", "--offering", site.offering_uuid).stdout)
        base = server.ROOT / "templates" / "glauth" / "base.modern.toml"
        output = self.installation.folder / "glauth.cfg"
        done = self.run_command("glauth", "render", "--offering", "HPC", "--base", base, "--output", output)
        self.assertEqual("", done.stdout)
        whole = output.read_text(encoding="utf-8")
        self.assertEqual(0o600, stat.S_IMODE(output.stat().st_mode))
        self.assertTrue(whole.startswith(base.read_text(encoding="utf-8")))
        self.assertTrue(whole.endswith(printed))
        parsed = tomllib.loads(whole)
        self.assertEqual(("uid", "cn"), (parsed["backend"]["nameformat"], parsed["backend"]["groupformat"]))
        os.chmod(output, 0o640)
        before = output.stat().st_ino
        self.run_command("glauth", "render", "--offering", "hpc", "--output", output)
        self.assertEqual(printed, output.read_text(encoding="utf-8"))
        self.assertEqual(0o640, stat.S_IMODE(output.stat().st_mode), "a replaced file keeps its permissions")
        self.assertNotEqual(before, output.stat().st_ino, "the file is replaced, not written over")
        self.assertEqual([], [path for path in self.installation.folder.iterdir() if "glauth.cfg." in path.name])

    def test_glauth_render_keeps_the_last_good_file(self):
        self.load_site()
        output = self.installation.folder / "glauth.cfg"
        output.write_text("precious", encoding="utf-8")
        bad = self.installation.folder / "bad.toml"
        for text in ("[backend\n", '[[users]]\nname = "robot-0"\nuidnumber = 1\n'):
            bad.write_text(text, encoding="utf-8")
            done = self.run_command("glauth", "render", "--offering", "hpc", "--base", bad, "--output", output, expect=1)
            self.one_sentence(done)
            self.assertEqual("precious", output.read_text(encoding="utf-8"))
        self.one_sentence(self.run_command("glauth", "render", "--offering", "none", "--output", output, expect=1))
        self.assertEqual("precious", output.read_text(encoding="utf-8"))

    def test_an_offering_without_accounts_renders_to_nothing(self):
        running = self.installation.serve()
        offering = Scene(Api(running.http_url, self.installation.token())).offering(slug="empty")
        self.assertEqual("", self.run_command("glauth", "render", "--offering", "empty").stdout)
        self.assertIsNotNone(offering)
        running.stop()

    # Export, backup, database.

    def test_export_as_ldif_is_the_served_tree(self):
        self.load_site(hostile=True)
        dn, secret = self.installation.service_account("ldif-reader")
        ldif = self.run_command("export", "--format", "ldif").stdout
        running = self.installation.serve()
        directory = Directory(running, dn, secret)
        served = {name.lower() for name, _ in directory.search("(objectClass=*)", ["entryUUID"])}
        directory.close()
        running.stop()
        unfolded = ldif.replace("\n ", "")
        written = {line.removeprefix("dn: ").lower() for line in unfolded.splitlines() if line.startswith("dn: ")}
        self.assertLessEqual(served, written)
        self.assertTrue(all(name.endswith(BASE_DN) for name in written))
        self.assertTrue(unfolded.isascii())

    def test_backup_while_the_server_runs(self):
        site = self.load_site()
        self.installation.token()
        running = self.installation.serve()
        copy = self.installation.folder / "copy.db"
        self.run_command("backup", copy)
        self.assertEqual(0o600, stat.S_IMODE(copy.stat().st_mode))
        self.one_sentence(self.run_command("backup", copy, expect=1))
        self.one_sentence(self.run_command("backup", "/nonexistent/copy.db", expect=1))
        exported = self.run_command("export").stdout
        running.stop()
        database = sqlite3.connect(copy)
        self.assertEqual([("ok",)], database.execute("PRAGMA integrity_check").fetchall())
        database.close()
        # The restore: the copy in the place of the database.
        for file in self.installation.folder.glob("drawbridge.db*"):
            file.unlink()
        copy.rename(self.installation.database)
        self.assertEqual(exported, self.run_command("export").stdout)
        self.assertIn(site.people[0].uuid, exported)

    def test_the_database_belongs_to_its_owner_alone(self):
        running = self.installation.serve()
        for name in ("drawbridge.db", "drawbridge.db.sock"):
            self.assertEqual(0o600, stat.S_IMODE((self.installation.folder / name).stat().st_mode), name)
        running.stop()
        self.assertFalse((self.installation.folder / "drawbridge.db.sock").exists())

    def test_a_newer_schema_is_refused(self):
        self.installation.token()
        database = sqlite3.connect(self.installation.database)
        database.execute("PRAGMA user_version = 9999")
        database.commit()
        database.close()
        before = self.installation.database.read_bytes()
        for command in (["serve"], ["export"], ["token", "list"]):
            self.assertRegex(self.one_sentence(self.run_command(*command, expect=1)), "newer|9999")
        self.assertEqual(before, self.installation.database.read_bytes())

    def test_a_broken_or_foreign_database_is_refused(self):
        self.installation.database.write_bytes(b"this is no database, this is no database" * 1000)
        self.one_sentence(self.run_command("serve", expect=1))
        self.installation.database.unlink()
        database = sqlite3.connect(self.installation.database)
        database.execute("CREATE TABLE recipes (name TEXT)")
        database.commit()
        database.close()
        self.one_sentence(self.run_command("serve", expect=1))

    def test_a_missing_folder_is_one_sentence(self):
        self.installation.configure(store={"path": "no/such/folder/drawbridge.db"})
        for command in (["serve"], ["token", "list"]):
            sentence = self.one_sentence(self.run_command(*command, expect=1))
            self.assertIn("no/such/folder/drawbridge.db.lock", sentence)
            self.assertTrue(sentence.endswith(f" The configuration is {self.installation.config}."), sentence)

    def test_it_says_when_no_configuration_was_found(self):
        done = subprocess.run([str(binary()), "token", "list"], capture_output=True, text=True, check=False, cwd=self.installation.folder,
                              env=environment(), timeout=PATIENCE_SECONDS)
        self.assertEqual(1, done.returncode)
        self.assertIn("No configuration file was found", self.one_sentence(done))

    def test_the_installed_configuration_and_the_unit_name_one_database(self):
        readme = (ROOT / "README.md").read_text(encoding="utf-8")
        command = re.search(r"^sed .* config/drawbridge.toml(?= > /etc/drawbridge/drawbridge.toml$)", readme, re.MULTILINE)[0]
        installed = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True, cwd=ROOT).stdout
        self.assertEqual("/var/lib/drawbridge/drawbridge.db", tomllib.loads(installed)["store"]["path"])
        self.installation.config.write_text(installed, encoding="utf-8")
        self.run_command("check-config")
        unit = (ROOT / "contrib/systemd/drawbridge.service").read_text(encoding="utf-8")
        self.assertIn("\nStateDirectory=drawbridge drawbridge/backup\n", unit)
        self.assertNotIn("\nEnvironment=", unit)
        backup = "drawbridge backup /var/lib/drawbridge/backup/"
        self.assertIn(backup, readme)
        self.assertIn(backup, self.run_command("backup", "--help").stdout)

    # Serving.

    def test_a_second_server_is_refused(self):
        running = self.installation.serve()
        sentence = self.one_sentence(self.run_command("serve", expect=1))
        self.assertRegex(sentence, r"(?i)another|already|in use|holds")
        self.assertEqual(200, Api(running.http_url).get("/readyz").status)
        self.run_command("token", "list")
        running.stop()

    def test_a_port_in_use_is_one_sentence(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            address = f"127.0.0.1:{taken.getsockname()[1]}"
            for section in ("http", "ldap"):
                with self.subTest(section):
                    self.installation.configure(**{section: {"listen": address}})
                    self.assertIn(address.rpartition(":")[2], self.one_sentence(self.run_command("serve", expect=1)))

    def test_sighup_reloads_and_a_faulty_file_changes_nothing(self):
        running = self.installation.serve()
        self.installation.config.write_text("[broken\n", encoding="utf-8")
        running.process.send_signal(signal.SIGHUP)
        running.wait_for(lambda: any("config_reload_refused" in line or "was refused" in line for line in running.messages), "refused")
        self.assertEqual(200, Api(running.http_url).get("/livez").status)
        self.installation.configure(log={"level": "info"})
        running.process.send_signal(signal.SIGHUP)
        running.wait_for(lambda: any("reloaded" in line for line in running.messages), "reloaded")
        self.assertIn("needs_restart=false", next(line for line in running.messages if "reloaded" in line))
        certificate, key = Authority(self.installation.folder / "ca").issue()
        self.installation.configure(log={"level": "info"}, ldap={"certificate": str(certificate), "key": str(key)},
                                    accounts={"deleted_retention_days": 7})
        running.process.send_signal(signal.SIGHUP)
        running.wait_for(lambda: any("needs_restart=true" in line for line in running.messages), "reloaded again")
        self.assertIn("sections=ldap,accounts", next(line for line in running.messages if "needs_restart=true" in line))
        running.stop()

    def test_both_signals_end_the_server_with_0_and_leave_no_log_behind(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            running = self.installation.serve()
            running.process.send_signal(number)
            self.assertEqual(0, running.process.wait(server.PATIENCE_SECONDS))
            leftovers = {path.name for path in self.installation.folder.iterdir()}
            self.assertNotIn("drawbridge.db.sock", leftovers)

    def test_a_stale_socket_of_a_killed_server_is_no_obstacle(self):
        self.installation.serve().kill()
        self.assertTrue((self.installation.folder / "drawbridge.db.sock").exists())
        self.assertEqual([], self.json_of("token", "list"))
        self.installation.serve().stop()

    def test_a_long_import_shows_its_progress_on_a_terminal(self):
        site = Population(300)
        path = self.installation.folder / "state.ndjson"
        state_writers.write_state(site, path)
        ours, theirs = pty.openpty()
        with subprocess.Popen([str(server.binary()), "import", str(path), "--config", str(self.installation.config)],
                              stdout=subprocess.PIPE, stderr=theirs, env=server.environment()) as process:
            os.close(theirs)
            shown = b""
            while True:
                try:
                    piece = os.read(ours, 4096)
                except OSError:
                    break
                if not piece:
                    break
                shown += piece
            counted = process.stdout.read().decode()
        os.close(ours)
        self.assertEqual(0, process.returncode, shown)
        self.assertRegex(shown.decode(), r"\[#* *\] +\d+ %")
        self.assertRegex(counted, r"(?m)^user +300 +0 +0$")

    def test_an_output_that_cannot_be_written_is_a_failure(self):
        self.load_site()
        with open("/dev/full", "w", encoding="ascii") as full:
            done = subprocess.run([str(server.binary()), "export", "--config", str(self.installation.config)], stdout=full,
                                  stderr=subprocess.PIPE, text=True, check=False, env=server.environment())
        self.assertEqual(1, done.returncode)
        self.assertTrue(done.stderr)
        self.assertTrue(pathlib.Path(self.installation.database).exists())


if __name__ == "__main__":
    unittest.main()
