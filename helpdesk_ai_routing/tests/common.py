# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from odoo.addons.helpdesk_mgmt_ext.tests.common import HelpdeskCommon

ANALYSIS = "odoo.addons.helpdesk_ai_routing.models.helpdesk_ticket_ai_analysis"
#: Text that the shipped vocabulary is sure of.
SURE = ("Shopify connector", "The API of the webhook answers with an invalid token")
SURE_TEAM = "helpdesk_mgmt_ext.team_integration"
#: Text that it cannot know.
UNSURE = ("Good morning", "Please call me back about the thing of yesterday")


class AiCommon(HelpdeskCommon):
    """Routing is on, with the shipped vocabulary and nothing learned."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # a machine under load is no reason to leave tickets to the job
        cls.startClassPatcher(patch(f"{ANALYSIS}.BUDGET_SECONDS", 600))
        cls.bot = cls.env["helpdesk.ticket"]._bot_user()
        cls.queue = cls.env.ref("helpdesk_mgmt_ext.team_officer")
        cls.integration = cls.env.ref(SURE_TEAM)
        cls.technical = cls.env.ref("helpdesk_mgmt_ext.team_technical")
        cls.env["helpdesk.ai.model"].sudo().search([]).with_context(
            helpdesk_ai_training=True
        ).write({"state": "retired"})
        cls.env.company.write(
            {"helpdesk_ai_routing_enabled": True, "helpdesk_ai_threshold": 0.8}
        )

    @classmethod
    def _arrive(cls, text=SURE, **vals):
        """Create a ticket as a web form does."""
        return cls._create_arrived([text], **vals)

    @classmethod
    def _create_arrived(cls, texts, **vals):
        tickets = cls.env["helpdesk.ticket"].with_context(helpdesk_intake=True)
        return tickets.create(
            [
                {
                    "name": subject,
                    "description": f"<p>{body}</p>",
                    "partner_id": cls.customer.id,
                    **vals,
                }
                for subject, body in texts
            ]
        ).with_context(helpdesk_intake=False)

    @classmethod
    def _as(cls, ticket, user):
        return ticket.with_user(user).sudo(False)
