# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from psycopg2 import IntegrityError
from psycopg2.errors import SerializationFailure

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_csat import CsatCommon

CSAT = "odoo.addons.helpdesk_mgmt_ext.models.helpdesk_ticket_satisfaction"
DAY = 24


@tagged("post_install", "-at_install")
class TestCsatRequest(CsatCommon):
    def test_customer_is_asked_once_when_the_ticket_is_closed(self):
        ticket = self._solved()
        self.assertEqual(len(self._requests(ticket)), 1)
        self.assertEqual(len(self._rating(ticket)), 1)
        self.assertEqual(self._rating(ticket).partner_id, self.customer)
        self.assertEqual(self._rating(ticket).rated_partner_id, self.agent.partner_id)
        self.assertTrue(ticket.csat_requested_at)

    def test_request_takes_the_place_of_the_closing_mail(self):
        ticket = self._solved()
        closing = self._notices(ticket).filtered(lambda m: "Closed:" in m.subject)
        self.assertEqual(closing, self._requests(ticket))
        self.assertIn("is closed", closing.body_html)
        self.team.csat_active = False
        ticket = self._solved()
        closing = self._notices(ticket).filtered(lambda m: "Closed:" in m.subject)
        self.assertEqual(len(closing), 1)
        self.assertFalse(self._requests(ticket))

    def test_mail_carries_three_smileys_and_is_a_machines(self):
        mail = self._requests(self._solved())
        token = self.env["rating.rating"].search([], limit=1, order="id desc")
        for value in (1, 3, 5):
            self.assertIn(f"/rate/{token.access_token}/{value}", mail.body_html)
        self.assertIn("auto-generated", mail.headers)

    def test_mail_waits_in_the_queue(self):
        """R26: whatever the mail server does, the ticket has moved."""
        with patch(
            "odoo.addons.mail.models.mail_mail.MailMail.send", side_effect=TimeoutError
        ) as send:
            ticket = self._solved()
            self.flush_tracking()
        self.assertEqual(self._requests(ticket).state, "outgoing")
        send.assert_not_called()
        self.assertTrue(ticket.closed)

    def test_mails_of_a_stage_wait_in_the_queue(self):
        """R26: those an administrator put on the stage, too."""
        stage = self.team._stage_for_role("closed")
        stage.mail_template_id = self.env.ref("helpdesk_mgmt.closed_ticket_template")
        stage.rating_mail_template_id = self.env.ref(
            "helpdesk_mgmt_rating.rating_ticket_email_template"
        )
        ticket = self._create_tickets(user_id=self.agent.id)
        self.flush_tracking()  # its creation is over
        with patch(
            "odoo.addons.mail.models.mail_mail.MailMail.send", side_effect=TimeoutError
        ) as send:
            self._close_at(
                ticket.with_context(tracking_disable=False, mail_notrack=False)
            )
            self.flush_tracking()
        send.assert_not_called()
        mails = self._notices(ticket)
        self.assertEqual(len(mails), 3)  # the stage's two, and ours
        self.assertEqual(set(mails.mapped("state")), {"outgoing"})

    def test_moving_to_where_it_is_asks_nobody_again(self):
        """V21."""
        ticket = self._solved()
        ticket.with_user(self.officer).write({"stage_id": ticket.stage_id.id})
        ticket.with_user(self.officer).write(
            {"stage_id": ticket.stage_id.id, "priority": "3"}
        )
        self.assertEqual(len(self._requests(ticket)), 1)

    def test_each_cycle_is_asked_about_once(self):
        ticket = self._solved()
        ticket.with_user(self.officer).action_reopen()
        self.assertFalse(ticket.csat_requested_at)
        self._close_at(ticket, 2)
        self._run_at(3)
        self.assertEqual(len(self._requests(ticket)), 2)
        self.assertEqual(
            sorted(ticket.sudo().rating_ids.mapped("helpdesk_cycle")), [1, 2]
        )

    def test_ticket_that_comes_back_is_asked_about_in_spite_of_the_cap(self):
        self.env.company.helpdesk_csat_cap_days = 7
        ticket = self._solved()
        ticket.with_user(self.officer).action_reopen()
        self._close_at(ticket, 2)
        self.assertEqual(len(self._requests(ticket)), 2)

    def test_what_came_to_nothing_is_not_asked_about(self):
        for reason in ("cancelled", "rejected", "duplicate", "merged"):
            with self.subTest(reason):
                ticket = self._create_tickets()
                self._close_at(ticket, reason=reason)
                self.assertFalse(self._requests(ticket))
                self.assertFalse(ticket.sudo().rating_ids)

    def test_nobody_to_ask(self):
        noreply = self.customer.copy({"email": "no-reply@hs-customer.test"})
        nowhere = self.customer.copy({"email": False})
        for reason, vals in (
            ("no_customer", {"partner_id": False}),
            ("no_customer", {"partner_id": False, "partner_email": "x@hs-else.test"}),
            ("no_address", {"partner_id": nowhere.id, "partner_email": False}),
            ("machine", {"partner_id": noreply.id}),
            ("own", {"partner_id": self.agent.partner_id.id}),
            ("switched_off", {"rating_status": "no_rate"}),
        ):
            with self.subTest(vals):
                ticket = self._solved(**vals)
                self.assertEqual(ticket.csat_skip_reason, reason)
                self.assertFalse(ticket.sudo().rating_ids)
                self.assertFalse(self._requests(ticket))

    def test_machine_that_mails_is_not_asked(self):
        ticket = self._receive(
            sender="Alarm <chris@hs-customer.test>", auto_submitted="auto-generated"
        )
        self._close_at(ticket)
        self.assertEqual(ticket.csat_skip_reason, "machine")
        self.assertFalse(self._requests(ticket))
        person = self._receive()
        self._close_at(person)
        self.assertEqual(len(self._requests(person)), 1)

    def test_forged_sender_is_not_asked(self):
        ticket = self._create_tickets(user_id=self.agent.id)
        ticket.sender_unverified = True
        self._close_at(ticket)
        self.assertEqual(ticket.csat_skip_reason, "unverified")
        self.assertFalse(self._requests(ticket))

    def test_silence_after_our_question_is_no_solution(self):
        ticket = self._ask_customer()
        self._run_at(200)
        self.assertEqual(ticket.close_reason, "no_reply")
        self.assertEqual(ticket.csat_skip_reason, "unanswered")
        self.assertFalse(self._requests(ticket))

    def test_silence_after_our_solution_is_asked_about(self):
        with self._at(0):
            ticket = self._create_tickets(user_id=self.agent.id)
            ticket.with_user(self.officer).action_resolve("Changed the toner.")
        self.assertFalse(self._requests(ticket))
        self._run_at(200)
        self.assertEqual(ticket.close_reason, "no_reply")
        self.assertEqual(len(self._requests(ticket)), 1)

    def test_contact_is_asked_at_most_so_often(self):
        self.env.company.helpdesk_csat_cap_days = 7
        first = self._solved()
        second = self._solved(hours=6 * DAY)
        third = self._solved(hours=7 * DAY + 1)
        self.assertEqual(
            [len(self._requests(ticket)) for ticket in (first, second, third)],
            [1, 0, 1],
        )
        self.assertEqual(second.csat_skip_reason, "recent")

    def test_contact_is_asked_once_about_a_batch(self):
        self.env.company.helpdesk_csat_cap_days = 7
        other = self.customer.copy({"email": "other@hs-customer.test"})
        tickets = self._create_tickets(3)
        tickets[2].partner_id = other
        self._close_at(tickets)
        self.assertEqual([len(self._requests(t)) for t in tickets], [1, 0, 1])

    def test_team_asks_when_resolved(self):
        self.team.csat_role = "resolved"
        with self._at(0):
            ticket = self._create_tickets(user_id=self.agent.id)
            ticket.with_user(self.officer).action_resolve("Changed the toner.")
        self.assertEqual(len(self._requests(ticket)), 1)
        self._close_at(ticket, 1)
        self.assertEqual(len(self._requests(ticket)), 1)
        closed_at_once = self._solved()
        self.assertEqual(len(self._requests(closed_at_once)), 1)

    def test_team_waits_before_asking(self):
        self.team.csat_delay_hours = 4
        ticket = self._solved()
        self.assertFalse(self._requests(ticket))
        self._run_at(3)
        self.assertFalse(self._requests(ticket))
        self._run_at(4)
        self.assertEqual(len(self._requests(ticket)), 1)
        self._run_at(5)
        self.assertEqual(len(self._requests(ticket)), 1)

    def test_who_comes_back_while_the_team_waits_is_not_asked(self):
        self.team.csat_delay_hours = 4
        ticket = self._solved()
        with self._at(1):
            ticket.with_user(self.officer).action_reopen()
        self._run_at(5)
        self.assertFalse(self._requests(ticket))

    def test_one_reminder(self):
        ticket = self._solved()
        self._run_at(3 * DAY - 1)
        self.assertEqual(len(self._requests(ticket)), 1)
        self._run_at(3 * DAY)
        self.assertEqual(len(self._requests(ticket)), 2)
        self._run_at(20 * DAY)
        self.assertEqual(len(self._requests(ticket)), 2)
        self.assertIn("A word on our help?", self._requests(ticket)[1].subject)

    def test_no_reminder(self):
        rated, reopened, off = (self._solved() for _index in range(3))
        self._submit_at(rated, 5)
        with self._at(1):
            reopened.with_user(self.officer).action_reopen()
        self._run_at(2)
        self.assertFalse(rated.automation_due_at)
        other = self.team.copy({"csat_reminder_days": 0})
        off.sudo().team_id = other
        self._run_at(4 * DAY)
        for ticket in (rated, reopened, off):
            self.assertEqual(len(self._requests(ticket)), 1)

    @mute_logger("odoo.sql_db")
    def test_second_process_cannot_ask_again(self):
        ticket = self._solved()
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            ticket._as_bot()._csat_ask(ticket.closed_date)
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self._rating(ticket).copy({"helpdesk_cycle": 1})
        self.assertEqual(len(self._requests(ticket)), 1)

    def test_transaction_that_is_tried_again_sends_once(self):
        """R27: the mail is queued in the transaction that fails."""
        ticket = self._create_tickets(user_id=self.agent.id)
        queue = type(ticket)._queue_notice
        calls = []

        def fail_once(tickets, template):
            queue(tickets, template)
            calls.append(template)
            if len(calls) == 1:
                raise SerializationFailure

        with patch.object(type(ticket), "_queue_notice", fail_once):
            with (
                self.assertRaises(SerializationFailure),
                self.env.cr.savepoint(),
            ):
                self._close_at(ticket)
            self._close_at(ticket)
        self.assertEqual(len(self._requests(ticket)), 1)
        self.assertEqual(len(self._rating(ticket)), 1)

    @mute_logger(CSAT, "odoo.addons.mail.models.mail_render_mixin")
    def test_bad_template_keeps_no_ticket_from_closing_and_is_tried_again(self):
        template = self.env.ref("helpdesk_mgmt_ext.mail_template_csat")
        body = template.body_html
        template.body_html = "<p t-out=\"1 / (object.name == 'fine')\">x</p>"
        tickets = self._create_tickets(2, user_id=self.agent.id)
        tickets[1].name = "fine"
        self._close_at(tickets)
        self.assertEqual(set(tickets.mapped("stage_role")), {"closed"})
        self.assertEqual([bool(t.csat_requested_at) for t in tickets], [False, True])
        template.body_html = body
        self._run_at(1)
        self.assertEqual(len(self._requests(tickets[0])), 1)

    def test_preview_of_the_mail_asks_nobody(self):
        ticket = self._create_tickets()
        template = self.env.ref("helpdesk_mgmt_ext.mail_template_csat")
        body = template._render_field("body_html", ticket.ids)[ticket.id]
        self.assertIn("How satisfied are you", body)
        self.assertFalse(ticket.sudo().rating_ids)

    def test_muted_mail_is_not_sent(self):
        self.team.muted_template_ids = self.env.ref(
            "helpdesk_mgmt_ext.mail_template_csat"
        )
        ticket = self._solved()
        self.assertFalse(ticket.sudo().rating_ids)

    def test_cost_of_asking_does_not_grow_faster_than_the_closing_mail(self):
        def cost(number, **team):
            self.team.write(team)
            tickets = self._create_tickets(number, user_id=self.agent.id)
            for ticket in tickets:
                ticket.partner_id = self.customer.copy(
                    {"email": f"{ticket.id}@hs-customer.test"}
                )
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self._close_at(tickets)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        cost(1, csat_active=True)
        with_it = cost(12, csat_active=True) - cost(2, csat_active=True)
        without = cost(12, csat_active=False) - cost(2, csat_active=False)
        self.assertLess(with_it, without + 40)

    def test_facts_of_asking_are_not_for_hands(self):
        ticket = self._solved()
        for name in ("csat_due_at", "csat_requested_at", "csat_skip_reason"):
            with self.assertRaises(AccessError):
                ticket.with_user(self.officer).write({name: False})

    def test_stage_template_of_stock_asks_instead_and_not_besides(self):
        """V21: the stock template of a stage, and ours, send one request."""
        stage = self.team._stage_for_role("closed")
        stage.rating_mail_template_id = self.env.ref(
            "helpdesk_mgmt_rating.rating_ticket_email_template"
        )
        ticket = self._solved()
        self.assertEqual(len(self._requests(ticket)), 1)
        self.assertIn("Satisfaction Survey", self._requests(ticket).subject)
        self.assertEqual(len(self._rating(ticket)), 1)
        with self._at(1):
            ticket.with_user(self.officer).write({"stage_id": stage.id})
        self.assertEqual(len(self._requests(ticket)), 1)

    def test_stage_template_of_stock_asks_no_stranger(self):
        """V21: neither without a customer nor about what came to nothing."""
        template = self.env.ref("helpdesk_mgmt_rating.rating_ticket_email_template")
        for role in ("closed", "cancelled"):
            self.team._stage_for_role(role).rating_mail_template_id = template
        nobody = self._solved(partner_id=False)
        cancelled = self._create_tickets()
        cancelled.stage_id = self.team._stage_for_role("cancelled")
        for ticket in (nobody, cancelled):
            self.assertFalse(self._requests(ticket))
            self.assertFalse(ticket.sudo().rating_ids)

    @mute_logger(
        "odoo.addons.helpdesk_mgmt_ext.models.helpdesk_ticket_rating",
        "odoo.addons.mail.models.mail_render_mixin",
    )
    def test_bad_template_of_a_stage_keeps_no_ticket_from_closing(self):
        template = self.env.ref("helpdesk_mgmt_rating.rating_ticket_email_template")
        template.body_html = "<p t-out=\"1 / (object.name == 'fine')\">x</p>"
        self.team._stage_for_role("closed").rating_mail_template_id = template
        ticket = self._solved()
        self.assertTrue(ticket.closed)
        self.assertEqual(len(self._requests(ticket)), 1)
        self.assertNotIn("Satisfaction Survey", self._requests(ticket).subject)
