"""What the clock does while no server runs is seen by those who read before and after."""
import datetime
import time
import unittest

from api import Api
from scene import OFFERINGS, Scene
from server import Installation


class RestartTest(unittest.TestCase):
    def test_a_tag_from_before_does_not_stand_for_what_is_served_after(self):
        with Installation() as installation:
            token = installation.token()
            running = installation.serve()
            staff = Api(running.http_url, token)
            scene = Scene(staff)
            offering = scene.offering("full_name")["uuid"]
            project, user = scene.project(), scene.user()
            scene.resource(offering, project)
            end = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=3)
            staff.must("POST", f"/api/projects/{project}/add_user/",
                       {"role": "PROJECT.MEMBER", "user": user, "expiration_time": end.isoformat()}, 201)
            document = f"{OFFERINGS}{offering}/glauth_users_config/"
            before = staff.get(document)
            self.assertIn("disabled = false", before.text)
            running.stop()
            time.sleep(max(0.0, (end - datetime.datetime.now(datetime.timezone.utc)).total_seconds()) + 0.1)
            running = installation.serve()
            staff = Api(running.http_url, token)
            after = staff.get(document, headers={"If-None-Match": before.header("ETag")})
            self.assertEqual(200, after.status)
            self.assertIn("disabled = true", after.text)
            again = staff.get(document, headers={"If-None-Match": after.header("ETag")})
            self.assertEqual(304, again.status)
            running.stop()


if __name__ == "__main__":
    unittest.main(verbosity=2)
