# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import UserError
from odoo.tools.mail import plaintext2html

from .helpdesk_macro import TEXT_ROLES


class HelpdeskMacro(models.Model):
    _inherit = "helpdesk.macro"

    def _run(self, tickets, texts):
        """Do what the macro says on ``tickets``, all of it or nothing.

        :param texts: ticket → plain text to send or note, already filled in
        :raises UserError: a guard of one of the actions, or a team without the stage
        """
        self.ensure_one()
        tickets.check_access("write")
        self._check_stages(tickets)
        # Time first: a team may want it logged before a ticket is resolved.
        self._run_time(tickets)
        self._run_fields(tickets)
        for ticket in tickets:
            self._run_text(ticket, (texts.get(ticket) or "").strip())
        return True

    def _run_time(self, tickets):
        """Book the macro's time on each ticket, in the name of who runs it."""
        if not self.log_minutes:
            return
        # sudo: agents need no rights on timesheets; write access was checked
        self.env["account.analytic.line"].sudo().create(
            [
                {
                    "ticket_id": ticket.id,
                    "name": self.name,
                    "unit_amount": self.log_minutes / 60,
                    "work_type_id": self.work_type_id.id,
                }
                for ticket in tickets
            ]
        )

    def _check_stages(self, tickets):
        """Refuse before anything is done what has no place in the team's pipeline."""
        if not self.stage_role:
            return
        label = dict(self._fields["stage_role"]._description_selection(self.env))
        for tickets_of_team in tickets.grouped("team_id").values():
            ticket = tickets_of_team[:1]
            if not ticket._pipeline()._for_role(self.stage_role):
                raise UserError(
                    self.env._(
                        "The macro moves to “%(stage)s”, but %(team)s has no such "
                        "stage.",
                        stage=label[self.stage_role],
                        team=ticket.team_id.name or self.env._("the shared pipeline"),
                    )
                )

    def _run_fields(self, tickets):
        vals = {}
        commands = [(4, tag.id) for tag in self.tag_add_ids]
        commands += [(3, tag.id) for tag in self.tag_remove_ids]
        if commands:
            vals["tag_ids"] = commands
        if self.priority:
            vals["priority"] = self.priority
        if vals:
            tickets.write(vals)
        if self.assign:
            person = self.env.user if self.assign == "me" else self.assign_user_id
            tickets.action_assign(person.id)

    def _run_text(self, ticket, text):
        """Say the text and move the ticket, in the way the stage's action does it."""
        role, public = self.stage_role, self.audience == "public"
        if text and role == "pending_customer" and public:
            return ticket.action_request_info(plaintext2html(text))
        if role in TEXT_ROLES:
            return self._run_text_role(ticket, text)
        if text and public:
            ticket._check_customer_address()
            ticket._post_to_customer(plaintext2html(text))
        elif text:
            ticket.message_post(body=plaintext2html(text), subtype_xmlid="mail.mt_note")
        return self._run_move(ticket)

    def _run_text_role(self, ticket, text):
        if self.stage_role == "resolved":
            return ticket.action_resolve(text)
        if self.stage_role == "on_hold":
            return ticket.action_hold(text)
        return ticket.action_escalate(text)

    def _run_move(self, ticket):
        actions = {
            "in_progress": ticket.action_start,
            "investigating": ticket.action_investigate,
            "closed": ticket.action_close,
            "cancelled": ticket.action_cancel,
            "rejected": ticket.action_reject,
        }
        if self.stage_role in actions:
            return actions[self.stage_role]()
        return ticket._move_to_role(self.stage_role) if self.stage_role else True
