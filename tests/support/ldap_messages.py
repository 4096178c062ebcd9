"""LDAP messages by hand (RFC 4511), for clients that do what no library does: pipeline, stall, stop reading."""
import dataclasses

BIND_RESPONSE, SEARCH_ENTRY, SEARCH_DONE, EXTENDED_RESPONSE = 0x61, 0x64, 0x65, 0x78
START_TLS, WHO_AM_I, NOTICE = "1.3.6.1.4.1.1466.20037", "1.3.6.1.4.1.4203.1.11.3", "1.3.6.1.4.1.1466.20036"


def tlv(tag, contents):
    size = len(contents)
    if size < 0x80:
        return bytes([tag, size]) + contents
    return bytes([tag, 0x84]) + size.to_bytes(4, "big") + contents


def integer(value, tag=0x02):
    return tlv(tag, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def text(value, tag=0x04):
    return tlv(tag, value if isinstance(value, bytes) else value.encode())


def message(number, operation):
    return tlv(0x30, integer(number) + operation)


def bind(number, dn, password):
    return message(number, tlv(0x60, integer(3) + text(dn) + text(password, 0x80)))


def search(number, base, scope=2, present="objectClass", equal=None, attributes=(), size_limit=0, condition=None):
    """`present`: an attribute; `equal`: (attribute, value) instead; `condition`: an encoded filter instead."""
    if condition is None:
        condition = tlv(0xa3, text(equal[0]) + text(equal[1])) if equal else text(present, 0x87)
    return message(number, tlv(0x63, text(base) + integer(scope, 0x0a) + integer(0, 0x0a) + integer(size_limit) + integer(0) + b"\x01\x01\x00" +
                               condition + tlv(0x30, b"".join(map(text, attributes)))))


def extended(number, name):
    return message(number, tlv(0x77, text(name, 0x80)))


def unbind(number):
    return message(number, b"\x42\x00")


@dataclasses.dataclass
class Answer:
    number: int
    operation: int
    contents: bytes

    @property
    def code(self):
        """Of a result."""
        assert self.contents[0] == 0x0a, self
        return self.contents[2]

    @property
    def is_notice(self):
        return self.number == 0 and NOTICE.encode() in self.contents


def _element(octets, at):
    """(tag, begin, end) of the element at `at`; None while octets are missing."""
    if len(octets) < at + 2:
        return None
    size, begin = octets[at + 1], at + 2
    if size & 0x80:
        begin += size & 0x7f
        size = int.from_bytes(octets[at + 2:begin], "big")
    return (octets[at], begin, begin + size) if len(octets) >= begin + size else None


def split(octets):
    """The whole answers at the front and the octets that are left."""
    answers, at = [], 0
    while found := _element(octets, at):
        _, begin, end = found
        _, number_begin, number_end = _element(octets, begin)
        tag, contents_begin, contents_end = _element(octets, number_end)
        answers.append(Answer(int.from_bytes(octets[number_begin:number_end], "big"), tag, octets[contents_begin:contents_end]))
        at = end
    return answers, octets[at:]


def read_until(connection, operation):
    """Answers up to the first one of that operation; what comes behind it must not have been asked for yet."""
    answers, held = [], b""
    while not answers or answers[-1].operation != operation:
        piece = connection.recv(1 << 16)
        if not piece:
            raise ConnectionError(f"the server closed the connection after {answers[-3:]}")
        more, held = split(held + piece)
        answers += more
    return answers


def read_to_end(connection):
    """All answers until the server closes."""
    pieces = []
    while piece := connection.recv(1 << 16):
        pieces.append(piece)
    answers, rest = split(b"".join(pieces))
    if rest:
        raise ConnectionError(f"the server closed within an answer: {rest[:40]}")
    return answers
