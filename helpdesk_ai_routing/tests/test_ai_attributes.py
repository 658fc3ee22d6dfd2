# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import random
from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common_training import GARDEN, KITCHEN, AiTrainingCommon

GRUMBLE = "Please look at the oven pan stove kettle"
PLAIN = "Please look at the rose tulip hedge lawn"


@tagged("post_install", "-at_install")
class TestAiAttributes(AiTrainingCommon):
    """What is learned from people beside the team, with words no rule knows."""

    def _felt(self, count, start=None):
        """Create tickets whose mood a person confirmed: half of them grumble."""
        source, texts = random.Random(5), []
        for number in range(count):
            words = " ".join(source.choices(KITCHEN if number % 2 else GARDEN, k=5))
            texts.append((words, f"Please look at the {words}"))
        tickets = self._create_arrived(texts)
        begin = start or fields.Datetime.now()
        self.env["helpdesk.ai.analysis"].create(
            [
                {
                    "ticket_id": ticket.id,
                    "state": "done",
                    "final_team_id": self.garden.id,
                    "final_sentiment": "negative" if number % 2 else "neutral",
                    "outcome": "corrected",
                    "explicit": True,
                    "decided_at": begin + timedelta(minutes=number),
                }
                for number, ticket in enumerate(tickets)
            ]
        )
        return tickets

    def test_a_mood_is_learned_from_200_confirmed_ones_on(self):
        self._felt(199)
        self._train()
        self.assertFalse(self.models._active_model("sentiment"))
        self._felt(30, fields.Datetime.now() + timedelta(days=1))
        self._train()
        model = self.models._active_model("sentiment")
        self.assertEqual(model.example_count, 229)
        self.assertIn("by rules", model.note)

    def test_a_learned_mood_goes_before_the_rules(self):
        before = self._arrive(("oven pan stove", GRUMBLE))
        self.assertEqual(before.ai_sentiment, "neutral")
        self._felt(240)
        self._train()
        after = self._arrive(("oven pan stove", GRUMBLE))
        self.assertEqual(after.ai_sentiment, "negative")
        self.assertEqual(after.ai_analysis_id.sentiment_score, -0.6)

    def test_a_later_message_is_read_with_what_was_learned(self):
        self._felt(240)
        self._train()
        ticket = self._arrive(("rose tulip hedge", PLAIN))
        self.assertEqual(ticket.ai_sentiment, "neutral")
        ticket.message_post(
            body=GRUMBLE,
            author_id=self.customer.id,
            message_type="email",
            subtype_xmlid="mail.mt_comment",
        )
        self.assertEqual(ticket.ai_sentiment, "negative")

    def test_a_learned_mood_alone_raises_no_priority(self):
        self._felt(240)
        self._train()
        ticket = self._arrive(("oven pan stove", GRUMBLE))
        self.assertEqual((ticket.ai_sentiment, ticket.priority), ("negative", "1"))

    def test_a_mood_never_seen_is_left_to_the_rules(self):
        self._felt(240)
        self._train()
        ticket = self._arrive(("Great work", f"We love it, thank you so much. {PLAIN}"))
        self.assertEqual(ticket.ai_sentiment, "positive")

    def test_the_officer_s_mood_is_a_label(self):
        ticket = self._arrive(("oven pan stove", GRUMBLE))
        team = self.env.ref("helpdesk_mgmt_ext.team_functional")
        self._as(ticket, self.officer).action_ai_confirm(
            team_id=team.id, sentiment="negative"
        )
        self.assertEqual(ticket.ai_sentiment, "negative")
        rows = self.trainer._labelled("sentiment")
        self.assertEqual([(row[0], row[1]) for row in rows], [(ticket, "negative")])

    def test_a_mood_nobody_looked_at_is_no_label(self):
        for mood in (None, "furious"):
            ticket = self._arrive(("oven pan stove", GRUMBLE))
            self._as(ticket, self.officer).action_ai_confirm(
                team_id=self.integration.id, sentiment=mood
            )
        self.assertFalse(self.trainer._labelled("sentiment"))

    def test_analysing_again_keeps_the_label(self):
        ticket = self._arrive(("oven pan stove", GRUMBLE))
        self._as(ticket, self.officer).action_ai_confirm(
            team_id=self.garden.id, sentiment="negative"
        )
        ticket.action_ai_analyse()
        self.assertEqual(ticket.ai_analysis_id.outcome, "open")
        for target, label in (("team", self.garden.id), ("sentiment", "negative")):
            self.assertIn(
                (ticket, label), [row[:2] for row in self.trainer._labelled(target)]
            )
