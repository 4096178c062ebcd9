"""Fails when config/drawbridge.toml, the settings' code and their tests name different keys.

    tests/lint/settings_documented.py [SOURCE_FOLDER]

Every key of src/settings/keys.cc stands in the commented reference file, with a comment of its own or
of its group above it, and nothing else stands there.
"""
import re
import tomllib

import sources

KEY = re.compile(r'"((?:store|http|ldap|names|accounts|webhooks|log)\.[a-z_]+)"')


def keys_in_code(root):
    return set(KEY.findall((root / "src/settings/keys.cc").read_text(encoding="utf-8")))


def keys_in_file(text):
    """A key that is a table has keys of the operator's own."""
    return {f"{section}.{key}" for section, table in tomllib.loads(text).items() for key, value in table.items() if not isinstance(value, dict)}


def keys_without_comment(text):
    """Keys whose block (the lines up to a blank one) begins without a comment."""
    section, has_comment = "", False
    for line in text.splitlines():
        if not line.strip():
            has_comment = False
        elif line.startswith("#"):
            has_comment = True
        elif found := re.match(r"\[(\w+)\]", line):
            section, has_comment = found[1], False
        elif (found := re.match(r"(\w+) = ", line)) and not has_comment:
            yield f"{section}.{found[1]}"


def check(root):
    file = "config/drawbridge.toml"
    text = (root / file).read_text(encoding="utf-8")
    in_code, in_file = keys_in_code(root), keys_in_file(text)
    for key in sorted(in_code - in_file):
        yield f"{file}:1: {key} is a setting and is not documented here"
    for key in sorted(in_file - in_code):
        yield f"{file}:1: {key} is no setting"
    for key in keys_without_comment(text):
        yield f"{file}:1: {key} has no comment"


if __name__ == "__main__":
    sources.finish(check(sources.root_folder()))
