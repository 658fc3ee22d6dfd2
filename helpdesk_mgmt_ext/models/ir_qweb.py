# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from lxml import etree

from odoo import api, models, tools


class IrQweb(models.AbstractModel):
    _inherit = "ir.qweb"

    def _generate_code_uncached(self, template):
        """Compile the text of one of our mails once; core does it for each mail."""
        generate, context = super()._generate_code_uncached, self.env.context
        if (
            context.get("helpdesk_keep_code")
            and isinstance(template, etree._Element)
            and not context.get("dev_mode")
        ):
            source = etree.tostring(template, encoding="unicode")
            return self._helpdesk_code(source, template, generate)
        return generate(template)

    @api.model
    @tools.ormcache(
        "source",
        "self.env.context.get('preserve_comments')",
        # what one who may not write code compiles is checked, and is not another's
        "self.env.context.get('raise_on_forbidden_code_for_model')",
        "tuple(self.env.context.get(key) or False"
        " for key in self._get_template_cache_keys())",
        cache="templates",
    )
    def _helpdesk_code(self, source, template, generate):
        """Return what ``template``, of which ``source`` is the text, is compiled to."""
        return generate(template)
