"""What every table of this folder says about itself, and where it is written."""
import datetime
import os
import pathlib
import platform

README = pathlib.Path(__file__).resolve().parent / "README.md"


def machine():
    model = next((line.split(":", 1)[1].strip() for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines()
                  if line.startswith("model name")), platform.machine())
    memory = int(pathlib.Path("/proc/meminfo").read_text().split()[1]) // 2**20
    system = next((line.split("=", 1)[1].strip('"') for line in pathlib.Path("/etc/os-release").read_text().splitlines()
                   if line.startswith("PRETTY_NAME=")), platform.system())
    return f"{model}, {os.cpu_count()} cores, {memory} GiB; {system}, Linux {platform.release()}"


def today():
    return datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d")


def table(heads, rows):
    """Lines of a Markdown table."""
    return ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads), *("| " + " | ".join(map(str, row)) + " |" for row in rows)]


def write_section(begin, end, text):
    """Replaces what stands between the two marks of README.md, the marks included in `text`."""
    whole = README.read_text(encoding="utf-8")
    README.write_text(whole.split(begin)[0] + text + whole.split(end)[1], encoding="utf-8")
