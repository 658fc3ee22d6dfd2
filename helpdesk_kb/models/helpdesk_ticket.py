# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from odoo.addons.helpdesk_mgmt_ext.ticket_text import newly_written


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    article_ids = fields.Many2many(
        "document.page",
        "helpdesk_kb_page_ticket_rel",
        "ticket_id",
        "page_id",
        string="Articles",
        domain=[("kb_article", "=", True)],
        copy=False,
    )
    article_count = fields.Integer(compute="_compute_article_count", compute_sudo=True)
    kb_query = fields.Char(
        string="Search articles",
        compute="_compute_kb_query",
        readonly=False,
        help="What to look for; the ticket's title if left as it is.",
    )
    suggested_article_ids = fields.Many2many(
        "document.page", compute="_compute_suggested_article_ids"
    )

    @api.depends("article_ids")
    def _compute_article_count(self):
        for ticket in self:
            ticket.article_count = len(ticket.article_ids)

    @api.depends("name")
    def _compute_kb_query(self):
        for ticket in self:
            ticket.kb_query = ticket.name

    @api.depends("kb_query", "description", "article_ids")
    def _compute_suggested_article_ids(self):
        pages = self.env["document.page"]
        for ticket in self:
            text = ticket.kb_query or ""
            if text == ticket.name:
                text = f"{text} {newly_written(ticket.description or '')[:300]}"
            found = pages._kb_search(text, limit=8)
            # sudo: an article he may not read is linked all the same
            ticket.suggested_article_ids = found - ticket.sudo().article_ids

    def action_kb_link(self):
        """Link the article of the context to the ticket: it helped here."""
        self.ensure_one()
        page = self._kb_page_of_context()
        self.check_access("write")
        # sudo: agents may read articles, linking is no change of the article
        self.sudo().article_ids |= page.sudo()
        self.env["helpdesk.kb.usage"]._record(page, "linked", self)
        return True

    def action_kb_send(self):
        """Open an answer to the customer with a link to the article of the context."""
        self.ensure_one()
        page = self._kb_page_of_context()
        self.check_access("write")
        # sudo: as for linking
        self.sudo().article_ids |= page.sudo()
        self.env["helpdesk.kb.usage"]._record(page, "inserted", self)
        body = (
            page._kb_link() if page.kb_audience != "internal" else page.kb_body_public
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Answer"),
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_composition_mode": "comment",
                "default_partner_ids": self.partner_id.ids,
                "default_body": body,
            },
        }

    def _kb_page_of_context(self):
        """Return the published article the button was pressed for."""
        page_id = self.env.context.get("kb_page_id")
        pages = self.env["document.page"].sudo()  # sudo: the domain is the check
        domain = [("id", "=", page_id), *self.env["document.page"]._kb_domain()]
        return pages.search(domain, limit=1).ensure_one()

    def action_kb_open_articles(self):
        """Open the articles of this ticket."""
        self.ensure_one()
        return self.article_ids._get_records_action(name=self.env._("Articles"))
