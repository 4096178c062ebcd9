"""Random changes of an imported site over REST: all the kinds that show in the directory."""
import random

from scene import ACCOUNTS, Scene, public_key


class RandomChanges:
    """`site` is a population.Population whose state the server holds."""

    def __init__(self, staff, site, seed=1):
        self.staff, self.site = staff, site
        self.scene = Scene(staff)
        self.random = random.Random(seed)
        self.people = {person.account_uuid: person for person in site.people}
        self.kinds = [self.create, self.change_keys, self.revoke, self.grant, self.delete, self.rename, self.restrict, self.change_mail]
        self.made = 0

    def run(self, count):
        for number in range(count):
            self.kinds[number % len(self.kinds)]()

    def anybody(self):
        return self.random.choice(sorted(self.people.items()))

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
