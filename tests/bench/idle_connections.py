#!/usr/bin/python3
"""Opens idle LDAP connections and prints what the server's memory grows by.

  idle_connections.py --pid PID [--connections 10000] [--tls] [--bind DN --password-file FILE --base DN] HOST PORT

Each connection asks for the root DSE (with --bind: binds and searches `(uid=*)` below --base, five entries), then
says nothing. Prints one JSON line: resident memory of the process before and after, in bytes, and bytes a connection.
The machine must allow this process so many open files (`ulimit -n`).
"""
import argparse
import json
import pathlib
import resource
import socket
import ssl
import time


def tlv(tag, contents):
    size = len(contents)
    return bytes([tag]) + (bytes([size]) if size < 128 else b"\x82" + size.to_bytes(2, "big")) + contents


def message(number, operation):
    return tlv(0x30, tlv(0x02, bytes([number])) + operation)


def bind(number, dn, password):
    return message(number, tlv(0x60, tlv(0x02, b"\x03") + tlv(0x04, dn.encode()) + tlv(0x80, password.encode())))


def search(number, base, scope, attribute, size_limit):
    return message(number, tlv(0x63, tlv(0x04, base.encode()) + tlv(0x0a, bytes([scope])) + tlv(0x0a, b"\0") + tlv(0x02, bytes([size_limit])) +
                               tlv(0x02, b"\0") + tlv(0x01, b"\0") + tlv(0x87, attribute.encode()) + tlv(0x30, b"")))


def read_result(connection, tag):
    """Reads messages until one of that operation; answers are smaller than 64 KiB here."""
    held = b""
    while True:
        piece = connection.recv(65536)
        if not piece:
            raise ConnectionError("the server closed the connection")
        held += piece
        while len(held) >= 2:
            size, header = held[1], 2
            if size & 0x80:
                header += size & 0x7f
                size = int.from_bytes(held[2:header], "big")
            if len(held) < header + size:
                break
            body, held = held[header:header + size], held[header + size:]
            if body[2 + body[1]] == tag:
                return body


def resident_bytes(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise ValueError("no VmRSS")


def converse(connection, dn, password, base):
    """What an sssd does at its start."""
    if not dn:
        connection.sendall(search(1, "", 0, "objectClass", 0))
        read_result(connection, 0x65)
        return
    connection.sendall(bind(1, dn, password))
    if b"\x0a\x01\x00" not in read_result(connection, 0x61):
        raise ConnectionError("the bind was refused")
    connection.sendall(search(2, base, 2, "uid", 5))
    read_result(connection, 0x65)


def open_idle(host, port, count, tls=False, dn="", password="", base=""):
    """That many connections which have spoken once and now are silent."""
    rules = None
    if tls:
        rules = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        rules.check_hostname = False
        rules.verify_mode = ssl.CERT_NONE
    connections = []
    for _ in range(count):
        connection = socket.create_connection((host, port))
        if rules:
            connection = rules.wrap_socket(connection)
        converse(connection, dn, password, base)
        connections.append(connection)
    return connections


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("host")
    parser.add_argument("port", type=int)
    parser.add_argument("--pid", type=int, required=True)
    parser.add_argument("--connections", type=int, default=10000)
    parser.add_argument("--tls", action="store_true", help="LDAPS")
    parser.add_argument("--bind", default="", metavar="DN")
    parser.add_argument("--password-file", type=pathlib.Path)
    parser.add_argument("--base", default="", help="where to search after the bind")
    chosen = parser.parse_args()
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    password = chosen.password_file.read_text(encoding="utf-8").rstrip("\n") if chosen.password_file else ""
    before = resident_bytes(chosen.pid)
    connections = open_idle(chosen.host, chosen.port, chosen.connections, chosen.tls, chosen.bind, password, chosen.base)
    time.sleep(5)  # buffers are given back after two seconds without traffic
    after = resident_bytes(chosen.pid)
    print(json.dumps({"connections": len(connections), "tls": chosen.tls, "before_bytes": before, "after_bytes": after,
                      "bytes_per_connection": round((after - before) / len(connections))}))


if __name__ == "__main__":
    main()
