"""verify-directory against directories that misbehave."""
import itertools
import os
import ssl
import subprocess
import threading
import time
import unittest

import server
from server import BASE_DN, PATIENCE_SECONDS, Installation
from certificates import Authority
from directory_server import FakeDirectory
from populated import populate
from population import Population

HPC = f"ou=hpc,{BASE_DN}"
KIBIBYTE = 1024
# What a time limit of a second or two may take on a machine that is busy; a limit that does not hold takes minutes.
LIMIT_HOLDS_SECONDS = PATIENCE_SECONDS / 10


class HostileDirectoryTest(unittest.TestCase):
    """Servers that stall, refer elsewhere, never end or send what is no LDAP: a clear error, bounded time and memory."""

    # Far above what the command needs by itself, also with the sanitizers' shadow; far below what is sent.
    memory_bytes = 400 * KIBIBYTE * KIBIBYTE

    @classmethod
    def setUpClass(cls):
        cls.installation = Installation()
        cls.addClassCleanup(cls.installation.close)
        populate(cls.installation, Population(3, projects=1, robots=0))

    def verify(self, directory, *arguments, scheme="ldap"):
        """Standard error; the command must end with 1 and stay small."""
        process = subprocess.Popen([server.binary(), "verify-directory", "--config", self.installation.config, "--offering", "hpc",
                                    "--uri", f"{scheme}://127.0.0.1:{directory.port}", *map(str, arguments)],
                                   env=server.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        # The command ends by its own time limits; the watch is for a broken one only.
        watch = threading.Timer(PATIENCE_SECONDS, process.kill)
        watch.start()
        errors = process.stderr.read()
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        watch.cancel()
        process.stdout.close()
        process.stderr.close()
        self.assertEqual(1, process.returncode, errors)
        self.assertEqual("", output)
        # AddressSanitizer keeps what is freed (256 MiB) and a shadow of all.
        most = (3 if server.is_sanitized() else 1) * self.memory_bytes
        self.assertLess(usage.ru_maxrss * KIBIBYTE, most)
        return errors

    def verify_in_time(self, directory, *arguments, **options):
        """Standard error of a command whose arguments limit its time to a second or two: it must not take much longer."""
        start = time.monotonic()
        errors = self.verify(directory, *arguments, **options)
        self.assertLess(time.monotonic() - start, LIMIT_HOLDS_SECONDS, errors)
        return errors

    def test_accepts_and_never_answers(self):
        with FakeDirectory(lambda client: client.wait_for_end()) as directory:
            self.assertIn("does not answer", self.verify_in_time(directory, "--timeout", 1))
        with FakeDirectory(lambda client: client.wait_for_end()) as directory:
            self.assertIn("too slow: the time for all of it is over", self.verify_in_time(directory, "--timeout", PATIENCE_SECONDS, "--time-limit", 1))
        with FakeDirectory(lambda client: client.wait_for_end()) as directory:
            self.assertIn("too slow in the TLS handshake", self.verify_in_time(directory, "--connect-timeout", 1, scheme="ldaps"))
        with FakeDirectory(lambda client: client.wait_for_end()) as directory:
            self.assertIn("does not answer", self.verify_in_time(directory, "--starttls", "--timeout", 1))

    def test_stalls_in_the_tls_handshake(self):
        def answer(client):
            client.extended_response(client.request())
            client.wait_for_end()
        with FakeDirectory(answer) as directory:
            self.assertIn("too slow in the TLS handshake", self.verify_in_time(directory, "--starttls", "--connect-timeout", 1))
        for scheme, arguments in (("ldaps", []), ("ldap", ["--starttls"])):
            with self.subTest(f"the time for all of it, {scheme}"), FakeDirectory(answer if arguments else lambda client: client.wait_for_end()) as directory:
                self.assertIn("too slow in the TLS handshake",
                              self.verify_in_time(directory, *arguments, "--connect-timeout", PATIENCE_SECONDS, "--time-limit", 1, scheme=scheme))

    def test_says_nothing_that_can_be_read_of_further_pages(self):
        for value in (b"", b"\x30", b"x", b"\x30\x05\x02\x01\x00\x04\x7f"):
            def answer(client):
                client.search_done(client.request(), 0, paged_results=value)
                client.wait_for_end()
            with self.subTest(value), FakeDirectory(answer) as directory:
                self.assertIn("an answer that cannot be decoded", self.verify(directory))

    def test_stalls_behind_tls(self):
        authority = Authority(self.installation.folder / "ca")
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(*authority.issue())

        def answer(client):
            client.start_tls(tls)
            client.entry(client.request(), f"uid=x,ou=people,{HPC}", {"uid": [b"x"]})
            client.send_part_of_a_record(b"x" * 1000)
            client.wait_for_end()
        with FakeDirectory(answer) as directory:
            self.assertIn("does not answer", self.verify_in_time(directory, "--ca", authority.file, "--timeout", 1, scheme="ldaps"))

    def test_stalls_in_the_middle_of_a_message(self):
        def answer(client):
            client.request()
            client.send(b"\x30\x82\x10\x00\x02\x01\x01")
            client.wait_for_end()
        with FakeDirectory(answer) as directory:
            self.assertIn("does not answer", self.verify_in_time(directory, "--timeout", 1))

    def test_sends_one_octet_now_and_then(self):
        def answer(client):
            message = client.entry_message(client.request(), "cn=x", {"description": [b"x" * 4000]})
            for at in range(len(message)):
                client.send(message[at:at + 1])
                time.sleep(0.1)
        with FakeDirectory(answer) as directory:
            self.assertIn("does not answer", self.verify_in_time(directory, "--timeout", 1))

    def test_sends_an_entry_now_and_then(self):
        """No wait is long, so the limit of the whole must hold by itself."""
        def answer(client):
            request = client.request()
            for number in itertools.count():
                client.entry(request, f"uid=u{number},ou=people,{HPC}", {"uid": [b"u%d" % number]})
                time.sleep(0.1)
        with FakeDirectory(answer) as directory:
            self.assertIn("too slow: the time for all of it is over", self.verify_in_time(directory, "--timeout", 30, "--time-limit", 1))

    def test_refers_elsewhere(self):
        def refer(client):
            client.search_done(client.request(), 10, referrals=["ldap://elsewhere.example/dc=x"])
        with FakeDirectory(refer) as directory:
            self.assertIn("elsewhere.example", self.verify(directory))

        def continue_elsewhere(client):
            request = client.request()
            client.entry(request, f"uid=x,ou=people,{HPC}", {"uid": [b"x"]})
            client.reference(request, ["ldap://elsewhere.example/ou=people\x1b[2J"])
            client.search_done(request, 0)
        with FakeDirectory(continue_elsewhere) as directory:
            errors = self.verify(directory)
            self.assertIn("elsewhere.example/ou=people\\x1b[2J", errors)
            self.assertIn("not followed", errors)

    def test_never_ends(self):
        def entries(client):
            request = client.request()
            for number in itertools.count():
                client.entry(request, f"uid=u{number},ou=people,{HPC}", {"uid": [b"u%d" % number]})
        with FakeDirectory(entries) as directory:
            self.assertIn("more than 3000 entries", self.verify(directory, "--max-entries", 3000, "--output", "json"))

        def pages(client):
            while True:
                client.search_done(client.request(), 0, cookie=b"more")
        with FakeDirectory(pages) as directory:
            self.assertIn("too slow", self.verify_in_time(directory, "--time-limit", 2))

    def test_a_value_of_a_hundred_mebibytes(self):
        mebibyte = b"x" * KIBIBYTE * KIBIBYTE

        def answer(client):
            request = client.request()
            client.send(client.entry_head(request, f"uid=x,ou=people,{HPC}", "description", 100 * len(mebibyte)))
            for _ in range(100):
                client.send(mebibyte)
        with FakeDirectory(answer) as directory:
            self.assertIn("more than 16777216 octets", self.verify(directory))

    def test_an_entry_of_a_million_values(self):
        def answer(client):
            client.entry(client.request(), f"uid=x,ou=people,{HPC}", {"description": [b""] * 1_100_000})
            client.wait_for_end()
        with FakeDirectory(answer) as directory:
            self.assertIn("more than 1000000 values", self.verify(directory))

    def test_sends_what_is_no_ldap(self):
        for octets in (b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\x30\x80\x00\x00", b"\x30\x05\x02\x01\x01\x64\x84", b"\x00" * 100, b""):
            with self.subTest(octets), FakeDirectory(lambda client, octets=octets: (client.request(), client.send(octets))) as directory:
                self.verify_in_time(directory, "--timeout", 2)

        def entry(client):
            client.entry(client.request(), "no name at all", {})
            client.wait_for_end()
        with FakeDirectory(entry) as directory:
            self.assertIn("no DN", self.verify(directory))

    def test_nobody_listens(self):
        with FakeDirectory(lambda client: None) as directory:
            pass
        self.assertIn("Can't contact", self.verify(directory))


if __name__ == "__main__":
    unittest.main()
