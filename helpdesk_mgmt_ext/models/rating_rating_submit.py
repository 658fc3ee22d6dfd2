# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A request to rate a ticket: how long its link lives, and who may use it."""

from datetime import timedelta

from odoo import api, fields, models

from .rating_rating import TICKET

#: Scores that somebody must see to.
LOW_SCORE = 2


class RatingRating(models.Model):
    _inherit = "rating.rating"

    # Who reads a rating must not be able to give it: the link is the customer's.
    access_token = fields.Char(groups="base.group_system")
    helpdesk_cycle = fields.Integer(
        string="Ticket cycle",
        readonly=True,
        aggregator=None,
        groups="helpdesk_mgmt.group_helpdesk_user_own",
        help="Which solution of the ticket was rated: one more each time it came back.",
    )
    helpdesk_requested_at = fields.Datetime(
        string="Asked on",
        readonly=True,
        groups="helpdesk_mgmt.group_helpdesk_user_own",
    )
    helpdesk_first_rated_at = fields.Datetime(
        string="First rated",
        readonly=True,
        groups="helpdesk_mgmt.group_helpdesk_user_own",
        help="From here counts the time in which the customer can correct himself.",
    )
    helpdesk_activity_id = fields.Many2one(
        "mail.activity",
        string="Call back",
        readonly=True,
        index="btree_not_null",
        groups="helpdesk_mgmt.group_helpdesk_user_own",
    )

    _helpdesk_once = models.UniqueIndex(
        "(res_id, helpdesk_cycle) WHERE res_model = 'helpdesk.ticket'"
        " AND helpdesk_cycle > 0",
        "This ticket has a rating for its present cycle already.",
    )
    _helpdesk_asked = models.Index(
        "(partner_id, helpdesk_requested_at) WHERE helpdesk_requested_at IS NOT NULL"
    )

    @api.model
    def _helpdesk_of_cycle(self, tickets):
        """Return {ticket: its rating of the present cycle}, asked for or given."""
        found = {}
        # sudo: the rules' own; each caller has checked its right to the ticket
        for rating in self.sudo().search(
            [("res_model", "=", TICKET), ("res_id", "in", tickets.ids)]
        ):
            ticket = tickets.browse(rating.res_id)
            if rating.helpdesk_cycle == ticket.cycle:
                found[ticket] = rating
        return found

    @api.model
    def _helpdesk_open(self, tickets, now):
        """Make the rows that the customers of ``tickets`` fill in, one per cycle.

        :param now: when they are asked; False if they are not, yet
        """
        known = self._helpdesk_of_cycle(tickets)
        model_id = self.env["ir.model"]._get_id(TICKET)
        for rating in known.values():
            rating.helpdesk_requested_at = now
        # sudo: nobody writes requests but the rules
        made = self.sudo().create(
            [
                {
                    "res_model_id": model_id,
                    "res_id": ticket.id,
                    "partner_id": ticket.partner_id.id,
                    "rated_partner_id": ticket._rating_get_operator().id,
                    "is_internal": False,
                    "helpdesk_cycle": ticket.cycle,
                    "helpdesk_requested_at": now,
                }
                for ticket in tickets
                if ticket not in known
            ]
        )
        tickets.invalidate_recordset(["rating_ids"])
        return made

    def _helpdesk_link_state(self, now):
        """Return what the link of this request is good for at ``now`` (UTC).

        ``open``; ``correctable`` or ``done`` once rated; ``expired``; ``dead`` when the
        ticket was reopened, came to nothing or went to another customer.
        """
        self.ensure_one()
        ticket = self.helpdesk_ticket_id
        if not ticket.active or ticket._is_void():
            return "dead"
        if ticket.partner_id != self.partner_id or not self.partner_id:
            return "dead"
        if self.helpdesk_cycle and self.helpdesk_cycle != ticket.cycle:
            return "done" if self.consumed else "dead"
        company = ticket.company_id
        if self.consumed:
            window = timedelta(minutes=company.helpdesk_csat_correction_minutes)
            first = self.helpdesk_first_rated_at or self.rated_on
            return "correctable" if first and now < first + window else "done"
        days = company.helpdesk_csat_expiry_days
        since = self.helpdesk_requested_at or self.create_date
        if days > 0 and since and now > since + timedelta(days=days):
            return "expired"
        return "open"

    def _helpdesk_may_submit(self, user):
        """Whether ``user`` may use this link: nobody, the customer, or of his company.

        A leaked link is no use to another customer who is logged in (T02), nor do the
        people of the helpdesk rate themselves with it.
        """
        self.ensure_one()
        if user._is_public():
            return True
        partner = user.partner_id
        if partner == self.partner_id:
            return True
        ours = partner.commercial_partner_id == self.partner_id.commercial_partner_id
        return ours and user.share

    def _helpdesk_submit(self, value, comment):
        """Store what the customer chose; the caller has checked link and login.

        :param value: 1, 3 or 5
        :param comment: plain text
        :return: whether it was stored; not if the link is no longer good for it
        """
        self.ensure_one()
        # Two clicks at the same moment: the second waits and then is a correction.
        self.lock_for_update()
        self.invalidate_recordset()
        now = fields.Datetime.now()
        if self._helpdesk_link_state(now) not in ("open", "correctable"):
            return False
        if not self.consumed:
            self.helpdesk_first_rated_at = now
        ticket = self.helpdesk_ticket_id._as_bot()
        ticket.rating_apply(value, rating=self.with_env(ticket.env), feedback=comment)
        return True

    def _helpdesk_further_url(self):
        """Return where the customer can tell more after rating, or False.

        Nowhere here; addons with questionnaires extend it.
        """
        self.ensure_one()
        return False
