# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Helpdesk Suite: CRM Bridge",
    "summary": "Opportunities born in support, with all that sales needs to go on",
    "version": "19.0.1.0.0",
    "license": "AGPL-3",
    "category": "Services/Helpdesk",
    "author": "Helpdesk Suite contributors",
    "website": "https://github.com/OCA/helpdesk",
    "depends": ["helpdesk_mgmt_ext", "helpdesk_mgmt_crm"],
    "data": [
        "security/ir.model.access.csv",
        "data/helpdesk_upsell_phrase.xml",
        "wizards/helpdesk_ticket_create_lead_views.xml",
        "wizards/helpdesk_ticket_resolve_views.xml",
        "views/helpdesk_upsell_phrase_views.xml",
        "views/crm_lead_views.xml",
        "views/helpdesk_ticket_views.xml",
    ],
    "assets": {
        "web.assets_tests": [
            "helpdesk_crm_bridge/static/tests/tours/**/*",
        ],
    },
}
