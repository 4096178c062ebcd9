"""Fails when a script cannot be run as the documentation says: not executable, or not valid shell.

    tests/lint/commands_executable.py [SOURCE_FOLDER]
"""
import os
import subprocess

import sources


def check(root):
    for name in sources.all_files(root):
        path = root / name
        with open(path, "rb") as file:
            first = file.readline(100)
        if not first.startswith(b"#!"):
            continue
        if not os.access(path, os.X_OK):
            yield f"{name}:1: begins with #! and is not executable"
        if b"bash" in first or first.rstrip().endswith(b"/sh"):
            found = subprocess.run(["bash", "-n", str(path)], capture_output=True, text=True, check=False)
            if found.returncode != 0:
                yield f"{name}:1: {found.stderr.strip()}"


if __name__ == "__main__":
    sources.finish(check(sources.root_folder()))
