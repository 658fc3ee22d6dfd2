# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Helpdesk Suite: AI Routing",
    "summary": "Type, urgency, sentiment and team of each ticket with an honest confidence",
    "version": "19.0.1.0.0",
    "license": "AGPL-3",
    "category": "Services/Helpdesk",
    "author": "Helpdesk Suite contributors",
    "website": "https://github.com/OCA/helpdesk",
    "depends": [
        "helpdesk_mgmt_ext",
    ],
    "data": [],
    "installable": True,
}
