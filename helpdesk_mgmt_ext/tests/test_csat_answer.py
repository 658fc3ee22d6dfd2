# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, datetime
from unittest.mock import patch

from odoo import fields
from odoo.http import Request
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common_csat import CsatCommon
from .common_http import HelpdeskHttpCase

DAY = 24
TITLE = "Printer of the page"


@tagged("post_install", "-at_install")
class TestCsatAnswer(CsatCommon):
    """What a rating sets off."""

    def test_rating_of_each_cycle_stays(self):
        ticket = self._solved()
        self._submit_at(ticket, 1, "Broken again.")
        with self._at(2):
            ticket.with_user(self.officer).action_reopen()
        first = ticket.sudo().rating_ids
        self._close_at(ticket, 3)
        self._submit_at(ticket, 5, hours=4)
        self.assertEqual((first.rating, first.consumed), (1, True))
        self.assertEqual(ticket.sudo().rating_last_value, 5)
        self.assertEqual(ticket.positive_rate_percentage, 50)

    def test_link_is_used_once_with_an_hour_to_correct(self):
        """T01."""
        ticket = self._solved()
        self.assertTrue(self._submit_at(ticket, 1, hours=1))
        self.assertTrue(self._submit_at(ticket, 3, hours=1.9))
        self.assertFalse(self._submit_at(ticket, 5, hours=2.1))
        self.assertEqual(self._rating(ticket).rating, 3)

    def test_window_to_correct_does_not_move_with_each_correction(self):
        """T01."""
        ticket = self._solved()
        for hours, stored in ((1, True), (1.9, True), (2.5, False)):
            self.assertEqual(self._submit_at(ticket, 5, hours=hours), stored)

    def test_link_expires(self):
        """T01."""
        ticket = self._solved()
        self.assertFalse(self._submit_at(ticket, 5, hours=30 * DAY + 1))
        self.assertFalse(self._rating(ticket).consumed)
        self.assertTrue(self._submit_at(ticket, 5, hours=30 * DAY))

    def test_link_dies_with_the_cycle_the_customer_or_the_ticket(self):
        for label, change in (
            ("reopened", lambda t: t.with_user(self.officer).action_reopen()),
            ("archived", lambda t: t.sudo().write({"active": False})),
            (
                "another customer",
                lambda t: t.sudo().write({"partner_id": self.customer_company.id}),
            ),
            ("merged", lambda t: t._write_facts({"close_reason": "merged"})),
        ):
            with self.subTest(label):
                ticket = self._solved()
                rating = self._rating(ticket)
                change(ticket)
                with self._at(1):
                    self.assertEqual(
                        rating._helpdesk_link_state(fields.Datetime.now()), "dead"
                    )
                    self.assertFalse(rating._helpdesk_submit(5, ""))
                self.assertFalse(rating.consumed)

    def test_low_score_gives_the_leader_an_activity(self):
        ticket = self._solved()  # a Monday
        self._submit_at(ticket, 1, "Slow, and <b>rude</b>.")
        alert = self._alerts(ticket)
        self.assertEqual(alert.user_id, self.leader)
        self.assertEqual(alert.date_deadline, date(2026, 3, 3))
        self.assertIn(ticket.number, alert.note)
        self.assertIn("&lt;b&gt;rude", alert.note)
        self.assertIn("1 of 5", alert.note)

    def test_activity_is_due_on_the_next_working_day(self):
        friday = 4 * DAY
        ticket = self._solved(hours=friday)
        self._submit_at(ticket, 1, hours=friday + 1)
        self.assertEqual(self._alerts(ticket).date_deadline, date(2026, 3, 9))
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": self.team.resource_calendar_id.id,
                "date_from": "2026-03-09 00:00:00",
                "date_to": "2026-03-09 23:59:59",
            }
        )
        ticket = self._solved(hours=friday)
        self._submit_at(ticket, 1, hours=friday + 1)
        self.assertEqual(self._alerts(ticket).date_deadline, date(2026, 3, 10))

    def test_calendar_without_hours_still_knows_the_weekend(self):
        self.team.resource_calendar_id = self.env["resource.calendar"].create(
            {"name": "hs nothing", "attendance_ids": [(5, 0, 0)]}
        )
        friday = datetime(2026, 3, 6, 10)
        due = self.team._next_working_day(friday, self.env.company)
        self.assertEqual(due, date(2026, 3, 9))

    def test_without_leader_a_manager_gets_it(self):
        self.team.user_id = False
        ticket = self._solved()
        self._submit_at(ticket, 1)
        alert = self._alerts(ticket)
        self.assertTrue(alert.user_id.has_group("helpdesk_mgmt.group_helpdesk_manager"))

    def test_good_scores_alert_nobody(self):
        for value in (3, 5):
            ticket = self._solved()
            self._submit_at(ticket, value)
            self.assertFalse(self._alerts(ticket))

    def test_correction_makes_no_second_activity(self):
        ticket = self._solved()
        self._submit_at(ticket, 1, "Bad.")
        self._submit_at(ticket, 1, "Very bad.", hours=1.5)
        self.assertEqual(len(self._alerts(ticket)), 1)
        self.assertIn("Very bad.", self._alerts(ticket).note)
        self.assertEqual(len(ticket.message_ids.sudo().rating_id), 1)
        self._submit_at(ticket, 5, "Wrong smiley.", hours=1.6)
        self.assertFalse(self._alerts(ticket))
        self._submit_at(ticket, 1, "No, bad.", hours=1.7)
        self.assertEqual(len(self._alerts(ticket)), 1)

    def test_rating_is_an_event(self):
        ticket = self._solved()
        events = []
        with patch.object(
            type(ticket), "_emit", lambda t, event, payload=None: events.append(payload)
        ):
            self._submit_at(ticket, 1, "Bad.")
            self._submit_at(ticket, 5, "", hours=1.5)
        self.assertEqual(
            events,
            [
                {"rating": 1, "comment": "Bad.", "corrected": False},
                {"rating": 5, "comment": "", "corrected": True},
            ],
        )

    def test_rating_does_not_reopen_the_ticket(self):
        ticket = self._solved()
        self._submit_at(ticket, 1, "Still broken!")
        self.assertTrue(ticket.closed)

    def test_rating_mails_no_colleague_of_the_customer(self):
        dana = self.customer.copy({"email": "dana@hs-customer.test"})
        ticket = self._solved()
        ticket.message_subscribe(dana.ids)
        before = self._notices(ticket)
        self._submit_at(ticket, 1, "Bad.")
        mails = self._notices(ticket, before)
        self.assertFalse(mails.recipient_ids & (dana + self.customer))
        self.assertEqual(set(mails.mapped("state")) - {"outgoing"}, set())

    def test_nobody_rates_with_a_message(self):
        ticket = self._solved()
        ticket.with_user(self.agent).message_post(body="Great!", rating_value=5)
        self.assertFalse(ticket.sudo().rating_ids.filtered("consumed"))

    def test_who_reads_ratings_does_not_read_the_link(self):
        ticket = self._solved()
        rating = self._rating(ticket).with_user(self.manager).sudo(False)
        self.assertIn("rating", rating.read()[0])
        self.assertNotIn("access_token", rating.read()[0])


