# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the web client is told of the ticket's fields when it loads a view."""

from odoo import api, models, tools


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        """Describe the fields; what views need to know is kept per worker.

        A search view asks for each of some two hundred fields. Whether one can be
        sorted and grouped by is found by building the SQL for it, which was most of
        what loading the views cost.
        """
        anew = self.env.su or self.env.context.get("helpdesk_described_anew")
        if anew or {*(attributes or ())} != {*self._get_view_field_attributes()}:
            return super().fields_get(allfields, attributes)
        user = self.env.user
        known = self._view_descriptions(
            self.env.lang,
            user._get_group_ids(),
            user.has_group("base.group_no_one"),  # of those, in debug mode only
        )
        return {
            name: self._fields[name].get_description(self.env, attributes)
            | {"readonly": description["readonly"]}
            if _depends_on_who_asks(self._fields[name])
            else dict(description)
            for name, description in known.items()
            if not allfields or name in allfields
        }

    @api.model
    @tools.ormcache("lang", "group_ids", "technical")
    def _view_descriptions(self, lang, group_ids, technical):
        """Return name → description of what people in these groups may see.

        Views may depend on language and access only, as core's ``get_views`` says; a
        changed label, access right or group clears what is kept.
        """
        tickets = self.with_context(helpdesk_described_anew=True)
        return tickets.fields_get(None, self._get_view_field_attributes())


def _depends_on_who_asks(field):
    """Whether code decides on a field's choices each time."""
    choices = getattr(field, "selection", None)
    return callable(getattr(field, "domain", None)) or (
        callable(choices) or isinstance(choices, str)
    )
