# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import (
    chatbot_script_step,
    discuss_channel,
    helpdesk_ticket,
    helpdesk_ticket_chat_privacy,
    im_livechat_channel,
    res_users,
)
