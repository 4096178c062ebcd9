"""A directory server that says what a test wants: LDAP messages by hand (RFC 4511)."""
import contextlib
import socket
import ssl
import threading

PAGED_RESULTS = b"1.2.840.113556.1.4.319"


def length(count):
    if count < 0x80:
        return bytes([count])
    octets = count.to_bytes((count.bit_length() + 7) // 8, "big")
    return bytes([0x80 | len(octets)]) + octets


def tlv(tag, *contents):
    whole = b"".join(contents)
    return bytes([tag]) + length(len(whole)) + whole


def octets(value, tag=0x04):
    return tlv(tag, value if isinstance(value, bytes) else value.encode())


def integer(value, tag=0x02):
    return tlv(tag, value.to_bytes(value.bit_length() // 8 + 1, "big"))


class Client:
    """The other end of one connection."""

    def __init__(self, connection):
        self.connection = connection
        self.buffer = b""
        self.tls = None

    def start_tls(self, context):
        """The server's side of TLS, with the records in our hands."""
        self.received, self.records = ssl.MemoryBIO(), ssl.MemoryBIO()
        tls = context.wrap_bio(self.received, self.records, server_side=True)
        while True:
            try:
                tls.do_handshake()
                break
            except ssl.SSLWantReadError:
                self.connection.sendall(self.records.read())
                self.received.write(self._receive())
        self.connection.sendall(self.records.read())
        self.tls = tls

    def send(self, message):
        if self.tls:
            self.tls.write(message)
            message = self.records.read()
        self.connection.sendall(message)

    def send_part_of_a_record(self, message):
        self.tls.write(message)
        self.connection.sendall(self.records.read()[:-10])

    def wait_for_end(self):
        while self.connection.recv(65536):
            pass

    def _receive(self):
        received = self.connection.recv(65536)
        if not received:
            raise ConnectionError
        return received

    def _more(self):
        if not self.tls:
            self.buffer += self._receive()
            return
        while True:
            try:
                self.buffer += self.tls.read(65536)
                return
            except ssl.SSLWantReadError:
                self.received.write(self._receive())

    def request(self):
        """The message id of the next request."""
        while len(self.buffer) < 6:
            self._more()
        head, size = 2, self.buffer[1]
        if size & 0x80:
            head += size & 0x7F
            size = int.from_bytes(self.buffer[2:head], "big")
        while len(self.buffer) < head + size:
            self._more()
        message, self.buffer = self.buffer[head:head + size], self.buffer[head + size:]
        return int.from_bytes(message[2:2 + message[1]], "big")

    @staticmethod
    def entry_message(request, name, attributes):
        encoded = [tlv(0x30, octets(attribute), tlv(0x31, b"".join(map(octets, values)))) for attribute, values in attributes.items()]
        return tlv(0x30, integer(request), tlv(0x64, octets(name), tlv(0x30, *encoded)))

    def entry(self, request, name, attributes):
        self.send(self.entry_message(request, name, attributes))

    @staticmethod
    def entry_head(request, name, attribute, value_octets):
        """The start of an entry with one value, which is to be sent after it."""
        parts, inner = [], value_octets
        for tag, before in ((0x04, b""), (0x31, b""), (0x30, octets(attribute)), (0x30, b""), (0x64, octets(name)), (0x30, integer(request))):
            head = before + b"".join(parts)
            parts = [bytes([tag]) + length(inner if tag == 0x04 else len(head) + inner), head]
        return b"".join(parts)

    def reference(self, request, uris):
        self.send(tlv(0x30, integer(request), tlv(0x73, *map(octets, uris))))

    def search_done(self, request, code, referrals=(), cookie=None, paged_results=None):
        """`paged_results`: the control's value as it is; else one with `cookie`, if there is a cookie."""
        result = [integer(code, 0x0A), octets(""), octets("")]
        if referrals:
            result.append(tlv(0xA3, *map(octets, referrals)))
        controls = []
        if cookie is not None:
            paged_results = tlv(0x30, integer(0), octets(cookie))
        if paged_results is not None:
            controls.append(tlv(0xA0, tlv(0x30, octets(PAGED_RESULTS), octets(paged_results))))
        self.send(tlv(0x30, integer(request), tlv(0x65, *result), *controls))

    def extended_response(self, request, code=0):
        self.send(tlv(0x30, integer(request), tlv(0x78, integer(code, 0x0A), octets(""), octets(""))))


class FakeDirectory:
    """Listens at `port`; `serve(client)` is called for each connection, in a thread of its own. Use it in `with`."""

    def __init__(self, serve):
        self.serve = serve
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.connections = []
        self.threads = [threading.Thread(target=self._accept, daemon=True)]

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.listener.accept()
                self.connections.append(connection)
                self.threads.append(threading.Thread(target=self._run, args=(connection,), daemon=True))
                self.threads[-1].start()

    def _run(self, connection):
        with contextlib.suppress(OSError, ValueError):
            self.serve(Client(connection))
        connection.close()

    def __enter__(self):
        self.threads[0].start()
        return self

    def __exit__(self, *_):
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for connection in self.connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self.threads:
            thread.join(60)
