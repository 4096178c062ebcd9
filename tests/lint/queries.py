"""Fails where a value could get into the text of a query: SQL has bound parameters, LDAP filters are trees.

    tests/lint/queries.py [SOURCE_FOLDER]

SQL stands in the store alone. There no value is put between quotes, neither by a format nor by joining texts; what is put
together there are names of tables and columns that the code itself knows. A filter in a text is whole.
"""
import re

import sources

STORE = "src/store/sqlite/"
LITERAL = re.compile(r'"((?:\\.|[^"\\])*)"')
STATEMENT = re.compile(r"\b(?:SELECT\s.*\bFROM|INSERT INTO|UPDATE\s.*\bSET|DELETE FROM|PRAGMA|CREATE TABLE|DROP TABLE)\b")
QUOTED_PLACE = re.compile(r"'[^']*\{[^}]*\}[^']*'")
OPEN_QUOTE = re.compile(r"(?:=|\bLIKE|\bIN\s*\(|,)\s*'$")
PART_OF_FILTER = re.compile(r"\((?:[A-Za-z][A-Za-z0-9;-]*)(?::[^=()]*)?[<>~:]?=(?:[^)]*$|[^)]*\{\}[^)]*\))")


def complaints_of(path, text):
    in_store = path.startswith(STORE)
    for number, line in enumerate(text.splitlines(), 1):
        for literal in LITERAL.findall(line):
            if STATEMENT.search(literal) and not in_store:
                yield f"{path}:{number}: SQL stands outside {STORE}"
            if in_store and (QUOTED_PLACE.search(literal) or OPEN_QUOTE.search(literal)):
                yield f"{path}:{number}: a value gets into SQL without being bound"
            if not in_store and PART_OF_FILTER.search(literal):
                yield f"{path}:{number}: an LDAP filter is put together as text"


def check(root):
    for name in sources.cpp_files(root):
        path = name.as_posix()
        if path.startswith(("src/", "ldap/")):
            yield from complaints_of(path, (root / name).read_text(encoding="utf-8"))


if __name__ == "__main__":
    sources.finish(check(sources.root_folder()))
