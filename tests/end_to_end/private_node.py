"""A cluster node in namespaces of its own: its daemons, name service and PAM are private, and all of it ends with it.

Needs root with the right to make mount and PID namespaces. Nothing on the machine changes: what the node writes lies on
tmpfs or in files bound over the machine's, seen by the node's processes alone.
"""
import os
import pathlib
import subprocess
import time
import unittest

from server import PATIENCE_SECONDS

ISOLATION = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
ENVIRONMENT = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "LDAPNOINIT": "1", "HOME": "/root"}
NAME_SERVICE = "".join(f"{database}: files %s\n" for database in ("passwd", "group", "shadow", "initgroups")) + "hosts: files\n"
PAM_STACK = "auth required {0}\naccount required {0}\npassword required {0}\nsession optional {0}\n"
# The PAM service that the tests log in by.
PAM_SERVICE = "cluster"
POLL_SECONDS = 0.1


def missing_privilege():
    """Why no node can be made here, or None."""
    if os.geteuid() != 0:
        return "needs root: mount and PID namespaces, and daemons that change their user"
    tried = subprocess.run([*ISOLATION, "true"], capture_output=True, text=True, check=False)
    return None if tried.returncode == 0 else f"needs the privilege to make mount and PID namespaces (CAP_SYS_ADMIN): {tried.stderr.strip()}"


def require_privilege():
    """Skips the test with the name of what is missing."""
    if reason := missing_privilege():
        raise unittest.SkipTest(reason)


class PrivateNode:
    """Use it in `with`, or leave it with close()."""

    def __init__(self, log_folder):
        self.logs = pathlib.Path(log_folder)
        self.logs.mkdir(parents=True, exist_ok=True)
        self.processes = {}
        self._outside = subprocess.Popen([*ISOLATION, "sleep", "infinity"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                         stderr=subprocess.DEVNULL)
        self._enter = ["nsenter", "--mount", "--pid", "--target", self._first_process()]
        self.must("mount", "-t", "tmpfs", "-o", "mode=755", "none", "/run")
        self.must("mkdir", "/run/bound")
        self.cover("/home")

    def _first_process(self):
        """The process 1 of the node, by its number outside."""
        children = pathlib.Path(f"/proc/{self._outside.pid}/task/{self._outside.pid}/children")

        def first():
            # Until its exec it is still without the node's /proc.
            number = children.read_text(encoding="ascii").strip()
            command = number and pathlib.Path(f"/proc/{number}/comm").read_text(encoding="ascii").strip()
            return number if command == "sleep" else None
        return wait_until(first, "the namespaces")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self._outside.kill()  # --kill-child takes the node's first process, and that every other, with it
        self._outside.wait(PATIENCE_SECONDS)
        for process, _ in self.processes.values():
            process.wait(PATIENCE_SECONDS)
        self.processes = {}

    def run(self, *arguments, stdin=None, environment=None):
        """Runs a program on the node to its end."""
        return subprocess.run([*self._enter, *map(str, arguments)], input=stdin if stdin is not None else "", text=True, errors="replace",
                              capture_output=True, env={**ENVIRONMENT, **(environment or {})}, cwd="/", timeout=PATIENCE_SECONDS, check=False)

    def must(self, *arguments, **options):
        """The standard output of a program that has to succeed."""
        done = self.run(*arguments, **options)
        if done.returncode != 0:
            raise AssertionError(f"{arguments}: exit code {done.returncode}\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def start(self, name, *arguments, environment=None):
        """Starts a daemon that stays in the foreground; its output goes to a log."""
        with open(self.logs / f"{name}.log", "ab") as log:
            process = subprocess.Popen([*self._enter, *map(str, arguments)], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                       env={**ENVIRONMENT, **(environment or {})}, cwd="/")
        self.processes[name] = (process, arguments)

    def wait_until_up(self, name, condition):
        """Waits for `condition()`; a daemon that ends before that is a failure with its log."""
        process, arguments = self.processes[name]

        def is_up():
            if process.poll() is not None:
                raise AssertionError(f"{arguments} ended with {process.returncode}\n{self.log(name)}")
            return condition()
        wait_until(is_up, name)

    def log(self, name):
        return (self.logs / f"{name}.log").read_text(encoding="utf-8", errors="replace")[-4000:]

    # Files.

    def write(self, path, text, mode="0644"):
        """A file on one of the node's own folders."""
        self.must("install", "-m", mode, "/dev/stdin", path, stdin=text)

    def bind(self, path, text, mode="0644"):
        """A file in the place of one of the machine's."""
        own = "/run/bound/" + path.strip("/").replace("/", "-")
        is_new = self.run("test", "-e", own).returncode != 0
        self.write(own + ".new", text, mode)
        if is_new:
            self.must("mv", own + ".new", own)
            self.must("mount", "--bind", own, path)
        else:  # the bound file is the one of its first inode
            self.must("cp", own + ".new", own)

    def cover(self, folder, mode="755", keep=False):
        """An empty folder in the place of one of the machine's; with `keep` it holds copies of the files."""
        if keep:
            self.must("cp", "-a", folder, "/run/kept")
        self.must("mount", "-t", "tmpfs", "-o", f"mode={mode}", "none", folder)
        if keep:
            self.must("cp", "-a", "/run/kept/.", folder)
            self.must("rm", "-r", "/run/kept")

    def wire(self, service, pam_module):
        """Takes names and logins from a service, in the place of what the machine does."""
        self.bind("/etc/nsswitch.conf", NAME_SERVICE.replace("%s", service))
        self.cover("/etc/pam.d", keep=True)
        for name in (PAM_SERVICE, "sshd"):
            self.write(f"/etc/pam.d/{name}", PAM_STACK.format(pam_module))

    # What a person sees.

    def getent(self, database, *keys):
        """Lines; none for what does not exist."""
        return self.run("getent", database, *keys).stdout.splitlines()

    def members(self, group):
        """The members of a group, sorted; None when there is no such group."""
        lines = self.getent("group", group)
        return sorted(filter(None, lines[0].split(":")[3].split(","))) if lines else None

    def group_numbers(self, user):
        """What `id -G` says; none for nobody."""
        return sorted(map(int, self.run("id", "-G", user).stdout.split()))

    def login(self, user, password):
        """What PAM says to a password, authentication and account."""
        done = self.run("pamtester", PAM_SERVICE, user, "authenticate", "acct_mgmt", stdin=password + "\n")
        return done.stdout + done.stderr

    def change_password(self, member, old, new):
        """What PAM says to a person who changes the own password."""
        done = self.run("setpriv", f"--reuid={member.uid}", f"--regid={member.gid}", "--clear-groups", "pamtester", PAM_SERVICE, member.name,
                        "chauthtok", stdin=f"{old}\n{new}\n{new}\n")
        return done.stdout + done.stderr


def wait_until(condition, what):
    """The first true value of `condition()`, asked for again and again."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            if found := condition():
                return found
        except FileNotFoundError:
            pass
        if time.monotonic() > deadline:
            raise AssertionError(f"waited in vain for {what}")
        time.sleep(POLL_SECONDS)
