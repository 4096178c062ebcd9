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
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))

import ldap_messages


def resident_bytes(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise ValueError("no VmRSS")


def converse(connection, dn, password, base):
    """What an sssd does at its start."""
    if not dn:
        connection.sendall(ldap_messages.search(1, "", scope=0))
        ldap_messages.read_until(connection, ldap_messages.SEARCH_DONE)
        return
    connection.sendall(ldap_messages.bind(1, dn, password))
    if ldap_messages.read_until(connection, ldap_messages.BIND_RESPONSE)[-1].code != 0:
        raise ConnectionError("the bind was refused")
    connection.sendall(ldap_messages.search(2, base, present="uid", size_limit=5))
    ldap_messages.read_until(connection, ldap_messages.SEARCH_DONE)


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
