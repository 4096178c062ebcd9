"""The demo: its state file, and contrib/run with the commands that it prints."""
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import stat
import subprocess
import tempfile
import threading
import unittest

from api import Api
from certificates import Authority
import server
from server import ROOT, Installation, binary, environment
from views import Directory, GlauthDocument

DEMO = ROOT / "config" / "demo.ndjson"
# As much of jq as the tour uses, for machines without it: a key of an object, else the text as it is.
JQ = """#!/usr/bin/python3
import json, sys
value = json.load(sys.stdin)
print(value[sys.argv[2][1:]] if sys.argv[1] == "-r" else json.dumps(value))
"""


class DemoStateTest(unittest.TestCase):
    def test_the_demo_state_is_what_the_readme_says(self):
        with Installation() as installation:
            counts = json.loads(installation.run("import", DEMO, "--output", "json").stdout)
            created = {kind: row["created"] for kind, row in counts.items()}
            self.assertEqual((40, 3, 6, 3), tuple(created[kind] for kind in ("user", "customer", "project", "offering")))
            self.assertGreaterEqual(created["robot_account"], 1)
            token, reader = installation.token(), installation.service_account()
            running = installation.serve()
            api = Api(running.http_url, token)
            offerings = api.all_pages("/api/marketplace-provider-offerings/")
            self.assertEqual({"Active"}, {offering["state"] for offering in offerings})
            self.assertEqual(3, len({offering["plugin_options"]["username_generation_policy"] for offering in offerings}))
            kinds = {key["type"] for key in api.all_pages("/api/keys/")}
            self.assertGreaterEqual(len(kinds), 4, kinds)
            directory = Directory(running, *reader)
            for offering in offerings:
                people = directory.people(offering["slug"])
                self.assertTrue(people)
                document = GlauthDocument.of(api, offering["uuid"])
                self.assertEqual(set(people), set(document.users))
                self.assertEqual([], api.must("GET", f"/api/marketplace-provider-offerings/{offering['uuid']}/glauth_skipped/"))
            directory.close()
            running.stop()


