# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Where a service may be: its address must not become a door into the network."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from odoo.addons.helpdesk_mgmt_ext.webhook_client import ask, url_refusal

from .helpdesk_ai_provider import ProviderError

#: What makes the server connect to somewhere.
ADDRESS_FIELDS = {"url", "allow_private"}


class HelpdeskAiProvider(models.Model):
    _inherit = "helpdesk.ai.provider"

    allow_private = fields.Boolean(
        string="In Our Network",
        help="The service is on this host or in a private network. Otherwise such "
        "addresses are refused, so that nobody reaches internal services through it.",
    )
    may_set_address = fields.Boolean(compute="_compute_may_set_address")

    @api.depends_context("uid")
    def _compute_may_set_address(self):
        self.may_set_address = self._may_set_address()

    @api.model
    def _may_set_address(self):
        return self.env.su or self.env.user.has_group("base.group_system")

    @api.model_create_multi
    def create(self, vals_list):
        providers = super().create(vals_list)
        # looked at afterwards: a default of the context counts as well
        if any(provider.url or provider.allow_private for provider in providers):
            self._check_may_set_address()
        return providers

    def write(self, vals):
        if not ADDRESS_FIELDS.isdisjoint(vals):
            self._check_may_set_address()
        return super().write(vals)

    @api.model
    def _check_may_set_address(self):
        if not self._may_set_address():
            raise AccessError(
                self.env._(
                    "Only system administrators set the address of a service: the "
                    "server connects to it."
                )
            )

    @api.constrains("kind", "url", "model_name", "active", "allow_private")
    def _check_address(self):
        for provider in self.filtered(lambda p: p.active and p._is_called()):
            problem = provider._address_problem()
            if problem:
                raise ValidationError(problem)
            if not provider.model_name:
                raise ValidationError(self.env._("Give the name of the model."))

    def _address_problem(self):
        """Return what is wrong with the address, as far as can be told offline."""
        self.ensure_one()
        host, reason = url_refusal(self.url, self.allow_private)
        if reason == "malformed":
            return self.env._(
                "A system administrator gives the address of the service, with https://."
            )
        if reason == "password":
            return self.env._("The address cannot hold a password or a “#”.")
        if reason in ("loopback", "private"):
            return self.env._(
                "%(host)s is in a private network: tick “In Our Network” if that is "
                "what you mean.",
                host=host,
            )
        if reason:
            return self.env._(
                "%(host)s is never allowed (%(reason)s).", host=host, reason=reason
            )
        if not self.allow_private and not self.url.strip().startswith("https://"):
            return self.env._(
                "Outside our network the address begins with https://: key and text "
                "must not be readable on the way."
            )
        return None

    def _post(self, path, body, at_most):
        """Return the bytes that the service answers to ``body``, a text of JSON.

        :param at_most: bytes of the answer
        :raises ProviderError: no answer, an error, or an address that is not allowed
        """
        self.ensure_one()
        headers = {"User-Agent": "helpdesk/1"}
        # sudo: the key is readable by managers only, the job needs it
        key = self.sudo().api_key
        if key:
            headers["Authorization"] = f"Bearer {key}"
        url = f"{self.url.strip().rstrip('/')}{path}"
        answer, content = ask(
            url, body, headers, self.timeout, self.allow_private, at_most
        )
        if answer.refused:
            raise ProviderError(
                self.env._("its address is not allowed (%s)", answer.refused)
            )
        if answer.status != 200:
            # what a stranger's server says beside its number is not repeated
            told = f"HTTP {answer.status}" if answer.status else answer.error
            raise ProviderError(told)
        return content
