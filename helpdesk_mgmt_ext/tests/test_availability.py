# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged, users

from .test_assignment import AssignmentCommon

NOW = "2026-03-02 10:00:00"  # a Monday


@tagged("post_install", "-at_install")
class TestAvailability(AssignmentCommon):
    def _owners(self, method="round_robin"):
        return set(self._share_out(6, method))

    def test_archived_member_gets_nothing(self):
        self.third.active = False
        self.assertEqual(self._owners(), {self.agent, self.colleague})

    def test_away_member_gets_nothing(self):
        self.third.helpdesk_away = True
        self.assertEqual(self._owners(), {self.agent, self.colleague})

    @freeze_time(NOW)
    def test_out_of_office_member_gets_nothing(self):
        for label, since, until, out in (
            ("open end", "2026-03-01", False, True),
            ("now", "2026-03-01", "2026-03-03", True),
            ("over", "2026-02-01", "2026-03-01", False),
            ("later", "2026-03-03", "2026-03-05", False),
        ):
            with self.subTest(label):
                self.third.write(
                    {"out_of_office_from": since, "out_of_office_to": until}
                )
                self.assertEqual(self.third not in self._owners(), out)

    @freeze_time(NOW)
    def test_member_on_leave_gets_nothing(self):
        resource = self.env["resource.resource"].create(
            {"name": "hs-third", "user_id": self.third.id}
        )
        leave = self.env["resource.calendar.leaves"].create(
            {
                "name": "holidays",
                "resource_id": resource.id,
                "calendar_id": resource.calendar_id.id,
                "date_from": "2026-03-01 00:00:00",
                "date_to": "2026-03-06 00:00:00",
            }
        )
        self.assertEqual(self._owners(), {self.agent, self.colleague})
        leave.time_type = "other"  # training, say: counts as work
        self.assertIn(self.third, self._owners())

    def test_outside_working_hours_only_if_the_team_wants_it(self):
        calendar = self.env["resource.calendar"].create({"name": "hs", "tz": "UTC"})
        self.team.resource_calendar_id = calendar
        self.team.assignment_method = "round_robin"
        for label, now, switch, assigned in (
            ("Sunday, off", "2026-03-01 10:00:00", False, True),
            ("Sunday, on", "2026-03-01 10:00:00", True, False),
            ("Monday, on", NOW, True, True),
        ):
            with self.subTest(label), freeze_time(now):
                self.team.assign_in_hours = switch
                self.assertEqual(bool(self._create_tickets().user_id), assigned)

    def test_own_schedule_counts_too(self):
        nights = self.env["resource.calendar"].create(
            {
                "name": "hs nights",
                "tz": "UTC",
                "attendance_ids": [
                    (
                        0,
                        0,
                        {"name": "n", "dayofweek": "0", "hour_from": 0, "hour_to": 6},
                    )
                ],
            }
        )
        self.env["resource.resource"].create(
            {"name": "hs", "user_id": self.third.id, "calendar_id": nights.id}
        )
        days = self.env["resource.calendar"].create({"name": "hs days", "tz": "UTC"})
        self.team.write({"assign_in_hours": True, "resource_calendar_id": days.id})
        with freeze_time(NOW):
            self.assertEqual(self._owners(), {self.agent, self.colleague})

    def test_bot_gateway_and_portal_user_are_never_assigned(self):
        portal = self._new_user("hs-portal", "base.group_portal")
        gateway = self._new_user(
            "hs-gateway", "base.group_user,helpdesk_mgmt_ext.group_mail_gateway"
        )
        bot = self.env.ref("helpdesk_mgmt_ext.user_helpdesk_bot")
        root = self.env.ref("base.user_root")
        members = self.agent + portal + gateway + bot + root
        self.team.user_ids = [(6, 0, members.ids)]
        self.assertEqual(self._owners("balanced"), {self.agent})

    def test_member_without_access_to_the_company_gets_nothing(self):
        other = self.env["res.company"].create({"name": "HS Other"})
        self.third.write({"company_ids": [(4, other.id)]})
        self.team.write({"company_id": False, "assignment_method": "round_robin"})
        tickets = self._create_tickets(2, company_id=other.id)
        self.assertEqual(tickets.user_id, self.third)

    @users("hs-agent")
    def test_agent_says_himself_that_he_is_away(self):
        me = self.agent.with_env(self.env)
        me.write({"helpdesk_away": True})
        self.assertTrue(self.agent.helpdesk_away)
        me.action_toggle_helpdesk_away()
        self.assertFalse(self.agent.helpdesk_away)

    @users("hs-agent")
    def test_agent_cannot_set_capacity_nor_others_absence(self):
        with self.assertRaises(AccessError):
            self.agent.with_env(self.env).write({"helpdesk_capacity": 1})
        with self.assertRaises(AccessError):
            self.colleague.with_env(self.env).action_toggle_helpdesk_away()
        with self.assertRaises(AccessError):
            self.colleague.with_env(self.env).write({"helpdesk_away": True})

    @users("hs-manager")
    def test_manager_sets_capacity_and_skills_and_nothing_else(self):
        agent = self.agent.with_env(self.env)
        agent.write({"helpdesk_capacity": 5, "helpdesk_away": True})
        self.assertEqual(self.agent.helpdesk_capacity, 5)
        with self.assertRaises(AccessError):
            agent.write({"helpdesk_capacity": 5, "name": "Renamed"})
