# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Helpdesk Suite: AI Routing",
    "summary": "Type, urgency, sentiment and team of each ticket with an honest "
    "confidence",
    "version": "19.0.1.0.0",
    "license": "AGPL-3",
    "category": "Services/Helpdesk",
    "author": "Helpdesk Suite contributors",
    "website": "https://github.com/OCA/helpdesk",
    "depends": [
        "helpdesk_mgmt_ext",
    ],
    "external_dependencies": {
        "python": ["numpy", "scikit-learn"],
    },
    "data": [
        "security/ir.model.access.csv",
        "security/helpdesk_ai_security.xml",
        "data/helpdesk_ai_provider.xml",
        "data/ir_cron.xml",
        "views/helpdesk_ai_analysis_views.xml",
        "views/helpdesk_ai_model_views.xml",
        "wizards/helpdesk_ai_preview_views.xml",
        "views/helpdesk_ai_provider_views.xml",
        "views/helpdesk_ai_provider_n8n_views.xml",
        "views/helpdesk_ticket_views.xml",
        "views/helpdesk_ticket_team_views.xml",
        "views/res_config_settings_views.xml",
        "views/helpdesk_ai_menus.xml",
    ],
    "demo": ["demo/helpdesk_ai_demo.xml"],
    "assets": {
        "web.assets_backend": [
            "helpdesk_ai_routing/static/src/**/*",
        ],
        "web.assets_tests": [
            "helpdesk_ai_routing/static/tests/tours/**/*",
        ],
    },
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
}
