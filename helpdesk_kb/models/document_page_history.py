# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

#: What an approved version is; changing it would rewrite history (I17).
RECORD = {"content", "state", "approved_date", "approved_uid", "page_id", "name"}


class DocumentPageHistory(models.Model):
    _inherit = "document.page.history"

    content = fields.Html(sanitize=True, sanitize_form=True)
    kb_article = fields.Boolean(related="page_id.kb_article", store=True, index=True)
    kb_audience = fields.Selection(related="page_id.kb_audience")
    kb_redactions = fields.Text(related="page_id.kb_redactions")
    kb_reject_reason = fields.Char(string="Why rejected", readonly=True)

    @api.depends("page_id.name")
    def _compute_display_name(self):
        """Name the revision after its page; stock shows a pair of id and name."""
        for revision in self:
            revision.display_name = f"{revision.page_id.name} #{revision.id}"

    def write(self, vals):
        self._check_record(vals)
        return super().write(vals)

    def _check_record(self, vals):
        """Refuse to rewrite an approved version, or to approve past the action.

        :raises AccessError: an approved version would change, or somebody who may not
            approve the page sets its status by hand
        """
        if self.env.su or RECORD.isdisjoint(vals):
            return
        if self.filtered(lambda revision: revision.state == "approved"):
            raise AccessError(
                self.env._("An approved version stays as it is: propose a revision.")
            )
        articles = self.filtered("kb_article")
        if vals.get("state") == "approved" and articles.filtered(
            lambda revision: not revision.am_i_approver
        ):
            raise AccessError(self.env._("Only KB managers publish articles."))

    def action_kb_reject(self, reason):
        """Reject a proposed revision; the author reads why.

        :param reason: why, in a sentence
        :raises UserError: no reason, or nothing to reject
        """
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why, so that the author learns from it."))
        for revision in self:
            if not revision.am_i_approver:
                raise AccessError(self.env._("Only KB managers decide on articles."))
            if revision.state != "to approve":
                raise UserError(self.env._("This revision does not wait for approval."))
            revision.kb_reject_reason = reason
            revision.action_cancel()
            revision.page_id.message_post(
                body=self.env._("Revision rejected: %(reason)s", reason=reason)
            )
        return True
