"""A small LDAP client that shows messages as they are, and costs little."""
import socket

BIND_RESPONSE, SEARCH_ENTRY, SEARCH_DONE = 0x61, 0x64, 0x65
USER_ATTRIBUTES = """objectClass uid uidNumber gidNumber gecos cn mail memberOf homeDirectory loginShell sn shadowExpire sshPublicKey
modifyTimestamp""".split()
GROUP_ATTRIBUTES = ["objectClass", "cn", "gidNumber", "modifyTimestamp"]


def element(tag, *contents):
    """One BER element (X.690) with the shortest definite length."""
    octets = b"".join(contents)
    if len(octets) < 0x80:
        return bytes([tag, len(octets)]) + octets
    length = len(octets).to_bytes((len(octets).bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + octets


def text(value, tag=0x04):
    return element(tag, value.encode())


def number(value, tag=0x02):
    return element(tag, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def equality(attribute, value):
    return element(0xa3, text(attribute), text(value))


def read_element(octets, begin=0):
    """Tag, begin and end of the contents of the element that begins there; None while octets are missing."""
    if len(octets) < begin + 2:
        return None
    first, contents = octets[begin + 1], begin + 2
    if first >= 0x80:
        contents += first & 0x7f
        if len(octets) < contents:
            return None
        first = int.from_bytes(octets[begin + 2:contents], "big")
    return (octets[begin], contents, contents + first) if len(octets) >= contents + first else None


class LdapClient:
    """One request at a time. Close it, or use it in `with`. `tls`: an ssl.SSLContext, for LDAPS."""

    def __init__(self, address, timeout=120, tls=None):
        host, port = address.rsplit(":", 1)
        self.socket = socket.create_connection((host, int(port)), timeout)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if tls is not None:
            self.socket = tls.wrap_socket(self.socket, server_hostname=host)
        self.received = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.socket.close()

    def ask(self, operation):
        """The operations of the answers, whole, the last one included."""
        self.socket.sendall(element(0x30, number(1), operation))
        operations = []
        while not operations or operations[-1][0] == SEARCH_ENTRY:
            operations.append(self.next_operation())
        return operations

    def next_operation(self):
        while (found := read_element(self.received)) is None:
            piece = self.socket.recv(65536)
            if not piece:
                raise ConnectionError("the server closed the connection")
            self.received += piece
        _, begin, end = found
        message, self.received = self.received[begin:end], self.received[end:]
        _, _, after_id = read_element(message)
        _, _, after_operation = read_element(message, after_id)
        return message[after_id:after_operation]

    def bind(self, name, password):
        """The result code."""
        answer = self.ask(element(0x60, number(3), text(name), text(password, 0x80)))[0]
        _, begin, _ = read_element(answer)
        return answer[begin + 2]

    def search(self, base, search_filter, attributes):
        """Entries and end, each a whole operation, of a search of the subtree."""
        return self.ask(element(0x63, text(base), number(2, 0x0a), number(0, 0x0a), number(0), number(0), element(0x01, b"\0"),
                                search_filter, element(0x30, *map(text, attributes))))

    def search_person(self, base, uid):
        """What sssd asks for at a login."""
        nobody = element(0xa2, equality("uidNumber", "0"))
        return self.search(base, element(0xa0, equality("uid", uid), equality("objectClass", "posixAccount"), text("uidNumber", 0x87),
                                         nobody), USER_ATTRIBUTES)

    def search_groups(self, base, uid):
        return self.search(base, element(0xa0, equality("memberUid", uid), equality("objectClass", "posixGroup")), GROUP_ATTRIBUTES)

    def finds(self, base, uid):
        """Whether exactly the entry of this person is the answer."""
        operations = self.search_person(base, uid)
        _, begin, end = read_element(operations[-1])
        if len(operations) != 2 or operations[-1][0] != SEARCH_DONE or operations[-1][begin:end][2] != 0:
            return False
        _, begin, _ = read_element(operations[0])
        _, begin, end = read_element(operations[0], begin)
        return operations[0][begin:end].startswith(f"uid={uid},".encode())
