# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from odoo.addons.helpdesk_mgmt_ext.models.helpdesk_remembered_mixin import forget

UPSELL_KINDS = [
    ("new_module", "New module"),
    ("training", "Training"),
    ("custom_development", "Custom development"),
    ("scope_expansion", "Scope expansion"),
    ("other", "Other"),
]


class HelpdeskUpsellPhrase(models.Model):
    """Words by which customers betray that they would like to buy something.

    A ticket that contains one gets a suggestion; nothing is ever done by itself.
    """

    _name = "helpdesk.upsell.phrase"
    _description = "Helpdesk Upsell Phrase"
    _order = "kind, name, id"

    name = fields.Char(
        string="Phrase",
        required=True,
        help="Matched as whole words, whatever the case. Any language.",
    )
    kind = fields.Selection(UPSELL_KINDS, required=True, default="other")
    active = fields.Boolean(default=True)

    _name_uniq = models.Constraint("UNIQUE(name, kind)", "This phrase exists already.")

    @api.constrains("name")
    def _check_name(self):
        for phrase in self:
            if len(" ".join(phrase.name.split())) < 4:
                raise ValidationError(
                    self.env._(
                        "A phrase needs four characters, or it matches by chance."
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        forget(self.env)
        return super().create(vals_list)

    def write(self, vals):
        forget(self.env)
        return super().write(vals)

    def unlink(self):
        forget(self.env)
        return super().unlink()

    @api.model
    @tools.ormcache()
    def _patterns(self):
        """Return ((kind, pattern), …): one pattern of alternatives per kind.

        Escaped literals only, so no phrase can make matching slow.
        """
        by_kind = {}
        # sudo: what is looked for does not depend on who created the ticket
        for phrase in self.sudo().search([("active", "=", True)]):
            words = r"\s+".join(re.escape(word) for word in phrase.name.split())
            by_kind.setdefault(phrase.kind, []).append(words)
        return tuple(
            (kind, re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", re.IGNORECASE))
            for kind, words in by_kind.items()
        )

    @api.model
    def _detect(self, text):
        """Return (kind, phrase as written) of the first match in ``text``, or None."""
        matches = [
            (match.start(), kind, " ".join(match.group().split()))
            for kind, pattern in self._patterns()
            if (match := pattern.search(text))
        ]
        return min(matches)[1:] if matches else None
