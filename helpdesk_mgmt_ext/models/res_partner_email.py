# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A contact's own word for his mail address is not enough to get another's mails."""

from odoo import api, fields, models
from odoo.tools import consteq
from odoo.tools.misc import hmac

SCOPE = "helpdesk_mgmt_ext.verify_email"


class ResPartner(models.Model):
    _inherit = "res.partner"

    # Each mail looks for its sender four times: core reads all contacts for that.
    email_normalized = fields.Char(index="btree_not_null")
    helpdesk_email_unverified = fields.Boolean(
        string="Mail address not verified",
        copy=False,
        groups="base.group_user",
        help="The contact entered this address himself, in his account or on signing "
        "up, and has not confirmed it yet. Mails from it do not become his tickets "
        "until he does, or until somebody on our side vouches for it.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        if self._is_own_word():
            partners.filtered("email")._doubt_email()
        return partners

    def write(self, vals):
        before = {p: p.email_normalized for p in self} if "email" in vals else {}
        result = super().write(vals)
        changed = self.filtered(lambda p: before and p.email_normalized != before[p])
        if changed and self._is_own_word():
            changed.filtered("email")._doubt_email()
        elif changed:
            # sudo: vouching is what an internal user does by entering an address
            changed.sudo().filtered("helpdesk_email_unverified").write(
                {"helpdesk_email_unverified": False}
            )
        return result

    @api.model
    def _is_own_word(self):
        """Whether somebody from outside enters data: a portal user, or a visitor.

        Superuser mode keeps the user, so this holds in the portal's forms too. What
        the mail gateway and our forms create is not entered into an account.
        """
        user = self.env.user
        outside = user.share and user.active or user._is_public()
        return outside and not self.env.context.get("helpdesk_intake")

    def _doubt_email(self):
        """Mark the address and ask its holder by mail to confirm it."""
        # sudo: the contact himself cannot write or read the mark
        self.sudo().write({"helpdesk_email_unverified": True})
        template = self.env.ref(
            "helpdesk_mgmt_ext.mail_template_verify_email", raise_if_not_found=False
        )
        if template:
            # sudo: the mail is ours, whoever entered the address
            template.sudo().send_mail_batch(self.ids)

    def action_helpdesk_vouch(self):
        """Vouch for the address: mails from it become this contact's tickets."""
        self.check_access("write")
        return self.write({"helpdesk_email_unverified": False})

    def _helpdesk_email_token(self):
        """Return the secret that only the holder of the address gets."""
        self.ensure_one()
        # sudo: the signing key is a system parameter
        return hmac(self.env(su=True), SCOPE, (self.id, self.email_normalized))

    def _helpdesk_email_url(self):
        """Return the address of the page that confirms; it needs no login."""
        self.ensure_one()
        return (
            f"{self.get_base_url()}/helpdesk/verify/{self.id}"
            f"?token={self._helpdesk_email_token()}"
        )

    def _helpdesk_confirm_email(self, token):
        """Confirm the address if ``token`` is right; return whether it is."""
        self.ensure_one()
        if not token or not consteq(self._helpdesk_email_token(), str(token)):
            return False
        # sudo: the holder of the address need not be logged in
        self.sudo().helpdesk_email_unverified = False
        return True
