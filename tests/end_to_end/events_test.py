"""Events as others follow them: webhooks whose receivers fail, and the change feed with many who wait."""
import hashlib
import hmac
import http.server
import json
import os
import socket
import ssl
import threading
import time
import unittest
import urllib.parse

from api import Api
from certificates import Authority
from scene import SceneTest
from server import PATIENCE_SECONDS, free_port

HOOKS = "/api/hooks-web/"
FEED = "/api/offering-users-changes/"
CREATED = "marketplace_offering_user_created"


def until(condition, what):
    """Waits for what comes by itself."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"never happened: {what}")
        time.sleep(0.02)


class Receiver:
    """An HTTP server that keeps what it got. `status` is what it answers; while `gate` is closed it does not."""

    def __init__(self, port=0, status=200, host="127.0.0.1", certificate=None):
        self.status = status
        self.gate = threading.Event()
        self.gate.set()
        self.asked = 0
        self.taken = []
        outer = self

        class Exchange(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.asked += 1
                outer.gate.wait(PATIENCE_SECONDS)
                status = outer.status
                if status == 200:
                    outer.taken.append((dict(self.headers.items()), body))
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True
            allow_reuse_address = True

            def handle_error(self, *_):
                pass  # the sender gave up

        self.server = Server((host, port), Exchange)
        if certificate:
            tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            tls.load_cert_chain(*certificate)
            self.server.socket = tls.wrap_socket(self.server.socket, server_side=True)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def close(self):
        self.gate.set()
        self.server.shutdown()
        self.server.server_close()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/in?from=drawbridge"

    def objects(self):
        """The objects of the events taken; what came twice counts once, as a receiver would have it."""
        seen, objects = set(), []
        for headers, body in self.taken:
            if headers["X-Drawbridge-Delivery"] not in seen:
                seen.add(headers["X-Drawbridge-Delivery"])
                objects.append(json.loads(body)["object_uuid"])
        return objects


class EventsTest(SceneTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.offering = cls.scene.offering("service_provider")["uuid"]

    def receiver(self, **options):
        receiver = Receiver(**options)
        self.addCleanup(receiver.close)
        return receiver

    def hook(self, url, **fields):
        made = self.staff.create(HOOKS, destination_url=url, **fields)
        self.addCleanup(lambda: self.staff.call("DELETE", f"{HOOKS}{made['uuid']}/"))
        return made

    def account(self):
        return self.scene.account(self.scene.user(), self.offering)["uuid"]

    def metric(self, name):
        for line in self.staff.get("/metrics").text.splitlines():
            if line.startswith(name + " "):
                return float(line.split()[-1])
        return None


class WebHookTest(EventsTest):
    sections = {"webhooks": {"allow_private_destinations": True}}

    def test_a_delivery_is_signed_and_tells_the_event(self):
        receiver = self.receiver()
        hook = self.hook(receiver.url, event_types=[CREATED])
        account = self.account()
        until(lambda: receiver.taken, "a delivery")
        headers, body = receiver.taken[0]
        signature = hmac.new(hook["secret"].encode(), body, hashlib.sha256).hexdigest()
        self.assertEqual(f"sha256={signature}", headers["X-Drawbridge-Signature"])
        self.assertEqual(CREATED, headers["X-Drawbridge-Event"])
        told = json.loads(body)
        event = self.staff.must("GET", "/api/events/", query={"object_uuid": account, "event_type": CREATED})[0]
        for key in ("uuid", "event_type", "message", "context", "created", "object_uuid"):
            self.assertEqual(event[key], told[key])
        self.assertGreaterEqual(self.metric('drawbridge_webhook_deliveries_total{result="delivered"}'), 1)

    def test_a_form_is_signed_as_well(self):
        receiver = self.receiver()
        hook = self.hook(receiver.url, event_types=[CREATED], content_type="form", secret="0123456789abcdef-own")
        account = self.account()
        until(lambda: receiver.taken, "a delivery")
        headers, body = receiver.taken[0]
        self.assertEqual("0123456789abcdef-own", hook["secret"])
        self.assertEqual("sha256=" + hmac.new(b"0123456789abcdef-own", body, hashlib.sha256).hexdigest(),
                         headers["X-Drawbridge-Signature"])
        self.assertEqual([account], urllib.parse.parse_qs(body.decode())["object_uuid"])

    def test_receivers_that_fail_delay_nobody_and_get_all_in_order_once_they_are_back(self):
        healthy, broken = self.receiver(), self.receiver(status=500)
        slow = [self.receiver() for _ in range(3)]
        for receiver in slow:
            receiver.gate.clear()
        stopped_port = free_port()
        for receiver in (healthy, broken, *slow):
            self.hook(receiver.url, event_types=[CREATED])
        self.hook(f"http://127.0.0.1:{stopped_port}/in", event_types=[CREATED])
        # All of these calls are answered while three receivers hold their request, and two refuse theirs.
        accounts = [self.account() for _ in range(30)]
        until(lambda: len(healthy.objects()) == len(accounts), "the healthy receiver has all")
        self.assertEqual(accounts, healthy.objects())
        until(lambda: broken.asked and any(receiver.asked for receiver in slow), "the others were asked")
        self.assertEqual([[]] * 4, [receiver.objects() for receiver in (broken, *slow)])
        broken.status = 200
        for receiver in slow:
            receiver.gate.set()
        back = self.receiver(port=stopped_port)
        for receiver in (broken, back, *slow):
            until(lambda one=receiver: len(one.objects()) == len(accounts), "all deliveries")
            self.assertEqual(accounts, receiver.objects())

    def test_a_restart_loses_no_delivery(self):
        receiver = self.receiver(status=500)
        self.hook(receiver.url, event_types=[CREATED])
        accounts = [self.account() for _ in range(3)]
        until(lambda: receiver.asked, "an attempt")
        self.server.stop()
        self.serve()
        receiver.status = 200
        until(lambda: len(receiver.objects()) == 3, "all deliveries")
        self.assertEqual(accounts, receiver.objects())


class PrivateDestinationTest(EventsTest):
    def test_a_name_that_leads_to_this_machine_is_refused(self):
        receiver = self.receiver()
        hook = self.hook(f"http://localhost:{receiver.port}/", event_types=[CREATED])
        self.account()
        one = f"{HOOKS}{hook['uuid']}/"
        until(lambda: self.staff.must("GET", one)["last_error"], "a refusal")
        self.assertIn("private", self.staff.must("GET", one)["last_error"])
        self.assertEqual(0, receiver.asked)


class ChangeFeedTest(EventsTest):
    READERS = 200
    sections = {"http": {"waiting_readers_max": READERS, "threads": 4}}

    def end(self):
        return self.staff.must("GET", FEED)["revision"]

    def open_reader(self, since, timeout=60):
        """A client that has sent its request and reads no answer yet."""
        client = socket.create_connection((self.staff.address.hostname, self.staff.address.port), PATIENCE_SECONDS)
        self.addCleanup(client.close)
        client.sendall(f"GET {FEED}?since={since}&timeout={timeout} HTTP/1.1\r\nHost: localhost\r\n"
                       f"Authorization: Token {self.token}\r\n\r\n".encode())
        return client

    @staticmethod
    def answer_of(client):
        data = b""
        while piece := client.recv(65536):
            data += piece
        head, _, body = data.partition(b"\r\n\r\n")
        return head.decode(), json.loads(body)

    def until_waiting(self, count):
        until(lambda: self.metric("drawbridge_http_waiting_readers") == count, f"{count} readers wait")

    def test_a_reader_that_waits_is_told_of_a_change(self):
        client = self.open_reader(self.end())
        self.until_waiting(1)
        account = self.account()
        head, body = self.answer_of(client)
        self.assertTrue(head.startswith("HTTP/1.1 200 "), head)
        self.assertEqual((account, "create"), (body["changes"][0]["offering_user_uuid"], body["changes"][0]["action"]))
        self.until_waiting(0)

    def test_nothing_new_is_answered_at_the_end_of_the_time(self):
        end = self.end()
        self.assertEqual({"revision": end, "changes": []},
                         self.staff.must("GET", FEED, query={"since": end, "timeout": 1}))

    def test_a_reader_that_leaves_makes_room(self):
        client = self.open_reader(self.end())
        self.until_waiting(1)
        client.close()
        self.until_waiting(0)

    def test_an_agent_that_resumes_by_revision_misses_nothing(self):
        revision, wanted = self.end(), []
        maker = threading.Thread(target=lambda: wanted.extend(self.account() for _ in range(40)))
        maker.start()
        seen, turn = [], 0
        while maker.is_alive() or turn == 0 or self.end() > revision:
            turn += 1
            if turn % 3 == 0:  # a connection that breaks before its answer
                self.open_reader(revision).close()
            body = self.staff.must("GET", FEED, query={"since": revision, "timeout": 1, "limit": 7})
            seen += [change["offering_user_uuid"] for change in body["changes"] if change["action"] == "create"]
            self.assertGreaterEqual(body["revision"], revision)
            revision = body["revision"]
        maker.join()
        self.assertEqual(wanted, seen)

    def test_many_readers_wait_while_ordinary_requests_go_on(self):
        clients = [self.open_reader(self.end()) for _ in range(self.READERS)]
        self.until_waiting(self.READERS)
        for _ in range(20):  # the server has four threads
            self.staff.must("GET", "/api/events/", query={"page_size": 1})
        head, _ = self.answer_of(self.open_reader(self.end()))
        self.assertTrue(head.startswith("HTTP/1.1 503 "), head)
        self.assertIn("Retry-After", head)
        account = self.account()
        for client in clients:
            _, body = self.answer_of(client)
            self.assertEqual(account, body["changes"][0]["offering_user_uuid"])
        self.until_waiting(0)


class SecureTest(EventsTest):
    """The server speaks TLS, and trusts one authority when it delivers."""

    @classmethod
    def prepare(cls):
        super().prepare()
        cls.authority = Authority(cls.installation.folder / "authority")
        cls.stranger = Authority(cls.installation.folder / "stranger", "Another CA")
        certificate, key = cls.authority.issue()
        cls.installation.configure(http={"certificate": str(certificate), "key": str(key)},
                                   webhooks={"allow_private_destinations": True})
        os.environ["SSL_CERT_FILE"] = str(cls.authority.file)
        cls.addClassCleanup(os.environ.pop, "SSL_CERT_FILE")

    @classmethod
    def client(cls):
        url = cls.server.http_url.replace("127.0.0.1", "localhost").replace("http://", "https://")
        return Api(url, cls.token, ca_file=str(cls.authority.file))

    def test_events_go_only_to_receivers_whose_certificate_is_trusted_and_names_them(self):
        trusted = self.receiver(certificate=self.authority.issue("trusted"))
        untrusted = self.receiver(certificate=self.stranger.issue("untrusted"))
        misnamed = self.receiver(certificate=self.authority.issue("misnamed"), host="127.0.0.2")
        self.hook(f"https://localhost:{trusted.port}/", event_types=[CREATED])
        refused = [self.hook(f"https://localhost:{untrusted.port}/", event_types=[CREATED]),
                   self.hook(f"https://127.0.0.2:{misnamed.port}/", event_types=[CREATED])]
        account = self.account()
        until(lambda: trusted.objects() == [account], "the delivery")
        for hook in refused:
            until(lambda one=hook: self.staff.must("GET", f"{HOOKS}{one['uuid']}/")["last_error"], "a refusal")
        self.assertEqual([0, 0], [untrusted.asked, misnamed.asked])

    def test_a_reader_waits_over_tls_as_well(self):
        end = self.staff.must("GET", FEED)["revision"]
        answers = []
        reader = threading.Thread(target=lambda: answers.append(
            self.client().must("GET", FEED, query={"since": end, "timeout": 60})))
        reader.start()
        until(lambda: self.metric("drawbridge_http_waiting_readers") == 1, "a reader waits")
        account = self.account()
        reader.join()
        self.assertEqual(account, answers[0]["changes"][0]["offering_user_uuid"])


if __name__ == "__main__":
    unittest.main()
