"""What one change costs at sites of different size, and whether it is visible over LDAP when it is answered."""
import base64
import contextlib
import json
import os
import statistics
import struct
import sys

from api import Api
from sites import load, processor_seconds

ACCOUNTS = "/api/marketplace-offering-users/"
ROUNDS = 5
VISIBLE_PAIRS = 1000


def new_key(comment):
    blob = b"".join(struct.pack(">I", len(part)) + part for part in (b"ssh-ed25519", os.urandom(32)))
    return f"ssh-ed25519 {base64.b64encode(blob).decode()} {comment}"


def requests_of(site, number):
    """Changes by name for turn `number`: method, path, status, body. No person is in two turns of a kind."""
    facts = site.facts
    person = facts["people"][number]
    one = f"{ACCOUNTS}{person['account']}/"
    foreign = next(project for project in facts["projects"][number % len(facts["projects"]):] + facts["projects"]
                   if project not in person["projects"])
    grant = {"role": "PROJECT.MEMBER", "user": person["uuid"]}
    return {
        "create an offering user": ("POST", ACCOUNTS, 201, {"offering_uuid": facts["offering"], "user_uuid": facts["newcomers"][number],
                                                            "username": f"new{number}"}),
        "add a key": ("POST", "/api/keys/", 201, {"user_uuid": person["uuid"], "name": "third", "public_key": new_key("third")}),
        "remove a key": ("DELETE", f"/api/keys/{person['key']}/", 204, None),
        "grant a role in a project": ("POST", f"/api/projects/{foreign}/add_user/", 201, grant),
        "revoke it": ("POST", f"/api/projects/{foreign}/delete_user/", 200, grant),
        "change a username": ("PATCH", one, 200, {"username": f"renamed{number}"}),
        "restrict an account": ("POST", f"{one}update_restricted/", 200, {"is_restricted": True}),
    }


def measure_changes(programs, sites, users, per_round):
    """Latencies and processor time of each kind of change by number of users; the sites take turns, so that a slow moment hits all."""
    latencies, busy = {}, {}
    with contextlib.ExitStack() as stack:
        running = [(site, stack.enter_context(site.ours())) for site in map(sites.site, users)]
        for round_number in range(ROUNDS):
            turns = range(round_number * per_round, (round_number + 1) * per_round)
            for kind in requests_of(running[0][0], 0):
                for site, peer in running:
                    folder = peer.installation.folder
                    with open(folder / "requests", "w", encoding="ascii") as file:
                        for turn in turns:
                            method, path, status, body = requests_of(site, turn)[kind]
                            file.write(f"{method}\t{path}\t{status}\t{json.dumps(body) if body is not None else ''}\n")
                    (folder / "latencies").unlink(missing_ok=True)
                    before = processor_seconds(peer.process)
                    load(programs, "http_load", "--address", f"127.0.0.1:{peer.server.ports['http']}", "--token-file",
                         peer.installation.token_file, "--replay", folder / "requests", "--clients", 1, "--latencies", folder / "latencies")
                    latencies.setdefault(kind, {}).setdefault(site.users, []).extend(
                        map(int, (folder / "latencies").read_text().split()))
                    busy[kind, site.users] = busy.get((kind, site.users), 0) + processor_seconds(peer.process) - before
            print(f"bench: changes, round {round_number + 1} of {ROUNDS}", file=sys.stderr)
    return {"kinds": {kind: {str(count): {"p50_us": statistics.median(taken), "p99_us": sorted(taken)[len(taken) * 99 // 100],
                                          "cpu_us": 1e6 * busy[kind, count] / len(taken), "count": len(taken)} for count, taken in by_users.items()}
                      for kind, by_users in latencies.items()}}


def measure_visibility(site):
    """Accounts that LDAP did not show when the 201 had come."""
    with site.ours() as peer, peer.client() as directory:
        api = Api(peer.server.http_url, peer.installation.token_file.read_text().strip())
        missed = 0
        for number, newcomer in enumerate(site.facts["newcomers"][:VISIBLE_PAIRS]):
            username = f"visible{number}"
            api.create(ACCOUNTS, offering_uuid=site.facts["offering"], user_uuid=newcomer, username=username)
            missed += not directory.finds(site.base, username)
        return {"users": site.users, "pairs": VISIBLE_PAIRS, "missed": missed}
