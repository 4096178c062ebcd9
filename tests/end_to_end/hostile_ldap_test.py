"""Binds that must not succeed, whatever is stored and whatever is sent: one answer for each of them (what they cost is for
tests/bench/bind_cost.py); filters as wide as a message; and messages of which only the head comes."""
import contextlib
import json
import os
import pathlib
import re
import socket
import subprocess
import unittest

from api import Api
from private_node import wait_until
from scene import ACCOUNTS, SceneTest
from server import BASE_DN, PATIENCE_SECONDS, ServerTest, is_sanitized
from broken_hashes import BROKEN_HASHES, plant
import ldap_messages

OWN = "correct horse battery staple"
INVALID_CREDENTIALS, CONFIDENTIALITY_REQUIRED, ADMIN_LIMIT_EXCEEDED, PROTOCOL_ERROR = 49, 13, 11, 2
ROUNDS = 3


class Wire:
    """A connection that binds; the answers as they came."""

    def __init__(self, port, host="127.0.0.1"):
        self.socket = socket.create_connection((host, port), timeout=PATIENCE_SECONDS)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def bind(self, dn, password):
        """The contents of the answer: code, matched DN, text and controls."""
        self.socket.sendall(ldap_messages.bind(1, dn, password))
        return ldap_messages.read_until(self.socket, ldap_messages.BIND_RESPONSE)[-1]


class EqualRefusalTest(SceneTest):
    sections = {"ldap": {"bind_delay_max_ms": 0}}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        offering = cls.scene.offering(slug="hpc")
        project = cls.scene.project()
        cls.scene.resource(offering["uuid"], project)
        cls.names, paths = {}, {}
        for kind in ("right", "without a password", "locked", *BROKEN_HASHES):
            user = cls.scene.user()
            cls.scene.grant(user, project)
            account = cls.scene.account_of(user, offering["uuid"])
            cls.names[kind] = f"uid={account['username']},ou=people,ou=hpc,{BASE_DN}"
            paths[kind] = account["uuid"]
            if kind != "without a password":
                cls.staff.must("POST", f"{ACCOUNTS}{account['uuid']}/set_ldap_password/", {"password": OWN})
        cls.names["unknown"] = f"uid=nobody_of_that_name,ou=people,ou=hpc,{BASE_DN}"
        cls.staff.must("POST", f"{ACCOUNTS}{paths['locked']}/update_restricted/", {"is_restricted": True})
        cls.server.stop()
        plant(cls.installation.database, {paths[kind]: stored for kind, stored in BROKEN_HASHES.items()})
        cls.serve()

    def test_nothing_in_the_answer_tells_accounts_apart(self):
        answers = set()
        with Wire(self.server.ports["ldap"]) as wire:
            self.assertEqual(0, wire.bind(self.names["right"], OWN).code)
            for number in range(ROUNDS):
                for kind, name in self.names.items():
                    answer = wire.bind(name, f"wrong {number}" if kind == "right" else OWN)
                    self.assertEqual(INVALID_CREDENTIALS, answer.code, kind)
                    answers.add(answer.contents)
        self.assertEqual(1, len(answers), answers)

    def unusable(self):
        """What the metric says."""
        return int(re.search(r"^drawbridge_ldap_unusable_verifiers_total (\d+)$", self.staff.get("/metrics").text, re.MULTILINE)[1])

    def test_an_unusable_hash_is_counted_and_its_account_named_once(self):
        with Wire(self.server.ports["ldap"]) as wire:
            for kind in ("unknown", "locked", "without a password", "right"):
                before = self.unusable()
                self.assertEqual(INVALID_CREDENTIALS, wire.bind(self.names[kind], "wrong").code)
                self.assertEqual(0, wire.bind(self.names["right"], OWN).code)
                self.assertEqual(before, self.unusable(), kind)
            for _ in range(2):
                before = self.unusable()
                for kind in BROKEN_HASHES:
                    self.assertEqual(INVALID_CREDENTIALS, wire.bind(self.names[kind], OWN).code, kind)
                # It is told after the answer, by one of several threads.
                wait_until(lambda before=before: self.unusable() >= before + len(BROKEN_HASHES), "all counted")
                self.assertEqual(before + len(BROKEN_HASHES), self.unusable())
        named = [line for line in self.server.messages if "unusable_hash" in line]
        for kind, name in self.names.items():
            self.assertEqual(int(kind in BROKEN_HASHES), len([line for line in named if name in line]), kind)
        told = "\n".join(self.server.messages)
        self.assertNotIn(OWN, told)
        for kind, stored in BROKEN_HASHES.items():
            self.assertFalse(stored and stored in told, kind)

    def test_odd_passwords_and_long_ones_are_wrong(self):
        with Wire(self.server.ports["ldap"]) as wire:
            for password in (b"\0", OWN.encode() + b"\0", b"\xff\xfe", b"\xc0\x80", OWN.encode().replace(b" ", b"\0"), b"x" * 512):
                self.assertEqual(INVALID_CREDENTIALS, wire.bind(self.names["right"], password).code, password[:20])
            for size in (513, 4096, 60_000):
                self.assertEqual(INVALID_CREDENTIALS, wire.bind(self.names["right"], b"x" * size).code, size)
        with Wire(self.server.ports["ldap"]) as wire:
            with contextlib.suppress(ConnectionError):  # it is closed before all of it is there
                wire.socket.sendall(ldap_messages.bind(1, self.names["right"], b"x" * (1 << 20)))
        with Wire(self.server.ports["ldap"]) as wire:
            self.assertEqual(0, wire.bind(self.names["right"], OWN).code)