@tagged("post_install", "-at_install")
class TestCsatPage(CsatCommon, HelpdeskHttpCase):
    """The page behind the smileys."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.lang = "en_US"
        tickets = cls._create_tickets(user_id=cls.agent.id, name=TITLE)
        tickets.with_user(cls.officer).action_close()
        cls.ticket = tickets
        cls.rating = tickets.sudo().rating_ids
        cls.url = f"/rate/{cls.rating.access_token}"

    def _post(self, value, comment="", **data):
        response = self.url_open(
            f"{self.url}/submit_feedback",
            data={
                "rate": value,
                "feedback": comment,
                "csrf_token": Request.csrf_token(self),
                **data,
            },
        )
        self.rating.invalidate_recordset()
        return response

    def _login(self, login, parent):
        partner = self.env["res.partner"].create(
            {"name": login, "email": f"{login}@p.test", "parent_id": parent.id}
        )
        new_test_user(
            self.env,
            login=login,
            password=login,
            groups="base.group_portal",
            partner_id=partner.id,
        )
        self.authenticate(login, login)

    def test_following_the_link_stores_nothing(self):
        for method in ("GET", "HEAD"):
            for path in ("/5", "/1", "/submit_feedback", "/submit_feedback?rate=5"):
                response = self.url_open(self.url + path, method=method)
                self.assertEqual(response.status_code, 200)
                self.rating.invalidate_recordset()
                self.assertFalse(self.rating.consumed)

    def test_page_has_the_clicked_smiley_chosen(self):
        for value in (1, 3, 5):
            page = self.url_open(f"{self.url}/{value}").text
            checked = [part for part in page.split("<input") if "checked=" in part]
            self.assertEqual(len(checked), 1)
            self.assertIn(f'value="{value}"', checked[0])
        self.assertIn(TITLE, page)

    def test_unknown_smiley_is_no_error(self):
        response = self.url_open(f"{self.url}/4")
        self.assertEqual(response.status_code, 200)
        self.assertNotIn("checked=", response.text)

    def test_customer_rates_without_login(self):
        self.authenticate(None, None)
        response = self._post(5, "Thank you, Ada!")
        self.assertEqual(response.status_code, 200)
        self.assertIn("Thank you for your opinion!", response.text)
        self.assertEqual(self.rating.rating, 5)
        self.assertEqual(self.rating.feedback, "Thank you, Ada!")
        self.assertTrue(self.rating.consumed)

    def test_post_without_csrf_token_is_refused(self):
        self.authenticate(None, None)
        with mute_logger("odoo.http"):
            response = self._post(5, csrf_token="wrong")
        self.assertEqual(response.status_code, 400)
        self.assertFalse(self.rating.consumed)

    def test_choice_is_missing(self):
        self.authenticate(None, None)
        for value in ("", "4", "five", "-1"):
            response = self._post(value, "My comment")
            self.assertEqual(response.status_code, 200)
            self.assertIn("My comment", response.text)
            self.assertFalse(self.rating.consumed)

    def test_another_customer_cannot_use_the_link(self):
        """T02."""
        self._login("hs-rival", self.env["res.partner"].create({"name": "HS Rival"}))
        self.assertEqual(self.url_open(f"{self.url}/5").status_code, 403)
        response = self._post(1, "Ha!")
        self.assertEqual(response.status_code, 403)
        self.assertNotIn(TITLE, response.text)
        self.assertFalse(self.rating.consumed)

    def test_colleague_of_the_customer_can_use_the_link(self):
        self._login("hs-dana", self.customer_company)
        self.assertEqual(self._post(5).status_code, 200)
        self.assertEqual(self.rating.rating, 5)

    def test_people_of_the_helpdesk_do_not_rate_themselves(self):
        """T02; also where the customers are colleagues of theirs."""
        self.agent.password = "hs-agent"
        self.agent.partner_id.parent_id = self.customer_company
        self.authenticate("hs-agent", "hs-agent")
        self.assertEqual(self._post(5).status_code, 403)
        self.assertFalse(self.rating.consumed)

    def test_comment_carries_no_markup(self):
        """T03."""
        self.authenticate(None, None)
        self._post(1, "<script>alert(1)</script><img src=x onerror=alert(1)>")
        message = self.rating.sudo().message_id
        self.assertNotIn("<script", message.body)
        self.assertNotIn("<img src=x", message.body.replace('"', ""))
        self.assertIn("&lt;script&gt;", message.body)
        self.assertNotIn("<script>alert", self._alerts(self.ticket).note)
        page = self.url_open(f"{self.url}/1").text
        self.assertNotIn("<script>alert(1)", page)

    def test_dead_and_unknown_links_tell_nothing(self):
        self.ticket.with_user(self.officer).action_reopen()
        response = self.url_open(f"{self.url}/5")
        self.assertEqual(response.status_code, 404)
        self.assertNotIn(TITLE, response.text)
        self.authenticate(None, None)
        self.assertEqual(self._post(5).status_code, 404)
        self.assertFalse(self.rating.consumed)
        self.assertEqual(self.url_open("/rate/unknown/5").status_code, 404)

    def test_expired_link(self):
        self.rating.helpdesk_requested_at = "2020-01-01"
        self.assertEqual(self.url_open(f"{self.url}/5").status_code, 410)

    def test_ratings_of_other_documents_are_cores(self):
        other = self.env["rating.rating"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                "res_id": self.customer.id,
                "partner_id": self.customer.id,
            }
        )
        page = self.url_open(f"/rate/{other.access_token}/5")
        self.assertIn("o_rating_page_submit", page.text)

    def test_who_has_confirmed_can_rate_at_once(self):
        url = self.ticket._respond_url()
        page = self.url_open(url[url.index("/my/") :]).text
        self.assertIn(f"{self.url}/5", page)
        self.ticket.sudo().rating_ids.write({"consumed": True, "rating": 5})
        page = self.url_open(url[url.index("/my/") :]).text
        self.assertNotIn(self.url, page)

    def test_page_speaks_the_customers_language(self):
        self.env["res.lang"]._activate_lang("ar_001")
        self.customer.lang = "ar_001"
        page = self.url_open(f"{self.url}/5").text
        self.assertIn('dir="rtl"', page)
        self.assertIn('lang="ar', page)

    def test_tour_customer_rates_and_the_leader_sees_it(self):
        self.leader.password = "hs-leader"
        self.start_tour(f"{self.url}/1", "helpdesk_csat_tour", login=None)
        self.rating.invalidate_recordset()
        self.assertEqual(self.rating.rating, 3)
        self.assertEqual(self.rating.feedback, "It took long.")
        self.start_tour(f"{self.url}/3", "helpdesk_csat_correct_tour", login=None)
        self.rating.invalidate_recordset()
        self.assertEqual(self.rating.rating, 1)
        self.assertEqual(self._alerts(self.ticket).user_id, self.leader)
        self.start_tour(
            f"/odoo/helpdesk-tickets/{self.ticket.id}",
            "helpdesk_csat_leader_tour",
            login="hs-leader",
        )
