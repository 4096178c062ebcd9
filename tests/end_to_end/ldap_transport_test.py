"""The LDAP server as a server: certificates renewed under load, descriptors running out, clients that do not read, idle
clients by the hundred, foreign protocols, hostile text in the log."""
import json
import os
import pathlib
import resource
import select
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
import unittest

from api import Api
from certificates import Authority
from populated import PopulatedTest
from population import Population
import server
from server import BASE_DN, Installation, PATIENCE_SECONDS, is_sanitized
import ldap_messages

sys.path.insert(0, str(server.ROOT / "tests" / "bench"))

import idle_connections

TIME_LIMIT_EXCEEDED = 3


def allow_open_files(wanted):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < wanted:
        raise unittest.SkipTest(f"this process may open {hard} files, {wanted} are needed")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))


class Client:
    """A bare connection."""

    def __init__(self, port, context=None):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS)
        if context:
            self.socket = context.wrap_socket(self.socket, server_hostname="localhost")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def bind(self, dn, secret):
        self.socket.sendall(ldap_messages.bind(1, dn, secret))
        code = ldap_messages.read_until(self.socket, ldap_messages.BIND_RESPONSE)[-1].code
        if code != 0:
            raise AssertionError(f"bind: {code}")
        return self

    def search(self, number=2, **request):
        self.socket.sendall(ldap_messages.search(number, BASE_DN, **request))
        return ldap_messages.read_until(self.socket, ldap_messages.SEARCH_DONE)

    def who_am_i(self):
        self.socket.sendall(ldap_messages.extended(3, ldap_messages.WHO_AM_I))
        return ldap_messages.read_until(self.socket, ldap_messages.EXTENDED_RESPONSE)[-1].code