def own_address(test_class):
    """An address of this machine that is not loopback; on a machine without one it is given one until the class is done."""
    done = subprocess.run(["ip", "-4", "-json", "address", "show", "scope", "global"], capture_output=True, text=True, check=True)
    found = [address["local"] for device in json.loads(done.stdout) for address in device.get("addr_info", [])]
    if found:
        return found[0]
    if os.geteuid() != 0:
        raise unittest.SkipTest("only root can give this machine an address that is not loopback")
    for_documentation = "192.0.2.1"  # RFC 5737
    subprocess.run(["ip", "address", "add", for_documentation, "dev", "lo"], check=True)
    test_class.addClassCleanup(subprocess.run, ["ip", "address", "del", f"{for_documentation}/32", "dev", "lo"], check=True)
    return for_documentation


class ClearTextTest(ServerTest):
    sections = {"ldap": {"listen": "0.0.0.0:0"}, "log": {"level": "warning", "format": "json"}}

    @classmethod
    def prepare(cls):
        cls.address = own_address(cls)
        cls.token = cls.installation.token()
        cls.dn, cls.secret = cls.installation.service_account()

    def test_a_password_in_clear_from_elsewhere_is_refused_and_the_client_named(self):
        with Wire(self.server.ports["ldap"]) as here, Wire(self.server.ports["ldap"], self.address) as elsewhere:
            self.assertEqual(0, here.bind(self.dn, self.secret).code)
            for password in (self.secret, "wrong"):
                self.assertEqual(CONFIDENTIALITY_REQUIRED, elsewhere.bind(self.dn, password).code)
            self.assertEqual(0, elsewhere.bind("", "").code, "the conversation goes on, as nobody")
        self.server.wait_for(lambda: len([line for line in self.server.messages if line.startswith("{")]) >= 2, "a line for each")
        lines = [json.loads(line) for line in self.server.messages if line.startswith("{")]
        self.assertEqual([(CONFIDENTIALITY_REQUIRED, self.dn)] * 2, [(line["result"], line["target"]) for line in lines])
        for line in lines:
            self.assertTrue(line["peer"].startswith(self.address + ":"), line)
        self.assertNotIn(self.secret, "\n".join(self.server.messages))
        metrics = Api(self.server.http_url, self.token).get("/metrics").text
        for result, count in (("confidentiality_required", 2), ("success", 2), ("invalid_credentials", 0)):
            self.assertIn(f'drawbridge_ldap_operations_total{{operation="bind",result="{result}"}} {count}\n', metrics)


