# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Helpdesk Suite: Service Levels",
    "summary": "First response, update cadence and resolution targets that explain themselves",
    "version": "19.0.1.0.0",
    "license": "AGPL-3",
    "category": "Services/Helpdesk",
    "author": "Helpdesk Suite contributors",
    "website": "https://github.com/OCA/helpdesk",
    "depends": [
        "helpdesk_mgmt_ext",
        "helpdesk_mgmt_sla",
    ],
    "data": [
        "security/ir.model.access.csv",
        "security/helpdesk_sla_security.xml",
        "data/ir_cron.xml",
        "data/helpdesk_sla.xml",
        "data/helpdesk_customer_tier.xml",
        "data/helpdesk_sla_ecommerce.xml",
        "data/helpdesk_sla_escalation.xml",
        "views/helpdesk_ticket_sla_views.xml",
        "views/helpdesk_ticket_views.xml",
        "views/helpdesk_sla_views.xml",
        "views/helpdesk_customer_tier_views.xml",
        "views/helpdesk_sla_escalation_views.xml",
        "views/helpdesk_sla_compliance_views.xml",
        "views/helpdesk_ticket_team_views.xml",
        "wizards/helpdesk_sla_simulation_views.xml",
    ],
    "demo": ["demo/helpdesk_sla_demo.xml"],
    "assets": {
        "web.assets_backend": [
            "helpdesk_sla_ext/static/src/**/*",
        ],
        "web.assets_tests": [
            "helpdesk_sla_ext/static/tests/tours/**/*",
        ],
    },
    "post_init_hook": "post_init_hook",
}
