"""Fails when a file includes what its layer may not see (the table of ARCHITECTURE.md).

    tests/lint/layers.py [SOURCE_FOLDER]
"""
import re

import sources

NAMES = {"base", "ldap/ber", "ldap/dn", "ldap/schema"}
ALL = {"*"}
MAY_INCLUDE = {
    "base": set(),
    "crypto": {"base"},
    "json": {"base"},
    "domain": {"base", "crypto"},
    "app": {"base", "crypto", "json", "domain"},
    "store": {"base", "json", "domain", "app"},
    "http": {"base", "json", "domain", "app", "crypto"},
    "projection": {"base", "crypto", "json", "domain", "app", "ldap/dn", "ldap/directory", "ldap/client", "ldap/server"},
    "settings": {"base", "domain", "ldap/dn"},
    "ldap/ber": {"base"},
    "ldap/dn": {"base"},
    "ldap/schema": {"base", "ldap/dn"},
    "ldap/filter": NAMES,
    "ldap/protocol": NAMES,
    "ldap/directory": NAMES | {"ldap/filter"},
    "ldap/client": {"base", "ldap/dn", "ldap/schema", "ldap/directory"},
    "ldap/server": NAMES | {"crypto", "ldap/filter", "ldap/protocol", "ldap/directory"},
    "daemon": ALL,
    "cli": ALL,
}
# Who may include which third-party header; daemon and cli may include them all.
OWNERS = {
    "sqlite3.h": {"store"}, "lber.h": {"ldap/client"}, "ldap.h": {"ldap/client"}, "Poco/": {"http"}, "nlohmann/": {"json"},
    "toml++/": {"projection", "settings"}, "openssl/": {"crypto", "base"}, "sodium": {"crypto", "base"},
    "crypt.h": {"crypto"}, "utf8proc": {"base", "ldap/dn"}, "CLI/": {"cli"},
}
MODULES = sorted(MAY_INCLUDE, key=len, reverse=True)


def module_of(path):
    return next((module for module in MODULES if path.startswith(module + "/")), None)


def complaint_of_own(me, header):
    other = module_of(header)
    if other in (None, me) or MAY_INCLUDE[me] & {other, "*"}:
        return None
    return f"{me} may not include {other}"


def complaint_of_library(me, header):
    owners = next((owners for prefix, owners in OWNERS.items() if header.startswith(prefix)), None)
    if owners is None or me in owners or "*" in MAY_INCLUDE[me]:
        return None
    return f"<{header}> belongs to {' and '.join(sorted(owners)) or 'tests alone'}"


def complaints(me, text):
    """Line number and sentence of every include that `me` may not have."""
    for number, line in enumerate(text.splitlines(), 1):
        found = re.match(r'\s*#\s*include\s*(["<])([^">]+)[">]', line)
        if not found:
            continue
        judge = complaint_of_own if found[1] == '"' else complaint_of_library
        if sentence := judge(me, found[2]):
            yield number, sentence


def check(root):
    for name in sources.cpp_files(root):
        path = name.as_posix()
        if not path.startswith(("src/", "ldap/")) or path == "src/main.cc":
            continue
        me = module_of(path.removeprefix("src/"))
        if me is None:
            yield f"{path}:1: is in no layer of tests/lint/layers.py"
            continue
        for number, sentence in complaints(me, (root / name).read_text(encoding="utf-8")):
            yield f"{path}:{number}: {sentence}"


if __name__ == "__main__":
    sources.finish(check(sources.root_folder()))
