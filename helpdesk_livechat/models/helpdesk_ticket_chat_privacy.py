# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    def _anonymise_batch(self):
        """Empty the chats too, unless another ticket of the same chat still counts."""
        result = super()._anonymise_batch()
        chats = self.chat_session_id
        self.env["helpdesk.ticket"].flush_model()
        still_needed = self.with_context(active_test=False).search(
            [
                ("chat_session_id", "in", chats.ids),
                ("anonymised_at", "=", False),
                ("id", "not in", self.ids),
            ]
        )
        chats -= still_needed.chat_session_id
        if chats:
            self.env["mail.message"]._helpdesk_anonymise(chats._name, chats.ids)
            guests = chats.livechat_customer_guest_ids
            guests.name = self.env._("Visitor")
        return result
