# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What happens to a ticket that nobody can take: it waits, and somebody is told."""

import logging

from markupsafe import Markup

from odoo import models

_logger = logging.getLogger(__name__)


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    def _send_to_officers(self):
        """Move tickets to the officers' queue of their company.

        Without a queue they stay where they are, and the managers are told.
        """
        for company, tickets in self.grouped("company_id").items():
            queue = self.env["helpdesk.ticket.team"]._officer_queue(company)
            if queue:
                tickets.write({"team_id": queue.id, "user_id": False})
            else:
                tickets._alert(
                    self.env["helpdesk.ticket.team"],
                    self.env._("There is no triage queue: make a team one."),
                )

    def _leave_to_officers(self, reasons):
        """Send tickets to the officers' queue, and tell the leaders why.

        A team without any members cannot share out anything: it keeps its tickets,
        and its leader is told once.

        :param reasons: {ticket: {member: why he cannot take it, False: no room}}
        """
        alike = self.grouped(lambda t: (t.team_id, tuple(reasons[t].items())))
        for (team, people), tickets in alike.items():
            if not people:
                tickets._alert(
                    team, self.env._("The team has no members to give it to."), True
                )
                continue
            tickets._alert(team, self._describe_absences(people))
            if not team.is_officer_queue:
                tickets._send_to_officers()
                queued = tickets.filtered(lambda t: t.team_id.is_officer_queue)
                queued._assign_person()  # if the queue itself is shared out

    def _describe_absences(self, people):
        full = self.env._("has as many tickets as he may have")
        lines = [
            Markup("<li>%s: %s</li>") % (user.name, reason or full)
            for user, reason in people
        ]
        return Markup("<ul>%s</ul>") % Markup().join(lines)

    def _alert(self, team, note, once=False):
        """Give the leader of ``team`` an activity on each ticket; never fails.

        :param note: what is wrong
        :param once: not if such an alert is open on any ticket
        """
        for company, tickets in self.grouped("company_id").items():
            leader = team._get_leader(company)
            try:
                with self.env.cr.savepoint():
                    tickets._schedule_alert(team, leader, note, once)
            except Exception:
                _logger.exception("The leader of %s could not be told", team.name)

    def _schedule_alert(self, team, leader, note, once):
        summary = self.env._(
            "%(team)s: nobody to assign", team=team.name or self.env._("Helpdesk")
        )
        if not leader:
            return
        told = self._get_alerted(leader, summary, once)
        tickets = self.browse() if once and told else self - told
        # Each activity would mail the leader: one mail tells him of all of them.
        for part, quick in ((tickets[:1], False), (tickets[1:], True)):
            part.with_context(mail_activity_quick_update=quick).activity_schedule(
                "mail.mail_activity_data_warning",
                user_id=leader.id,
                summary=summary,
                note=note,
            )

    def _get_alerted(self, leader, summary, anywhere):
        """Return which of the tickets have this alert already, or any ticket at all."""
        domain = [
            ("user_id", "=", leader.id),
            ("summary", "=", summary),
            ("res_model", "=", self._name),
        ]
        if not anywhere:
            domain.append(("res_id", "in", self.ids))
        # sudo: whoever sent the request has no rights on activities
        activities = self.env["mail.activity"].sudo()
        found = activities.search(domain, limit=1 if anywhere else None)
        return self.browse(found.mapped("res_id"))
