#!/usr/bin/env python3
"""Makes a site of any size as a state file for `drawbridge import`; same arguments, same bytes.

    tests/support/gen_state.py --users 10000 --out FOLDER [--seed 1] [--robots 5] [--generate] [--hostile]

Writes into FOLDER:
  state.ndjson   one provider with one active offering (slug "hpc"), organisations, projects with a live
                 resource each, people with two SSH keys, project roles, accounts, project groups, robots
  users.tsv      uid, uidNumber, gidNumber, number of project groups, sum of their gidNumbers
  data.ldif      the same accounts and groups for OpenLDAP; not with --generate or --hostile

--generate  leaves names and numbers out: the rules of the product make them (policy full_name)
--hostile   mixes in names, addresses and key comments that break careless writers; all are acceptable
"""
import argparse
import pathlib

from population import Population
import state_writers


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--users", type=int, required=True)
    parser.add_argument("--projects", type=int, default=0, help="default: a twentieth of the users")
    parser.add_argument("--robots", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--base", default="dc=example,dc=org", help="suffix of the LDIF")
    parser.add_argument("--secret", default="svc-secret", help="of cn=svc in the LDIF")
    parser.add_argument("--generate", action="store_true")
    parser.add_argument("--hostile", action="store_true")
    parser.add_argument("--out", type=pathlib.Path, required=True)
    arguments = parser.parse_args()

    site = Population(arguments.users, arguments.projects, arguments.robots, arguments.seed, arguments.hostile)
    arguments.out.mkdir(parents=True, exist_ok=True)
    state_writers.write_state(site, arguments.out / "state.ndjson", arguments.generate)
    if not arguments.generate:
        state_writers.write_table(site, arguments.out / "users.tsv")
    if not (arguments.generate or arguments.hostile):
        state_writers.write_ldif(site, arguments.out / "data.ldif", arguments.base, arguments.secret)


if __name__ == "__main__":
    main()
