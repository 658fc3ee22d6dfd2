# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Tickets that belong together: an incident and its tickets, and related ones."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import is_html_empty

from .helpdesk_ticket_lifecycle import WORK_ROLES
from .helpdesk_ticket_merge import AGENTS


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    parent_id = fields.Many2one(
        "helpdesk.ticket",
        string="Incident",
        copy=False,
        tracking=True,
        index="btree_not_null",
        groups=AGENTS,
        help="The ticket that treats the common cause of several requests.",
    )
    child_ids = fields.One2many(
        "helpdesk.ticket", "parent_id", string="Tickets of the incident", groups=AGENTS
    )
    child_count = fields.Integer(
        compute="_compute_child_count", string="Incident tickets", groups=AGENTS
    )
    open_child_count = fields.Integer(compute="_compute_child_count", groups=AGENTS)
    related_ids = fields.Many2many(
        "helpdesk.ticket",
        compute="_compute_related_ids",
        inverse="_inverse_related_ids",
        search="_search_related_ids",
        groups=AGENTS,
        help="Tickets worth knowing when working on this one; they name it in turn.",
    )
    # One table read from both ends: the relation is symmetric without a second row.
    related_to_ids = fields.Many2many(
        "helpdesk.ticket",
        "helpdesk_ticket_related_rel",
        "ticket_id",
        "related_id",
        copy=False,
        groups=AGENTS,
    )
    related_from_ids = fields.Many2many(
        "helpdesk.ticket",
        "helpdesk_ticket_related_rel",
        "related_id",
        "ticket_id",
        copy=False,
        groups=AGENTS,
    )

    @api.depends("child_ids.stage_role")
    def _compute_child_count(self):
        counts = {}
        groups = self._read_group(
            [("parent_id", "in", self.ids)], ["parent_id", "stage_role"], ["__count"]
        )
        for parent, role, count in groups:
            total, still_open = counts.get(parent.id, (0, 0))
            still_open += count if role in WORK_ROLES else 0
            counts[parent.id] = (total + count, still_open)
        for ticket in self:
            ticket.child_count, ticket.open_child_count = counts.get(
                ticket._origin.id, (0, 0)
            )

    @api.depends("related_to_ids", "related_from_ids")
    def _compute_related_ids(self):
        for ticket in self:
            ticket.related_ids = ticket.related_to_ids | ticket.related_from_ids

    def _inverse_related_ids(self):
        for ticket in self:
            wanted = ticket.related_ids - ticket
            ticket.related_from_ids &= wanted
            ticket.related_to_ids = wanted - ticket.related_from_ids

    def _search_related_ids(self, operator, value):
        if operator not in ("in", "any"):
            return NotImplemented
        return [
            "|",
            ("related_to_ids", operator, value),
            ("related_from_ids", operator, value),
        ]

    @api.constrains("parent_id")
    def _check_parent(self):
        if self._has_cycle():
            raise ValidationError(
                self.env._("An incident cannot be part of itself, nor of its tickets.")
            )

    # ----------------------------------------------------------------- actions

    def _open_children(self):
        """Return the tickets of these incidents that are still worked on.

        :raises UserError: there are none, or some that the user may not see: a mass
            update reaches all of them or none
        """
        self.check_access("write")
        domain = [("parent_id", "in", self.ids), ("stage_role", "in", [*WORK_ROLES])]
        children = self.search(domain)
        # sudo: only to count what the user's rules hide
        if len(children) != self.sudo().search_count(domain):
            raise UserError(
                self.env._(
                    "Some tickets of the incident are not yours to change. Ask an "
                    "officer to update them."
                )
            )
        if not children:
            raise UserError(self.env._("No ticket of the incident is open."))
        return children

    def action_message_children(self, body):
        """Post the same public message to the customers of all open tickets.

        :param body: plain text or ``Markup``
        :raises UserError: no text, no open ticket, or one the user may not change
        """
        self.ensure_one()
        if is_html_empty(body):
            raise UserError(self.env._("Write the message."))
        children = self._open_children()
        children.check_access("write")
        for child in children:
            child._post_to_customer(body)
        return True

    def action_resolve_children(self):
        """Resolve all open tickets with the solution of their incident.

        :raises UserError: the incident has no solution yet, or no open ticket
        """
        self.ensure_one()
        if not (self.resolution_summary or "").strip():
            raise UserError(
                self.env._(
                    "Write the solution of the incident first, it is sent to all."
                )
            )
        return self._open_children().action_resolve(
            self.resolution_summary,
            testing=self.resolution_testing,
            expected_result=self.resolution_expected_result,
        )

    def action_view_children(self):
        """Open the tickets of the incident."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Tickets of %(ticket)s", ticket=self.number),
            "res_model": self._name,
            "view_mode": "list,kanban,form",
            "domain": [("parent_id", "=", self.id)],
            "context": {"default_parent_id": self.id},
        }
