"""Random changes of an imported site over REST: all the kinds that show in the directory."""
import http.client
import random
import threading

from scene import ACCOUNTS, Scene, public_key
from server import PATIENCE_SECONDS


class RandomChanges:
    """`site` is a population.Population whose state the server holds."""

    def __init__(self, staff, site, seed=1):
        self.staff, self.site = staff, site
        self.scene = Scene(staff)
        self.random = random.Random(seed)
        self.people = {person.account_uuid: person for person in site.people}
        self.kinds = [self.create, self.change_keys, self.revoke, self.grant, self.delete, self.rename, self.restrict, self.change_mail]
        self.made = 0
        self.chosen = None  # the account that was chosen last

    def run(self, count):
        for number in range(count):
            self.make(number)

    def make(self, number):
        """One change; the kinds take turns."""
        self.chosen = None
        self.kinds[number % len(self.kinds)]()

    def leave_alone(self):
        """Whoever the last change was about is chosen no more: whether it was made is not known."""
        self.people.pop(self.chosen, None)

    def anybody(self):
        account, person = self.random.choice(sorted(self.people.items()))
        self.chosen = account
        return account, person

    def create(self):
        self.made += 1
        user = self.scene.user(username=f"newcomer{self.random.getrandbits(40):x}", first_name="New", last_name=f"Comer{self.made}")
        self.scene.grant(user, self.random.choice(self.site.projects).uuid)

    def change_keys(self):
        _, person = self.anybody()
        if person.keys and self.random.random() < 0.5:
            key = person.keys.pop()
            self.staff.must("DELETE", f"/api/keys/{key.uuid}/", status=204)
        else:
            self.scene.key(person.uuid, public_key(person.username), name=f"key{self.random.getrandbits(40):x}")

    def project_of(self, wanted):
        """A person who has a project role (or, unless `wanted`, lacks one), and that project's number."""
        for _ in range(1000):
            _, person = self.anybody()
            numbers = person.projects if wanted else [n for n in range(len(self.site.projects)) if n not in person.projects]
            if numbers:
                return person, self.random.choice(numbers)
        raise AssertionError("nobody is left")

    def revoke(self):
        person, number = self.project_of(True)
        person.projects.remove(number)
        self.scene.revoke(person.uuid, self.site.projects[number].uuid)

    def grant(self):
        person, number = self.project_of(False)
        person.projects.append(number)
        self.scene.grant(person.uuid, self.site.projects[number].uuid)

    def delete(self):
        account, _ = self.anybody()
        del self.people[account]
        self.staff.must("DELETE", f"{ACCOUNTS}{account}/", status=204)

    def rename(self):
        account, _ = self.anybody()
        self.staff.must("PATCH", f"{ACCOUNTS}{account}/", {"username": f"renamed{self.random.getrandbits(40):x}"})

    def restrict(self):
        account, _ = self.anybody()
        self.staff.must("POST", f"{ACCOUNTS}{account}/update_restricted/", {"is_restricted": self.random.random() < 0.7})

    def change_mail(self):
        _, person = self.anybody()
        self.staff.must("PATCH", f"/api/users/{person.uuid}/", {"email": f"mail{self.random.getrandbits(40):x}@example.org"})


class ChangesUnderWay:
    """Random changes one after the other, in a thread of its own, from the beginning of a `with` to its end."""

    def __init__(self, changes):
        self.changes = changes
        self.made = self.failed = 0
        self._is_over = self._is_away = False
        self._error = None
        self._news = threading.Condition()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, kind, *_):
        with self._news:
            self._is_over = True
            self._news.notify_all()
        self._thread.join(PATIENCE_SECONDS)
        if kind is None:
            if self._thread.is_alive():
                raise AssertionError("a change does not end")
            self._check()

    def _check(self):
        if self._error is not None:
            raise AssertionError(f"the changes ended after {self.made}") from self._error

    def _wait(self, condition, what):
        with self._news:
            self._news.wait_for(lambda: condition() or self._error is not None, PATIENCE_SECONDS)
            self._check()
            if not condition():
                raise AssertionError(f"waited in vain for {what}")

    def wait_for(self, count):
        """Waits until so many more have been made."""
        wanted = self.made + count
        self._wait(lambda: self.made >= wanted, f"{count} changes")

    def break_off(self, kill):
        """Calls `kill`, which ends the server, and waits until a change has failed of it. No other is tried before go_on()."""
        with self._news:
            self._is_away = True
            wanted = self.failed + 1
        kill()
        self._wait(lambda: self.failed >= wanted, "a change that fails")

    def go_on(self):
        """The server is there again, and `changes.staff` goes to it."""
        with self._news:
            self._is_away = False
            self._news.notify_all()

    def _run(self):
        number = 0
        try:
            while not self._is_over:
                if self._try(number):
                    number += 1
        except BaseException as error:  # pylint: disable=broad-exception-caught; it is raised where the test waits
            with self._news:
                self._error = error
                self._news.notify_all()

    def _try(self, number):
        """@return whether that change is made; one of the same kind is to be made when not."""
        try:
            self.changes.make(number)
        except (OSError, http.client.HTTPException):
            with self._news:
                if not self._is_away:
                    raise
                self.changes.leave_alone()
                self.failed += 1
                self._news.notify_all()
                self._news.wait_for(lambda: self._is_over or not self._is_away)
            return False
        with self._news:
            self.made += 1
            self._news.notify_all()
        return True