class SlowClient(Client):
    """Has asked for far more than all buffers between it and the server hold, and reads nothing of it until it is told to."""

    def __init__(self, port, dn, secret, **request):
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.socket.connect(("127.0.0.1", port))
        self.socket.settimeout(PATIENCE_SECONDS)
        searches = (ldap_messages.search(number, BASE_DN, attributes=["*", "+"], **request) for number in range(2, 22))
        self.socket.sendall(ldap_messages.bind(1, dn, secret) + b"".join(searches))

    def read_searches(self, is_last):
        """(code, entries) of each search, up to the one that is the last to be read: is_last(how many so far, code)."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        searches, entries, held = [], 0, b""
        while True:
            piece = self.socket.recv(1 << 20)
            if not piece:
                raise ConnectionError(f"the server closed the connection after {searches}")
            answers, held = ldap_messages.split(held + piece)
            for answer in answers:
                entries += answer.operation == ldap_messages.SEARCH_ENTRY
                if answer.operation == ldap_messages.SEARCH_DONE:
                    searches.append((answer.code, entries))
                    if is_last(len(searches), answer.code):
                        return searches
                    entries = 0


class ClientTest(PopulatedTest):
    people = 200

    @classmethod
    def make_site(cls):
        return Population(cls.people, projects=6, robots=2)

    def client(self, context=None):
        return Client(self.server.ports["ldaps" if context else "ldap"], context)

    def bound(self, context=None):
        return self.client(context).bind(self.dn, self.secret)

    def assert_served(self):
        with self.bound() as client:
            self.assertEqual(2, len(client.search(equal=("uid", self.site.people[0].username), attributes=["uid"])))


class CertificateTest(ClientTest):
    """SIGHUP: new connections get the new certificate, open ones go on with theirs."""
    sections = {"log": {"level": "info"}}

    @classmethod
    def prepare(cls):
        super().prepare()
        cls.folder = cls.installation.folder / "tls"
        cls.authorities = [Authority(cls.folder / name, name) for name in ("first", "second")]
        cls.issued = [authority.issue() for authority in cls.authorities]
        cls.served = cls.folder / "server.pem", cls.folder / "server.key"
        cls.put(cls.issued[0])
        cls.installation.configure(ldap={"listen_tls": "127.0.0.1:0", "certificate": str(cls.served[0]), "key": str(cls.served[1])}, **cls.sections)

    @classmethod
    def put(cls, files):
        for source, target in zip(files, cls.served):
            new = target.with_suffix(".new")
            new.write_bytes(source.read_bytes())
            new.chmod(0o600)
            new.rename(target)

    def reload(self, outcome="reloaded"):
        before = len(self.server.messages)
        self.server.process.send_signal(signal.SIGHUP)
        self.server.wait_for(lambda: any(outcome in line for line in self.server.messages[before:]), outcome)
        return [line for line in self.server.messages[before:] if outcome in line][0]

    def trusting(self, *authorities):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        for authority in authorities:
            context.load_verify_locations(authority.file)
        return context

    def setUp(self):
        self.put(self.issued[0])
        self.reload()

    def test_open_connections_go_on_and_new_ones_see_the_new_certificate(self):
        first, second = (self.trusting(authority) for authority in self.authorities)
        with self.bound(first) as old:
            self.put(self.issued[1])
            self.reload()
            self.assertEqual(0, old.who_am_i())
            self.assertGreater(len(old.search()), 200)
            with self.bound(second) as new:
                self.assertEqual(0, new.who_am_i())
            with self.assertRaises(ssl.SSLCertVerificationError):
                self.client(first)
            # StartTLS takes the new one, too.
            done = subprocess.run(["ldapwhoami", "-x", "-ZZ", "-H", self.server.ldap_url, "-D", self.dn, "-w", self.secret], capture_output=True, text=True,
                                  timeout=PATIENCE_SECONDS, check=False, env={**os.environ, "LDAPCONF": "/dev/null", "LDAPTLS_CACERT": str(self.authorities[1].file)})
            self.assertEqual(f"dn:{self.dn}", done.stdout.strip(), done.stderr)
            self.assertEqual(0, old.who_am_i())

    def test_files_that_cannot_be_used_are_named_and_the_old_certificate_stays(self):
        first = self.trusting(self.authorities[0])
        certificate, key = self.served
        for damage, named in ((lambda: certificate.write_text("no certificate\n", encoding="ascii"), certificate),
                              (lambda: certificate.write_bytes(self.issued[1][0].read_bytes()), key),  # another key's
                              (key.unlink, key), (certificate.unlink, certificate)):
            self.put(self.issued[0])
            damage()
            line = self.reload("refused, the old one stays")
            self.assertIn(str(named), line)
            with self.bound(first) as client:
                self.assertEqual(0, client.who_am_i())

    def test_two_hundred_reloads_under_load_fail_no_operation(self):
        either = self.trusting(*self.authorities)
        stop, failures, done = threading.Event(), [], [0, 0]

        def keep_asking(place, work):
            try:
                while not stop.is_set():
                    work()
                    done[place] += 1
            except (OSError, AssertionError) as error:
                failures.append(error)

        def ask(client):
            self.assertEqual(2, len(client.search(equal=("uid", self.site.people[0].username), attributes=["uid"])))

        def come_and_go():
            with self.bound(either) as client:
                ask(client)

        with self.bound(either) as lasting:
            threads = [threading.Thread(target=keep_asking, args=(0, lambda: ask(lasting))), threading.Thread(target=keep_asking, args=(1, come_and_go))]
            for thread in threads:
                thread.start()
            try:
                for turn in range(200):
                    self.put(self.issued[turn % 2])
                    self.reload()
            finally:
                stop.set()
                for thread in threads:
                    thread.join()
        self.assertEqual([], failures)
        self.assertGreater(min(done), 0)


class ForeignBytesTest(ClientTest):
    """What is no LDAP, or LDAP where TLS is spoken; and what of it gets into the log."""
    sections = {"log": {"level": "warning", "format": "json"}}

    @classmethod
    def prepare(cls):
        super().prepare()
        certificate, key = Authority(cls.installation.folder / "ca").issue()
        cls.installation.configure(ldap={"listen_tls": "127.0.0.1:0", "certificate": str(certificate), "key": str(key)}, **cls.sections)

    def lines_of(self, action):
        """The log lines that an action leaves, as JSON; waits for the first one."""
        before = len(self.server.messages)
        action()
        self.server.wait_for(lambda: len(self.server.messages) > before, "a log line")
        self.assert_served()
        return [json.loads(line) for line in self.server.messages[before:]]

    def send(self, scheme, octets):
        with Client(self.server.ports[scheme]) as client:
            client.socket.sendall(octets)
            return client.socket.recv(1 << 16)

    def test_foreign_protocols_get_a_notice_and_one_line(self):
        for opening in (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 64, b"SSH-2.0-x\r\n", b"\xff" * 10):
            answers = []
            line, = self.lines_of(lambda opening=opening: answers.append(self.send("ldap", opening)))
            (notice,), rest = ldap_messages.split(answers[0])
            self.assertTrue(notice.is_notice)
            self.assertEqual((2, b""), (notice.code, rest))
            self.assertEqual(2, line["result"])

    def test_ldap_in_clear_on_the_tls_port_ends_with_one_line(self):
        def ask():
            done = subprocess.run(["ldapwhoami", "-x", "-H", f"ldap://127.0.0.1:{self.server.ports['ldaps']}", "-D", self.dn, "-w", self.secret],
                                  capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False)
            self.assertNotEqual(0, done.returncode)
        line, = self.lines_of(ask)
        self.assertEqual("ldap_tls_failed", line["event"])
        self.assertTrue(line["reason"].startswith("TLS handshake: "), line)
        self.assertNotIn(self.secret, json.dumps(line))

    def test_hostile_text_stays_one_line(self):
        hostile = "cn=a\nforged: line\r\x1b[31m\x00\u2028\u202e,ou=services," + BASE_DN
        for name in (hostile.encode(), b"cn=\xff\xfe" + b"\n" * 100 + b",dc=x", b"cn=" + b"\x07" * 5000 + b",dc=x"):
            def ask(name=name):
                with self.client() as client:
                    client.socket.sendall(ldap_messages.bind(1, name, "wrong"))
                    client.socket.recv(1 << 16)
            line, = self.lines_of(ask)
            self.assertLess(len(json.dumps(line)), 8192)
        for line in self.server.messages:
            self.assertFalse([octet for octet in line if ord(octet) < 0x20 or octet in "\x7f\u2028\u202e"], repr(line))


class BusyTest(ClientTest):
    people = min(server.user_count(), 3000)

    def test_one_that_pipelines_scans_does_not_starve_another(self):
        scans = 300
        with self.bound() as busy, self.bound() as other:
            requests = b"".join(ldap_messages.search(number, BASE_DN, equal=("sn", "nobody")) for number in range(2, scans + 2))
            sender = threading.Thread(target=busy.socket.sendall, args=(requests,))
            sender.start()
            received = b""
            while len(ldap_messages.split(received)[0]) < 1:
                received += busy.socket.recv(1 << 16)
            # The first scan is answered, so the others are under way.
            for _ in range(5):
                self.assertEqual(2, len(other.search(equal=("uid", self.site.people[1].username), attributes=["uid"])))
            while select.select([busy.socket], [], [], 0)[0]:
                received += busy.socket.recv(1 << 16)
            self.assertLess(len(ldap_messages.split(received)[0]), scans)
            while len(ldap_messages.split(received)[0]) < scans:
                received += busy.socket.recv(1 << 16)
            sender.join()

    def test_two_hundred_that_do_not_read_cost_bounded_memory_and_hold_up_nobody(self):
        allow_open_files(1000)
        with self.bound() as client:
            whole = len(client.search(attributes=["*", "+"])) - 1
        before = idle_connections.resident_bytes(self.server.process.pid)
        slow = []
        try:
            for _ in range(200):
                slow.append(SlowClient(self.server.ports["ldap"], self.dn, self.secret))
            for _ in range(5):
                self.assert_served()
            after = idle_connections.resident_bytes(self.server.process.pid)
            if not is_sanitized():
                self.assertLess(after - before, 200 * 1.5 * (1 << 20), "more than 1.5 MiB a client")
            # One of them begins to read: everything is there.
            self.assertEqual([(0, whole)] * 2, slow[0].read_searches(lambda count, _: count == 2))
        finally:
            for client in slow:
                client.socket.close()

    def test_time_that_the_client_takes_to_read_counts_for_the_time_limit(self):
        with self.bound() as client:
            whole = len(client.search(attributes=["*", "+"])) - 1
        ldap = self.server.ports["ldap"]
        with SlowClient(ldap, self.dn, self.secret, time_limit=1) as limited, SlowClient(ldap, self.dn, self.secret) as unlimited:
            time.sleep(3)
            searches = limited.read_searches(lambda count, code: code != 0 or count == 20)
            code, entries = searches[-1]
            self.assertEqual(TIME_LIMIT_EXCEEDED, code, searches)
            self.assertTrue(0 < entries < whole, searches)
            self.assertEqual([(0, whole)] * len(searches), unlimited.read_searches(lambda count, _: count == len(searches)))


class IdleTest(ClientTest):
    @classmethod
    def prepare(cls):
        super().prepare()
        certificate, key = Authority(cls.installation.folder / "ca").issue()
        cls.installation.configure(ldap={"listen_tls": "127.0.0.1:0", "certificate": str(certificate), "key": str(key)})

    @classmethod
    def serve(cls):
        # A heap that grows by huge pages does not show what so few connections take.
        cls.server = cls.installation.serve(prefix=("env", "GLIBC_TUNABLES=glibc.malloc.hugetlb=0"))

    def test_an_idle_connection_costs_little(self):
        allow_open_files(2000)
        # 10,000 of them may take 200 MiB.
        for scheme, most in (("ldap", 8192), ("ldaps", 20_000)):
            # The buffers that these give back are room in the heap for those of as many more.
            first = self.open_idle(scheme)
            before = idle_connections.resident_bytes(self.server.process.pid)
            more = self.open_idle(scheme)

            def each():
                return (idle_connections.resident_bytes(self.server.process.pid) - before) / len(more)
            # On a busy machine buffers are given back later.
            deadline = time.monotonic() + 30
            while each() >= most and time.monotonic() < deadline:
                time.sleep(1)
            if not is_sanitized():
                self.assertLess(each(), most, scheme)
            for connection in first + more:
                connection.close()
        self.assert_served()

    def open_idle(self, scheme, count=400):
        connections = idle_connections.open_idle("127.0.0.1", self.server.ports[scheme], count, scheme == "ldaps", self.dn, self.secret, BASE_DN)
        time.sleep(4)  # buffers are given back after two seconds
        return connections


class DescriptorsTest(unittest.TestCase):
    """RLIMIT_NOFILE as it is, and as it becomes."""

    def setUp(self):
        allow_open_files(1000)
        self.installation = Installation(log={"level": "warning"})
        self.addCleanup(self.installation.close)
        self.token = self.installation.token()

    def test_few_descriptors_leave_some_for_the_others(self):
        running = self.installation.serve(prefix=("prlimit", "--nofile=256:256"))
        self.assertTrue(any("few open files" in line for line in running.messages), running.messages)
        clients, refused = [], 0
        for _ in range(300):
            client = Client(running.ports["ldap"])
            try:
                client.who_am_i()
                clients.append(client)
            except OSError:
                refused += 1
                client.socket.close()
        self.assertGreater(len(clients), 100)
        self.assertGreater(refused, 100)
        # HTTP and the admin socket still have theirs.
        api = Api(running.http_url, self.token)
        self.assertEqual(200, api.get("/api/users/me/").status)
        self.installation.service_account("late")
        self.assertEqual(0, clients[0].who_am_i())
        for client in clients:
            client.socket.close()
        running.wait_for(lambda: any("accepting later" in line for line in running.messages), "a line about it")
        self.assert_served_again(running)
        running.stop()

    def test_running_out_of_descriptors_is_survived_without_spinning(self):
        # UBSan needs a descriptor itself to look at an object of a new type, so there must have been a line in the log before.
        self.installation.configure(log={"level": "info"})
        running = self.installation.serve()
        process = running.process.pid
        soft, hard = resource.prlimit(process, resource.RLIMIT_NOFILE)
        with Client(running.ports["ldap"]) as early:
            self.assertEqual(0, early.who_am_i())
            resource.prlimit(process, resource.RLIMIT_NOFILE, (10, hard))
            with Client(running.ports["ldap"]) as waiting:
                waiting.socket.sendall(ldap_messages.extended(3, ldap_messages.WHO_AM_I))
                running.wait_for(lambda: any("accepting later" in line for line in running.messages), "a line about it")
                before = self.processor_seconds(process)
                time.sleep(2)
                self.assertLess(self.processor_seconds(process) - before, 0.5, "it spins")
                self.assertEqual(0, early.who_am_i())
                resource.prlimit(process, resource.RLIMIT_NOFILE, (soft, hard))
                self.assertEqual(0, ldap_messages.read_until(waiting.socket, ldap_messages.EXTENDED_RESPONSE)[-1].code)
        self.assert_served_again(running)
        running.stop()

    @staticmethod
    def processor_seconds(process):
        fields = pathlib.Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def assert_served_again(self, running):
        """The descriptors of closed connections come back when the server has seen their end."""
        for _ in range(PATIENCE_SECONDS):
            try:
                with Client(running.ports["ldap"]) as client:
                    self.assertEqual(0, client.who_am_i())
                return
            except OSError:
                time.sleep(1)
        self.fail("no connection is taken any more")


if __name__ == "__main__":
    unittest.main()
