"""Memory of connections that were bound, asked once, and say nothing."""
import contextlib
import resource
import sys

from sites import resident_kib
from slapd_peer import Slapd

DESCRIPTORS = 32768


def allow_descriptors():
    """For this process and the servers it starts. Only root may go over the hard limit."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (DESCRIPTORS, max(hard, DESCRIPTORS)))
    except (ValueError, PermissionError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def measure_one(site, peer, connections):
    """Opens them all, then asks every hundredth again: they must still be served."""
    people = site.facts["people"]
    before = resident_kib(peer.process)
    with contextlib.ExitStack() as stack:
        clients = []
        for number in range(connections):
            client = stack.enter_context(peer.client())
            clients.append(client)
            if not client.finds(site.base, people[number % len(people)]["username"]):
                raise SystemExit(f"{peer.name}: connection {number} got a wrong answer")
        after = resident_kib(peer.process)
        if not all(client.finds(site.base, people[0]["username"]) for client in clients[::100]):
            raise SystemExit(f"{peer.name}: a connection that was idle got a wrong answer")
    print(f"bench: {connections:,} idle connections: {peer.name} {(after - before) / 1024:.1f} MiB more", file=sys.stderr)
    return {"before_kib": before, "after_kib": after}


def measure_idle(site, connections):
    allow_descriptors()
    peers = {"Drawbridge": site.ours}
    if Slapd.is_installed():
        peers["slapd"] = site.slapd
    result = {"users": site.users, "connections": connections}
    for name, start in peers.items():
        with start() as peer:
            result[name] = measure_one(site, peer, connections)
    return result
