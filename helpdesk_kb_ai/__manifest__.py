# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Helpdesk Suite: Knowledge Base with AI",
    "summary": "A language model puts drafted articles into better words, for review",
    "version": "19.0.1.0.0",
    "license": "AGPL-3",
    "category": "Services/Helpdesk",
    "author": "Helpdesk Suite contributors",
    "website": "https://github.com/OCA/helpdesk",
    "depends": ["helpdesk_kb", "helpdesk_ai_routing"],
    "data": [
        "data/ir_cron.xml",
        "views/document_page_history_views.xml",
        "views/helpdesk_ticket_views.xml",
    ],
    "assets": {
        "web.assets_tests": ["helpdesk_kb_ai/static/tests/tours/**/*"],
    },
    "auto_install": True,
}
