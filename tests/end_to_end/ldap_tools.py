"""OpenLDAP's command line tools."""
import os
import subprocess

from server import PATIENCE_SECONDS


def run_tool(program, url, *arguments, expect=0, env=None, stdin=None):
    """Runs a tool without the settings of machine and user; `expect`: its exit code, or None for any."""
    done = subprocess.run([program, "-H", url, *map(str, arguments)], capture_output=True, text=True, input=stdin, timeout=PATIENCE_SECONDS,
                          check=False, env={**os.environ, "LDAPCONF": "/dev/null", "HOME": "/", **(env or {})})
    if expect is not None and done.returncode != expect:
        raise AssertionError(f"{program} {arguments}: exit code {done.returncode} instead of {expect}\n{done.stdout}\n{done.stderr}")
    return done
