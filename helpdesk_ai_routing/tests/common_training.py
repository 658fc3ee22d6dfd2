# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import random
from datetime import datetime, timedelta

from odoo.tools import mute_logger

from .common import AiCommon

GARDEN = ["rose", "tulip", "hedge", "lawn", "mower", "soil", "spade", "seed"]
KITCHEN = ["oven", "pan", "knife", "stove", "recipe", "flour", "kettle", "spoon"]
START = datetime(2026, 3, 2, 8)


class AiTrainingCommon(AiCommon):
    """Two teams whose solved tickets have words of their own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.garden, cls.kitchen = cls.env["helpdesk.ticket.team"].create(
            [{"name": "HS Garden"}, {"name": "HS Kitchen"}]
        )
        cls.trainer = cls.env["helpdesk.ai.trainer"]
        cls.models = cls.env["helpdesk.ai.model"]
        cls.closed = cls.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done")

    def _solved(self, count, start=START, swapped=False, seed=1):
        """Create solved tickets of two teams with words of their own."""
        source, vals_list = random.Random(seed), []
        for number in range(count):
            team, words = [(self.garden, GARDEN), (self.kitchen, KITCHEN)][number % 2]
            if swapped:
                team = self.garden + self.kitchen - team
            text = " ".join(source.choices(words, k=5))
            vals_list.append(
                {
                    "name": text,
                    "description": f"<p>Please look at the {text}</p>",
                    "team_id": team.id,
                    "stage_id": self.closed.id,
                }
            )
        tickets = self.env["helpdesk.ticket"].create(vals_list)
        for number, ticket in enumerate(tickets):
            ticket._write_facts({"closed_date": start + timedelta(minutes=number)})
        return tickets

    def _train(self):
        with mute_logger("odoo.addons.helpdesk_ai_routing.models.helpdesk_ai_trainer"):
            return self.trainer._cron_train()
