#!/usr/bin/python3
"""What a refused bind takes, by why it is refused: nothing in it may tell accounts apart.

    tests/bench/bind_cost.py [--rounds 2000]

Starts a server (DRAWBRIDGE_BINARY, or the newest built one) without delays and binds in turn as an unknown name,
with a wrong password, as a locked account with its right one, as an account without any password, and as accounts
whose stored hash is broken or would cost too much. Prints the medians in milliseconds, and against the wrong password
their ratio and the two-sided p of a Mann-Whitney test. Exit code 1 unless every two medians are within 5 % of each
other; p is for the reader, for with many rounds it sees differences that no attacker could use.
"""
import argparse
import math
import pathlib
import random
import socket
import statistics
import sys
import time

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "end_to_end"), str(TESTS / "support")]
# pylint: disable=wrong-import-position
from api import Api  # noqa: E402
from broken_hashes import BROKEN_HASHES, CHEAP_HASH, plant  # noqa: E402
from scene import ACCOUNTS, Scene  # noqa: E402
from server import BASE_DN, Installation  # noqa: E402

PASSWORD = "correct horse battery staple"
INVALID_CREDENTIALS = 49
MOST_RATIO = 1.05  # of the slowest median to the fastest; the other way round it is 0.95


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


def make_accounts(installation):
    """A DN and a password for each reason to refuse; hashes that no API would store are written into the database."""
    server = installation.serve()
    staff = Api(server.http_url, installation.token())
    scene = Scene(staff)
    offering, project = scene.offering(), scene.project()
    scene.resource(offering["uuid"], project)

    def account_of_person(has_password, is_locked=False):
        user = scene.user(scene.unique("person"))
        scene.grant(user, project)
        account = scene.account_of(user, offering["uuid"])
        if has_password:
            staff.must("POST", f"{ACCOUNTS}{account['uuid']}/set_ldap_password/", {"password": PASSWORD})
        if is_locked:
            staff.must("POST", f"{ACCOUNTS}{account['uuid']}/update_restricted/", {"is_restricted": True})
        return account

    def name_of(username):
        return f"uid={username},ou=people,ou={offering['slug']},{BASE_DN}"
    broken, rejected, expensive, cheap = (account_of_person(True) for _ in range(4))
    who = {"wrong password": (name_of(account_of_person(True)["username"]), "wrong horse"),
           "unknown name": (name_of("person_nobody"), "wrong horse"),
           "locked, right password": (name_of(account_of_person(True, True)["username"]), PASSWORD),
           "no password": (name_of(account_of_person(False)["username"]), "wrong horse"),
           "broken hash": (name_of(broken["username"]), PASSWORD),
           "hash without base64": (name_of(rejected["username"]), PASSWORD),
           "hash of 4 GiB": (name_of(expensive["username"]), PASSWORD),
           "hash of 8 KiB": (name_of(cheap["username"]), PASSWORD)}
    server.stop()
    plant(installation.database, {broken["uuid"]: BROKEN_HASHES["cut"], rejected["uuid"]: BROKEN_HASHES["no base64"],
                                  expensive["uuid"]: BROKEN_HASHES["4 GiB of memory"], cheap["uuid"]: CHEAP_HASH})
    return who


def measure(port, requests, rounds):
    """Milliseconds of each bind, by its reason. Every round has all of them in another order: a slow moment hits all, and
    none comes behind the same one every time."""
    times = {why: [] for why in requests}
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for _ in range(rounds):
            for why in random.sample(sorted(requests), len(requests)):
                times[why].append(refused_after(connection, requests[why]))
    return times


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=2000)
    rounds = parser.parse_args().rounds
    with Installation(ldap={"bind_delay_max_ms": 0}, log={"level": "error"}) as installation:
        requests = {why: bind_request(*who) for why, who in make_accounts(installation).items()}
        server = installation.serve()
        times = measure(server.ports["ldap"], requests, rounds)
        server.stop()
    reference = times["wrong password"]
    medians = {why: statistics.median(taken) for why, taken in times.items()}
    for why, median in medians.items():
        compared = "" if times[why] is reference else f"   ratio {median / medians['wrong password']:.3f}   p {mann_whitney(times[why], reference):.3f}"
        print(f"{why:24} {median:8.3f} ms{compared}")
    fastest, slowest = min(medians, key=medians.get), max(medians, key=medians.get)
    ratio = medians[slowest] / medians[fastest]
    if ratio > MOST_RATIO:
        raise SystemExit(f"bind_cost: missed: \"{slowest}\" takes {ratio:.3f} times as long as \"{fastest}\", {MOST_RATIO} is the most")
    print(f"bind_cost: met: the medians are within {ratio:.3f} times of each other, {MOST_RATIO} is the most")


if __name__ == "__main__":
    main()
