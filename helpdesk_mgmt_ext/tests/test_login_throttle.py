# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestLoginThrottle(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name in ("attacked", "neighbour"):
            login = f"hs-z01-{name}"
            new_test_user(cls.env, login, "base.group_portal", password=f"{login}-pass")
        cls.env["ir.config_parameter"].set_param("base.login_cooldown_after", 5)

    def setUp(self):
        super().setUp()
        self.addCleanup(self._forget)
        self._forget()

    def _forget(self):
        self.registry._helpdesk_login_failures = {}

    @mute_logger("odoo.addons.base.models.res_users", "odoo.http")
    def _login(self, name, password=None):
        login = f"hs-z01-{name}"
        answer = self.make_jsonrpc_request(
            "/web/session/authenticate",
            {
                "db": self.env.cr.dbname,
                "login": login,
                "password": password or f"{login}-pass",
            },
        )
        return answer.get("uid")

    def _can_login(self, name, password=None):
        try:
            return bool(self._login(name, password))
        except Exception as error:
            self.assertIn("AccessDenied", str(error.args))
            return False

    def test_z01_attacked_account_waits_and_its_neighbours_do_not(self):
        for _attempt in range(5):
            self.assertFalse(self._can_login("attacked", "wrong"))
        self.assertFalse(self._can_login("attacked"), "the right password must wait")
        self.assertTrue(self._can_login("neighbour"))

    def test_z01_failures_are_counted_per_account(self):
        users = self.env["res.users"]
        for _attempt in range(5):
            self.assertFalse(self._can_login("attacked", "wrong"))
        counts = users._login_failure_counts()
        self.assertIn(("account", "hs-z01-attacked"), counts)

    def test_z01_address_that_tries_many_accounts_waits(self):
        for number in range(50):
            self.assertFalse(self._can_login(f"nobody-{number}", "wrong"))
        self.assertFalse(self._can_login("neighbour"))

    def test_z01_success_forgets_the_failures_of_the_account(self):
        for _round in range(3):
            for _attempt in range(3):
                self.assertFalse(self._can_login("neighbour", "wrong"))
            self.assertTrue(self._can_login("neighbour"))

    def test_clock_set_back_keeps_nobody_out(self):
        for _attempt in range(6):
            self._can_login("attacked", "wrong")
        self.assertFalse(self._can_login("attacked"))
        counts = self.registry._helpdesk_login_failures
        for key, (failures, last) in counts.items():
            counts[key] = failures, last + timedelta(days=40)
        self.assertTrue(self._can_login("attacked"))