class ContribRunTest(unittest.TestCase):
    """contrib/run in a copy of the tree, with the binary under test in the place of the built one.

    The build itself is left out (a stand-in for cmake says that all is built): this binary is its result.
    """

    def setUp(self):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="drawbridge-run-"))
        self.addCleanup(shutil.rmtree, self.root, True)
        shutil.copytree(ROOT / "contrib", self.root / "contrib")
        shutil.copytree(ROOT / "config", self.root / "config")
        (self.root / "build/release").mkdir(parents=True)
        (self.root / "build/release/drawbridge").symlink_to(binary())
        tools = self.root / "tools"
        tools.mkdir()
        (tools / "cmake").write_text("#!/bin/sh\nexit 0\n", encoding="ascii")
        (tools / "cmake").chmod(0o755)
        self.environment = {**environment(), "PATH": f"{tools}:{os.environ['PATH']}", "DRAWBRIDGE_HTTP_LISTEN": "127.0.0.1:0",
                            "DRAWBRIDGE_LDAP_LISTEN": "127.0.0.1:0"}

    def start(self):
        """The process, and what it prints up to its last line."""
        process = subprocess.Popen([str(self.root / "contrib/run")], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
                                   text=True, env=self.environment, start_new_session=True)
        self.addCleanup(self.abandon, process)
        watchdog = threading.Timer(server.PATIENCE_SECONDS * 2, os.killpg, (process.pid, signal.SIGKILL))
        watchdog.start()
        printed = []
        for line in process.stdout:
            printed.append(line)
            if line.startswith("Ctrl-C ends it"):
                break
        watchdog.cancel()
        self.assertTrue(printed and printed[-1].startswith("Ctrl-C ends it"), "".join(printed))
        return process, "".join(printed)

    @staticmethod
    def abandon(process):
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait()
        process.stdout.close()

    def run_printed_commands(self, printed):
        commands = [line.strip() for line in printed.splitlines() if line.startswith(("  curl ", "  ldapsearch "))]
        self.assertGreaterEqual(len(commands), 3, printed)
        outputs = []
        for command in commands:
            done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, cwd="/", timeout=server.PATIENCE_SECONDS)
            self.assertEqual(0, done.returncode, f"{command}\n{done.stdout}{done.stderr}")
            if command.startswith("curl"):
                self.assertTrue(json.loads(done.stdout), command)
            else:
                self.assertIn("dn: ", done.stdout, command)
            outputs.append(done.stdout)
        self.assertIn("uid: jane_roe_00", "\n".join(outputs))

    def end(self, process, number):
        process.send_signal(number)
        rest = process.stdout.read()
        self.assertEqual(0, process.wait(server.PATIENCE_SECONDS), rest)

    def test_the_printed_commands_work_and_sigterm_ends_it_with_0(self):
        process, printed = self.start()
        self.run_printed_commands(printed)
        token = self.root / "var/demo-token"
        self.assertEqual(0o600, stat.S_IMODE(token.stat().st_mode))
        first = token.read_text(encoding="ascii")
        self.end(process, signal.SIGTERM)

        process, printed = self.start()
        self.assertEqual(first, token.read_text(encoding="ascii"), "the token is used again")
        self.run_printed_commands(printed)
        self.end(process, signal.SIGINT)

    def test_the_tour_of_the_readme_works_as_printed(self):
        process, printed = self.start()
        ports = {word: next(line for line in printed.splitlines() if f"{word} on" in line).rpartition(":")[2] for word in ("HTTP", "LDAP")}
        readme = (ROOT / "README.md").read_text(encoding="utf-8")
        tour = re.search(r"\n## Five minutes over REST\n.*?```sh\n(.*?)```", readme, re.DOTALL)[1]
        script = tour.replace("127.0.0.1:8080", f"127.0.0.1:{ports['HTTP']}").replace("127.0.0.1:3893", f"127.0.0.1:{ports['LDAP']}")
        if not shutil.which("jq"):
            (self.root / "tools/jq").write_text(JQ, encoding="ascii")
            (self.root / "tools/jq").chmod(0o755)
        done = subprocess.run(["bash", "-euo", "pipefail", "-c", script], capture_output=True, text=True, check=False, cwd=self.root,
                              env=self.environment, timeout=server.PATIENCE_SECONDS)
        self.assertEqual(0, done.returncode, done.stdout + done.stderr)
        self.assertNotIn('"detail"', done.stdout.replace('"detail":"Offering state updated."', ""))
        self.assertIn("dn: uid=lukasz_zolc_00,ou=people,ou=tundra,", done.stdout)
        documents = done.stdout.split("[[groups]]\nname = \"lukasz_zolc_00\"")
        self.assertEqual(3, len(documents), done.stdout)
        self.assertIn("disabled = false", documents[1])
        self.assertIn("AAAAC3NzaC1lZDI1NTE5", documents[1])
        self.assertIn("disabled = true", documents[2])
        self.assertNotIn("AAAAC3NzaC1lZDI1NTE5", documents[2])
        self.end(process, signal.SIGTERM)

    def test_with_a_certificate_and_all_addresses_the_commands_can_be_used(self):
        certificate, key = Authority(self.root / "ca").issue()
        self.environment |= {"DRAWBRIDGE_HTTP_LISTEN": "0.0.0.0:0", "DRAWBRIDGE_HTTP_CERTIFICATE": str(certificate),
                             "DRAWBRIDGE_HTTP_KEY": str(key), "DRAWBRIDGE_LDAP_LISTEN": "0.0.0.0:0"}
        process, printed = self.start()
        self.assertNotIn("building", printed, "it is built")
        commands = printed[printed.index("Drawbridge runs"):]
        self.assertNotIn("0.0.0.0", commands)
        self.assertIn("curl -sS --cacert SITE-CA.pem -H ", commands)
        name = re.search(r"'https://([^:/']+):", commands)[1]
        port = re.search(r"HTTPS on .*:(\d+)", printed)[1]
        commands = commands.replace("SITE-CA.pem", str(self.root / "ca/ca.pem")).replace(f"https://{name}:{port}", f"https://localhost:{port}")
        self.run_printed_commands(commands)
        self.end(process, signal.SIGTERM)

    def test_a_port_in_use_names_the_variables(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            self.environment["DRAWBRIDGE_LDAP_LISTEN"] = f"127.0.0.1:{taken.getsockname()[1]}"
            done = subprocess.run([str(self.root / "contrib/run")], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
                                  env=self.environment, timeout=server.PATIENCE_SECONDS)
        self.assertEqual(1, done.returncode, done.stderr)
        self.assertIn("DRAWBRIDGE_LDAP_LISTEN=", done.stderr)

    def test_a_port_in_use_is_said_in_one_sentence(self):
        process, printed = self.start()
        port = next(line for line in printed.splitlines() if "LDAP on" in line).rpartition(":")[2]
        with Installation(ldap={"listen": f"127.0.0.1:{port}"}) as other:
            done = other.run("serve", expect=1)
            self.assertEqual(1, len(done.stderr.strip().splitlines()), done.stderr)
        self.end(process, signal.SIGTERM)

    def test_help_is_printed_and_unknown_arguments_are_refused(self):
        for script in ("run", "test", "install-deps"):
            done = subprocess.run([str(ROOT / "contrib" / script), "--help"], capture_output=True, text=True, check=True)
            self.assertTrue(done.stdout)
            wrong = subprocess.run([str(ROOT / "contrib" / script), "--fly"], capture_output=True, text=True, check=False)
            self.assertEqual((2, ""), (wrong.returncode, wrong.stdout))


if __name__ == "__main__":
    unittest.main()
