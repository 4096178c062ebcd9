"""Memory of connections that were bound, asked once, and say nothing: in clear, and by LDAPS."""
import contextlib
import resource
import sys
import time

from sites import resident_kib
from slapd_peer import Slapd

DESCRIPTORS = 32768
# Drawbridge gives buffers back after two seconds without traffic.
SILENT_SECONDS = 4


def allow_descriptors():
    """For this process and the servers it starts. Only root may go over the hard limit."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (DESCRIPTORS, max(hard, DESCRIPTORS)))
    except (ValueError, PermissionError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def possible(connections):
    """So many of them that this process and a server find descriptors; Drawbridge leaves at least half of them to LDAP."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[0] // 2
    if most < connections:
        print(f"bench: {most:,} instead of {connections:,} connections: no more open files are allowed", file=sys.stderr)
    return min(connections, most)


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
        time.sleep(SILENT_SECONDS)
        after = resident_kib(peer.process)
        if not all(client.finds(site.base, people[0]["username"]) for client in clients[::100]):
            raise SystemExit(f"{peer.name}: a connection that was idle got a wrong answer")
    kind = "LDAPS connections" if peer.tls else "connections"
    print(f"bench: {connections:,} idle {kind}: {peer.name} {(after - before) / 1024:.1f} MiB more", file=sys.stderr)
    return {"before_kib": before, "after_kib": after}


def measure_idle(site, connections):
    """`ldaps` of the result is Drawbridge's alone: the slapd of these measurements has no certificate."""
    allow_descriptors()
    connections = possible(connections)
    peers = {"Drawbridge": site.ours}
    if Slapd.is_installed():
        peers["slapd"] = site.slapd
    result = {"users": site.users, "connections": connections}
    for name, start in peers.items():
        with start() as peer:
            result[name] = measure_one(site, peer, connections)
    with site.ours(has_tls=True) as peer:
        result["ldaps"] = {peer.name: measure_one(site, peer, connections)}
    return result