class ClaimedSizeTest(ServerTest):
    """A message's head claims as much as may be sent, and the rest does not come."""
    connections = 300

    @classmethod
    def prepare(cls):
        cls.dn, cls.secret = cls.installation.service_account()

    @classmethod
    def serve(cls):
        # A heap that grows by huge pages does not show what so few connections take.
        cls.server = cls.installation.serve(prefix=("env", "GLIBC_TUNABLES=glibc.malloc.hugetlb=0"))

    def memory(self):
        """What is in use, and what is set aside, in bytes."""
        status = pathlib.Path(f"/proc/{self.server.process.pid}/status").read_text(encoding="ascii")
        return [int(re.search(rf"^{field}:\s+(\d+) kB$", status, re.MULTILINE)[1]) * 1024 for field in ("VmRSS", "VmData")]

    @staticmethod
    def ask(wire, more=b""):
        """Sends a request and more behind it; the server has seen both when the answer comes."""
        wire.socket.sendall(ldap_messages.extended(2, ldap_messages.WHO_AM_I) + more)
        return ldap_messages.read_until(wire.socket, ldap_messages.EXTENDED_RESPONSE)

    @staticmethod
    def request_of(size):
        """An extended request of exactly that many octets, under a name that is nobody's."""
        around = len(ldap_messages.extended(3, "1.2.3", b"x" * 1000)) - 1000
        return ldap_messages.extended(3, "1.2.3", b"x" * (size - around))

    def assert_costs_nothing(self, most, is_bound):
        request = self.request_of(most)
        self.assertEqual(most, len(request))
        with contextlib.ExitStack() as open_wires:
            wires = [open_wires.enter_context(Wire(self.server.ports["ldap"])) for _ in range(self.connections)]
            for wire in wires:
                if is_bound:
                    self.assertEqual(0, wire.bind(self.dn, self.secret).code)
                self.ask(wire)
            before = self.memory()
            for wire in wires:
                answer, = self.ask(wire, request[:6])
                self.assertEqual(0, answer.code)
            grown = [after - at_first for after, at_first in zip(self.memory(), before)]
            if not is_sanitized():
                self.assertLess(max(grown), most * self.connections / 10)
            # It was no empty claim: with the rest it is a request like any other, and one octet more is too many.
            wires[0].socket.sendall(request[6:])
            answer, = ldap_messages.read_until(wires[0].socket, ldap_messages.EXTENDED_RESPONSE)
            self.assertEqual((3, PROTOCOL_ERROR), (answer.number, answer.code))
            wires[0].socket.sendall(self.request_of(most + 1)[:6])
            notice, = ldap_messages.read_to_end(wires[0].socket)
            self.assertTrue(notice.is_notice)
            self.assertEqual(PROTOCOL_ERROR, notice.code)

    def test_memory_is_taken_for_what_came(self):
        for most, is_bound in ((65_536, False), (1_048_576, True)):
            with self.subTest(is_bound=is_bound):
                self.assert_costs_nothing(most, is_bound)


class WideFilterTest(ServerTest):
    sections = {"ldap": {"log": "operations"}, "log": {"level": "info", "format": "json"}}

    @classmethod
    def prepare(cls):
        cls.dn, cls.secret = cls.installation.service_account()

    def lines(self):
        """Those of the searches so far."""
        return [text for text in self.server.messages if '"operation":"search"' in text]

    def test_is_one_bounded_line_of_the_log(self):
        hostile = ldap_messages.tlv(0xa3, ldap_messages.text("uid") + ldap_messages.text(b"\n\x1b[31m\0\xff\""))
        with Wire(self.server.ports["ldap"]) as wire:
            self.assertEqual(0, wire.bind(self.dn, self.secret).code)
            for number, (siblings, code) in enumerate(((4095, 0), (4096, ADMIN_LIMIT_EXCEEDED), (50_000, ADMIN_LIMIT_EXCEEDED)), 1):
                wire.socket.sendall(ldap_messages.search(2, BASE_DN, condition=ldap_messages.tlv(0xa1, hostile * siblings)))
                self.assertEqual(code, ldap_messages.read_until(wire.socket, ldap_messages.SEARCH_DONE)[-1].code, siblings)
                self.server.wait_for(lambda number=number: len(self.lines()) >= number, "a line for the search")
                self.assertEqual(number, len(self.lines()))
                text = self.lines()[-1]
                self.assertLess(len(text), 2048)
                self.assertFalse([character for character in text if not " " <= character <= "~"], text)
                line = json.loads(text)
                self.assertEqual(code, line["result"])
                if code == 0:
                    self.assertTrue(line["detail"].startswith("(|(uid="), line)


if __name__ == "__main__":
    unittest.main()
