"""Searches, binds, enumerations and visits: Drawbridge, slapd and canned bytes in turn, so that a slow moment hits all."""
import contextlib
import statistics
import subprocess
import sys

from sites import load, processor_seconds, resident_kib
from slapd_peer import Slapd

CONNECTIONS = (1, 16, 64)
IN_FLIGHT = (1, 16)
SEARCHES = ("uid", "number", "groups")
CELLS = [(kind, connections, in_flight) for kind in SEARCHES for in_flight in IN_FLIGHT for connections in CONNECTIONS]
CELLS += [(kind, connections, 1) for kind in ("bind", "connect", "paged") for connections in CONNECTIONS]
SAMPLED_ANSWERS = 51
STARTS = 5
# A page of each of 64 connections takes longer than a search.
PAGED_TIMES_LONGER = 5


def usual_answer(site, peer, kind):
    """The operations of an answer of the usual size."""
    with peer.client() as client:
        ask = client.search_groups if kind == "groups" else client.search_person
        answers = [b"".join(ask(site.base, person["username"])) for person in site.facts["people"][:SAMPLED_ANSWERS]]
    return sorted(answers, key=len)[len(answers) // 2]


@contextlib.contextmanager
def canned_responder(programs, folder, kind, answer):
    """Yields its address and its process."""
    file = folder / f"answer-{kind}"
    file.write_bytes(answer)
    with subprocess.Popen([str(programs / "canned_responder"), "--answer", str(file)], stdout=subprocess.PIPE, text=True) as process:
        try:
            yield f"127.0.0.1:{int(process.stdout.readline())}", process
        finally:
            process.terminate()


class Speed:
    """`cells` of the result: one dict for each of CELLS with what each server did."""

    def __init__(self, programs, site, seconds, rounds):
        self.programs, self.site, self.seconds, self.rounds = programs, site, seconds, rounds

    def run(self):
        with contextlib.ExitStack() as stack:
            ours = stack.enter_context(self.site.ours(starts=STARTS))
            peers = [ours]
            if Slapd.is_installed():
                peers.append(stack.enter_context(self.site.slapd(starts=STARTS)))
            at_rest = {peer.name: [resident_kib(peer.process), resident_kib(peer.process, "RssAnon")] for peer in peers}
            ceilings = {kind: stack.enter_context(canned_responder(self.programs, ours.installation.folder, kind,
                                                                   usual_answer(self.site, ours, kind)))
                        for kind in ("uid", "groups")}
            cells = self.measure(peers, ceilings)
            in_use = {peer.name: [resident_kib(peer.process), resident_kib(peer.process, "RssAnon")] for peer in peers}
            return {"users": self.site.users, "cells": cells, "at_rest_kib": at_rest, "in_use_kib": in_use,
                    "start_seconds": {peer.name: peer.start_seconds for peer in peers},
                    "start_processor_seconds": {peer.name: peer.start_processor_seconds for peer in peers},
                    "load_seconds": {"Drawbridge": self.site.facts["import_seconds"], "slapd": self.site.facts["slapadd_seconds"]}}

    def measure(self, peers, ceilings):
        seen = {cell: {} for cell in CELLS}
        for round_number in range(self.rounds):
            for cell in CELLS:
                kind, connections, _ = cell
                if kind == "paged" and connections > 1 and round_number > 0:
                    continue
                for peer in peers:
                    extra = ["--whole"] if kind == "paged" and connections == 1 else []
                    seen[cell].setdefault(peer.name, []).append(self.load(peer, peer.address, peer.process, cell, *extra))
                if kind != "paged":
                    ceiling = ceilings["groups" if kind == "groups" else "uid"]
                    seen[cell].setdefault("canned", []).append(self.load(peers[0], *ceiling, cell, "--any-answer"))
            print(f"bench: {self.site.users:,} users, round {round_number + 1} of {self.rounds}", file=sys.stderr)
        return [self.described(cell, rounds) for cell, rounds in seen.items()]

    def load(self, peer, address, process, cell, *extra):
        """What ldap_load saw, and cpu_us: the server's processor time for one request (one entry of an enumeration)."""
        kind, connections, in_flight = cell
        seconds = self.seconds * (PAGED_TIMES_LONGER if kind == "paged" and connections > 1 else 1)
        before = processor_seconds(process)
        seen = load(self.programs, "ldap_load", "--address", address, "--bind-dn", peer.dn, "--secret-file", peer.secret_file, "--names",
                    self.site.table, "--base", self.site.base, "--kind", kind, "--connections", connections, "--in-flight", in_flight,
                    "--seconds", seconds, *extra)
        counted = seen["entries_per_second" if kind == "paged" else "per_second"] * seen["seconds"]
        seen["cpu_us"] = 1e6 * (processor_seconds(process) - before) / max(1, counted)
        return seen

    @staticmethod
    def described(cell, rounds):
        """`rounds`: by server, what ldap_load saw in each."""
        kind, connections, in_flight = cell
        line = ", ".join(f"{name} {statistics.median(run['per_second'] for run in runs):,.0f}/s" for name, runs in rounds.items())
        print(f"bench: {kind}, {connections} connections, {in_flight} in flight: {line}", file=sys.stderr)
        return {"kind": kind, "connections": connections, "in_flight": in_flight, "rounds": rounds}
