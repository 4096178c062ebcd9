"""SIGTERM: what is under way comes to its end, everybody is told, and nobody keeps the server from stopping."""
import signal
import socket
import time
import unittest

from ldap_transport_test import Client, SlowClient
from populated import populate
from population import Population
from server import BASE_DN, Installation, PATIENCE_SECONDS
import ldap_messages

UNAVAILABLE = 52
DRAIN_SECONDS = 5


class StopTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.installation = Installation()
        cls.addClassCleanup(cls.installation.close)
        populate(cls.installation, Population(2000, projects=4, robots=0))
        cls.dn, cls.secret = cls.installation.service_account()

    def setUp(self):
        self.server = self.installation.serve()
        self.addCleanup(self.server.abandon)
        self.port = self.server.ports["ldap"]

    def bound(self):
        return Client(self.port).bind(self.dn, self.secret)

    def assert_told(self, notice):
        self.assertTrue(notice.is_notice)
        self.assertEqual(UNAVAILABLE, notice.code)

    def test_answers_go_out_and_everybody_is_told(self):
        with Client(self.port) as idle, self.bound() as bound, self.bound() as reading:
            reading.socket.sendall(ldap_messages.search(2, BASE_DN, attributes=["*"]))
            first = reading.socket.recv(1)  # it is under way
            self.server.process.send_signal(signal.SIGTERM)
            for client in (idle, bound):
                notice, = ldap_messages.read_to_end(client.socket)
                self.assert_told(notice)
            rest = b"".join(iter(lambda: reading.socket.recv(1 << 16), b""))
            answers, held = ldap_messages.split(first + rest)
            self.assertEqual(b"", held)
            self.assert_told(answers[-1])
            self.assertEqual((ldap_messages.SEARCH_DONE, 0), (answers[-2].operation, answers[-2].code))
            self.assertGreater(len(answers), 2000)
        with self.assertRaises(OSError):
            Client(self.port)
        self.server.stop()

    def test_one_that_does_not_read_delays_the_end_by_the_drain_time_and_nobody_elses_notice(self):
        with SlowClient(self.port, self.dn, self.secret) as slow, self.bound() as waiting, self.bound() as refreshing:
            waiting.socket.sendall(ldap_messages.synchronise(2, BASE_DN))
            ldap_messages.read_until(waiting.socket, ldap_messages.INTERMEDIATE_RESPONSE)
            refreshing.socket.sendall(ldap_messages.synchronise(2, BASE_DN))
            for client in (slow, refreshing):
                client.socket.recv(1, socket.MSG_PEEK)  # it is under way
            began = time.monotonic()
            self.server.process.send_signal(signal.SIGTERM)
            notice, = ldap_messages.read_to_end(waiting.socket)
            with self.assertRaises(ConnectionRefusedError, msg="so that a node goes to its next server"):
                socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_SECONDS)
            self.assertIsNone(self.server.process.poll(), "told at the signal, not at the end")
            self.assert_told(notice)
            *entries, refreshed, notice = ldap_messages.read_to_end(refreshing.socket)
            self.assertGreater(len(entries), 2000)
            self.assertEqual(ldap_messages.INTERMEDIATE_RESPONSE, refreshed.operation)
            self.assert_told(notice)
            self.server.process.wait(PATIENCE_SECONDS)
            took = time.monotonic() - began
        self.assertGreaterEqual(took, DRAIN_SECONDS, "the one that does not read had its time")
        self.assertLess(took, DRAIN_SECONDS + 25, "well before a client that takes no answers is closed in any case")
        self.server.stop()


if __name__ == "__main__":
    unittest.main()
