"""LDIF of content records (RFC 2849), read and written by the tests themselves."""
import base64
import re


def parse(text):
    """Entries as pairs of name and attributes; values are bytes."""
    entries = []
    for block in text.replace("\n ", "").split("\n\n"):
        name, attributes = None, {}
        for line in block.splitlines():
            found = re.fullmatch(r"([\w;.-]+):(:?) ?(.*)", line)
            if line.startswith("#") or not line:
                continue
            if not found:
                raise AssertionError(f"no line of LDIF: {line!r}")
            value = base64.b64decode(found[3], validate=True) if found[2] else found[3].encode("ascii")
            if found[1] == "dn":
                name = value.decode()
            else:
                attributes.setdefault(found[1], []).append(value)
        if name is not None:
            entries.append((name, attributes))
    return entries


def text(entries):
    """The records of such entries; every value in base64."""
    lines = []
    for name, attributes in entries:
        lines.append("dn:: " + base64.b64encode(name.encode()).decode())
        for attribute, values in attributes.items():
            lines += [f"{attribute}:: " + base64.b64encode(value).decode() for value in values]
        lines.append("")
    return "\n".join(lines) + "\n"
