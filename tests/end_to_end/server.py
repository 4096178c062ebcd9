"""The real binary in a folder of its own: command line, configuration, a running server.

DRAWBRIDGE_BINARY names the binary; without it the newest one below build/ is taken.
"""
import functools
import mmap
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))

BASE_DN = "dc=example,dc=org"
# How long anything may take before the test gives up: far above what it takes, also under sanitizers.
PATIENCE_SECONDS = 300
SETTING = re.compile(r"DRAWBRIDGE_(STORE|HTTP|LDAP|NAMES|ACCOUNTS|WEBHOOKS|LOG)_")


def binary():
    if named := os.environ.get("DRAWBRIDGE_BINARY"):
        return pathlib.Path(named).resolve()
    built = sorted(ROOT.glob("build/*/drawbridge"), key=lambda path: path.stat().st_mtime)
    if not built:
        raise unittest.SkipTest("there is no built binary; set DRAWBRIDGE_BINARY")
    return built[-1]


def environment():
    """This process's environment without settings of a server."""
    return {name: value for name, value in os.environ.items() if not SETTING.match(name)}


@functools.cache
def is_sanitized():
    """Whether the binary carries a sanitizer, whose memory is not ours."""
    with open(binary(), "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as octets:
        return any(octets.find(name) >= 0 for name in (b"__asan_init", b"__tsan_init"))


def user_count(default=2000):
    """How many people the tests on a large state use."""
    return int(os.environ.get("DRAWBRIDGE_E2E_USERS", default))


def free_port():
    """A port of 127.0.0.1 where nobody listens at the moment."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def toml_text(sections):
    """A configuration file; values are strings, numbers and booleans."""
    lines = []
    for section, keys in sections.items():
        lines.append(f"[{section}]")
        for key, value in keys.items():
            shown = str(value).lower() if isinstance(value, bool) else value
            lines.append(f"{key} = {shown}" if not isinstance(value, str) else f'{key} = "{value}"')
    return "\n".join(lines) + "\n"


class Installation:
    """A folder with a configuration and a database. Leave it with close(), or use it in `with`."""

    def __init__(self, **sections):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="drawbridge-"))
        self.config = self.folder / "drawbridge.toml"
        self.database = self.folder / "drawbridge.db"
        self.servers = []
        self.configure(**sections)

    def configure(self, **sections):
        """Writes the configuration: free ports, and what `sections` say otherwise."""
        whole = {"store": {"path": "drawbridge.db"}, "http": {"listen": "127.0.0.1:0"},
                 "ldap": {"listen": "127.0.0.1:0", "base_dn": BASE_DN}, "log": {"level": "warning"}}
        for section, keys in sections.items():
            whole.setdefault(section, {}).update(keys)
        self.config.write_text(toml_text(whole), encoding="utf-8")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        for server in self.servers:
            server.abandon()
        shutil.rmtree(self.folder, ignore_errors=True)

    def run(self, *arguments, stdin=None, expect=0):
        """Runs a command to its end. `expect` None: any exit code."""
        done = subprocess.run([str(binary()), *map(str, arguments), "--config", str(self.config)], input=stdin, text=True,
                              capture_output=True, env=environment(), cwd=self.folder, timeout=PATIENCE_SECONDS * 4, check=False)
        if expect is not None and done.returncode != expect:
            raise AssertionError(f"{arguments}: exit code {done.returncode} instead of {expect}\n"
                                 f"stdout: {done.stdout[-2000:]}\nstderr: {done.stderr[-4000:]}")
        return done

    def token(self, user="admin", staff=True):
        """A new API token, made on the command line."""
        flags = ["--staff"] if staff else []
        return self.run("token", "create", "--user", user, *flags).stdout.strip()

    def service_account(self, name="reader", offering=None):
        """DN and secret of a new service account; for all offerings unless one is named."""
        scope = ["--offering", offering] if offering else ["--all-offerings"]
        return self.run("ldap-account", "create", name, *scope).stdout.splitlines()

    def serve(self, prefix=()):
        """A running server; `prefix`: a command that starts it, such as prlimit(1)."""
        server = Server(self, prefix)
        self.servers.append(server)
        server.wait_until_ready()
        return server


class Server:
    """A `drawbridge serve` that runs."""

    def __init__(self, installation, prefix=()):
        self.installation = installation
        self.process = subprocess.Popen([*prefix, str(binary()), "serve", "--config", str(installation.config)], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace",
                                        env=environment(), cwd=installation.folder)
        self.messages = []
        self.ports = {}
        self._news = threading.Condition()
        self._is_silent = False
        self._reader = threading.Thread(target=self._read_messages, daemon=True)
        self._reader.start()

    def _read_messages(self):
        for line in self.process.stderr:
            with self._news:
                self.messages.append(line.rstrip("\n"))
                if found := re.match(r"drawbridge: (HTTPS?|LDAPS?) on .*:(\d+)$", line.rstrip("\n")):
                    self.ports[found[1].lower()] = int(found[2])
                self._news.notify_all()
        with self._news:
            self._is_silent = True
            self._news.notify_all()

    def wait_for(self, condition, what):
        """Waits until `condition()` holds; it is asked again at every message of the server."""
        with self._news:
            self._news.wait_for(lambda: condition() or self._is_silent, PATIENCE_SECONDS)
            if not condition():
                raise AssertionError(f"the server did not get to: {what}\n" + "\n".join(self.messages[-50:]))

    def wait_until_ready(self):
        """The addresses are written once everything answers, in one go and LDAP last."""
        text = self.installation.config.read_text(encoding="utf-8")
        wanted = {"ldaps"} if re.search(r'listen_tls = "[^"]', text) else {"ldap"}
        if 'listen = ""' in text:
            wanted = set()
        self.wait_for(lambda: wanted <= set(self.ports) and (wanted or self.ports), "listening")

    @property
    def http_url(self):
        scheme = "https" if "https" in self.ports else "http"
        return f"{scheme}://127.0.0.1:{self.ports[scheme]}"

    @property
    def ldap_url(self):
        return f"ldap://127.0.0.1:{self.ports['ldap']}"

    def stop(self):
        """SIGTERM; the exit code must be 0."""
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(PATIENCE_SECONDS)
        self._reader.join(PATIENCE_SECONDS)
        if code != 0:
            raise AssertionError(f"serve ended with exit code {code}\n" + "\n".join(self.messages[-80:]))

    def kill(self):
        """SIGKILL: as if the power went for this process alone."""
        self.process.kill()
        self.process.wait(PATIENCE_SECONDS)
        self._reader.join(PATIENCE_SECONDS)

    def abandon(self):
        if self.process.poll() is None:
            self.kill()
        self.process.stderr.close()


class ServerTest(unittest.TestCase):
    """A test class with one server for all its tests; `prepare` fills the database before it starts."""

    sections = {}

    @classmethod
    def prepare(cls):
        """Hook for subclasses."""

    @classmethod
    def setUpClass(cls):
        cls.installation = Installation(**cls.sections)
        cls.addClassCleanup(cls.installation.close)
        cls.prepare()
        cls.serve()

    @classmethod
    def serve(cls):
        """Starts the server, also again after its end; subclasses connect here to the one that runs."""
        cls.server = cls.installation.serve()

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()
