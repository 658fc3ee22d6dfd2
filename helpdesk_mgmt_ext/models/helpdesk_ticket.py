# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Creation, writing and the mail gateway of a ticket, and the hooks they call.

This is the suite's only override of these methods. Whatever depends on them (service
levels, analysis, knowledge, webhooks) extends a hook with ``super()``; each hook gets
the whole batch, once.
"""

from odoo import api, fields, models
from odoo.exceptions import AccessError

#: Changing one of these may change which service level, team or answer is right.
RECLASSIFYING = (
    "priority",
    "type_id",
    "category_id",
    "team_id",
    "partner_id",
    "tag_ids",
    "company_id",
)
#: Writing one of these may move the ticket: stock recomputes the stage with the team
#: and the team with the person.
MOVING = {"stage_id", "team_id", "user_id"}

#: Facts that only rules write, under sudo. A form cannot, nor an agent over RPC.
FACTS = {
    "access_token",
    "acknowledged_at",
    "agent_reply_count",
    "anonymised_at",
    "assigned_date",
    "auto_awaiting",
    "automation_due_at",
    "automation_error",
    "automation_failures",
    "close_reason",
    "closed_date",
    "csat_due_at",
    "csat_requested_at",
    "csat_skip_reason",
    "cycle",
    "customer_reply_count",
    "cycle_started_at",
    "delivery_failed",
    "delivery_problem",
    "escalated_at",
    "escalation_count",
    "escalation_level",
    "event_version",
    "first_contact_due_at",
    "first_contact_resolution",
    "first_response_at",
    "first_response_hours",
    "first_response_working_hours",
    "first_solved_at",
    "follow_up_of_id",
    "initial_priority",
    "last_stage_update",
    "merged_into_id",
    "metrics_frozen_at",
    "minutes_on_hold",
    "minutes_with_customer",
    "minutes_with_us",
    "number",
    "pending_since",
    "reassign_count",
    "received_at",
    "reminder_count",
    "reopen_count",
    "resolution_hours",
    "resolution_working_hours",
    "resolved_at",
    "sender_automatic",
    "sender_unverified",
    "split_from_id",
}


#: What reaching a role means to the outside world.
STAGE_EVENTS = {
    "pending_customer": "ticket.pending",
    "resolved": "ticket.resolved",
    "closed": "ticket.closed",
    "cancelled": "ticket.closed",
    "rejected": "ticket.closed",
}

#: Beyond so many at once, tickets are logged as created and not announced one by one.
MAX_ANNOUNCED = 10


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"
    # Without it core cannot count a sender's mails and its loop detection is off.
    _primary_email = "partner_email"

    priority = fields.Selection(selection_add=[("3", "Urgent")], index=True)
    partner_id = fields.Many2one(index=True, tracking=True)
    commercial_partner_id = fields.Many2one(index=True)
    partner_email = fields.Char(index=True)
    company_id = fields.Many2one(index=True)
    category_id = fields.Many2one(index=True)
    stage_role = fields.Selection(
        related="stage_id.role", store=True, index=True, string="Status"
    )

    _number_uniq = models.UniqueIndex(
        "(number, company_id) WHERE number <> '/'",
        "Two tickets of a company cannot have the same number.",
    )

    # ------------------------------------------------------------------ CRUD

    @api.model_create_multi
    def create(self, vals_list):
        self._check_facts({key for vals in vals_list for key in vals}, creating=True)
        quiet = self
        if (
            len(vals_list) > MAX_ANNOUNCED
            and "mail_create_nolog" not in self.env.context
        ):
            # Core posts one message per ticket to announce it: seven queries each.
            quiet = self.with_context(mail_create_nolog=True)
        tickets = super(HelpdeskTicket, quiet).create(
            self._prepare_create_vals_list(vals_list)
        )
        tickets = tickets.with_env(self.env)
        if quiet is not self:
            text = self.env._("Ticket created in a batch of %s.", len(tickets))
            tickets._message_log_batch(bodies=dict.fromkeys(tickets.ids, text))
        tickets._after_create()
        return tickets

    def write(self, vals):
        self._check_facts(vals.keys())
        if "stage_id" in vals:
            # A move to where the ticket is already would stamp times and send the
            # stage's mails once more (stock defect V21); no stage is no place (V6).
            here = self.filtered(
                lambda t: not vals["stage_id"] or t.stage_id.id == vals["stage_id"]
            )
            if here:
                rest = {key: val for key, val in vals.items() if key != "stage_id"}
                there = self - here
                return (not rest or here.write(rest)) and (
                    not there or there.write(vals)
                )
        parts = self._split_reopening(vals)
        if parts:
            self.check_access("write")
            for tickets, part in parts:
                # sudo: only for the cycle's facts; access was checked just above
                (tickets.sudo() if "cycle" in part else tickets).write(part)
            return True
        self._check_stage_guards(vals)
        snapshot, places = self._snapshot(vals), self._snapshot_places(vals)
        readdressed = self._readdressed_by(vals)
        result = super().write(vals)
        readdressed._drop_old_links()
        self._run_change_hooks(snapshot)
        self._log_places(places)
        return result

    def copy(self, default=None):
        """Copy each ticket; stock copies one at a time only (defect V22)."""
        copies = [super(HelpdeskTicket, ticket).copy(default) for ticket in self]
        return self.browse().concat(*copies)

    def copy_data(self, default=None):
        """Start the copy's life anew: it has no history of its own yet."""
        return [
            {key: val for key, val in vals.items() if key not in FACTS - {"number"}}
            for vals in super().copy_data(default)
        ]

    def _check_facts(self, names, creating=False):
        """Refuse what only the rules may write.

        :raises AccessError: a person (no superuser mode) writes a fact; managers may
            give them when creating, to bring tickets in from another system.
        """
        forged = self._fact_names().intersection(names)
        if not forged or self.env.su:
            return
        manager = "helpdesk_mgmt.group_helpdesk_manager"
        if creating and self.env.user.has_group(manager):
            return
        labels = [self._fields[name]._description_string(self.env) for name in forged]
        raise AccessError(
            self.env._(
                "These fields are kept by the system and cannot be set by hand: "
                "%(fields)s.",
                fields=", ".join(sorted(labels)),
            )
        )

    def _write_facts(self, vals):
        """Write facts as the rules do."""
        # sudo: FACTS are refused to everybody else; access to the tickets was checked
        # by the action or the gateway that led here
        return self.sudo().write(vals)

    def _snapshot(self, vals):
        """Return what the hooks compare with after the write: stage, person, class."""
        watched = [name for name in RECLASSIFYING if name in vals]
        if "user_id" in vals and "team_id" not in watched:
            watched.append("team_id")
        moving = not MOVING.isdisjoint(vals)
        if not watched and not moving:
            return {}
        return {
            ticket: (
                ticket.stage_id if moving else None,
                ticket.user_id if moving else None,
                {name: ticket[name] for name in watched},
            )
            for ticket in self
        }

    def _run_change_hooks(self, snapshot):
        moved, assigned, reclassified = {}, {}, {}
        for ticket, (stage, user, values) in snapshot.items():
            if stage is not None and ticket.stage_id != stage:
                moved[ticket] = stage
            if user is not None and ticket.user_id != user:
                assigned[ticket] = user
            changed = {name: old for name, old in values.items() if ticket[name] != old}
            if changed:
                reclassified[ticket] = changed
        for previous, hook in (
            (moved, "_after_stage_change"),
            (assigned, "_after_assignment"),
            (reclassified, "_after_reclassification"),
        ):
            if previous:
                getattr(self.browse().concat(*previous), hook)(previous)

    # ----------------------------------------------------------- mail gateway

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        # What an alias sets are plain values: its defaults forge no fact (I21).
        given = {k: v for k, v in (custom_values or {}).items() if k not in FACTS}
        values = {**self._prepare_mail_vals(msg_dict), **given}
        # Stock makes every known address in To and Cc a follower, who may then read
        # the ticket in the portal: it is not told them; `email_cc` keeps them (M04).
        unread = {**msg_dict, "to": "", "cc": ""}
        ticket = super().message_new(unread, values)
        ticket._subscribe_colleagues(msg_dict)
        if ticket.partner_id and not msg_dict.get("author_id"):
            msg_dict["author_id"] = ticket.partner_id.id
        return ticket

    def message_update(self, msg_dict, update_vals=None):
        unread = {**msg_dict, "to": "", "cc": ""}
        update_vals = {**self._prepare_cc_vals(msg_dict), **(update_vals or {})}
        self._subscribe_colleagues(msg_dict)
        return super().message_update(unread, update_vals)

    def _message_post_after_hook(self, message, msg_values):
        result = super()._message_post_after_hook(message, msg_values)
        self._keep_original(message)
        self._after_message(message, self._message_kind(message))
        return result

    # ------------------------------------------------------------------ hooks

    def _after_create(self):
        """Called once per batch of created tickets; leaves extend with ``super()``."""
        self._emit("ticket.created")  # before what follows from it
        self._stamp_created_closed()
        self._stamp_answered_at_once()
        self._follow_customers()
        self._assign_created()
        if not self.env.context.get("helpdesk_mail"):  # then after the mail is posted
            self._acknowledge()

    def _after_stage_change(self, previous):
        """Called once per write, on the tickets that moved.

        :param previous: ticket → the stage it left
        """
        self._stamp_stage_change(previous)
        self._notify_stage_change(previous)
        for ticket in self:
            old = previous[ticket]
            moved = {"from": old.role, "to": ticket.stage_role}
            ticket._emit("ticket.stage_changed", moved)
            if old.closed and not ticket.closed:
                ticket._emit("ticket.reopened")
            elif ticket.stage_role in STAGE_EVENTS:
                ticket._emit(STAGE_EVENTS[ticket.stage_role])

    def _after_assignment(self, previous):
        """Called once per write, on the tickets whose person changed.

        :param previous: ticket → the person it had (``res.users``, may be empty)
        """
        self.filtered("user_id")._emit("ticket.assigned")

    def _after_reclassification(self, previous):
        """Called once per write, on the tickets with another priority, type, category,
        team, customer, tags or company.

        :param previous: ticket → {field name: value before}
        """
        self._follow_new_customers(previous)

    def _after_message(self, message, kind):
        """Called for every message on one ticket.

        :param kind: ``customer``, ``agent_public``, ``note`` or ``automatic``
        """
        if kind == "customer":
            self._on_customer_message(message)
        elif kind == "agent_public":
            self._on_agent_message(message)

    def _after_escalation(self, level, reason):
        """Called when the level of the tickets rose or fell.

        :param level: the level now, 0 when the escalation ended
        :param reason: why, in a sentence
        """
        self._emit("ticket.escalated", {"level": level, "reason": reason})

    def _emit(self, event, payload=None):
        """Tell the outside world that ``event`` happened to these tickets.

        The events are records of ``helpdesk.webhook.event``. Whoever delivers them
        extends this method; it runs in the tickets' transaction and must neither fail
        nor wait.

        :param payload: details of the event, JSON values, the same for all
        """
