"""Fails when a file holds what belongs to a machine or to how the work was done, not to the product.

    tests/lint/product_only.py [SOURCE_FOLDER]

Absolute folders of a developer's machine, internal host names, secrets, words about who wrote it.
"""
import re

import sources

# Spelled in pieces, so that this file passes its own check.
WORDS = [
    r"/wo" r"rk/", r"/ro" r"ot/(?:\.|src|pro" r"ject)", r"/ho" r"me/(?:ubu" r"ntu|run" r"ner|deb" r"ian)\b", r"\.\./sha" r"red",
    r"\bLL" r"Ms?\b", r"\blanguage mod" r"el", r"\bCla" r"ude\b", r"\bAnthro" r"pic\b", r"\bChat" r"GPT\b", r"\bCo" r"pilot\b",
    r"\bA" r"I[- ](?:gen" r"erated|ass" r"ist)", r"\bas an A" r"I\b", r"\bass" r"istant\b", r"\bsub-?ag" r"ent", r"\bthis ses" r"sion\b",
    r"\bthe br" r"ief\b", r"/tmp/br" r"iefs", r"\bissue tr" r"acker of the", r"\.inter" r"nal\b", r"art" r"ifactory",
    r"^-----BEGIN (?:RSA |EC |OPENSSH )?PRIV" r"ATE KEY-----",
]
FORBIDDEN = re.compile("|".join(WORDS), re.IGNORECASE)
BINARY_FOLDERS = ("tests/fuzz/corpus/", "templates/swagger-ui/swagger-ui")


def check(root):
    for name in sources.all_files(root):
        path = name.as_posix()
        if path.startswith(BINARY_FOLDERS):
            continue
        if found := FORBIDDEN.search(path):
            yield f"{path}:1: the path holds {found[0]!r}"
        text = (root / name).read_bytes().decode("utf-8", errors="replace")
        for number, line in enumerate(text.splitlines(), 1):
            if found := FORBIDDEN.search(line):
                yield f"{path}:{number}: holds {found[0]!r}"
            if line != line.rstrip() and name.suffix in (".h", ".cc", ".py", ".toml", ".txt", ".sql"):
                yield f"{path}:{number}: blanks at the end of the line"


if __name__ == "__main__":
    sources.finish(check(sources.root_folder()))
