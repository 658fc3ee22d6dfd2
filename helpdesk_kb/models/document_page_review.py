# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Reminding somebody to check whether an article is still true."""

from odoo import api, fields, models

from .document_page import KB_MANAGER


class DocumentPage(models.Model):
    _inherit = "document.page"

    kb_review_asked = fields.Date(
        readonly=True, copy=False, help="The review date that was reminded of."
    )

    @api.model
    def _cron_kb_review(self, batch_size=100):
        """Give a KB manager an activity for each article whose review is due, once.

        The last contributor is asked if he is a KB manager, else any of them.
        """
        due = self.search(
            [
                ("kb_article", "=", True),
                ("kb_state", "=", "published"),
                ("kb_review_date", "<=", fields.Date.context_today(self)),
            ],
            order="kb_review_date, id",
        ).filtered(lambda page: page.kb_review_asked != page.kb_review_date)
        # sudo: whom to ask, not what he may read
        managers = self.env.ref(KB_MANAGER).sudo().all_user_ids.filtered("active")
        for page in due[:batch_size] if managers else ():
            # One lock per transaction: the commit below gives up all of them.
            self.env["helpdesk.background"]._lock_free(page)._kb_ask_review(managers)
            if not self.env["ir.cron"]._commit_progress(1):
                break

    def _kb_ask_review(self, managers):
        """Ask for these, unless another process did meanwhile."""
        for page in self:
            if page.kb_review_asked == page.kb_review_date:
                continue
            person = page.content_uid if page.content_uid in managers else managers[0]
            page.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=page.kb_review_date,
                summary=self.env._("Is this article still true?"),
                user_id=person.id,
            )
            page.kb_review_asked = page.kb_review_date
