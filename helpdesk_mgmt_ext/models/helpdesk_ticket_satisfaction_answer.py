# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The customer's links, and what his answer sets off."""

import logging

from markupsafe import Markup

from odoo import fields, models

from odoo.addons.rating.models.rating_data import RATING_UNHAPPY_VALUE

from .rating_rating_submit import LOW_SCORE

_logger = logging.getLogger(__name__)

ALERT_TYPE = "helpdesk_mgmt_ext.mail_activity_type_unhappy"


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    # -------------------------------------------------------------------- links

    def _rating_get_access_token(self, partner=None):
        """Return the secret of the present cycle's rating; there is one per cycle."""
        self.ensure_one()
        self.check_access("read")
        partner = partner or self._rating_get_partner()
        # sudo: who may read the ticket may make its mail (core does the same)
        ticket = self.sudo()
        rating = ticket._csat_rating()
        if not rating:
            rating = ticket.env["rating.rating"]._helpdesk_open(ticket, False)
        if rating.partner_id != partner and not rating.consumed:
            # The ticket has got another customer: the link of the old one dies.
            rating.write(
                {
                    "partner_id": partner.id,
                    "access_token": rating._default_access_token(),
                }
            )
        return rating.access_token

    def _csat_url(self, value=RATING_UNHAPPY_VALUE):
        """Return the address of the customer's page with the smiley ``value`` chosen.

        Following it stores nothing: mail scanners follow links too. A ticket whose
        customer was not asked has no page; that is what the preview of a mail shows.
        """
        self.ensure_one()
        base = self.get_base_url()
        if not self._csat_rating():
            return base
        return f"{base}/rate/{self._rating_get_access_token()}/{value}"

    def _csat_rating(self):
        """Return the present cycle's rating; the mails of a batch share one query."""
        self.ensure_one()
        # sudo: no more than the row is told, to the rules
        ratings = self.sudo().rating_ids
        return ratings.filtered(lambda r: r.helpdesk_cycle == self.cycle)

    def _csat_open_token(self):
        """Return the secret of the rating the customer can give now, or False."""
        self.ensure_one()
        rating = self._csat_rating()
        if rating and rating._helpdesk_link_state(fields.Datetime.now()) == "open":
            return rating.access_token
        return False

    # ------------------------------------------------------------------- answer

    def message_post(self, **kwargs):
        """Post a message; a rating comes by the customer's link, not with a message.

        Otherwise whoever may comment could rate, as often as he likes.
        """
        kwargs.pop("rating_value", None)
        return super().message_post(**kwargs)

    def rating_apply(
        self,
        rate,
        token=None,
        rating=None,
        feedback=None,
        subtype_xmlid=None,
        notify_delay_send=False,
    ):
        corrected = bool(rating and rating.consumed)
        # No mail is sent while the customer waits for his page.
        later = self.with_context(mail_notify_force_send=False)
        applied = super(HelpdeskTicket, later).rating_apply(
            rate, token, rating, feedback, subtype_xmlid, notify_delay_send
        )
        self._after_rating(applied, corrected)
        return applied

    def _after_rating(self, rating, corrected):
        """Called when a customer has rated this ticket, or corrected his rating.

        :param rating: the ``rating.rating``, 1 to 5
        :param corrected: whether he had rated it before in this cycle
        """
        self.ensure_one()
        ticket = self._as_bot().with_context(mail_notify_force_send=False)
        if ticket.csat_due_at:
            ticket._write_facts({"csat_due_at": False})
            ticket._schedule_automation()
        try:
            with self.env.cr.savepoint():
                ticket._csat_alert(rating.sudo())  # sudo: the rules' own
        except Exception:
            _logger.exception("Nobody could be told of the rating of %s", self.number)
        ticket._emit(
            "ticket.rated",
            {
                "rating": rating.rating,
                "comment": rating.feedback or "",
                "corrected": corrected,
            },
        )

    def _csat_alert(self, rating):
        """Let the leader call back an unhappy customer; once, whatever he corrects."""
        activity = rating.helpdesk_activity_id
        if rating.rating > LOW_SCORE:
            if activity.active:
                activity.unlink()
            return
        note = self._csat_alert_note(rating)
        if activity:
            activity.note = note
            return
        # sudo: the team's leader and hours bind whoever rates
        team, company = self.team_id.sudo(), self.company_id.sudo()
        leader = team._get_leader(company)
        if not leader:
            return
        lang = leader.lang or self.env.lang
        rating.helpdesk_activity_id = self.with_context(lang=lang).activity_schedule(
            ALERT_TYPE,
            date_deadline=team._next_working_day(fields.Datetime.now(), company),
            user_id=leader.id,
            note=note,
        )

    def _csat_alert_note(self, rating):
        """Return what the leader reads; the customer's words are text, not markup."""
        comment = (rating.feedback or "").strip() or self.env._("(no comment)")
        head = self.env._(
            "%(customer)s gave %(score)d of 5 for %(ticket)s.",
            customer=rating.partner_id.display_name or "-",
            score=rating.rating,
            ticket=self.display_name,
        )
        quote = Markup("<br>").join(comment.splitlines())
        return Markup("<p>%s</p><blockquote>%s</blockquote>") % (head, quote)
