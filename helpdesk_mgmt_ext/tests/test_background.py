# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime
from unittest.mock import patch

from psycopg2.extensions import TransactionRollbackError

from odoo.tests import tagged

from .common import HelpdeskCommon

CRON = "helpdesk_mgmt_ext.ir_cron_lifecycle"


@tagged("post_install", "-at_install")
class TestBackground(HelpdeskCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.background = cls.env["helpdesk.background"]
        cls.team = cls.env["helpdesk.ticket.team"].create({"name": "Background"})

    def _triggers(self):
        cron = self.env.ref(CRON)
        return self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])

    def test_scheduled_action_is_woken_when_the_work_is_due(self):
        before = self._triggers()
        at = datetime(2030, 1, 1, 12)
        self.background._later(self.team, "any_method", CRON, at)
        self.assertEqual((self._triggers() - before).call_at, at)

    def test_nothing_to_do_wakes_nobody(self):
        before = self._triggers()
        self.background._later(self.team.browse(), "any_method", CRON)
        self.background._later(self.team, "any_method", "helpdesk_mgmt_ext.gone")
        self.assertEqual(self._triggers(), before)

    def test_free_rows_are_locked(self):
        self.assertEqual(self.background._lock_free(self.team), self.team)

    def test_row_changed_meanwhile_is_left_to_who_changed_it(self):
        changed = TransactionRollbackError("could not serialize access")
        with patch.object(
            type(self.team), "try_lock_for_update", side_effect=changed, autospec=True
        ):
            self.assertFalse(self.background._lock_free(self.team))
        self.team.name = "The transaction goes on"
        self.env.flush_all()

    def _lock_due(self, **options):
        among = [("id", "in", self.teams.ids)]
        return self.background._lock_due(self.team, among, "name", 2, **options)

    def test_first_ones_that_are_due_are_locked(self):
        self.teams = self.team.create([{"name": name} for name in ("C", "B", "A")])
        self.assertEqual(self._lock_due().mapped("name"), ["A", "B"])

    def test_caller_whose_transaction_goes_on_is_told_of_a_change_meanwhile(self):
        self.teams = self.team
        changed = TransactionRollbackError("could not serialize access")
        with (
            patch.object(
                type(self.team), "try_lock_for_update", side_effect=changed
            ) as lock,
            self.assertRaises(TransactionRollbackError),
        ):
            self._lock_due(may_commit=False)
        lock.assert_called_once()
