# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import SQL

COUNTERS = {
    "view": "kb_view_count",
    "helpful": "kb_helpful_count",
    "not_helpful": "kb_not_helpful_count",
}


class HelpdeskKbUsage(models.Model):
    """What an article was good for, one row per event; nothing tells who it was."""

    _name = "helpdesk.kb.usage"
    _description = "Helpdesk Article Usage"
    _order = "at desc, id desc"

    page_id = fields.Many2one(
        "document.page", string="Article", required=True, index=True, ondelete="cascade"
    )
    ticket_id = fields.Many2one(
        "helpdesk.ticket", index="btree_not_null", ondelete="set null"
    )
    kind = fields.Selection(
        [
            ("view", "Read"),
            ("helpful", "Found helpful"),
            ("not_helpful", "Found not helpful"),
            ("deflected", "Solved without a ticket"),
            ("linked", "Linked to a ticket"),
            ("inserted", "Sent to a customer"),
        ],
        required=True,
        index=True,
    )
    at = fields.Datetime(string="When", required=True, default=fields.Datetime.now)

    @api.model
    def _record(self, page, kind, ticket=None):
        """Note that ``page`` was used, and count it at once."""
        # sudo: visitors and agents use articles, they do not keep the book
        self.sudo().create(
            {"page_id": page.id, "kind": kind, "ticket_id": ticket and ticket.id}
        )
        counter = COUNTERS.get(kind)
        if counter:
            self.env.cr.execute(
                SQL(
                    "UPDATE document_page SET %(field)s = coalesce(%(field)s, 0) + 1"
                    " WHERE id = %(id)s",
                    field=SQL.identifier(counter),
                    id=page.id,
                )
            )
            page.invalidate_recordset([counter], flush=False)
