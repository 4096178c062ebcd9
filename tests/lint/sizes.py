"""Fails when a file or a folder has grown too large to be read in one sitting.

    tests/lint/sizes.py [SOURCE_FOLDER]

Headers 300 lines, sources 500 (test sources 800: a table of cases is long but flat), functions 60,
folders 40 files, CMakeLists.txt 250 lines.
"""
import collections
import re

import sources

HEADER_LINES, SOURCE_LINES, TEST_LINES, SCRIPT_LINES = 300, 500, 800, 500
FUNCTION_LINES, FOLDER_FILES, CMAKE_LINES = 60, 40, 250
# Longer for a reason: the records are one table of fields, the map is one template.
LONGER = {"src/domain/account_records.h": 400, "src/base/persistent_map.h": 400}


def line_limit(path):
    if path in LONGER:
        return LONGER[path]
    if path.endswith("CMakeLists.txt"):
        return CMAKE_LINES
    if path.endswith(".py"):
        return SCRIPT_LINES
    if path.endswith(".h"):
        return TEST_LINES if path.startswith("tests/") else HEADER_LINES
    if path.endswith(".cc"):
        return TEST_LINES if path.startswith("tests/") else SOURCE_LINES
    return None


def long_functions(lines):
    """Bodies between a line that ends in `{` and its closing brace at the same indentation.

    Sees what clang-format writes: functions stand at column 0 (or 2 in a class). Namespaces, types and
    tables are no functions.
    """
    start, indent = None, ""
    for number, line in enumerate(lines, 1):
        if start is None:
            opening = re.match(r"( {0,2})(\S.*)\) ?(?:const|noexcept|override|final|->[^{]*| )*\{$", line)
            continued = re.match(r"( {4,})\S.*\) ?(?:const|noexcept|override|final|->[^{]*| )*\{$", line)
            if opening and not re.match(r"(namespace|struct|class|enum|union|if|for|while|switch)\b", opening[2]):
                start, indent = number, opening[1]
            elif continued and number > 1:
                # The parameters went over several lines: the function began where the indentation ends.
                first = next((back for back in range(number - 1, 0, -1)
                              if not lines[back - 1].startswith("    ")), number)
                indent = re.match(" *", lines[first - 1])[0]
                if len(indent) <= 2 and re.search(r"\w\(", lines[first - 1]):
                    start = first
                    if re.match(r" *(if|for|while|switch|return|const|auto)\b", lines[first - 1]):
                        start = None
        elif line.startswith(indent + "}") and not line.startswith(indent + "} else"):
            if number - start + 1 > FUNCTION_LINES:
                yield start, number - start + 1
            start = None


def is_table(lines, start):
    """Whether the function that begins at line `start` is one constant table and its return."""
    return any(re.match(r" +static const(expr)? .* = \{$", line) for line in lines[start:start + 2])


def check(root):
    folders = collections.Counter()
    for name in sources.all_files(root):
        path = name.as_posix()
        if name.suffix in (".h", ".cc"):
            folders[name.parent.as_posix()] += 1
        limit = line_limit(path)
        if limit is None:
            continue
        lines = (root / name).read_text(encoding="utf-8").splitlines()
        if len(lines) > limit:
            yield f"{path}:1: {len(lines)} lines, {limit} is the most"
        if path.startswith(("src/", "ldap/")):
            for start, length in long_functions(lines):
                if is_table(lines, start):
                    continue
                yield f"{path}:{start}: a function of {length} lines, {FUNCTION_LINES} is the most"
    for folder, count in sorted(folders.items()):
        # A module's .h and .cc are one thing to know.
        stems = {name.stem for name in sources.cpp_files(root) if name.parent.as_posix() == folder}
        if len(stems) > FOLDER_FILES:
            yield f"{folder}: {len(stems)} modules ({count} files), {FOLDER_FILES} is the most"


if __name__ == "__main__":
    sources.finish(check(sources.root_folder()))
