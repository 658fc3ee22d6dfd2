# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged, users

from .test_merge import MergeCommon


@tagged("post_install", "-at_install")
class TestMergeAcross(MergeCommon):
    """Merging tickets of different customers."""

    def test_other_customers_ticket_is_refused(self):
        """Defect V14, threat I12."""
        with self.assertRaisesRegex(UserError, "different customers"):
            self.foreign._merge_into(self.target)
        self.assertFalse(self.foreign.closed)

    def test_customerless_tickets_are_compared_by_mail_domain(self):
        for mine, other, same in (
            ("a@hs-one.test", "b@hs-one.test", True),
            ("a@hs-one.test", "b@hs-two.test", False),
            ("a@gmail.com", "b@gmail.com", False),
            ("a@gmail.com", "A@gmail.com", True),
            (False, "b@hs-two.test", True),
        ):
            tickets = self._create_tickets(2, partner_id=False)
            tickets[0].partner_email = mine
            tickets[1].partner_email = other
            with self.subTest(mine=mine, other=other):
                self.assertEqual(tickets[0]._is_same_customer(tickets[1]), same)

    @users("hs-agent")
    def test_agent_cannot_merge_across_customers(self):
        foreign = self.foreign.with_env(self.env)
        with self.assertRaisesRegex(AccessError, "officer"):
            foreign._merge_into(self.target.with_env(self.env), across=True)

    @users("hs-officer")
    def test_override_subscribes_nobody_and_shows_nothing(self):
        portal = new_test_user(
            self.env(su=True),
            login="hs-portal-target",
            groups="base.group_portal",
            partner_id=self.customer.id,
        )
        self.foreign.email_cc = "boss@hs-stranger.test"
        self._customer_message(
            self.foreign, body="Words of B", attachments=[("b.txt", b"b")]
        )
        before = self.target.message_partner_ids
        foreign = self.foreign.with_env(self.env)
        foreign._merge_into(self.target.with_env(self.env), across=True)
        self.assertEqual(self.target.message_partner_ids, before)
        self.assertFalse(self.target.email_cc)
        copy = self.target.message_ids.filtered(lambda m: "Words of B" in m.body)
        self.assertEqual(copy.author_id, self.stranger)
        self.assertTrue(copy.is_internal)
        self.assertEqual(copy.subtype_id, self.env.ref("mail.mt_note"))
        self.assertNotIn("b.txt", self.target.attachment_ids.mapped("name"))
        self.env.invalidate_all()
        seen = (
            self.env["mail.message"]
            .with_user(portal)
            .search(
                [("model", "=", "helpdesk.ticket"), ("res_id", "=", self.target.id)]
            )
        )
        self.assertNotIn(copy, seen)

    def test_later_mail_across_customers_is_noted_and_mailed_to_nobody(self):
        sent = self._customer_message(self.foreign)
        self.foreign._merge_into(self.target, across=True)
        before = self._notices(self.target)
        self.assertNotIn(sent, self.target.message_ids)
        self._receive(
            reply_to=sent,
            sender="sam@hs-stranger.test",
            cc="eve@hs-stranger.test",
            body="More from B",
        )
        note = self.target.message_ids.filtered(lambda m: "More from B" in m.body)
        self.assertEqual(note.subtype_id, self.env.ref("mail.mt_note"))
        self.assertNotIn(self.customer, note.notified_partner_ids)
        mailed = self._notices(self.target, before).recipient_ids
        self.assertEqual(mailed, self.agent.partner_id)
        self.assertFalse(self.target.email_cc)
        own = self.foreign.message_ids.filtered(lambda m: "More from B" in m.body)
        self.assertEqual(len(own), 1)
        self.assertFalse(self.foreign.follow_up_ids)
