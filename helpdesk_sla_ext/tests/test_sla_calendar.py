# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Our arithmetic against Odoo's ``plan_hours``, on thousands of random cases."""

import random
from datetime import datetime, timedelta

import pytz

from odoo.tests import tagged

from ..sla_clock import add_working_time, working_time_between
from .common import SlaCommon

ZONES = ("Europe/Paris", "America/New_York", "Asia/Kolkata", "UTC", "Australia/Sydney")
CALENDARS, INSTANTS = 40, 75


@tagged("post_install", "-at_install")
class TestSlaCalendar(SlaCommon):
    def _random_calendar(self, dice):
        """A calendar of quarter hours, with or without a break and holidays."""
        lines = []
        for day in range(7):
            if dice.random() < 0.25 and lines:
                continue
            cuts = sorted(dice.sample(range(0, 96), dice.choice((2, 4))))
            for start, stop in zip(cuts[::2], cuts[1::2], strict=True):
                lines.append((0, 0, self._attendance(day, start / 4, stop / 4)))
        calendar = self.env["resource.calendar"].create(
            {
                "name": "Random",
                "tz": dice.choice(ZONES),
                "attendance_ids": [(5, 0, 0), *lines],
            }
        )
        for _index in range(dice.randrange(5)):
            start = datetime(2026, 1, 1) + timedelta(minutes=dice.randrange(525600))
            self.env["resource.calendar.leaves"].create(
                {
                    "name": "Holiday",
                    "calendar_id": calendar.id,
                    "date_from": start,
                    "date_to": start + timedelta(minutes=dice.randrange(30, 9000)),
                }
            )
        return calendar

    def test_it_agrees_with_plan_hours(self):
        dice = random.Random(20260302)
        compared = 0
        for _calendar in range(CALENDARS):
            calendar = self._random_calendar(dice)
            spans = calendar._sla_open_spans(self.env.company)
            for _instant in range(INSTANTS):
                start = datetime(2026, 1, 1) + timedelta(
                    seconds=dice.randrange(365 * 86400)
                )
                seconds = dice.randrange(1, 60 * 3600)
                ours = add_working_time(start, timedelta(seconds=seconds), spans)
                theirs = calendar.plan_hours(
                    seconds / 3600, pytz.utc.localize(start), compute_leaves=True
                )
                theirs = theirs.astimezone(pytz.utc).replace(tzinfo=None)
                # Odoo counts hours as floating point numbers
                self.assertLess(
                    abs(ours - theirs),
                    timedelta(milliseconds=100),
                    (calendar.tz, start, seconds, ours, theirs),
                )
                worked = working_time_between(start, ours, spans)
                self.assertEqual(worked, timedelta(seconds=seconds))
                compared += 1
        self.assertEqual(compared, CALENDARS * INSTANTS)

    def test_a_day_that_ends_at_midnight_is_whole(self):
        """Odoo ends it at 23:59:59.999999 and loses the rest."""
        calendar = self.calendar.copy({"name": "Day and night", "tz": "UTC"})
        calendar.attendance_ids = [
            (5, 0, 0),
            *((0, 0, self._attendance(day, 0, 24)) for day in range(7)),
        ]
        spans = calendar._sla_open_spans(self.env.company)
        start = datetime(2026, 3, 2, 12)
        self.assertEqual(
            add_working_time(start, timedelta(days=30), spans),
            start + timedelta(days=30),
        )

    def test_two_weeks_alternate(self):
        calendar = self.calendar.copy({"name": "Alternating", "tz": "UTC"})
        calendar.switch_calendar_type()
        self.assertTrue(calendar.two_weeks_calendar)
        lines = calendar.attendance_ids.filtered(lambda a: not a.display_type)
        lines.filtered(lambda a: a.week_type == "1").unlink()
        spans = calendar._sla_open_spans(self.env.company)
        start = datetime(2026, 3, 2)
        ours = add_working_time(start, timedelta(hours=50), spans)
        theirs = calendar.plan_hours(50, pytz.utc.localize(start), compute_leaves=True)
        self.assertEqual(ours, theirs.replace(tzinfo=None))

    def test_whether_it_ever_opens_is_known_until_the_hours_change(self):
        calendar = self.calendar.copy({"name": "Now and then"})
        self.assertTrue(calendar._sla_is_usable())
        self.env.invalidate_all()
        with self.assertQueryCount(0):
            self.assertTrue(calendar._sla_is_usable())
        calendar.attendance_ids.write({"day_period": "lunch"})
        self.assertFalse(calendar._sla_is_usable())
        calendar.flexible_hours = True
        self.assertTrue(calendar._sla_is_usable())
        calendar.flexible_hours = False
        calendar.attendance_ids[0].write({"day_period": "morning"})
        self.assertTrue(calendar._sla_is_usable())

    def test_a_schedule_made_flexible_is_known_at_once(self):
        """The form changes the type, from which Odoo computes the flag."""
        calendar = self.env["resource.calendar"].create(
            {"name": "Never", "attendance_ids": [(5, 0, 0)]}
        )
        self.assertFalse(calendar._sla_is_usable())
        calendar.schedule_type = "flexible"
        self.assertTrue(calendar._sla_is_usable())

    def test_nobody_s_context_decides_on_the_hours(self):
        monday = datetime(2026, 3, 2)
        spans = self.calendar._sla_open_spans(self.env.company)(monday, None)
        for zone in ("Pacific/Auckland", pytz.timezone("Pacific/Auckland")):
            with self.subTest(zone):
                self.env.registry.clear_cache()
                calendar = self.calendar.with_context(employee_timezone=zone)
                told = calendar._sla_open_spans(self.env.company)(monday, None)
                self.assertEqual(told, spans)
                told = self.calendar._sla_open_spans(self.env.company)(monday, None)
                self.assertEqual(told, spans)
