# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What people are shown of the targets: a tooltip, a promise, an explanation."""

from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools.misc import format_datetime

from ..sla_clock import add_working_time
from .helpdesk_sla_folding import Folding

PROMISED = ("first_response", "resolution")


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    sla_warn_at = fields.Datetime(
        string="At risk from",
        compute="_compute_sla_summary",
        compute_sudo=True,
        groups="base.group_user",
    )
    sla_summary = fields.Json(
        compute="_compute_sla_summary", compute_sudo=True, groups="base.group_user"
    )

    @api.depends_context("lang", "tz")
    @api.depends(
        "sla_deadline",
        "ticket_sla_ids.deadline",
        "ticket_sla_ids.state",
        "ticket_sla_ids.warn_at",
    )
    def _compute_sla_summary(self):
        for ticket in self:
            rows = ticket._sla_targets().filtered(lambda row: row.state != "cancelled")
            nearest = rows.filtered(
                lambda row, t=ticket: (
                    row._is_open() and row.deadline and row.deadline == t.sla_deadline
                )
            )
            ticket.sla_warn_at = nearest[:1].warn_at
            ticket.sla_summary = [row._summary() for row in rows]

    # ------------------------------------------------------- for the customer

    def _sla_customer_zone(self):
        """Return the name of the customer's time zone, else of the office's."""
        self.ensure_one()
        # sudo: the promise is told in the customer's time, whoever asks for it
        ticket = self.sudo()
        partner = ticket.partner_id
        zone = partner.tz or partner.commercial_partner_id.tz
        if zone:
            return zone
        calendar, _complete = ticket.team_id._sla_calendar(None, ticket.company_id)
        return calendar.tz or "UTC"

    def _get_sla_promises(self):
        """Return [(label, text)] of what the customer can still expect, and when.

        Text is in the customer's language and time zone, with the zone's name.
        """
        self.ensure_one()
        # sudo: plain texts of the customer's own ticket, whose access was checked
        ticket = self.sudo()
        rows = ticket.env["helpdesk.ticket.sla"].search_fetch(
            [
                ("ticket_id", "=", self.id),
                ("cycle", "=", ticket.cycle or 1),
                ("metric", "in", PROMISED),
                ("state", "=", "in_progress"),
                ("deadline", ">", fields.Datetime.now()),
            ],
            ["metric", "deadline"],
            order="deadline, id",
        )
        labels = {
            "first_response": self.env._("We answer by"),
            "resolution": self.env._("We aim to resolve it by"),
        }
        return [
            (labels[row.metric], self._sla_customer_time(row.deadline)) for row in rows
        ]

    def _sla_customer_time(self, moment):
        zone = self._sla_customer_zone()
        lang = self.partner_id.sudo().lang or self.env.lang  # sudo: only the language
        return f"{self._customer_moment(moment, zone, lang)} ({zone})"

    def _sla_next_opening(self):
        """Return when the office opens next (UTC); None if it is open, or always."""
        self.ensure_one()
        now = fields.Datetime.now()
        ticket = self.sudo()  # sudo: hours of the team, for the customer's own ticket
        calendar, _complete = ticket.team_id._sla_calendar(None, ticket.company_id)
        if not calendar:
            return None
        spans = calendar._sla_open_spans(ticket.company_id)
        opening = add_working_time(now, timedelta(), spans)
        return opening if opening and opening > now else None

    def _get_sla_office_notice(self, promises=None):
        """Return an after-hours notice for the customer, or an empty text.

        :param promises: what :meth:`_get_sla_promises` returned, if the caller knows
        """
        promises = self._get_sla_promises() if promises is None else promises
        opening = self._sla_next_opening() if promises else None
        if not opening:
            return ""
        return self.env._(
            "Our office is closed right now and opens %(when)s.",
            when=self._sla_customer_time(opening),
        )

    def _customer_promises(self):
        own = self._get_sla_promises()
        promises = super()._customer_promises() + own
        notice = self._get_sla_office_notice(own)
        return [*promises, ("", notice)] if notice else promises

    def _customer_promise(self):
        text = super()._customer_promise()
        promises = self._get_sla_promises()
        if not promises:
            return text
        lines = Markup("<br/>").join(
            Markup("%s <strong>%s</strong>") % promise for promise in promises
        )
        notice = self._get_sla_office_notice(promises)
        if notice:
            lines += Markup("<br/>%s") % notice
        return Markup("%s<p>%s</p>") % (text, lines)


class HelpdeskTicketSla(models.Model):
    _inherit = "helpdesk.ticket.sla"

    explanation = fields.Html(
        compute="_compute_explanation", sanitize=False, string="Why this deadline?"
    )

    def _summary(self):
        """Return the target as plain texts, for a tooltip."""
        self.ensure_one()
        labels = dict(self._fields["state"]._description_selection(self.env))
        moment = self.reached_at or self.deadline
        state, text = labels[self.state], ""
        if self.state == "on_hold" and not moment:
            state = self.env._("Not started")
        elif self.state == "on_hold":
            text = self.env._("%(time)s left", time=self._format_hours(self.hours_left))
        elif moment:
            text = format_datetime(self.env, moment, dt_format="short")
        return {"label": self.display_name, "state": state, "text": text}

    def action_explain(self):
        """Open the dialog that says where the deadline comes from."""
        self.ensure_one()
        self.check_access("read")
        view = self.env.ref("helpdesk_sla_ext.helpdesk_ticket_sla_view_form_explain")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Why this deadline?"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(view.id, "form")],
            "target": "new",
        }

    def _compute_explanation(self):
        for row in self:
            row.explanation = self.env["ir.qweb"]._render(
                "helpdesk_sla_ext.explanation", row._explanation_values()
            )

    def _explanation_values(self):
        """Return the stretches of the fold and their sum, as texts.

        Times are in the time zone of the working hours that count.
        """
        self.ensure_one()
        row = self.sudo()  # sudo: the ledger of a target whose access was checked
        folding = Folding(row.ticket_id, fields.Datetime.now())
        zone = row.calendar_id.tz or self.env.user.tz or "UTC"
        values = folding.explanation(row)
        stretches = [
            {
                "start": self._short_time(stretch.start, zone),
                "stop": self._short_time(stretch.stop, zone) or self.env._("now"),
                "running": stretch.running,
                "counted": self._format_hours(stretch.counted.total_seconds() / 3600),
            }
            for stretch in values["stretches"]
        ]
        return {
            **values,
            "row": row,
            "zone": zone,
            "stretches": stretches,
            "consumed_text": self._format_hours(row.consumed_time),
            "target_text": self._format_hours(row.hours),
            "counted_text": self._format_hours(values["counted_hours"]),
            "left_text": self._format_hours(values["left_hours"]),
            "deadline_text": self._short_time(row.deadline, zone),
            "reached_text": self._short_time(row.reached_at, zone),
            "breached_text": self._short_time(row.breached_at, zone),
            "hours_text": row.calendar_id.name
            if values["working"] and row.calendar_id
            else self.env._("day and night"),
        }

    def _short_time(self, moment, zone):
        if not moment:
            return ""
        return format_datetime(
            self.env, moment, tz=zone, dt_format="EEE d MMM y, HH:mm:ss"
        )

    def _format_hours(self, hours):
        seconds = round(hours * 3600)
        minutes, seconds = divmod(seconds, 60)
        text = f"{minutes // 60} h {minutes % 60:02} min"
        return f"{text} {seconds:02} s" if seconds else text
