# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A policy said in a sentence, so that nobody has to guess what it means."""

from odoo import api, fields, models
from odoo.tools.misc import formatLang

SENTENCE_FIELDS = (
    "metric",
    "target_value",
    "target_unit",
    "calendar_id.name",
    "warn_at_percent",
    "pause_on_pending_customer",
    "pause_on_hold",
    "ignore_stage_ids.name",
    "priority",
    "tier_id.name",
    "type_ids.name",
    "channel_ids.name",
    "partner_ids.name",
    "team_ids.name",
    "category_ids.name",
    "tag_ids.name",
    "company_id.name",
    "stage_id.name",
    "days",
    "hours",
    "domain",
)


class HelpdeskSla(models.Model):
    _inherit = "helpdesk.sla"

    sentence = fields.Text(compute="_compute_sentence", string="In a sentence")

    @api.depends(*SENTENCE_FIELDS)
    @api.depends_context("lang")
    def _compute_sentence(self):
        for policy in self:
            policy.sentence = " ".join(
                [
                    policy._sentence_promise(),
                    policy._sentence_clock(),
                    policy._sentence_warning(),
                ]
            )

    def _sentence_promise(self):
        values = {"tickets": self._sentence_tickets(), "time": self._sentence_time()}
        env = self.env
        if self.metric == "first_response":
            return env._("%(tickets)s are answered within %(time)s.", **values)
        if self.metric == "update":
            return env._(
                "On %(tickets)s the customer hears from us at least every %(time)s, "
                "from our first answer on and while it is our turn.",
                **values,
            )
        if self.metric == "resolution":
            return env._("%(tickets)s are resolved within %(time)s.", **values)
        stage = self.stage_id.name or env._("(no stage)")
        return env._(
            "%(tickets)s reach “%(stage)s” within %(time)s.", stage=stage, **values
        )

    def _sentence_tickets(self):
        """Return whom it is for: ``High tickets of Premium customers in Billing``."""
        env = self.env
        labels = dict(self._fields["priority"]._description_selection(env))
        parts = [
            env._("%(priority)s tickets", priority=labels[self.priority])
            if self.priority
            else env._("All tickets")
        ]
        if self.tier_id:
            parts.append(env._("of %(tier)s customers", tier=self.tier_id.name))
        if self.partner_ids:
            parts.append(env._("from %(names)s", names=self._names("partner_ids")))
        if self.team_ids:
            parts.append(env._("for %(names)s", names=self._names("team_ids")))
        for name in ("type_ids", "category_ids", "channel_ids", "tag_ids"):
            if self[name]:
                label = self._fields[name]._description_string(env).lower()
                parts.append(
                    env._(
                        "with %(label)s %(names)s", label=label, names=self._names(name)
                    )
                )
        if self.company_id:
            parts.append(env._("of %(company)s", company=self.company_id.name))
        if (self.domain or "[]").strip() not in ("", "[]"):
            parts.append(env._("that pass the filter"))
        return " ".join(parts)

    def _names(self, name):
        return self.env._(" or ").join(self[name].mapped("display_name"))

    def _sentence_time(self):
        if self.metric == "stage":
            return self._sentence_stage_time()
        number = formatLang(self.env, self.target_value, digits=2).rstrip("0")
        number = number.rstrip(".,")
        env = self.env
        if self.target_value == 1:
            return {
                "minutes": env._("one minute"),
                "hours": env._("one hour (day and night)"),
                "business_hours": env._("one working hour"),
                "business_days": env._("one working day"),
                "calendar_days": env._("one calendar day"),
            }[self.target_unit]
        return {
            "minutes": env._("%(n)s minutes", n=number),
            "hours": env._("%(n)s hours (day and night)", n=number),
            "business_hours": env._("%(n)s working hours", n=number),
            "business_days": env._("%(n)s working days", n=number),
            "calendar_days": env._("%(n)s calendar days", n=number),
        }[self.target_unit]

    def _sentence_stage_time(self):
        env = self.env
        if not self.days:
            return env._("%(n)s working hours", n=self.hours)
        if not self.hours:
            return env._("%(n)s working days", n=self.days)
        return env._(
            "%(days)s working days and %(hours)s working hours",
            days=self.days,
            hours=self.hours,
        )

    def _sentence_clock(self):
        pauses = []
        if self.metric != "stage":
            if self.pause_on_pending_customer:
                pauses.append(self.env._("we wait for the customer"))
            if self.pause_on_hold:
                pauses.append(self.env._("the ticket is on hold"))
        pauses += [
            self.env._("it is in “%(stage)s”", stage=stage.name)
            for stage in self.ignore_stage_ids
        ]
        if not pauses:
            return self.env._("The clock never pauses.")
        return self.env._(
            "The clock pauses while %(pauses)s.", pauses=self.env._(" or ").join(pauses)
        )

    def _sentence_warning(self):
        hours = ""
        if self._counts_working_time():
            hours = (
                self.env._("Working hours: %(name)s.", name=self.calendar_id.name)
                if self.calendar_id
                else self.env._("Working hours: those of the team.")
            )
        warning = self.env._(
            "At risk when %(percent)s %% of the time is used up.",
            percent=self.warn_at_percent,
        )
        return f"{hours} {warning}".strip()
