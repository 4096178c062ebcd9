"""Fails on file names and identifiers that say nothing about what they name.

    tests/lint/names.py [SOURCE_FOLDER]
"""
import re

import sources

BANNED = ["Manager", "Helper", "Helpers", "Util", "Utils", "Handler", "Context", "Processor", "Info", "Data", "Common", "Misc"]
BANNED_PREFIXES = ["do_", "process_", "my_"]

# Roles, classes and functions that others named: Waldur, Poco, OpenSSL, GoogleTest.
FOREIGN = re.compile(
    r"HTTPRequestHandler\w*|createRequestHandler|handleRequest|TCPServer\w*|ErrorHandler|kManager|"
    r"k\w*Manager|notify_service_manager|process_environment|TlsContext|OfferingManager|CustomerManager|ProjectManager|Context::\w+|\w+Context::Ptr|"
    r"Poco::\w+(?:::\w+)*")
TYPE = re.compile(r"\b(?:class|struct|enum(?: class)?|union|using|concept)\s+([A-Z]\w*)")
CALLABLE = re.compile(r"\b(" + "|".join(BANNED_PREFIXES) + r")\w*\s*\(")


def words_of(name):
    return re.findall(r"[A-Z][a-z0-9]*|[a-z0-9]+", name)


def bad_word(name):
    lower = {word.lower() for word in BANNED}
    return next((word for word in words_of(name) if word.lower() in lower), None)


def without_text(line):
    """The line without string literals and comments."""
    line = re.sub(r'"(?:\\.|[^"\\])*"', '""', line)
    return re.sub(r"//.*", "", line)


def check(root):
    for name in sources.cpp_files(root):
        path = name.as_posix()
        if word := bad_word(name.stem):
            yield f"{path}:1: the file name holds the banned word {word}"
        for number, line in enumerate((root / name).read_text(encoding="utf-8").splitlines(), 1):
            code = without_text(line)
            for found in TYPE.finditer(code):
                word = bad_word(found[1])
                if word and not FOREIGN.search(code):
                    yield f"{path}:{number}: {found[1]} holds the banned word {word}"
            if (found := CALLABLE.search(code)) and not FOREIGN.search(code):
                yield f"{path}:{number}: a name begins with {found[1]}"
            if re.search(r"\b(TODO|FIXME|XXX|NOLINT)\b", line):
                yield f"{path}:{number}: a task or a silenced warning is left in the code"


if __name__ == "__main__":
    sources.finish(check(sources.root_folder()))
