# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A version that is not in charge runs silently beside the one that is."""

from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_training import START, AiTrainingCommon

TEXT = ("oven pan stove", "Please look at the oven pan stove")


@tagged("post_install", "-at_install")
class TestAiComparison(AiTrainingCommon):
    def setUp(self):
        super().setUp()
        self._solved(100)
        self.old = self._train()
        self._solved(40, START + timedelta(days=1), seed=6)
        self.new = self._train()

    def _compare(self, model, user=None):
        action = self._as(model, user or self.manager).action_compare()
        return self.env["helpdesk.ai.provider"].browse(action["res_id"])

    def _arrived(self):
        ticket = self._arrive(TEXT)
        with self.enter_registry_test_mode():
            self.env.ref("helpdesk_ai_routing.ir_cron_analyse").method_direct_trigger()
        return ticket

    def test_a_version_answers_silently_beside_the_one_in_charge(self):
        provider = self._compare(self.old)
        ticket = self._arrived()
        self.assertEqual(ticket.ai_analysis_id.model_version, self.new.name)
        silent = ticket.ai_analysis_ids.filtered("shadow")
        self.assertEqual(silent.provider_id, provider)
        self.assertEqual(silent.model_version, self.old.name)
        self.assertEqual(silent.team_id, self.kitchen)
        self.assertFalse(silent.decision)

    def test_asked_twice_one_comparison_runs(self):
        provider = self._compare(self.old)
        provider.active = False
        self.assertEqual(self._compare(self.old), provider)
        self.assertTrue(provider.active)

    def test_a_version_that_is_compared_is_not_dropped(self):
        self._compare(self.old)
        self.old._drop_old()
        models = self.models.with_context(helpdesk_ai_training=True)
        for number in range(7):
            models._store(b"", {"name": f"x{number}", "state": "active"})
        self.assertTrue(self.old.exists())
        self.assertFalse(self.new.exists())

    def test_only_managers_compare_and_only_versions_for_teams(self):
        with self.assertRaises(AccessError):
            self._compare(self.old, self.officer)
        other = self.models._store(
            b"x", {"name": "x", "state": "retired", "target": "type"}
        )
        with self.assertRaises(UserError):
            self._compare(self.models.browse(other.id))
