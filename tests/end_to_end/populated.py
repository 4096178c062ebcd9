"""Servers with a made-up site that was imported."""
from server import ServerTest
import state_writers


def populate(installation, site):
    """Imports a site (a population.Population) and returns it."""
    path = installation.folder / "state.ndjson"
    state_writers.write_state(site, path)
    installation.run("import", path)
    return site


class PopulatedTest(ServerTest):
    """A test class whose server has `make_site()` as its `site`, and a service account (`dn`, `secret`) that reads all of it."""

    @classmethod
    def make_site(cls):
        """The site (a population.Population)."""
        raise NotImplementedError

    @classmethod
    def prepare(cls):
        cls.site = populate(cls.installation, cls.make_site())
        cls.dn, cls.secret = cls.installation.service_account()
