# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, http
from odoo.http import request
from odoo.tools.misc import get_lang

from odoo.addons.rating.controllers.main import Rating
from odoo.addons.rating.models.rating_data import (
    RATING_HAPPY_VALUE,
    RATING_NEUTRAL_VALUE,
    RATING_UNHAPPY_VALUE,
)

from ..models.rating_rating import TICKET
from .form_data import read_id, read_text

SMILEYS = (RATING_HAPPY_VALUE, RATING_NEUTRAL_VALUE, RATING_UNHAPPY_VALUE)
MAX_COMMENT = 5000
#: What a page that cannot be used answers.
STATUSES = {"dead": 404, "expired": 410, "stranger": 403}


class HelpdeskCsat(Rating):
    """The page behind the smileys of a ticket's mail; it works without login.

    Core's routes, with what they lack for tickets: the link ends, is used once, and is
    no use to another customer. Following it stores nothing, whatever the method;
    ratings of other documents are core's.
    """

    @http.route()
    def action_open_rating(self, token, rate, **kwargs):
        rating_sudo = self._get_ticket_rating(token)
        if not rating_sudo:
            self._check_smiley(rate)
            return super().action_open_rating(token, rate, **kwargs)
        return self._render_csat(rating_sudo, chosen=rate)

    @http.route()
    def action_submit_rating(self, token, rate=0, **kwargs):
        rating_sudo = self._get_ticket_rating(token)
        if not rating_sudo:
            if request.httprequest.method == "POST":
                self._check_smiley(read_id(rate))
            return super().action_submit_rating(token, rate=rate, **kwargs)
        if request.httprequest.method != "POST":
            return self._render_csat(rating_sudo)
        chosen = read_id(rate)
        comment = read_text(kwargs.get("feedback"), MAX_COMMENT)
        if chosen not in SMILEYS:
            return self._render_csat(rating_sudo, missing=True, comment=comment)
        if not rating_sudo._helpdesk_may_submit(request.env.user):
            return self._render_csat(rating_sudo)
        stored = rating_sudo._helpdesk_submit(chosen, comment)
        return self._render_csat(rating_sudo, stored=stored)

    def _check_smiley(self, rate):
        """Core answers with a server error to what is no smiley.

        :raises NotFound: it is none
        """
        if rate not in SMILEYS:
            raise request.not_found()

    def _get_ticket_rating(self, token):
        """Return the ticket's rating of this link as superuser, or nothing."""
        # sudo: the link is the customer's key; what it is good for is checked below
        ratings = request.env["rating.rating"].sudo()
        return ratings.search(
            [("access_token", "=", token), ("res_model", "=", TICKET)], limit=1
        )

    def _render_csat(self, rating_sudo, chosen=0, **answer):
        # The customer's language, if it is still installed.
        lang = get_lang(request.env, rating_sudo.partner_id.lang)
        request.update_context(lang=lang.code)
        state = rating_sudo._helpdesk_link_state(fields.Datetime.now())
        if state != "dead" and not rating_sudo._helpdesk_may_submit(request.env.user):
            state = "stranger"
        values = self._prepare_csat_values(rating_sudo, state, chosen, **answer)
        response = request.render(
            "helpdesk_mgmt_ext.csat_page", values, status=STATUSES.get(state, 200)
        )
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    def _get_helper(self, rating_sudo):
        """Return the name of the person who helped; a program is none."""
        people = rating_sudo.rated_partner_id.user_ids.filtered(
            lambda user: user._is_helpdesk_person()
        )
        return people[:1].partner_id.name

    def _prepare_csat_values(
        self, rating_sudo, state, chosen, stored=None, missing=False, comment=None
    ):
        """Return what the page shows, as plain values; nothing of a dead link."""
        lang = get_lang(request.env)
        values = {
            "page_name": "helpdesk_csat",
            "state": state,
            "stored": stored,
            "html_data": {"lang": lang.code.replace("_", "-"), "dir": lang.direction},
        }
        if state in STATUSES:
            return values
        ticket_sudo = rating_sudo.helpdesk_ticket_id
        given = int(rating_sudo.rating) if rating_sudo.consumed else 0
        minutes = ticket_sudo.company_id.helpdesk_csat_correction_minutes
        return {
            **values,
            "token": rating_sudo.access_token,
            "number": ticket_sudo.number,
            "subject": ticket_sudo.name,
            "helper": self._get_helper(rating_sudo),
            "given": given,
            "chosen": chosen if chosen in SMILEYS else given,
            "comment": rating_sudo.feedback if comment is None else comment,
            "missing": missing,
            "minutes": minutes,
            "max_comment": MAX_COMMENT,
            "smileys": [
                (RATING_HAPPY_VALUE, request.env._("Happy"), "success"),
                (RATING_NEUTRAL_VALUE, request.env._("Neutral"), "warning"),
                (RATING_UNHAPPY_VALUE, request.env._("Unhappy"), "danger"),
            ],
            "further_url": given and rating_sudo._helpdesk_further_url(),
        }
