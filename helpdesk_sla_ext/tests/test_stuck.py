# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged, users
from odoo.tools import mute_logger

from .common import SlaCommon, at


@tagged("post_install", "-at_install")
class TestStuck(SlaCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.job = cls.env.ref("helpdesk_sla_ext.ir_cron_escalate_stuck")
        cls.team.use_sla = False

    def _run(self, when):
        with at(when), self.enter_registry_test_mode():
            self.job.method_direct_trigger()

    def test_nothing_is_escalated_until_a_team_wants_it(self):
        ticket = self._ticket("2026-03-02 09:00")
        self._run("2026-04-02 09:00")
        self.assertFalse(ticket.escalation_level)

    def test_ticket_on_which_nothing_happens_is_escalated_once(self):
        self.team.stuck_hours = 24
        ticket = self._ticket("2026-03-02 09:00")
        self._run("2026-03-03 09:00")
        self.assertFalse(ticket.escalation_level)
        self._run("2026-03-03 09:01")
        self.assertEqual(ticket.escalation_level, 1)
        self.assertIn("24 hours", ticket.escalation_reason)
        self.assertEqual(ticket.activity_ids.user_id, self.manager)
        self._run("2026-03-09 09:00")
        self.assertEqual(ticket.escalation_level, 1)

    def test_answer_or_move_begins_the_wait_anew(self):
        self.team.stuck_hours = 24
        answered = self._ticket("2026-03-02 09:00")
        moved = self._ticket("2026-03-02 09:00")
        self._answer(answered, "2026-03-03 08:00")
        with at("2026-03-03 08:00"):
            moved.action_start()
        self._run("2026-03-03 12:00")
        self.assertFalse(answered.escalation_level or moved.escalation_level)

    def test_ticket_that_waits_for_the_customer_is_not_stuck(self):
        self.team.stuck_hours = 24
        ticket = self._ticket("2026-03-02 09:00")
        with at("2026-03-02 10:00"):
            ticket.action_request_info("Which one?")
        self._run("2026-03-04 12:00")
        self.assertFalse(ticket.escalation_level)

    def test_ticket_handed_from_team_to_team_is_escalated(self):
        other = self.env["helpdesk.ticket.team"].create(
            {"name": "HS Other", "use_sla": False}
        )
        self.team.stuck_team_changes = 2
        ticket = self._ticket("2026-03-02 09:00")
        ticket.team_id = other
        self._run("2026-03-02 10:00")
        self.assertFalse(ticket.escalation_level)
        ticket.team_id = self.team
        self.assertEqual(ticket.team_change_count, 2)
        self._run("2026-03-02 10:00")
        self.assertEqual(ticket.escalation_level, 1)

    def test_ticket_that_came_back_twice_is_escalated(self):
        self.team.stuck_reopenings = 2
        ticket = self._ticket("2026-03-02 09:00")
        for _round in range(2):
            ticket.action_close()
            ticket.action_reopen()
        self._run("2026-03-02 10:00")
        self.assertIn("reopened 2", ticket.escalation_reason)

    def test_bad_ticket_stops_no_other(self):
        """R14."""
        self.team.stuck_hours = 1
        bad, good = self._ticket("2026-03-02 09:00"), self._ticket("2026-03-02 09:00")
        original = type(bad)._stuck_reason

        def reason(ticket):
            if ticket == bad:
                raise ValueError("bad")
            return original(ticket)

        logger = "odoo.addons.helpdesk_sla_ext.models.helpdesk_ticket_stuck"
        with patch.object(type(bad), "_stuck_reason", reason), mute_logger(logger):
            self._run("2026-03-03 09:00")
        self.assertEqual((bad.escalation_level, good.escalation_level), (0, 1))

    @users("hs-agent")
    def test_agent_cannot_set_the_count(self):
        ticket = self._ticket(user_id=self.agent.id).with_env(self.env)
        with self.assertRaises(AccessError):
            ticket.team_change_count = 0

    def test_job_without_heartbeat_is_shown(self):
        Team = self.env["helpdesk.ticket.team"]
        sweep = "helpdesk_sla_ext.ir_cron_sla_sweep"
        self.assertNotIn(sweep, Team._get_silent_jobs())
        self.cron.active = False
        self.assertIn(sweep, Team._get_silent_jobs())
        self.cron.write({"active": True, "nextcall": "2020-01-01"})
        self.assertIn(sweep, Team._get_silent_jobs())
