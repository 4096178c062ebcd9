"""What the checks of this folder look at: the files of the product, and how a check ends."""
import pathlib
import subprocess
import sys

SKIPPED_FOLDERS = {".git", "build", "var", "__pycache__"}


def root_folder():
    """The folder of the sources: the first argument, else the one this file is in."""
    return pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parents[2]).resolve()


def all_files(root):
    """Every file that belongs to the product, as paths relative to `root`.

    In a working copy these are the files git tracks or would track; elsewhere (an unpacked archive)
    everything outside the folders that are made by building and running.
    """
    listed = subprocess.run(
        ["git", "-C", str(root), "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        capture_output=True, check=False)
    if listed.returncode == 0 and listed.stdout:
        names = [pathlib.PurePath(name) for name in listed.stdout.decode().split("\0") if name]
    else:
        names = [path.relative_to(root) for path in root.rglob("*") if path.is_file()]
    return sorted(name for name in names
                  if not SKIPPED_FOLDERS.intersection(name.parts) and (root / name).is_file())


def cpp_files(root):
    return [name for name in all_files(root) if name.suffix in (".h", ".cc")]


def finish(complaints):
    """Prints the complaints and ends the process; exit code 1 when there is one."""
    complaints = list(complaints)
    for complaint in complaints:
        print(complaint)
    sys.exit(1 if complaints else 0)
