# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Keys of the integration user: core makes keys only for whoever is logged in."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class HelpdeskApiKey(models.TransientModel):
    _name = "helpdesk.api.key"
    _description = "Key of the Helpdesk's API"

    name = fields.Char(string="What it is for", required=True, default="n8n")
    days = fields.Selection(
        [
            ("30", "30 days"),
            ("90", "90 days"),
            ("365", "1 year"),
            ("0", "Never expires"),
        ],
        string="Valid for",
        required=True,
        default="365",
    )
    user_id = fields.Many2one(
        "res.users",
        required=True,
        default=lambda self: self._default_user(),
        domain=lambda self: [
            (
                "all_group_ids",
                "in",
                self.env.ref("helpdesk_mgmt_ext.group_helpdesk_integration").ids,
            )
        ],
    )
    key_ids = fields.Many2many(
        "res.users.apikeys", compute="_compute_keys", string="Keys in use"
    )

    @api.model
    def _default_user(self):
        return self.env.ref("helpdesk_mgmt_ext.user_helpdesk_integration", False)

    @api.depends("user_id")
    def _compute_keys(self):
        for wizard in self:
            keys = wizard.env["res.users.apikeys"]
            if wizard.user_id and wizard.env.is_system():
                # sudo: only administrators come here, by the model's access
                keys = keys.sudo().search([("user_id", "=", wizard.user_id.id)])
            wizard.key_ids = keys

    def action_make(self):
        """Make a key and show it, once.

        :raises AccessError: not an administrator
        :raises UserError: the user is not an integration
        """
        self.ensure_one()
        if not self.env.is_system():
            raise AccessError(self.env._("Only administrators may make keys."))
        if not self.user_id._is_helpdesk_integration():
            raise UserError(
                self.env._("Keys are made here only for users of the integration.")
            )
        until = fields.Datetime.add(fields.Datetime.now(), days=int(self.days))
        keys = self.env["res.users.apikeys"].with_user(self.user_id)
        # sudo: the integration may not choose how long its key is valid
        key = keys.sudo()._generate(
            "rpc", self.name, until if self.days != "0" else None
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("The new key"),
            "res_model": "res.users.apikeys.show",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_key": key},
        }

    def action_revoke(self):
        """Delete all keys of the user: whoever used one is locked out at once.

        :raises AccessError: not an administrator
        """
        self.ensure_one()
        if not self.env.is_system():
            raise AccessError(self.env._("Only administrators may revoke keys."))
        if self.user_id._is_helpdesk_integration():
            self.key_ids._remove()
        return {"type": "ir.actions.act_window_close"}
