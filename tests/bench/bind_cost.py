#!/usr/bin/python3
"""What a refused bind takes, by why it is refused: nothing in it may tell accounts apart.

    tests/bench/bind_cost.py [--rounds 500]

Starts a server (DRAWBRIDGE_BINARY, or the newest built one) without delays and binds in turn as an unknown name,
with a wrong password, as a locked account with its right one, and as an account without any password. Prints
the medians in milliseconds, and against the wrong password their ratio and the two-sided p of a Mann-Whitney test.
"""
import argparse
import math
import pathlib
import socket
import statistics
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "end_to_end"))
# pylint: disable=wrong-import-position
from api import Api  # noqa: E402
from scene import ACCOUNTS, Scene  # noqa: E402
from server import BASE_DN, Installation  # noqa: E402

PASSWORD = "correct horse battery staple"
INVALID_CREDENTIALS = 49


def element(tag, contents):
    size = len(contents)
    length = bytes([size]) if size < 128 else b"\x82" + size.to_bytes(2, "big")
    return bytes([tag]) + length + contents


def bind_request(dn, password):
    operation = element(0x60, b"\x02\x01\x03" + element(0x04, dn.encode()) + element(0x80, password.encode()))
    return element(0x30, b"\x02\x01\x01" + operation)


def receive(connection):
    """One whole message with a short length."""
    octets = connection.recv(4096)
    while len(octets) < 2 + octets[1]:
        octets += connection.recv(4096)
    return octets


def refused_after(connection, request):
    begin = time.perf_counter()
    connection.sendall(request)
    answer = receive(connection)
    took = time.perf_counter() - begin
    code = answer[answer.index(b"\x0a\x01") + 2]
    if code != INVALID_CREDENTIALS:
        raise SystemExit(f"result {code} instead of {INVALID_CREDENTIALS}")
    return took * 1000


def mann_whitney(first, second):
    """Two-sided p by the normal approximation."""
    ranked = sorted([(value, 0) for value in first] + [(value, 1) for value in second])
    rank_sum = sum(rank for rank, (_, group) in enumerate(ranked, 1) if group == 0)
    n, m = len(first), len(second)
    deviation = (rank_sum - n * (n + 1) / 2 - n * m / 2) / math.sqrt(n * m * (n + m + 1) / 12)
    return math.erfc(abs(deviation) / math.sqrt(2))


def names_of(server, token):
    """A DN and a password for each reason to refuse."""
    staff = Api(server.http_url, token)
    scene = Scene(staff)
    offering, project = scene.offering(), scene.project()
    scene.resource(offering["uuid"], project)

    def person(has_password, is_locked=False):
        user = scene.user(scene.unique("person"))
        scene.grant(user, project)
        account = scene.account_of(user, offering["uuid"])
        if has_password:
            staff.must("POST", f"{ACCOUNTS}{account['uuid']}/set_ldap_password/", {"password": PASSWORD})
        if is_locked:
            staff.must("POST", f"{ACCOUNTS}{account['uuid']}/update_restricted/", {"is_restricted": True})
        return f"uid={account['username']},ou=people,ou={offering['slug']},{BASE_DN}"
    return {"wrong password": (person(True), "wrong horse"),
            "unknown name": (f"uid=person_nobody,ou=people,ou={offering['slug']},{BASE_DN}", "wrong horse"),
            "locked, right password": (person(True, True), PASSWORD),
            "no password": (person(False), "wrong horse")}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=500)
    rounds = parser.parse_args().rounds
    with Installation(ldap={"bind_delay_max_ms": 0}, log={"level": "error"}) as installation:
        server = installation.serve()
        requests = {why: bind_request(*who) for why, who in names_of(server, installation.token()).items()}
        times = {why: [] for why in requests}
        with socket.create_connection(("127.0.0.1", server.ports["ldap"])) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for _ in range(rounds):
                for why, request in requests.items():
                    times[why].append(refused_after(connection, request))
        server.stop()
    reference = times["wrong password"]
    for why, taken in times.items():
        median = statistics.median(taken)
        print(f"{why:24} {median:8.3f} ms   ratio {median / statistics.median(reference):.3f}   p {mann_whitney(taken, reference):.3f}")


if __name__ == "__main__":
    main()
