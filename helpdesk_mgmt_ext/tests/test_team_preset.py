# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from odoo.addons.helpdesk_mgmt_ext.team_presets import PRESETS

from .common import HelpdeskCommon

ENDINGS = "closed cancelled rejected"


@tagged("post_install", "-at_install")
class TestTeamPreset(HelpdeskCommon):
    def _apply(self, key, teams=None):
        wizard = (
            self.env["helpdesk.team.preset"]
            .with_user(self.manager)
            .create({"team_ids": (teams or self.team).ids, "preset": key})
        )
        preview = wizard.preview
        wizard.action_apply()
        return preview

    def _roles(self, team=None):
        return (team or self.team)._get_applicable_stages().mapped("role")

    def _names(self):
        return self.team._get_applicable_stages().mapped("name")

    def test_each_pipeline_has_the_stages_of_its_source(self):
        for key, roles in (
            ("user_guide", "new assigned in_progress pending_customer resolved"),
            ("classic", "new in_progress escalated pending_customer resolved"),
            ("stock_six", "new in_progress pending_customer"),
            (
                "eight_steps",
                "new in_progress investigating on_hold pending_customer resolved",
            ),
        ):
            with self.subTest(key):
                self._apply(key)
                self.assertEqual(self._roles(), f"{roles} {ENDINGS}".split())

    def test_second_application_changes_nothing(self):
        for key in PRESETS:
            with self.subTest(key):
                self._apply(key)
                before = (self._names(), self.team.category_ids, self.team.read())
                self.assertIn("Nothing", self._apply(key))
                self.assertEqual(
                    before, (self._names(), self.team.category_ids, self.team.read())
                )

    def test_other_teams_keep_their_pipeline(self):
        other = self.env["helpdesk.ticket.team"].create({"name": "HS Other"})
        before = other._get_applicable_stages()
        for key in PRESETS:
            self._apply(key)
            self.assertEqual(other._get_applicable_stages(), before)

    def test_two_teams_share_the_stages_of_a_preset(self):
        other = self.env["helpdesk.ticket.team"].create({"name": "HS Other"})
        self._apply("property")
        self._apply("property", other)
        self.assertEqual(
            other._get_applicable_stages(), self.team._get_applicable_stages()
        )
        self._apply("eight_steps")
        self.assertIn("on_hold", self._roles(other))
        self.assertNotIn("Waiting for Parts", self._names())

    def test_tickets_move_to_the_stage_that_takes_the_place(self):
        investigating, held = self._create_tickets(2)
        investigating.action_investigate()
        held.action_hold("Pump, Friday")
        self._apply("property")
        self.assertEqual(investigating.stage_role, "in_progress")
        self.assertEqual(held.stage_id.name, "Waiting for Parts")
        self._apply("stock_six")
        self.assertEqual(held.stage_role, "in_progress")
        self.assertEqual(held.blocker_note, "Pump, Friday")

    def test_waiting_and_resolved_tickets_stay_and_nobody_is_mailed(self):
        pending, resolved = self._create_tickets(2)
        pending.action_request_info("Which floor?")
        resolved.action_resolve("Done.")
        since = pending.pending_since
        before = self._notices(pending) + self._notices(resolved)
        preview = self._apply("stock_six")
        self.assertIn("Resolved", preview)
        self.assertEqual(resolved.stage_role, "resolved")
        self.assertEqual(pending.pending_since, since)
        self.assertEqual(before, self._notices(pending) + self._notices(resolved))
        resolved.action_close("confirmed")
        self._apply("stock_six")
        self.assertNotIn("resolved", self._roles())

    def test_options_are_set_and_a_persons_choice_is_kept(self):
        self._apply("ecommerce")
        self.assertEqual(self.team.auto_close_hours, 24)
        self.assertEqual(self.team.reopen_window_days, 14)
        self.team.auto_close_hours = 36
        preview = self._apply("internal_it")
        self.assertEqual(self.team.auto_close_hours, 36)
        self.assertIn("Kept as somebody set it", preview)
        self._apply("property")
        self.assertEqual(self.team.reopen_window_days, 60)
        self.assertTrue(self.team.reopen_raises_priority)

    def test_renamed_stage_keeps_its_name(self):
        self._apply("property")
        stage = self.team._stage_for_role("on_hold")
        stage.name = "Spare part ordered"
        self._apply("property")
        self.assertEqual(self.team._stage_for_role("on_hold"), stage)
        self.assertEqual(stage.name, "Spare part ordered")

    def test_categories_are_added_once_and_none_is_taken_away(self):
        mine = self.env["helpdesk.ticket.category"].create({"name": "Mine"})
        self.team.category_ids = mine
        self._apply("ecommerce")
        self.assertIn(mine, self.team.category_ids)
        self.assertIn("Delivery", self.team.category_ids.mapped("name"))
        other = self.env["helpdesk.ticket.team"].create({"name": "HS Other"})
        self._apply("ecommerce", other)
        self.assertEqual(other.category_ids, self.team.category_ids - mine)

    def test_odoo_partner_offers_the_seven_teams(self):
        wizard = self.env["helpdesk.team.preset"].with_user(self.manager)
        form = Form(wizard.with_context(default_team_ids=self.team.ids))
        form.preset = "odoo_partner"
        codes = {team.code for team in form.team_ids} - {False}
        self.assertEqual(codes, set(PRESETS["odoo_partner"].team_codes))
        self.assertEqual(len(codes), 7)

    def test_agent_cannot_set_teams_up(self):
        with self.assertRaises(AccessError):
            self.env["helpdesk.team.preset"].with_user(self.agent).create(
                {"team_ids": self.team.ids, "preset": "stock_six"}
            )
        with self.assertRaises(AccessError):
            self.team.with_user(self.agent).action_open_preset()
