# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Coming back: reopening within the window, a follow-up ticket after it."""

from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models

from .helpdesk_ticket_stage import CLOSED_ROLES

URGENT = "3"


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    reopen_count = fields.Integer(
        string="Reopened",
        copy=False,
        readonly=True,
        help="How often the ticket came back after it had been closed.",
    )
    follow_up_of_id = fields.Many2one(
        "helpdesk.ticket",
        string="Follow-up of",
        copy=False,
        readonly=True,
        index="btree_not_null",
        help="The closed ticket that the customer wrote to too late to reopen it.",
    )
    follow_up_ids = fields.One2many(
        "helpdesk.ticket", "follow_up_of_id", string="Follow-ups"
    )

    def action_reopen(self):
        """Reopen closed tickets: a new cycle begins, the person is kept if possible.

        :raises UserError: the ticket is still open. A merged or duplicate one may be
            reopened to undo that: it takes its own mail again
        """
        self._check_action(CLOSED_ROLES | {"resolved"}, self.env._("it is still open."))
        resolved = self.filtered(lambda t: t.stage_role == "resolved")
        if resolved:
            resolved._move_to_role("investigating")
        return (self - resolved)._reopen()

    def _reopen(self, by_customer=False):
        """Move closed tickets back to work, each in its team's stage for it."""
        for team, tickets in self.grouped("team_id").items():
            # sudo: the rule is the team's, whoever triggers it
            team_sudo = team.sudo()
            for priority, group in tickets.grouped("priority").items():
                vals = {}
                if by_customer and (not team_sudo or team_sudo.reopen_raises_priority):
                    vals["priority"] = str(min(int(priority or 1) + 1, int(URGENT)))
                group._move_to_role(team_sudo.reopen_role or "in_progress", vals)
        self._release_lost_owners()
        return True

    def _release_lost_owners(self):
        """Take tickets from people who left or left the team, and find others."""
        # sudo: whether the owner may still work is for everybody to know
        lost = self.filtered(
            lambda t: t.user_id and not t._may_be_given_to(t.user_id.sudo())
        )
        if lost:
            lost.write({"user_id": False})
        self.filtered(lambda t: not t.user_id)._assign_person()

    def _split_reopening(self, vals):
        """Split a write that reopens: cycle and stage of a ticket change at once.

        :return: list of (tickets, vals) that together do what ``vals`` asks for, or
            None if the write reopens nothing or has been split already
        """
        if not vals.get("stage_id") or "cycle" in vals:
            return None
        if self.env["helpdesk.ticket.stage"].browse(vals["stage_id"]).closed:
            return None
        closed = self.filtered("closed")
        if not closed:
            return None
        now = fields.Datetime.now()
        parts = [(self - closed, vals)] if self - closed else []
        counters = closed.grouped(lambda t: (t.cycle, t.reopen_count))
        for (cycle, count), tickets in counters.items():
            facts = {
                "cycle": cycle + 1,
                "reopen_count": count + 1,
                "cycle_started_at": now,
            }
            parts.append((tickets, {**vals, **facts}))
        return parts

    def _reopen_or_follow_up(self, message):
        """A customer wrote to a closed ticket: reopen it, or begin a new one."""
        self.ensure_one()
        if self._may_reopen(fields.Datetime.now()):
            self._reopen(by_customer=True)
        else:
            self._create_follow_up(message)

    def _may_reopen(self, moment):
        """Whether the reopen window is still open at ``moment`` (UTC, inclusive)."""
        if self.close_reason in ("duplicate", "merged"):
            return False
        days = self.team_id.reopen_window_days if self.team_id else 30
        return not self.closed_date or moment <= self.closed_date + timedelta(days=days)

    def _create_follow_up(self, message):
        """Make a new ticket of a message that came too late; tell the customer.

        The old ticket stays closed and keeps the message; both are linked.
        """
        self.ensure_one()
        tickets = self.with_context(helpdesk_intake=True, mail_create_nosubscribe=True)
        follow_up = tickets.create(self._prepare_follow_up_vals(message))
        copies = [
            attachment.copy({"res_model": self._name, "res_id": follow_up.id})
            for attachment in message.attachment_ids
        ]
        follow_up.with_context(helpdesk_request=True).message_post(
            body=message.body,
            author_id=message.author_id.id,
            email_from=message.email_from,
            message_type="email" if message.message_type == "email" else "comment",
            subtype_xmlid="mail.mt_comment",
            attachment_ids=[attachment.id for attachment in copies],
        )
        self._message_log(
            body=Markup("<p>%s</p>")
            % self.env._(
                "The customer wrote after the reopening window: follow-up %(ticket)s.",
                ticket=follow_up.number,
            )
        )
        follow_up._send_notice("follow_up")
        return follow_up

    @api.model
    def _prepare_follow_up_vals(self, message):
        return {
            "name": message.subject or self.name,
            "description": message.body,
            "team_id": self.team_id.id,
            "company_id": self.company_id.id,
            "partner_id": self.partner_id.id,
            "partner_email": self.partner_email,
            "partner_name": self.partner_name,
            "category_id": self.category_id.id,
            "type_id": self.type_id.id,
            "channel_id": self.channel_id.id,
            "follow_up_of_id": self.id,
            "user_id": False,
        }
