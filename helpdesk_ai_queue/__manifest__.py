# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Helpdesk Suite: Job Queue",
    "summary": "Analyses, article drafts and webhook deliveries as jobs, spread over "
    "processes and hosts",
    "version": "19.0.1.0.0",
    "license": "AGPL-3",
    "category": "Services/Helpdesk",
    "author": "Helpdesk Suite contributors",
    "website": "https://github.com/OCA/helpdesk",
    "depends": ["helpdesk_ai_routing", "queue_job"],
    "data": ["data/queue_job_channel.xml", "data/queue_job_function.xml"],
    "auto_install": True,
}
