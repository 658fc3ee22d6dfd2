# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Helpdesk Suite: Service Levels",
    "summary": "First response, update cadence and resolution targets that can be explained",
    "version": "19.0.1.0.0",
    "license": "AGPL-3",
    "category": "Services/Helpdesk",
    "author": "Helpdesk Suite contributors",
    "website": "https://github.com/OCA/helpdesk",
    "depends": [
        "helpdesk_mgmt_ext",
        "helpdesk_mgmt_sla",
    ],
    "data": [],
    "installable": True,
}
