"""LDAP messages by hand (RFC 4511), for clients that do what no library does: pipeline, stall, stop reading."""
import dataclasses

BIND_RESPONSE, SEARCH_ENTRY, SEARCH_DONE, COMPARE_RESPONSE, EXTENDED_RESPONSE, INTERMEDIATE_RESPONSE = 0x61, 0x64, 0x65, 0x6f, 0x78, 0x79
MODIFY_RESPONSE, ADD_RESPONSE, DELETE_RESPONSE, MODIFY_DN_RESPONSE = 0x67, 0x69, 0x6b, 0x6d
CANCEL, PASSWORD_MODIFY = "1.3.6.1.1.8", "1.3.6.1.4.1.4203.1.11.1"
START_TLS, WHO_AM_I, NOTICE = "1.3.6.1.4.1.1466.20037", "1.3.6.1.4.1.4203.1.11.3", "1.3.6.1.4.1.1466.20036"
SYNC_REQUEST = "1.3.6.1.4.1.4203.1.9.1.1"


def tlv(tag, contents):
    size = len(contents)
    if size < 0x80:
        return bytes([tag, size]) + contents
    return bytes([tag, 0x84]) + size.to_bytes(4, "big") + contents


def integer(value, tag=0x02):
    return tlv(tag, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def text(value, tag=0x04):
    return tlv(tag, value if isinstance(value, bytes) else value.encode())


def message(number, operation, controls=b""):
    return tlv(0x30, integer(number) + operation + (tlv(0xa0, controls) if controls else b""))


def bind(number, dn, password):
    return message(number, tlv(0x60, integer(3) + text(dn) + text(password, 0x80)))


def search(number, base, scope=2, present="objectClass", equal=None, attributes=(), size_limit=0, time_limit=0, condition=None,
           controls=b""):
    """`present`: an attribute; `equal`: (attribute, value) instead; `condition`: an encoded filter instead; `controls`: encoded."""
    if condition is None:
        condition = tlv(0xa3, text(equal[0]) + text(equal[1])) if equal else text(present, 0x87)
    return message(number, tlv(0x63, text(base) + integer(scope, 0x0a) + integer(0, 0x0a) + integer(size_limit) + integer(time_limit) +
                               b"\x01\x01\x00" + condition + tlv(0x30, b"".join(map(text, attributes)))), controls)


def synchronise(number, base):
    """Content synchronisation (RFC 4533) of all that is below the base, and of what becomes of it (refreshAndPersist)."""
    return search(number, base, controls=tlv(0x30, text(SYNC_REQUEST) + text(tlv(0x30, integer(3, 0x0a)))))


def compare(number, dn, attribute, value):
    return message(number, tlv(0x6e, text(dn) + tlv(0x30, text(attribute) + text(value))))


def extended(number, name, value=None):
    return message(number, tlv(0x77, text(name, 0x80) + (b"" if value is None else text(value, 0x81))))


def cancel(number, target):
    return extended(number, CANCEL, tlv(0x30, integer(target)))


def change_password(number, password):
    """Password Modify (RFC 3062) of the one who asks."""
    return extended(number, PASSWORD_MODIFY, tlv(0x30, text(password, 0x82)))


def add(number, dn, attribute, value):
    return message(number, tlv(0x68, text(dn) + tlv(0x30, tlv(0x30, text(attribute) + tlv(0x31, text(value))))))


def modify(number, dn, attribute, value):
    """Replaces the values of an attribute."""
    change = integer(2, 0x0a) + tlv(0x30, text(attribute) + tlv(0x31, text(value)))
    return message(number, tlv(0x66, text(dn) + tlv(0x30, tlv(0x30, change))))


def delete(number, dn):
    return message(number, text(dn, 0x4a))


def modify_dn(number, dn, rdn):
    return message(number, tlv(0x6c, text(dn) + text(rdn) + b"\x01\x01\xff"))


def abandon(number, target):
    return message(number, integer(target, 0x50))


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
