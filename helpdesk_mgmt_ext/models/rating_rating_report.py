# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What satisfaction is reported by: frozen when the customer rates."""

from odoo import api, fields, models

from odoo.addons.rating.models.rating_data import RATING_LIMIT_SATISFIED

from .rating_rating import TICKET

HELPDESK = "helpdesk_mgmt.group_helpdesk_user_own"
PRIORITIES = [("0", "Low"), ("1", "Medium"), ("2", "High"), ("3", "Urgent")]


class RatingRating(models.Model):
    _inherit = "rating.rating"

    helpdesk_ticket_id = fields.Many2one(
        "helpdesk.ticket",
        string="Ticket",
        compute="_compute_helpdesk_ticket_id",
        store=True,
        index="btree_not_null",
        groups=HELPDESK,
    )
    helpdesk_team_id = fields.Many2one(
        "helpdesk.ticket.team",
        string="Team",
        compute="_compute_helpdesk_facts",
        store=True,
        index="btree_not_null",
        groups=HELPDESK,
    )
    helpdesk_user_id = fields.Many2one(
        "res.users",
        string="Specialist",
        compute="_compute_helpdesk_facts",
        store=True,
        groups=HELPDESK,
    )
    helpdesk_priority = fields.Selection(
        PRIORITIES,
        string="Priority",
        compute="_compute_helpdesk_facts",
        store=True,
        groups=HELPDESK,
    )
    helpdesk_category_id = fields.Many2one(
        "helpdesk.ticket.category",
        string="Category",
        compute="_compute_helpdesk_facts",
        store=True,
        groups=HELPDESK,
    )
    helpdesk_type_id = fields.Many2one(
        "helpdesk.ticket.type",
        string="Type",
        compute="_compute_helpdesk_facts",
        store=True,
        groups=HELPDESK,
    )
    helpdesk_company_id = fields.Many2one(
        "res.company",
        string="Company",
        compute="_compute_helpdesk_facts",
        store=True,
        groups=HELPDESK,
    )
    helpdesk_satisfied = fields.Float(
        string="Satisfied (%)",
        compute="_compute_helpdesk_satisfied",
        store=True,
        aggregator="avg",
        groups=HELPDESK,
        help="The share of happy customers among those who rated: 4 or 5 of 5.",
    )

    @api.depends("res_model", "res_id")
    def _compute_helpdesk_ticket_id(self):
        ours = self.filtered(lambda rating: rating.res_model == TICKET)
        (self - ours).helpdesk_ticket_id = False
        found = set(self.env[TICKET].browse(ours.mapped("res_id")).exists().ids)
        for rating in ours:
            rating.helpdesk_ticket_id = rating.res_id in found and rating.res_id

    @api.depends("helpdesk_ticket_id", "consumed")
    def _compute_helpdesk_facts(self):
        """Copy what the ticket is; a later move does not change whom it counts for."""
        for rating in self:
            ticket = rating.helpdesk_ticket_id
            rating.helpdesk_team_id = ticket.team_id
            rating.helpdesk_user_id = ticket.user_id
            rating.helpdesk_priority = ticket.priority
            rating.helpdesk_category_id = ticket.category_id
            rating.helpdesk_type_id = ticket.type_id
            rating.helpdesk_company_id = ticket.company_id

    @api.depends("rating", "consumed")
    def _compute_helpdesk_satisfied(self):
        for rating in self:
            happy = rating.consumed and rating.rating >= RATING_LIMIT_SATISFIED
            rating.helpdesk_satisfied = 100 if happy else 0
