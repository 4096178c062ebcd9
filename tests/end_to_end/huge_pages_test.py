"""`drawbridge serve` asks for huge pages for its heap by running itself once more with glibc's setting for that."""
import pathlib
import subprocess
import unittest

from server import Installation, binary

MODE = pathlib.Path("/sys/kernel/mm/transparent_hugepage/enabled")
WITHOUT_PROC = ("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", 'mount -t tmpfs none /proc && exec "$0" "$@"')
SETTING = b"GLIBC_TUNABLES=glibc.malloc.hugetlb="


def gives_to_those_who_ask():
    return MODE.exists() and "[madvise]" in MODE.read_text()


class HugePagesTest(unittest.TestCase):
    def settings_of(self, installation, prefix=()):
        """What the running server's environment says of huge pages; its arguments and its name."""
        running = installation.serve(prefix)
        process = pathlib.Path(f"/proc/{running.process.pid}")
        environment = (process / "environ").read_bytes().split(b"\0")
        arguments = (process / "cmdline").read_bytes().split(b"\0")[:-1]
        name = (process / "comm").read_text().strip()
        running.stop()
        return [word for word in environment if word.startswith(SETTING)], arguments, name

    def test_the_process_that_was_started_has_the_setting_its_arguments_and_its_name(self):
        with Installation() as installation:
            settings, arguments, name = self.settings_of(installation)
        self.assertEqual([SETTING + b"1"] if gives_to_those_who_ask() else [], settings)
        self.assertEqual(binary().name[:15], name)
        self.assertEqual([b"serve", b"--config", str(installation.config).encode()], arguments[1:])

    def test_an_operator_can_turn_it_off(self):
        with Installation() as installation:
            settings, *_ = self.settings_of(installation, ("env", (SETTING + b"0").decode()))
        self.assertEqual([SETTING + b"0"], settings)

    def test_where_the_program_cannot_be_run_again_it_serves_all_the_same(self):
        if subprocess.run([*WITHOUT_PROC, "true"], check=False, capture_output=True).returncode != 0:
            self.skipTest("needs the right to make namespaces")
        with Installation() as installation:
            running = installation.serve(WITHOUT_PROC)
            if gives_to_those_who_ask():
                running.wait_for(lambda: "could not be run again" in "\n".join(running.messages), "a notice")
            running.kill()  # a sanitizer looks for leaks at the end, with /proc


if __name__ == "__main__":
    unittest.main()
