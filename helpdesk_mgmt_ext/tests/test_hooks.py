# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import contextmanager
from unittest.mock import patch

from odoo.tests import tagged

from .common import HelpdeskCommon


@tagged("post_install", "-at_install")
class TestHooks(HelpdeskCommon):
    """Leaves rely on it: each hook once per batch, with what was before."""

    @contextmanager
    def _recorded(self, name):
        calls = []
        model = type(self.env["helpdesk.ticket"])
        original = getattr(model, name)

        def spy(records, *args):
            calls.append((records, *args))
            return original(records, *args)

        with patch.object(model, name, spy):
            yield calls

    def test_after_create_once_per_batch(self):
        with self._recorded("_after_create") as calls:
            tickets = self._create_tickets(3)
        self.assertEqual([call[0] for call in calls], [tickets])

    def test_after_stage_change_once_per_write_with_the_stage_before(self):
        tickets = self._create_tickets(3)
        new = tickets.stage_id
        target = self.env.ref("helpdesk_mgmt_ext.stage_investigating")
        tickets[0].stage_id = target
        with self._recorded("_after_stage_change") as calls:
            tickets.write({"stage_id": target.id})
        self.assertEqual(len(calls), 1)
        self.assertEqual(calls[0][0], tickets[1:])
        self.assertEqual(calls[0][1], {tickets[1]: new, tickets[2]: new})

    def test_no_hook_for_a_move_to_the_same_stage(self):
        ticket = self._create_tickets()
        with self._recorded("_after_stage_change") as calls:
            ticket.write({"stage_id": ticket.stage_id.id})
        self.assertFalse(calls)

    def test_stage_changed_by_another_team_is_a_stage_change(self):
        own = self.env["helpdesk.ticket.stage"].create(
            {"name": "Own", "role": "in_progress", "team_ids": [(6, 0, self.team.ids)]}
        )
        ticket = self._create_tickets(stage_id=own.id)
        other = self.env["helpdesk.ticket.team"].create({"name": "Other"})
        with self._recorded("_after_stage_change") as calls:
            ticket.team_id = other
        self.assertEqual(calls, [(ticket, {ticket: own})])

    def test_after_reclassification_names_old_values(self):
        ticket = self._create_tickets(priority="1")
        with self._recorded("_after_reclassification") as calls:
            ticket.write({"priority": "3", "name": "Other", "category_id": False})
        self.assertEqual(calls, [(ticket, {ticket: {"priority": "1"}})])

    def test_reopening_changes_cycle_and_stage_in_one_write(self):
        ticket = self._create_tickets()
        ticket.action_close()
        with self._recorded("_after_stage_change") as calls:
            ticket.action_reopen()
        self.assertEqual(len(calls), 1)
        self.assertEqual((ticket.cycle, ticket.reopen_count), (2, 1))

    def test_after_message_knows_who_wrote(self):
        ticket = self._create_tickets()
        bot = self.env.ref("helpdesk_mgmt_ext.user_helpdesk_bot")
        colleague_of_customer = self.env["res.partner"].create(
            {"name": "CC", "email": "cc@hs-customer.test"}
        )
        cases = (
            ("agent_public", self.agent.partner_id, "mail.mt_comment", "comment"),
            ("note", self.agent.partner_id, "mail.mt_note", "comment"),
            ("customer", self.customer, "mail.mt_comment", "comment"),
            ("customer", colleague_of_customer, "mail.mt_comment", "email"),
            ("automatic", bot.partner_id, "mail.mt_comment", "comment"),
            ("automatic", self.agent.partner_id, "mail.mt_comment", "out_of_office"),
        )
        for kind, author, subtype, message_type in cases:
            with (
                self.subTest(kind=kind, author=author.name, subtype=subtype),
                self._recorded("_after_message") as calls,
            ):
                ticket.message_post(
                    body="x",
                    author_id=author.id,
                    subtype_xmlid=subtype,
                    message_type=message_type,
                )
                self.assertEqual([call[2] for call in calls], [kind])

    def test_internal_requester_is_the_customer_unless_he_works_on_it(self):
        ticket = self._create_tickets(partner_id=self.colleague.partner_id.id)
        message = ticket.message_post(
            body="x",
            author_id=self.colleague.partner_id.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        self.assertEqual(ticket._message_kind(message), "customer")
        ticket.user_id = self.colleague
        self.assertEqual(ticket._message_kind(message), "agent_public")
