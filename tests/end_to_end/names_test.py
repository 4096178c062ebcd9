"""Names: the table of the username policies row by row, and hostile text, over REST to every output."""
import unittest

from scene import ACCOUNTS, public_key
from views import DirectoryTest, GlauthDocument
from population import HOSTILE_NAMES


class NamesTest(DirectoryTest):
    def check_outputs(self, offering):
        """Every output parses and shows every named account of the offering; returns both views."""
        people = self.directory.people(offering["slug"])
        document = GlauthDocument.of(self.staff, offering["uuid"])
        rows = self.staff.all_pages(ACCOUNTS, offering_uuid=offering["uuid"])
        named = {row["username"] for row in rows if row["username"]}
        self.assertEqual(named, set(people))
        self.assertEqual(named, set(document.users))
        return people, document

    def name_of(self, offering, first, last, username=None, **fields):
        user = self.scene.user(username, first, last, **fields)
        return self.scene.account(user, offering["uuid"])

    # The table of username policies, one test a policy.

    def test_service_provider_names_nobody_and_takes_the_providers_name(self):
        offering = self.scene.offering("service_provider")
        made = self.name_of(offering, "Jane", "Roe")
        self.assertEqual((None, "Requested"), (made["username"], made["state"]))
        one = f"{ACCOUNTS}{made['uuid']}/"
        changed = self.staff.must("PATCH", one, {"username": "j.smith"})
        self.assertEqual(("j.smith", "OK"), (changed["username"], changed["state"]))
        self.assertEqual("j.smith", self.staff.must("GET", one)["username"])
        other = self.name_of(offering, "John", "Smith")
        for name in ("J Smith", "jsmith!", "1smith", "-smith", "root", "sshd", "j.smith", "j.Smith", "x" * 33, "a/b", "josé", "a:b", "a\nb"):
            with self.subTest(name):
                refused = self.staff.call("PATCH", f"{ACCOUNTS}{other['uuid']}/", {"username": name})
                self.assertEqual(400, refused.status, refused)
                self.assertEqual(["username"], list(refused.json()), refused)
        self.check_outputs(offering)

    def test_full_name_numbers_people_of_one_name(self):
        offering = self.scene.offering("full_name")
        made = [self.name_of(offering, "Jane", "Roe") for _ in range(3)]
        self.assertEqual(["jane_roe_00", "jane_roe_01", "jane_roe_02"], [row["username"] for row in made])
        # A name that was used is not given to somebody else.
        self.assertEqual(204, self.staff.call("DELETE", f"{ACCOUNTS}{made[1]['uuid']}/").status)
        self.assertEqual("jane_roe_03", self.name_of(offering, "Jane", "Roe")["username"])
        again = self.scene.account(made[1]["user_uuid"], offering["uuid"])
        self.assertEqual(("jane_roe_01", made[1]["uidnumber"]), (again["username"], again["uidnumber"]))
        self.check_outputs(offering)

    def test_full_name_writes_other_scripts_in_ascii(self):
        offering = self.scene.offering("full_name")
        table = {("Łukasz", "Żółć"): "lukasz_zolc_00", ("Øyvind", "Ægirsson"): "oyvind_aegirsson_00",
                 ("Straße", "Größe"): "strasse_grosse_00", ("", "Mononym"): "mononym_00", ("Jo", ""): "jo_00"}
        for (first, last), name in table.items():
            self.assertEqual(name, self.name_of(offering, first, last)["username"])
        for first, last in (("Γιώργος", "Παπαδόπουλος"), ("Иван", "Щербаков")):
            self.assertRegex(self.name_of(offering, first, last)["username"], r"^[a-z]{4,}_[a-z]{6,}_00$")
        nothing_left = self.name_of(offering, "小龙", "李")
        self.assertEqual(f"u{nothing_left['uidnumber']}", nothing_left["username"])
        people, document = self.check_outputs(offering)
        self.assertEqual("李", document.users[nothing_left["username"]]["sn"])
        self.assertEqual(["李"], people[nothing_left["username"]]["sn"])

    def test_full_name_fits_into_32_characters(self):
        offering = self.scene.offering("full_name")
        first, last = "Maximiliana", "Wolfeschlegelsteinhausenbergerdorffsenior"
        names = [self.name_of(offering, first, last)["username"] for _ in range(2)]
        self.assertEqual([32, 32], [len(name) for name in names])
        for number, name in enumerate(names):
            # The last name is cut first.
            self.assertRegex(name, rf"^maximiliana_wolfeschlegels[a-z]*_0{number}$")

    def test_anonymized_counts(self):
        offering = self.scene.offering("anonymized")
        self.assertEqual(["waldur_00000", "waldur_00001"], [self.name_of(offering, "Jane", "Roe")["username"] for _ in range(2)])
        other = self.scene.offering("anonymized", username_anonymized_prefix="guest_")
        self.assertEqual("guest_00000", self.name_of(other, "Jane", "Roe")["username"])

    def test_waldur_username_is_made_to_fit(self):
        offering = self.scene.offering("waldur_username")
        table = {"anna": "anna", "anna@uni.example": "anna_uni.example", "anna+x": "anna_x", "anna@x": "anna_x_2", "x" * 40: "x" * 32}
        for username, name in table.items():
            self.assertEqual(name, self.name_of(offering, "Anna", "Tamm", username)["username"])

    def test_freeipa_takes_the_profiles_name(self):
        offering = self.scene.offering("freeipa")
        without = self.name_of(offering, "Jane", "Roe")
        self.assertEqual((None, "Requested"), (without["username"], without["state"]))
        user = self.scene.user()
        self.staff.create("/api/freeipa-profiles/", user=user, username="jane.ipa")
        self.assertEqual("jane.ipa", self.scene.account(user, offering["uuid"])["username"])

    def test_identity_claim_takes_a_valid_claim_and_says_why_not(self):
        offering = self.scene.offering("identity_claim")
        good = self.name_of(offering, "Jane", "Roe", details={"site_username": "jroe"})
        self.assertEqual(("jroe", "OK"), (good["username"], good["state"]))
        for claim in ("J Roe", "root", "jroe", ""):
            made = self.name_of(offering, "Jane", "Roe", details={"site_username": claim})
            self.assertEqual((None, "Requested"), (made["username"], made["state"]), claim)
            self.assertTrue(made["service_provider_comment"], claim)

    def test_names_are_taken_by_people_robots_and_groups_alike(self):
        offering = self.scene.offering("service_provider")
        project = self.scene.project(slug="shared-name")
        self.scene.resource(offering["uuid"], project)
        groups = self.staff.all_pages("/api/marketplace-offering-user-groups/", offering_uuid=offering["uuid"])
        self.assertEqual(["shared-name"], [group["name"] for group in groups])
        refused = self.staff.post(ACCOUNTS, {"user_uuid": self.scene.user(), "offering_uuid": offering["uuid"], "username": "Shared-Name".lower()})
        self.assertEqual((400, ["username"]), (refused.status, list(refused.json())))

    # Hostile text.

    def test_hostile_person_names_stay_data(self):
        offering = self.scene.offering("full_name")
        expected = {}
        for first, last in [*HOSTILE_NAMES, ("O\"Brien\\", "]]"), ("Łukasz", "Żółć"), ("李小龙", "'''"), ("=cmd", "\"\"\"\\u0041")]:
            user = self.scene.user(None, first, last, email="\"quo\\\"ted\"@example.org")
            self.scene.key(user, public_key("comment with \"quotes\" \\n ]] #"))
            account = self.scene.account(user, offering["uuid"])
            # Runs of white space become one blank; every other character stays.
            expected[account["username"]] = (" ".join(first.split()), " ".join(last.split()))
            self.assertEqual(expected[account["username"]], (account["user_first_name"], account["user_last_name"]))
        people, document = self.check_outputs(offering)
        for name, (first, last) in expected.items():
            record, entry = document.users[name], people[name]
            self.assertEqual((first, last), (record["givenname"], record["sn"]))
            self.assertEqual([first] if first else [], entry["givenName"])
            self.assertEqual(" ".join(part for part in (first, last) if part), entry["cn"][0])
            self.assertEqual("\"quo\\\"ted\"@example.org", record["mail"])
            self.assertEqual([record["mail"]], entry["mail"])

    def test_what_cannot_be_kept_is_refused_with_the_field_named(self):
        cases = [
            ("first_name", "bell\u0007"), ("last_name", "nul\u0000"), ("first_name", "escape\u001b[2J"), ("last_name", "del\u007f"), ("first_name", "\u202eesrever"),
            ("first_name", "x" * 101), ("email", "nobody"), ("email", "a@b"), ("email", "two\"quotes@example.org"),
            ("email", "line\nbreak@example.org"), ("username", "Upper Case"), ("username", "sl/ash"), ("username", ""),
            ("username", "ünï"), ("username", "x" * 129), ("first_name", True), ("last_name", ["a"]), ("is_active", "maybe"), ("email", None),
        ]
        for field, value in cases:
            with self.subTest(f"{field}={value!r}"):
                body = {"username": self.scene.unique("someone"), "first_name": "Jane", "last_name": "Roe", field: value}
                answer = self.staff.post("/api/users/", body)
                self.assertEqual(400, answer.status, answer)
                self.assertEqual([field], list(answer.json()), answer)

    def test_text_that_is_no_unicode_is_refused(self):
        for raw in (b'{"username":"someone","first_name":"\xff\xfe"}', b'{"username":"someone","first_name":"\xc0\xaf"}',
                    b'{"username":"someone","first_name":"\\ud800"}', b'{"username":"someone",', b'[]', b'"x"', b'{"a":' * 40 + b'1' + b'}' * 40):
            with self.subTest(raw):
                answer = self.staff.raw("POST", "/api/users/", raw, {"Authorization": f"Token {self.token}", "Content-Type": "application/json"})
                self.assertEqual(400, answer.status, answer)
                answer.json()

    def test_ssh_keys_are_one_valid_line_without_options(self):
        user = self.scene.user()
        good = public_key("anna@laptop")
        blob = good.split()[1]
        refused = ["", "nonsense", "ssh-ed25519", f"ssh-rsa {blob} x", f"ssh-ed25519 {blob[:-8]} x", f"command=\"id\" {good}",
                   f"from=\"*\" {good}", f"{good}\n{public_key('second@line')}", f"ssh-dss {blob} old", f"{good}\u0000", f"{good}\u001b[2J",
                   "ssh-ed25519 " + "A" * 20000]
        for text in refused:
            with self.subTest(text[:60]):
                answer = self.staff.post("/api/keys/", {"user_uuid": user, "name": self.scene.unique("key"), "public_key": text})
                self.assertEqual(400, answer.status, answer)
                self.assertEqual(["public_key"], list(answer.json()), answer)
        # An escape in a comment is four characters, no line break.
        kept = self.scene.key(user, f"ssh-ed25519 {blob} a\\nb \"c\" ]]")
        shown = self.staff.must("GET", "/api/keys/", query={"user_uuid": user})
        self.assertEqual([kept], [key["public_key"] for key in shown])
        self.assertRegex(shown[0]["fingerprint_sha256"], r"^SHA256:[A-Za-z0-9+/]{43}$")

    def test_group_names_never_break_getent(self):
        offering = self.scene.offering("full_name")
        for slug in ("Plain-Slug", "a" * 50, "9starts-with-a-digit", "root", "x"):
            self.scene.resource(offering["uuid"], self.scene.project(slug=slug))
        groups = self.staff.all_pages("/api/marketplace-offering-user-groups/", offering_uuid=offering["uuid"])
        self.assertEqual(5, len(groups))
        shown = self.directory.groups(offering["slug"])
        for group in groups:
            self.assertRegex(group["name"], r"^[a-z_][a-z0-9_-]{0,31}$")
            self.assertEqual([str(group["gid"])], shown[group["name"]]["gidNumber"])


if __name__ == "__main__":
    unittest.main()
