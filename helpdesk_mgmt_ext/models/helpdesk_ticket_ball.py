# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who has the ball, as people see it: on the ticket and in the portal."""

from odoo import fields, models

from ..ticket_metrics import CUSTOMER, HOLD, US, time_by

MINUTE, HOUR, DAY = 60, 3600, 86400


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    ball_strip = fields.Json(
        string="Who has the ball",
        compute="_compute_ball_strip",
        help="Time with us, with the customer and on hold until the solution, in "
        "seconds, and whose turn it is.",
    )

    def _compute_ball_strip(self):
        now = fields.Datetime.now()
        history = self.env["helpdesk.ticket.stage.log"]._by_ticket(self._origin)
        for ticket in self:
            lines = history.get(ticket._origin, ())
            held = time_by([(line.at, line.ball or None) for line in lines], now)
            ticket.ball_strip = bool(lines) and {
                **{key: held[key].total_seconds() for key in held},
                "running": lines[-1].ball,
                "as_of": fields.Datetime.to_string(now),
            }

    def _get_ball_parts(self):
        """Return what the customer's strip shows, without what never happened.

        :return: list of dicts: holder, label, duration (text), percent, running
        """
        self.ensure_one()
        strip = self.ball_strip or {}
        labels = {
            US: self.env._("With us"),
            CUSTOMER: self.env._("With you"),
            HOLD: self.env._("On hold"),
        }
        held = {
            holder: strip.get(holder, 0)
            for holder in labels
            if strip.get(holder) or strip.get("running") == holder
        }
        total = sum(held.values()) or 1
        return [
            {
                "holder": holder,
                "label": labels[holder],
                "duration": self._format_ball_time(seconds),
                "percent": round(100 * seconds / total, 1),
                "running": strip["running"] == holder,
            }
            for holder, seconds in held.items()
        ]

    def _format_ball_time(self, seconds):
        """Return a duration in its two largest units, for people."""
        days, rest = divmod(int(seconds), DAY)
        hours, minutes = rest // HOUR, rest % HOUR // MINUTE
        if days:
            return self.env._("%(days)s d %(hours)s h", days=days, hours=hours)
        if hours:
            return self.env._(
                "%(hours)s h %(minutes)s min", hours=hours, minutes=minutes
            )
        return self.env._("%(minutes)s min", minutes=minutes)
