# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime
from zoneinfo import ZoneInfo

from odoo.tests import freeze_time

from odoo.addons.helpdesk_mgmt_ext.tests.common import HelpdeskCommon

PARIS = ZoneInfo("Europe/Paris")
UTC = ZoneInfo("UTC")


def utc(text):
    """Naive UTC of a wall-clock text in Paris, such as ``2026-03-05 10:00``."""
    local = datetime.fromisoformat(text).replace(tzinfo=PARIS)
    return local.astimezone(UTC).replace(tzinfo=None)


def at(text):
    """Freeze the clock at a wall-clock time in Paris."""
    return freeze_time(utc(text))


class SlaCommon(HelpdeskCommon):
    """The office of the scenarios: Europe/Paris, Mon-Fri 09-17, the default matrix."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar = cls.env["resource.calendar"].create(
            {
                "name": "Office in Paris",
                "tz": "Europe/Paris",
                "attendance_ids": [(5, 0, 0)]
                + [(0, 0, cls._attendance(day, 9, 17)) for day in range(5)],
            }
        )
        cls.team.write({"resource_calendar_id": cls.calendar.id, "use_sla": True})
        cls.team.user_id = cls.manager
        Policy = cls.env["helpdesk.sla"]
        matrix = cls.env["ir.model.data"].search(
            [("module", "=", "helpdesk_sla_ext"), ("model", "=", "helpdesk.sla")]
        )
        Policy.search([("id", "not in", matrix.mapped("res_id"))]).active = False
        cls.cron = cls.env.ref("helpdesk_sla_ext.ir_cron_sla_sweep")
        cls.premium = cls.env.ref("helpdesk_sla_ext.tier_premium")
        cls.other_company = cls.env["res.company"].create({"name": "SLA Other Company"})

    @classmethod
    def _attendance(cls, day, start, stop):
        return {
            "name": f"{day}",
            "dayofweek": str(day),
            "hour_from": start,
            "hour_to": stop,
            "day_period": "morning" if stop <= 13 else "afternoon",
        }

    @classmethod
    def _policy(cls, **vals):
        return cls.env["helpdesk.sla"].create(
            {
                "name": "Test Policy",
                "metric": "resolution",
                "target_value": 4,
                "target_unit": "business_hours",
                "sequence": 1,
                **vals,
            }
        )

    def _ticket(self, when=None, **vals):
        if not when:
            return self._create_tickets(**vals)
        with at(when):
            return self._create_tickets(**vals)

    def _target(self, ticket, metric="resolution", cycle=None):
        return ticket.ticket_sla_ids.filtered(
            lambda row: row.metric == metric and row.cycle == (cycle or ticket.cycle)
        )

    def _answer(self, ticket, when, body="We are on it."):
        with at(when):
            return ticket.with_user(self.agent).message_post(
                body=body, message_type="comment", subtype_xmlid="mail.mt_comment"
            )

    def _customer_writes(self, ticket, when, body="Here is what you asked for."):
        with at(when):
            return ticket.message_post(
                body=body,
                author_id=self.customer.id,
                message_type="email",
                subtype_xmlid="mail.mt_comment",
            )

    def _move(self, ticket, role, when, **vals):
        with at(when):
            ticket.with_context(helpdesk_skip_guards=True)._move_to_role(role, vals)

    def _sweep(self, when):
        with at(when):
            self.env["helpdesk.ticket.sla"]._cron_sweep()

    def _warnings(self, ticket, rung="warn_assignee", metric=None):
        logs = self.env["helpdesk.sla.escalation.log"].search(
            [
                ("ticket_id", "=", ticket.id),
                ("skipped", "=", False),
                (
                    "escalation_id",
                    "=",
                    self.env.ref(f"helpdesk_sla_ext.escalation_{rung}").id,
                ),
            ]
        )
        return logs.filtered(lambda log: metric in (None, log.ticket_sla_id.metric))
