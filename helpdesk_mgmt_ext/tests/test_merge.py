# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from lxml import html

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged, users

from .common import HelpdeskCommon


class MergeCommon(HelpdeskCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.colleague_of_customer = cls.env["res.partner"].create(
            {
                "name": "Carla Customer",
                "email": "carla@hs-customer.test",
                "parent_id": cls.customer_company.id,
            }
        )
        cls.stranger = cls.env["res.partner"].create(
            {"name": "Sam Stranger", "email": "sam@hs-stranger.test"}
        )
        cls.source, cls.target = cls._create_tickets(2, user_id=cls.agent.id)
        cls.foreign = cls._create_tickets(
            name="Of another", partner_id=cls.stranger.id, user_id=cls.agent.id
        )

    def _customer_message(self, ticket, author=None, **kwargs):
        author = author or ticket.partner_id
        return ticket.message_post(
            body=kwargs.pop("body", "From the customer"),
            author_id=author.id,
            email_from=author.email,
            message_type="email",
            subtype_xmlid="mail.mt_comment",
            **kwargs,
        )


@tagged("post_install", "-at_install")
class TestMerge(MergeCommon):
    # ------------------------------------------------------------ conversation

    @users("hs-agent")
    def test_messages_move_with_author_date_and_kind(self):
        message = self._customer_message(self.source)
        note = self.source.message_post(body="Secret", subtype_xmlid="mail.mt_note")
        message.date = "2026-01-02 03:04:05"
        source = self.source.with_env(self.env)
        source._merge_into(self.target.with_env(self.env))
        self.assertIn(message, self.target.message_ids)
        self.assertEqual(message.author_id, self.customer)
        self.assertEqual(str(message.date), "2026-01-02 03:04:05")
        self.assertIn(note, self.target.message_ids)
        self.assertEqual(note.subtype_id, self.env.ref("mail.mt_note"))
        self.assertNotIn(message, source.message_ids)

    def test_original_request_is_quoted_in_a_note(self):
        self.source.description = "<p>The very first words</p>"
        self.source._merge_into(self.target)
        quote = self.target.message_ids.filtered(
            lambda m: "The very first words" in m.body
        )
        self.assertEqual(quote.subtype_id, self.env.ref("mail.mt_note"))
        self.assertTrue(quote.is_internal)

    def test_files_move_with_their_messages(self):
        message = self._customer_message(self.source, attachments=[("log.txt", b"x")])
        self.source._merge_into(self.target)
        self.assertEqual(message.attachment_ids.res_id, self.target.id)
        self.assertIn("log.txt", self.target.attachment_ids.mapped("name"))
        self.assertFalse(self.source.attachment_ids)

    def test_activities_move(self):
        activity = self.source.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.agent.id
        )
        self.source._merge_into(self.target)
        self.assertEqual(self.target.activity_ids, activity)

    def test_source_closes_as_merged_without_solving_anything(self):
        self.source._merge_into(self.target)
        self.assertTrue(self.source.closed)
        self.assertTrue(self.source.active)
        self.assertEqual(self.source.close_reason, "merged")
        self.assertEqual(self.source.merged_into_id, self.target)
        self.assertTrue(self.source._is_void())
        self.assertFalse(self._notices(self.source))

    def test_titles_are_escaped(self):
        """Threat I13."""
        self.source.name = '<img src=x onerror="alert(1)"><a href="http://evil">'
        self.source._merge_into(self.target)
        for body in (self.target.message_ids | self.source.message_ids).mapped("body"):
            tree = html.fromstring(f"<div>{body}</div>")
            self.assertFalse(tree.xpath("//img"))
            self.assertFalse(tree.xpath("//a[contains(@href, 'evil')]"))
        self.assertNotIn("<img", self.target.description)

    def test_people_of_the_customer_follow_and_stay_in_copy(self):
        self.source.email_cc = "boss@hs-customer.test"
        self.source.message_subscribe(
            (self.colleague_of_customer + self.stranger + self.colleague.partner_id).ids
        )
        self.source._merge_into(self.target)
        followers = self.target.message_partner_ids
        self.assertIn(self.colleague_of_customer, followers)
        self.assertIn(self.colleague.partner_id, followers)
        self.assertNotIn(self.stranger, followers)
        self.assertIn("boss@hs-customer.test", self.target.email_cc)

    def test_target_that_is_nobodys_takes_the_customer(self):
        nobodys = self._create_tickets(partner_id=False)
        self.source._merge_into(nobodys)
        self.assertEqual(nobodys.partner_id, self.customer)
        self.assertIn(self.customer, nobodys.message_partner_ids)

    def test_tracked_changes_stay_with_the_ticket_they_tell_of(self):
        self.source.with_context(tracking_disable=False).priority = "2"
        self.env.flush_all()
        self.env.cr.precommit.run()
        tracked = self.source.message_ids.filtered("tracking_value_ids")
        self.source._merge_into(self.target)
        self.assertLessEqual(tracked, self.source.message_ids)

    # -------------------------------------------------------------- forwarding

    def _answer_to(self, ticket):
        """Receive a mail that answers one which ``ticket`` kept."""
        ticket._send_notice("joined")
        notice = ticket.message_ids.sorted("id")[-1:]
        self.assertEqual(notice.res_id, ticket.id)
        return self._receive(reply_to=notice, body="Still there?")

    def test_later_mail_reaches_the_survivor(self):
        self.source._merge_into(self.target)
        before = self.env["helpdesk.ticket"].search_count([])
        self._answer_to(self.source)
        self.assertEqual(self.env["helpdesk.ticket"].search_count([]), before)
        message = self.target.message_ids.filtered(lambda m: "Still there?" in m.body)
        self.assertEqual(message.author_id, self.customer)
        self.assertTrue(self.target.last_customer_message_at)
        self.assertTrue(self.source.closed)

    def test_chain_of_merges_is_followed_to_its_end(self):
        last = self._create_tickets()
        self.source._merge_into(self.target)
        self.target._merge_into(last)
        self.assertEqual(self.source._survivor(), last)
        self._answer_to(self.source)
        self.assertTrue(last.message_ids.filtered(lambda m: "Still there?" in m.body))

    def test_loop_of_merges_ends(self):
        self.source._merge_into(self.target)
        self.target._merge_into(self._create_tickets())
        self.target._write_facts({"merged_into_id": self.source.id})
        self.assertFalse(self.source._survivor())
        self.assertFalse(self.target._survivor())

    def test_deleted_survivor_lets_mail_begin_a_follow_up(self):
        self.source._merge_into(self.target)
        self.target.unlink()
        self._answer_to(self.source)
        self.assertEqual(len(self.source.follow_up_ids), 1)

    def test_portal_message_reaches_the_survivor_once(self):
        self.source._merge_into(self.target)
        self.source.message_post(
            body="<p>From the portal</p>",
            body_is_html=True,
            author_id=self.customer.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            attachments=[("new.txt", b"new")],
        )
        message = self.target.message_ids.filtered(lambda m: "portal" in m.body)
        self.assertEqual(len(message), 1)
        self.assertEqual(message.author_id, self.customer)
        self.assertEqual(message.attachment_ids.res_id, self.target.id)
        self.assertFalse(self.source.follow_up_ids)

    def test_reopened_source_takes_its_mail_again(self):
        self.source._merge_into(self.target)
        self.source.action_reopen()
        self.assertFalse(self.source._survivor())

    # ------------------------------------------------------------------ guards

    def test_target_must_be_open_another_ticket_of_the_company(self):
        company = self.env["res.company"].create({"name": "HS Second"})
        elsewhere = self._create_tickets(team_id=False, company_id=company.id)
        closed = self._create_tickets()
        closed.action_close()
        for target in (self.source, closed, elsewhere, self.env["helpdesk.ticket"]):
            with self.subTest(target=target), self.assertRaises(UserError):
                self.source._merge_into(target)
        self.assertFalse(self.source.merged_into_id)

    def test_agent_needs_write_access_to_both(self):
        own = new_test_user(
            self.env, login="hs-own", groups="helpdesk_mgmt.group_helpdesk_user_own"
        )
        mine = self._create_tickets(user_id=False)
        self.team.user_ids += own
        mine.user_id = own
        with self.assertRaises(AccessError):
            mine.with_user(own)._merge_into(self.target.with_user(own))

    @users("hs-agent")
    def test_pointer_to_the_survivor_cannot_be_forged(self):
        with self.assertRaises(AccessError):
            self.source.with_env(self.env).write({"merged_into_id": self.target.id})

    @users("hs-agent")
    def test_dialog_proposes_the_oldest_open_ticket(self):
        context = {
            "active_model": "helpdesk.ticket",
            "active_ids": (self.source + self.target).ids,
        }
        form = Form(self.env["helpdesk.ticket.merge.wizard"].with_context(**context))
        self.assertEqual(form.target_id, self.source)
        form.target_id = self.target
        action = form.save().action_merge()
        self.assertEqual(action["res_id"], self.target.id)
        self.assertEqual(self.source.close_reason, "merged")

    def test_dialog_refuses_a_ticket_as_its_own_target(self):
        wizard = self.env["helpdesk.ticket.merge.wizard"].create(
            {"ticket_ids": [(6, 0, self.source.ids)], "target_id": self.source.id}
        )
        with self.assertRaisesRegex(UserError, "another ticket"):
            wizard.action_merge()
        self.assertFalse(self.source.closed)

    def test_dialog_names_the_customer_of_the_ticket_that_goes_on(self):
        wizard = self.env["helpdesk.ticket.merge.wizard"]
        form = Form(
            wizard.with_context(
                active_model="helpdesk.ticket", active_ids=self.source.ids
            )
        )
        form.target_id = self.foreign
        self.assertEqual(form.target_partner_id, self.stranger)
        self.assertEqual(form.stranger_ids[:], self.source)

    def test_customer_is_told_if_wanted(self):
        wizard = self.env["helpdesk.ticket.merge.wizard"].create(
            {
                "ticket_ids": [(6, 0, self.source.ids)],
                "target_id": self.target.id,
                "notify_customer": True,
            }
        )
        wizard.action_merge()
        mail = self._notices(self.source)
        self.assertEqual(len(mail), 1)
        self.assertIn(self.target.number, mail.body_html)
