# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common import SlaCommon, at, utc


@tagged("post_install", "-at_install")
class TestSlaDemo(SlaCommon):
    def _forget(self, ticket):
        """Take the ledger away: so do tickets of a demo look that came before us."""
        ticket.ticket_sla_ids.sudo().unlink()
        self.env.flush_all()
        self.env.cr.execute(
            "DELETE FROM helpdesk_sla_event WHERE ticket_id = %s", (ticket.id,)
        )
        self.env.invalidate_all()

    def test_an_answer_before_the_installation_has_kept_its_promise(self):
        ticket = self._ticket("2026-03-02 09:00", priority="2", user_id=self.agent.id)
        with at("2026-03-02 10:00"):
            ticket.with_user(self.agent).message_post(
                body="We look into it.",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )
        ticket.message_ids.filtered(
            lambda message: "look into it" in (message.body or "")
        ).date = utc("2026-03-02 10:00")
        self._forget(ticket)
        with at("2026-03-04 12:00"):
            ticket._sla_replay_demo()
        target = self._target(ticket, "first_response")
        self.assertEqual(target.reached_at, utc("2026-03-02 10:00"))
        self.assertFalse(target.breached_at)
        self.assertTrue(self._target(ticket).deadline)
