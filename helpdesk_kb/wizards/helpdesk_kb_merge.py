# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import AccessError

from ..models.document_page import KB_MANAGER


class HelpdeskKbMerge(models.TransientModel):
    _name = "helpdesk.kb.merge"
    _description = "Merge an Article into Another"

    page_id = fields.Many2one(
        "document.page",
        string="Article",
        required=True,
        default=lambda self: self.env.context.get("active_id"),
    )
    target_id = fields.Many2one(
        "document.page",
        string="Merge into",
        required=True,
        domain="[('kb_article', '=', True), ('id', '!=', page_id)]",
    )

    def action_merge(self):
        """Propose the joined text on the other article and archive this one.

        :raises AccessError: the user is no KB manager
        """
        self.ensure_one()
        if not self.env.user.has_group(KB_MANAGER):
            raise AccessError(self.env._("Only KB managers decide on articles."))
        self.page_id._kb_merge_into(self.target_id)
        return self.target_id._get_records_action()
