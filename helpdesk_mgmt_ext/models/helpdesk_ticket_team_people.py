# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who of a team can take which ticket now, and who gets it."""

from datetime import timedelta

from pytz import utc

from odoo import fields, models

from ..fair_share import Drawing, Request


class HelpdeskTicketTeam(models.Model):
    _inherit = "helpdesk.ticket.team"

    def _assignable_members(self):
        """Return the members who may own tickets: people who work here."""
        self.ensure_one()
        # sudo: membership is no secret to the rules
        return self.sudo().user_ids.filtered(lambda user: user._is_helpdesk_person())

    def _draw_people(self, tickets, methods, wanted):
        """Choose a person for each of ``tickets`` among those who can take it.

        The number of queries does not depend on the number of tickets. Several
        processes may do this at once: each knows whom the others chose.

        :param tickets: tickets of these teams, in superuser mode
        :param methods: {ticket: method}
        :param wanted: {ticket: person who gets it if he can take it}
        :return: {ticket: user}, {ticket: {user: why he cannot take it}}
        """
        now = fields.Datetime.now()
        members = {team: team._assignable_members() for team in self}
        # sudo: absences and load count, whoever asks
        people = self.env["res.users"].sudo().union(*members.values(), *wanted.values())
        absences = people._get_absences(now)
        off = {team: team._get_off_hours(members[team], now) for team in self}
        reasons = {
            ticket: {
                user: absences.get(user)
                or off[ticket.team_id].get(user)
                or self._get_mismatch(user, ticket, methods[ticket])
                for user in members[ticket.team_id]
            }
            for ticket in tickets
        }
        present = {ticket: wanted.get(ticket, people.browse()) for ticket in tickets}
        requests = [
            Request(
                ticket.id,
                ticket.team_id.id,
                methods[ticket],
                self._get_candidates(reasons[ticket], methods[ticket]),
                next((u.id for u in present[ticket] if u not in absences), None),
            )
            for ticket in tickets
        ]
        chosen = self._draw_turns(requests, people)
        picks = {t: people.browse(chosen[t.id]) for t in tickets if t.id in chosen}
        return picks, reasons

    def _get_candidates(self, reasons, method):
        """Return the ids of the members that nothing speaks against."""
        if method == "manual":
            return []
        return [user.id for user, reason in reasons.items() if not reason]

    def _draw_turns(self, requests, people):
        """Return {ticket id: user id}, drawn while nobody else draws."""
        load = people._get_helpdesk_load()
        limits = {user.id: user.helpdesk_capacity for user in people}
        capacity = {user_id: limit for user_id, limit in limits.items() if limit > 0}
        teams = {request.task: request.team for request in requests}
        chosen = {}

        def choose(history):
            counts = dict(load)
            for user_id, count in history.unseen.items():
                counts[user_id] = counts.get(user_id, 0) + count
            chosen.clear()
            chosen.update(Drawing(counts, capacity, history.last).pick_all(requests))
            return [(teams[task], user_id) for task, user_id in chosen.items()]

        self.env["helpdesk.team.turn"]._draw(self.ids, choose)
        return chosen

    def _get_mismatch(self, user, ticket, method):
        """Return why the ticket is not for ``user``, False if it may be."""
        if ticket.company_id not in user.company_ids:
            return self.env._("no access to the company")
        if method == "skill" and not user._knows(ticket):
            return self.env._("lacks a skill")
        return False

    def _get_off_hours(self, members, now):
        """Return {member: reason} for those who are not at work at ``now``.

        Asked once per working schedule; a schedule without hours says nothing.
        """
        self.ensure_one()
        if not self.assign_in_hours:
            return {}
        reason = self.env._("not at work")
        closed = {
            calendar: not self._is_open(calendar, now)
            for calendar in self.resource_calendar_id | members.resource_calendar_id
        }
        return {
            user: reason
            for user in members
            if closed.get(self.resource_calendar_id)
            or closed.get(user.resource_calendar_id)
        }

    def _is_open(self, calendar, now):
        """Whether ``now`` (naive UTC) is working time, public holidays left out."""
        if not calendar.attendance_ids:
            return True
        start = utc.localize(now)
        work = calendar._work_intervals_batch(start, start + timedelta(minutes=1))
        return bool(work[False])
