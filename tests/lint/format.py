"""Fails when clang-format would write a C++ file differently.

    tests/lint/format.py [SOURCE_FOLDER]
"""
import shutil
import subprocess

import sources

BATCH = 50


def check(root):
    program = shutil.which("clang-format")
    if program is None:
        yield "clang-format is not installed; ./contrib/install-deps --test installs it"
        return
    files = [str(root / name) for name in sources.cpp_files(root)]
    for start in range(0, len(files), BATCH):
        found = subprocess.run([program, "--dry-run", "--Werror", *files[start:start + BATCH]],
                               capture_output=True, text=True, check=False)
        if found.returncode != 0:
            first = {}
            for line in found.stderr.splitlines():
                if "error:" in line:
                    first.setdefault(line.split(":")[0], line)
            yield from first.values()


if __name__ == "__main__":
    sources.finish(check(sources.root_folder()))
