# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
import unicodedata

from markupsafe import Markup, escape

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext, html_sanitize

KB_MANAGER = "helpdesk_kb.group_kb_manager"
#: PostgreSQL refuses a search vector beyond 1 MB.
MAX_SEARCH_TEXT = 100_000


class DocumentPage(models.Model):
    """A page may be a helpdesk article: reviewed, with an audience, searched, counted.

    Only KB managers publish articles. What outsiders see is never the page's content
    but ``kb_body_public``, a sanitised copy of the approved version.
    """

    _inherit = "document.page"

    name = fields.Char(index="trigram")
    # Stock stores scripts as they come and shows them to the next reader (I16).
    content = fields.Html(sanitize=True, sanitize_form=True)
    kb_article = fields.Boolean(
        string="Helpdesk article",
        index=True,
        help="Articles need a KB manager's approval, and are found in the help centre.",
    )
    kb_audience = fields.Selection(
        [
            ("internal", "Internal"),
            ("portal", "Customers with an account"),
            ("public", "Everybody"),
        ],
        string="Audience",
        default="internal",
        required=True,
        tracking=True,
    )
    kb_state = fields.Selection(
        [
            ("draft", "Draft"),
            ("review", "In review"),
            ("published", "Published"),
            ("archived", "Archived"),
        ],
        string="Article status",
        compute="_compute_kb_state",
        store=True,
        index=True,
    )
    kb_revision_ids = fields.One2many(
        "document.page.history", "page_id", string="All revisions"
    )
    kb_body_public = fields.Html(
        string="Published text",
        compute="_compute_kb_body_public",
        store=True,
        sanitize=False,  # sanitised harder than a field does, see the compute
    )
    kb_search_text = fields.Text(compute="_compute_kb_search_text", store=True)
    kb_lang = fields.Selection(
        selection=lambda self: self.env["res.lang"].get_installed(),
        string="Language",
        default=lambda self: self.env.lang,
    )
    kb_slug = fields.Char(compute="_compute_kb_slug")
    kb_review_date = fields.Date(
        string="Review by", help="When somebody should check whether it is still true."
    )
    kb_redactions = fields.Text(
        string="Taken out",
        readonly=True,
        help="Personal data and secrets that were removed from the draft; check that "
        "nothing was missed.",
    )
    kb_view_count = fields.Integer(string="Views", readonly=True, copy=False)
    kb_helpful_count = fields.Integer(string="Helpful", readonly=True, copy=False)
    kb_not_helpful_count = fields.Integer(
        string="Not helpful", readonly=True, copy=False
    )
    ticket_ids = fields.Many2many(
        "helpdesk.ticket",
        "helpdesk_kb_page_ticket_rel",
        "page_id",
        "ticket_id",
        string="Tickets",
        copy=False,
    )
    kb_ticket_count = fields.Integer(compute="_compute_kb_ticket_count")

    @api.depends("active", "history_head", "kb_revision_ids.state", "kb_article")
    def _compute_kb_state(self):
        for page in self:
            states = set(page.kb_revision_ids.mapped("state"))
            if not page.active:
                page.kb_state = "archived"
            elif page.history_head:
                page.kb_state = "published"
            else:
                page.kb_state = "review" if "to approve" in states else "draft"

    @api.depends("history_head.content", "kb_article")
    def _compute_kb_body_public(self):
        for page in self:
            page.kb_body_public = html_sanitize(
                page.history_head.content or "" if page.kb_article else "",
                strip_style=True,
                strip_classes=True,
                sanitize_form=True,
                sanitize_attributes=True,
            )

    @api.depends("name", "kb_body_public")
    def _compute_kb_search_text(self):
        for page in self:
            text = html2plaintext(page.kb_body_public or "")
            page.kb_search_text = f"{page.name}\n{text}"[:MAX_SEARCH_TEXT]

    @api.depends("name")
    def _compute_kb_slug(self):
        for page in self:
            plain = unicodedata.normalize("NFKC", page.name or "").lower()
            words = "-".join(re.findall(r"\w+", plain))[:60].strip("-")
            page.kb_slug = f"{words}-{page.id}" if words else str(page.id)

    @api.depends("ticket_ids")
    def _compute_kb_ticket_count(self):
        for page in self:
            page.kb_ticket_count = len(page.ticket_ids)

    @api.depends("kb_article")
    def _compute_is_approval_required(self):
        super()._compute_is_approval_required()
        self.filtered("kb_article").is_approval_required = True

    def can_user_approve_this_page(self, user):
        """Articles are published by KB managers only; other pages as stock says."""
        if self.kb_article:
            return user.has_group(KB_MANAGER)
        return super().can_user_approve_this_page(user)

    def _get_page_index(self, link=True):
        """Return the list of subpages; stock puts titles in unescaped (I16)."""
        self.ensure_one()
        items = Markup("").join(
            Markup("<li>%s</li>") % Markup(page._get_page_index())
            for page in self.child_ids
        )
        title = Markup("")
        if link:
            title = Markup('<a href="%s">%s</a>') % (self.backend_url, self.name)
        return str(title + (Markup("<ul>%s</ul>") % items if items else ""))

    # -------------------------------------------------------------- publishing

    def _kb_pending(self):
        """Return the revisions of these pages that wait for approval."""
        return self.kb_revision_ids.filtered(lambda rev: rev.state == "to approve")

    def action_kb_publish(self):
        """Approve what waits, the newest revision; older ones are superseded.

        :raises UserError: nothing waits
        :raises AccessError: the user is no KB manager
        """
        for page in self:
            pending = page._kb_pending().sorted("id")
            if not pending:
                raise UserError(
                    self.env._("Nothing of “%(name)s” waits.", name=page.name)
                )
            pending[-1].action_approve()
            pending[:-1].action_cancel()
        return True

    def action_kb_open_tickets(self):
        """Open the tickets this article came from or helped in."""
        self.ensure_one()
        return self.ticket_ids._get_records_action(name=self.env._("Tickets"))

    def _kb_propose(self, content, summary):
        """Propose a revision; a KB manager decides."""
        self.ensure_one()
        return self._create_history(
            {
                "page_id": self.id,
                "name": self.env._("Revision"),
                "summary": summary,
                "content": content,
            }
        )

    def _kb_merge_into(self, target):
        """Hand tickets and what is new over to ``target``, and archive this article."""
        self.ensure_one()
        if target == self or not target.kb_article:
            raise UserError(self.env._("Choose another article to merge into."))
        pending = self._kb_pending().sorted("id")[-1:]
        own = pending.content or self.content
        known = target._kb_pending().sorted("id")[-1:].content or target.content
        target._kb_propose(
            Markup("%s<hr/>%s") % (Markup(known or ""), Markup(own or "")),
            self.env._("Merged with “%(name)s”", name=self.name),
        )
        # sudo: a KB manager need not see the tickets that the articles came from
        target.sudo().ticket_ids |= self.sudo().ticket_ids
        pending.action_cancel()
        self.active = False

    def action_kb_use(self):
        """Link this article to the ticket of the context."""
        return self._kb_ticket_of_context().action_kb_link()

    def action_kb_send(self):
        """Answer the customer of the ticket of the context with this article."""
        return self._kb_ticket_of_context().action_kb_send()

    def _kb_ticket_of_context(self):
        self.ensure_one()
        ticket = self.env["helpdesk.ticket"].browse(
            self.env.context.get("kb_ticket_id")
        )
        return ticket.with_context(kb_page_id=self.id)

    def _kb_url(self):
        """Return the address of the article in the help centre, without the host."""
        self.ensure_one()
        return f"/helpdesk/kb/{self.kb_slug}"

    def _kb_link(self):
        """Return the article as a link for a mail; outsiders can follow it."""
        self.ensure_one()
        return Markup('<a href="%s">%s</a>') % (
            f"{self.get_base_url()}{self._kb_url()}",
            escape(self.name),
        )
