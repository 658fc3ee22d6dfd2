# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
from datetime import timedelta
from unittest.mock import Mock, patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..ticket_classifier.storage import checksum
from .common_training import START, AiTrainingCommon

TRAINER = "odoo.addons.helpdesk_ai_routing.models.helpdesk_ai_trainer"
ENGINE = "odoo.addons.helpdesk_ai_routing.models.helpdesk_ai_engine"


@tagged("post_install", "-at_install")
class TestAiTraining(AiTrainingCommon):
    def test_solved_tickets_make_a_model_that_routes(self):
        self._solved(100)
        model = self._train()
        self.assertEqual(model.state, "active")
        self.assertEqual(model.example_count, 100)
        self.assertGreater(model.accuracy, 0.9)
        self.assertEqual(model.data_to, START + timedelta(minutes=99))
        ticket = self._arrive(("oven pan stove", "Please look at the oven pan stove"))
        self.assertEqual(ticket.team_id, self.kitchen)
        self.assertEqual(ticket.ai_analysis_id.model_version, model.name)

    def test_too_few_tickets_teach_nothing(self):
        self._solved(30)
        self.assertFalse(self._train())

    def test_void_tickets_teach_nothing(self):
        self._solved(100)._write_facts({"close_reason": "duplicate"})
        self.assertFalse(self._train())

    def test_nothing_new_trains_nothing(self):
        self._solved(100)
        self.assertTrue(self._train())
        self.assertFalse(self._train())

    def test_a_worse_model_does_not_replace_the_old_one(self):
        self._solved(100)
        good = self._train()
        self._solved(30, START + timedelta(days=1), swapped=True, seed=2)
        self._solved(30, START + timedelta(days=2), seed=3)
        gate = type(self.trainer)._gate
        with patch.object(
            type(self.trainer), "_gate", lambda *args: (gate(*args)[0], False)
        ):
            refused = self._train()
        self.assertEqual(refused.state, "refused")
        self.assertEqual(self.models._active_model(), good)
        with self.assertRaises(UserError):
            refused.with_user(self.manager).action_activate()

    def _gated(self, **new):
        """Return whether a rival passes whose figures differ from the old one's."""
        old = {"accuracy": 0.8, "ece": 0.05, "precision": 0.92}
        with patch(f"{TRAINER}._score", side_effect=[old, {**old, **new}]):
            rival = Mock(labels=["a", "b"], lexicon=None)
            return self.trainer._gate(rival, [1] * 40, ["a"] * 40, 0.8)[1]

    def test_the_gate_asks_for_accuracy_honesty_and_precision(self):
        self.assertTrue(self._gated())
        self.assertFalse(self._gated(accuracy=0.75))
        self.assertFalse(self._gated(ece=0.12))
        self.assertFalse(self._gated(precision=0.85))

    def test_only_the_newest_labels_are_learned_from(self):
        tickets = self._solved(100)
        with patch(f"{TRAINER}.HISTORY", 70):
            labelled = self.trainer._labelled()
        self.assertEqual([row[0] for row in labelled], list(tickets[30:]))

    def test_a_version_tells_figures_window_and_checksum(self):
        tickets = self._solved(100)
        model = self._train()
        self.assertEqual(model.example_count, 100)
        self.assertEqual(model.data_from, min(tickets.mapped("received_at")))
        self.assertEqual(model.data_to, START + timedelta(minutes=99))
        self.assertTrue(0.9 < model.accuracy <= 1)
        self.assertTrue(0 <= model.ece < 0.5)
        self.assertTrue(0 <= model.coverage <= 1 and 0 <= model.precision <= 1)
        self.assertEqual(model.checksum, checksum(model._bytes()))

    def test_the_job_runs_every_night(self):
        cron = self.env.ref("helpdesk_ai_routing.ir_cron_train")
        self.assertEqual((cron.interval_number, cron.interval_type), (1, "days"))

    def test_the_gate_compares_on_tickets_neither_has_seen(self):
        self._solved(100)
        self._train()
        right = self._solved(40, START + timedelta(days=1), seed=4)
        engine = self.env["helpdesk.ai.engine"]
        current = engine._classifier()[0]
        from ..ticket_classifier import Ticket

        tickets = [Ticket.of(*ticket._ai_text()) for ticket in right]
        labels = [str(ticket.team_id.id) for ticket in right]
        self.assertTrue(self.trainer._gate(current, tickets, labels, 0.8)[1])
        from ..ticket_classifier import Classifier

        ignorant = Classifier(current.labels, current.lexicon)
        self.assertFalse(self.trainer._gate(ignorant, tickets, labels, 0.8)[1])

    def test_a_killed_training_leaves_the_old_model(self):
        self._solved(100)
        good = self._train()
        self._solved(40, START + timedelta(days=1), seed=5)
        store = type(self.models)._store
        for victim in ("_retire", "_drop_old"):
            with (
                self.subTest(victim),
                self.assertRaises(KeyboardInterrupt),
                self.env.cr.savepoint(),
                patch.object(type(self.models), victim, side_effect=KeyboardInterrupt),
            ):
                self._train()
            self.env.invalidate_all()
            self.assertEqual(self.models._active_model(), good)
        self.assertTrue(store)

    def test_two_trainers_at_once_do_one_training(self):
        self._solved(100)
        with self.registry.cursor() as other:
            other.execute("SELECT pg_try_advisory_xact_lock(%s)", (736_201_906,))
            self.assertTrue(other.fetchone()[0])
            self.assertFalse(self._train())

    def _store(self, state="active"):
        return self.models._store(
            b"", {"name": "x", "state": state, "data_to": START, "trained_at": START}
        )

    def test_five_versions_are_kept_and_one_is_put_back(self):
        made = self.models.browse([self._store().id for _number in range(7)])
        left = made.exists()
        self.assertEqual(len(left), 5)
        self.assertEqual(left.mapped("state").count("active"), 1)

    def test_a_manager_puts_an_older_version_back(self):
        self._solved(100)
        first = self._train()
        self._solved(40, START + timedelta(days=1), seed=6)
        second = self._train()
        self.assertEqual((first.state, second.state), ("retired", "active"))
        with self.assertRaises(AccessError):
            first.with_user(self.officer).action_activate()
        first.with_user(self.manager).action_activate()
        self.assertEqual((first.state, second.state), ("active", "retired"))

    def test_nobody_brings_a_model_by_hand(self):
        model = self.models.browse(self._store().id)
        with self.assertRaises(AccessError):
            model.sudo().write({"data": base64.b64encode(b"pickle")})
        with self.assertRaises(AccessError):
            self.models.sudo().create({"name": "x", "state": "active"})
        with self.assertRaises(AccessError):
            model.with_user(self.manager).unlink()

    def test_a_broken_file_leaves_the_vocabulary_in_charge(self):
        self._solved(100)
        model = self._train()
        data = bytearray(model._bytes())
        data[len(data) // 2] ^= 1
        for broken in (bytes(data), bytes(data[:100]), b"\x80\x04pickle", b""):
            model.with_context(helpdesk_ai_training=True).write(
                {"data": base64.b64encode(broken)}
            )
            model.with_context(helpdesk_ai_training=True).checksum += "0"
            with mute_logger(ENGINE):
                ticket = self._arrive()
            self.assertEqual(ticket.team_id, self.integration)

    def test_corrections_weigh_more_and_untouched_ones_less(self):
        weight = self.trainer._weight
        self.assertGreater(weight("corrected", True), weight("accepted", True))
        self.assertGreater(weight("accepted", True), weight("accepted", False))

    def test_fifty_labels_wake_the_job(self):
        cron = self.env.ref("helpdesk_ai_routing.ir_cron_train")
        triggers = self.env["ir.cron.trigger"].sudo()
        domain = [("cron_id", "=", cron.id)]
        triggers.search(domain).unlink()
        tickets = self._create_arrived([("Webhook", "API connector token")] * 51)
        tickets[:49].action_close()
        self.assertFalse(triggers.search(domain))
        tickets[49:].action_close()
        self.assertTrue(triggers.search(domain))

    def _typed(self, count):
        """Create solved tickets whose type people gave by words no rule knows."""
        bug = self.env.ref("helpdesk_mgmt_ext.type_bug")
        wish = self.env.ref("helpdesk_mgmt_ext.type_requirement")
        tickets = self._solved(count)
        tickets[::2].type_id, tickets[1::2].type_id = bug, wish
        return bug, wish

    def test_types_are_learned_from_200_labels_on(self):
        _bug, wish = self._typed(199)
        self._train()
        self.assertFalse(self.models._active_model("type"))
        self._solved(1, START + timedelta(days=1)).type_id = wish
        self._solved(40, START + timedelta(days=2), seed=7).type_id = wish
        self._train()
        self.assertEqual(self.models._last_model("type").target, "type")

    def test_a_learned_type_goes_before_the_rules(self):
        bug, wish = self._typed(240)
        self._train()
        self.assertTrue(self.models._active_model("type"))
        ticket = self._arrive(("oven pan stove", "Please look at the oven pan stove"))
        self.assertEqual(ticket.ai_analysis_id.type_id, wish)
        ticket = self._arrive(
            ("rose tulip hedge", "Please look at the rose tulip hedge")
        )
        self.assertEqual(ticket.ai_analysis_id.type_id, bug)

    def test_an_urgency_is_learned_only_from_people(self):
        self._solved(240)
        self.assertFalse(self.trainer._labelled("priority"))
