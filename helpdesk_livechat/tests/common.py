# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.tests import new_test_user

from odoo.addons.helpdesk_mgmt_ext.tests.common import HelpdeskCommon

OPERATOR_GROUPS = (
    "base.group_user,im_livechat.im_livechat_group_user,"
    "helpdesk_mgmt.group_helpdesk_user_own"
)


class ChatCommon(HelpdeskCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.operator = new_test_user(
            cls.env, "chat-operator", OPERATOR_GROUPS, name="Olga Operator"
        )
        cls.team.user_ids += cls.operator
        cls.livechat = cls.env["im_livechat.channel"].create(
            {"name": "Shop", "helpdesk_team_id": cls.team.id}
        )
        cls.guest = cls.env["mail.guest"].create({"name": "Gus Guest"})

    @classmethod
    def _start_chat(cls, visitor=None):
        """A chat between the operator and a guest, or a contact who is logged in."""
        member = (
            {"guest_id": cls.guest.id} if not visitor else {"partner_id": visitor.id}
        )
        return cls.env["discuss.channel"].create(
            {
                "name": "Visitor",
                "channel_type": "livechat",
                "livechat_channel_id": cls.livechat.id,
                "livechat_operator_id": cls.operator.partner_id.id,
                "channel_member_ids": [
                    Command.create(
                        {
                            "partner_id": cls.operator.partner_id.id,
                            "livechat_member_type": "agent",
                        }
                    ),
                    Command.create({**member, "livechat_member_type": "visitor"}),
                ],
            }
        )

    @classmethod
    def _say(cls, chat, body, author=None, **kwargs):
        if author:
            kwargs["author_id"] = author.id
        else:  # as the web server does for a visitor
            public = cls.env.ref("base.public_user")
            chat = chat.with_user(public).sudo().with_context(guest=cls.guest)
        return chat.message_post(
            body=body,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            **kwargs,
        )

    def _command(self, chat, body, user=None):
        chat.with_user(user or self.operator).execute_command_ticket(body=body)
        return self.env["helpdesk.ticket"].search([("chat_session_id", "=", chat.id)])
