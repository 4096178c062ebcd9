"""Binds of people with an own password: the first one checks Argon2id, later ones are remembered."""
import statistics
import time

from api import Api
from changes import ACCOUNTS
from ldap_client import LdapClient

PEOPLE = 20
PASSWORD = "correct horse battery staple"


def measure_people_binds(site):
    """Medians and maxima in microseconds of first and second binds, one at a time."""
    first, second = [], []
    with site.ours() as peer:
        api = Api(peer.server.http_url, peer.installation.token_file.read_text().strip())
        for person in site.facts["people"][:PEOPLE]:
            api.must("POST", f"{ACCOUNTS}{person['account']}/set_ldap_password/", {"password": PASSWORD})
            with LdapClient(peer.address) as client:
                for times in (first, second):
                    begin = time.monotonic()
                    code = client.bind(f"uid={person['username']},ou=people,{site.base}", PASSWORD)
                    times.append(1e6 * (time.monotonic() - begin))
                    if code != 0:
                        raise SystemExit(f"the bind of {person['username']} was answered with {code}")
    return {"users": site.users, "people": PEOPLE, **{f"{name}_{what}_us": of(times) for name, times in (("first", first), ("second", second))
                                                      for what, of in (("p50", statistics.median), ("max", max))}}
