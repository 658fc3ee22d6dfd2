# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime

from odoo.tests import tagged

from odoo.addons.mail.tests.common import MailCommon

from .common import HelpdeskCommon


@tagged("post_install", "-at_install")
class TestStageTimes(MailCommon, HelpdeskCommon):
    def test_each_move_is_logged_with_user_and_time_in_stage(self):
        with self.mock_datetime_and_now(datetime(2026, 3, 2, 8)):
            ticket = self._create_tickets(user_id=self.agent.id)
            ticket = ticket.with_context(tracking_disable=False, mail_notrack=False)
            self.flush_tracking()
        with self.mock_datetime_and_now(datetime(2026, 3, 2, 10, 30)):
            ticket.with_user(self.agent).action_start()
            self.flush_tracking()
        with self.mock_datetime_and_now(datetime(2026, 3, 4, 11, 30)):
            ticket.with_user(self.colleague).action_hold("Parts")
            self.flush_tracking()
        with self.mock_datetime_and_now(datetime(2026, 3, 4, 12)):
            ticket.invalidate_recordset()
            self.assertEqual(
                ticket.stage_times.splitlines(),
                ["New: 02:30", "In Progress: 2 d 01:00 h", "On Hold: 00:30"],
            )
        values = ticket.message_ids.sudo().tracking_value_ids.filtered(
            lambda value: value.field_id.name == "stage_id"
        )
        moves = [
            (v.old_value_char, v.new_value_char, v.mail_message_id.author_id)
            for v in values.sorted("id")
        ]
        self.assertEqual(
            moves,
            [
                ("New", "In Progress", self.agent.partner_id),
                ("In Progress", "On Hold", self.colleague.partner_id),
            ],
        )
