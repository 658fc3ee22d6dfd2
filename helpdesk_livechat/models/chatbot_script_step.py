# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.tools import html2plaintext


class ChatbotScriptStep(models.Model):
    _inherit = "chatbot.script.step"

    step_type = fields.Selection(
        selection_add=[("create_ticket", "Create Ticket")],
        ondelete={"create_ticket": "cascade"},
    )
    helpdesk_team_id = fields.Many2one(
        "helpdesk.ticket.team",
        help="Without one, the team of the chat's channel or the routing decides.",
    )

    def _process_step(self, discuss_channel):
        posted = super()._process_step(discuss_channel)
        if self.step_type == "create_ticket":
            self._process_step_create_ticket(discuss_channel)
        return posted

    def _process_step_create_ticket(self, discuss_channel):
        """Make a ticket of what the visitor told the chatbot, as the bot.

        The visitor is told its number; the operator's command does the same.
        """
        asked = self._find_first_user_free_input(discuss_channel)
        title = " ".join(html2plaintext(asked.body).split()) if asked else ""
        # sudo: a visitor has no rights; only the chat's own words are written
        channel_bot = discuss_channel.with_user(
            self.env.ref("helpdesk_mgmt_ext.user_helpdesk_bot")
        ).sudo()
        # sudo: which team the script names, no more is read
        team_sudo = self.sudo().helpdesk_team_id.filtered("active")
        vals = {"team_id": team_sudo.id} if team_sudo else {}
        ticket_sudo = channel_bot._helpdesk_create_ticket(title, user_id=False, **vals)
        discuss_channel._chatbot_post_message(
            self.chatbot_script_id,
            self.env._("Your request is registered as %s.", ticket_sudo.number),
        )
