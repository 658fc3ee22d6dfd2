# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a service outside is told to analyse, and whether its answer is still of it."""

from odoo import api, models, tools

from odoo.addons.helpdesk_mgmt_ext.models.helpdesk_remembered_mixin import forget
from odoo.addons.helpdesk_mgmt_ext.webhook_client import fit

from ..ticket_classifier import redact
from .helpdesk_ai_engine import TYPE_XMLIDS
from .helpdesk_ticket_ai_api import CLASSIFICATIONS

#: Bytes of JSON, as the events' own; the placeholders may be longer than the names.
TITLE_BYTES, DESCRIPTION_BYTES = 600, 12_000


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    def _event_data(self, contact, full):
        """Leave out personal data where a service outside is asked to analyse."""
        data = super()._event_data(contact, full)
        providers = self.env["helpdesk.ai.provider"]
        if contact or not providers._redacts_events(self.company_id.id):
            return data
        # sudo: names are read to be removed
        customer = self.sudo().partner_id
        names = [customer.name, self.partner_name, customer.parent_id.name]
        limits = {"title": TITLE_BYTES, "description": DESCRIPTION_BYTES}
        for key in limits.keys() & data.keys():
            data[key] = fit(redact(data[key], names), limits[key])[0]
        return data

    def _ai_is_outdated(self, version):
        """Whether the ticket's text is newer than the version that was analysed.

        Versions count all events: an assignment alone makes no analysis outdated.
        """
        if super()._ai_is_outdated(version):
            return True
        asked = self._ai_awaited()
        return bool(
            version is not None
            and version < self.event_version
            and asked.input_hash
            and asked.input_hash != self._ai_input_hash()
        )


class HelpdeskAiAnalysis(models.Model):
    _inherit = "helpdesk.ai.analysis"

    def _classification(self):
        """Return the contract's word for the type: support, bug, requirement, …"""
        self.ensure_one()
        ids = self.env["ir.model.data"]
        for word, code in CLASSIFICATIONS.items():
            type_id = ids._xmlid_to_res_id(TYPE_XMLIDS[code], raise_if_not_found=False)
            if type_id and type_id == self.type_id.id:
                return word
        return None


class HelpdeskAiProvider(models.Model):
    _inherit = "helpdesk.ai.provider"

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
    @tools.ormcache("company_id")
    def _redacts_events(self, company_id):
        """Whether a service that gets our events wants them without personal data."""
        domain = [
            ("kind", "=", "n8n"),
            ("redact", "=", True),
            ("active", "=", True),  # whatever the context of who asks first
            ("company_id", "in", [False, company_id]),
        ]
        # sudo: who analyses does not depend on who sends the ticket in
        return bool(self.sudo().search_count(domain, limit=1))
