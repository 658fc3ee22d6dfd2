# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Reminding somebody to check whether an article is still true."""

import logging

from odoo import api, fields, models

from .document_page import KB_MANAGER

_logger = logging.getLogger(__name__)


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
            locked = page.try_lock_for_update()
            locked.invalidate_recordset(["kb_review_asked", "kb_review_date"])
            if locked.kb_review_asked != locked.kb_review_date:
                locked._kb_ask_for_review(managers)
            if not self.env["ir.cron"]._commit_progress(1):
                break

    def _kb_ask_for_review(self, managers):
        """Ask one of ``managers``; an article that cannot be asked about stops none."""
        person = self.content_uid if self.content_uid in managers else managers[0]
        try:
            with self.env.cr.savepoint():
                self.activity_schedule(
                    "mail.mail_activity_data_todo",
                    date_deadline=self.kb_review_date,
                    summary=self.env._("Is this article still true?"),
                    user_id=person.id,
                )
                self.kb_review_asked = self.kb_review_date
        except Exception:
            _logger.exception("Review of article %s could not be asked for", self.id)
