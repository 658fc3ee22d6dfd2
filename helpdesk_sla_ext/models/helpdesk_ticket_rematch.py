# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A ticket is classified anew: other promises, from the original start, and a trace."""

from collections import defaultdict

from markupsafe import Markup

from odoo import fields, models
from odoo.tools.misc import format_datetime

from .helpdesk_sla_folding import Folding
from .helpdesk_ticket_sla import UNDECIDED


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    def _sla_on_reclassification(self, previous):
        """Re-match the targets of the tickets that are still open."""
        groups = defaultdict(self.browse)
        for ticket, changed in previous.items():
            groups[ticket._sla_describe_change(changed)] |= ticket
        for text, tickets in groups.items():
            tickets.filtered(lambda t: not t.closed)._sla_rematch(text)

    def _sla_describe_change(self, changed):
        """Return ``Priority: Medium → High`` for each changed field."""
        self.ensure_one()
        return "; ".join(
            "%s: %s → %s"  # noqa: UP031
            % (
                self._fields[name]._description_string(self.env),
                self._sla_value_label(name, old),
                self._sla_value_label(name, self[name]),
            )
            for name, old in changed.items()
        )

    def _sla_value_label(self, name, value):
        field = self._fields[name]
        if field.relational:
            # sudo: only the name, in the audit line of a ticket that had this value
            return ", ".join(value.sudo().mapped("display_name")) or "-"
        return dict(field._description_selection(self.env)).get(value, value) or "-"

    def _sla_retier(self):
        """The customers of these open tickets have another tier now."""
        tiers = defaultdict(self.browse)
        for ticket in self:
            tier = ticket.partner_id.helpdesk_tier_id
            if tier != ticket.customer_tier_id:
                tiers[tier] |= ticket
        for tier, tickets in tiers.items():
            tickets.customer_tier_id = tier
            tickets._sla_rematch(
                self.env._("Customer tier: %(tier)s", tier=tier.name or "-")
            )

    def _sla_refresh(self, reason=None):
        """Fold the targets again, without looking for other policies."""
        rows = self._sla_sudo()._sla_targets()
        rows._stamp_overdue(fields.Datetime.now())
        rows._refold(reason)

    def _sla_rematch(self, why):
        """Give the tickets the targets they should have, from the original start.

        Pauses are kept, verdicts stay. A target that the change puts into the past is
        breached at the change, as ``reclassified``.
        """
        tickets = self._sla_sudo()
        folding = Folding(tickets, fields.Datetime.now())
        rows = tickets._sla_targets()
        rows._stamp_overdue(folding.now)
        before = {row: (row.sla_id, row.deadline, row.state) for row in rows}
        matches = self.env["helpdesk.sla"]._match(tickets)
        vals_list = []
        for ticket in tickets:
            vals_list += ticket._sla_switch(matches[ticket], folding)
        rows = rows.exists()
        rows._refold("reclassified", folding)
        rows |= self.env["helpdesk.ticket.sla"].sudo().create(vals_list)  # sudo: system
        rows._wake_sweep()
        folding.warn_admins()
        self._sla_log_rematch(rows, before, why, folding)

    def _sla_switch(self, policies, folding):
        """Point open targets to their new policies; return the values of new ones."""
        self.ensure_one()
        rows = self._sla_targets()
        vals_list = []
        for policy in policies:
            row = rows.filtered(
                lambda r, p=policy: (
                    r.metric == p.metric and (p.metric != "stage" or r.sla_id == p)
                )
            )[:1]
            if not row:
                vals_list.append(
                    self._prepare_sla_target_vals(policy, folding, "reclassified")
                )
            elif row.dropped:
                row.write({"dropped": False, "sla_id": policy.id})
            elif row.sla_id != policy and row._is_switchable():
                row.sla_id = policy
        kept = policies.filtered(lambda p: p.metric == "stage")
        metrics = set(policies.mapped("metric"))
        for row in rows.filtered(lambda r: r._is_switchable() and not r.dropped):
            if row.metric == "stage" and row.sla_id not in kept:
                row.unlink()
            elif row.metric not in metrics:
                row.write(
                    {
                        "dropped": True,
                        "state": "cancelled",
                        "next_at": False,
                        "at_risk": False,
                    }
                )
        return vals_list

    # ------------------------------------------------------------------ trace

    def _sla_log_rematch(self, rows, before, why, folding):
        """Tell old and new deadline and why, in the ledger and in the chatter."""
        changes = defaultdict(list)
        for row in rows:
            old = before.get(row)
            if old is None or old != (row.sla_id, row.deadline, row.state):
                changes[row.ticket_id].append(row._describe_rematch(old))
        vals_list, bodies = [], {}
        for ticket, lines in changes.items():
            text = self.env._("Service level re-evaluated (%(why)s)", why=why)
            bodies[ticket.id] = Markup("<p>%s</p><ul>%s</ul>") % (
                text,
                Markup().join(Markup("<li>%s</li>") % line for line in lines),
            )
            detail = "\n".join([text, *lines])
            vals_list.append(
                ticket._prepare_sla_event_vals("rematch", folding.now, detail=detail)
            )
        self._sla_append(vals_list, folding)
        tickets = self.browse(bodies)
        tickets._message_log_batch(bodies=bodies)


class HelpdeskTicketSla(models.Model):
    _inherit = "helpdesk.ticket.sla"

    def _is_switchable(self):
        """Whether another policy may still set the target: no verdict was recorded.

        A cadence goes on after a missed update, so only its present lap counts.
        """
        self.ensure_one()
        return self.state in UNDECIDED

    def _describe_rematch(self, old):
        """Return ``First Response: 02 Mar 17:00 → 02 Mar 13:00 CET, breached``."""
        self.ensure_one()
        zone = self.calendar_id.tz or self.env.user.tz or "UTC"
        old_text = self._format_deadline(old[1] if old else False, zone)
        new_text = self._format_deadline(not self.dropped and self.deadline, zone)
        labels = dict(self._fields["state"]._description_selection(self.env))
        policy = self.env._("no policy") if self.dropped else self.sla_id.name
        return self.env._(
            "%(metric)s: %(old)s → %(new)s (%(policy)s, %(state)s)",
            metric=self.display_name,
            old=old_text,
            new=new_text,
            policy=policy,
            state=labels[self.state].lower(),
        )

    def _format_deadline(self, moment, zone):
        if not moment:
            return self.env._("none")
        text = format_datetime(self.env, moment, tz=zone, dt_format="EEE d MMM, HH:mm")
        return f"{text} ({zone})"
