# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Helpdesk Suite: Knowledge Base",
    "summary": "Knowledge articles out of resolved tickets, reviewed and found while "
    "typing",
    "version": "19.0.1.0.0",
    "license": "AGPL-3",
    "category": "Services/Helpdesk",
    "author": "Helpdesk Suite contributors",
    "website": "https://github.com/OCA/helpdesk",
    "depends": [
        "helpdesk_mgmt_ext",
        "document_page_approval",
        "document_page_tag",
    ],
    "data": [
        "security/helpdesk_kb_groups.xml",
        "security/ir.model.access.csv",
        "security/helpdesk_kb_deflection_security.xml",
        "security/helpdesk_kb_effect_security.xml",
        "security/helpdesk_kb_usage_security.xml",
        "data/document_page.xml",
        "data/ir_cron.xml",
        "wizards/helpdesk_kb_reject_views.xml",
        "wizards/helpdesk_kb_merge_views.xml",
        "views/document_page_views.xml",
        "views/document_page_history_views.xml",
        "views/helpdesk_kb_usage_views.xml",
        "views/helpdesk_kb_deflection_views.xml",
        "views/helpdesk_kb_effect_views.xml",
        "views/helpdesk_ticket_views.xml",
        "views/help_centre_templates.xml",
        "views/helpdesk_kb_menus.xml",
    ],
    "demo": ["demo/document_page.xml"],
    "assets": {
        "web.assets_frontend": [
            "helpdesk_kb/static/src/interactions/**/*",
        ],
        "web.assets_tests": [
            "helpdesk_kb/static/tests/tours/**/*",
        ],
    },
}
