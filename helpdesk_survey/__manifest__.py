# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Helpdesk Suite: Questionnaires",
    "summary": "After the smiley a customer can answer a questionnaire of your own",
    "version": "19.0.1.0.0",
    "license": "AGPL-3",
    "category": "Services/Helpdesk",
    "author": "Helpdesk Suite contributors",
    "website": "https://github.com/OCA/helpdesk",
    "depends": ["helpdesk_mgmt_ext", "survey"],
    "data": [
        "data/survey_survey.xml",
        "views/helpdesk_ticket_team_views.xml",
        "views/helpdesk_ticket_views.xml",
        "views/survey_user_input_views.xml",
    ],
    "demo": ["demo/helpdesk_ticket_team.xml"],
    "auto_install": True,
}
