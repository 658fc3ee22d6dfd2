# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models, tools


class MailRenderMixin(models.AbstractModel):
    _inherit = "mail.render.mixin"

    @api.model
    def _has_unsafe_expression_template_qweb(self, template_src, model, fname=None):
        """Judge the text of one of our mails once; core compiles it for each mail."""
        judge = super()._has_unsafe_expression_template_qweb
        if template_src and self.env.context.get("helpdesk_keep_code"):
            return self._helpdesk_is_unsafe(
                str(template_src), model, lambda: judge(template_src, model, fname)
            )
        return judge(template_src, model, fname)

    @api.model
    @tools.ormcache("source", "model", cache="templates")
    def _helpdesk_is_unsafe(self, source, model, judge):
        """Return what core says about ``source``, a text for records of ``model``."""
        return judge()
