# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Helpdesk Suite: Live Chat",
    "summary": "A chat becomes a ticket, by command, by button or by the chatbot",
    "version": "19.0.1.0.0",
    "license": "AGPL-3",
    "category": "Services/Helpdesk",
    "author": "Helpdesk Suite contributors",
    "website": "https://github.com/OCA/helpdesk",
    "depends": ["helpdesk_mgmt_ext", "im_livechat"],
    "data": [
        "views/chatbot_script_step_views.xml",
        "views/helpdesk_ticket_views.xml",
        "views/im_livechat_channel_views.xml",
    ],
    "assets": {
        "web.assets_backend": ["helpdesk_livechat/static/src/**/*"],
        "web.assets_tests": ["helpdesk_livechat/static/tests/tours/**/*"],
    },
    "auto_install": True,
}
