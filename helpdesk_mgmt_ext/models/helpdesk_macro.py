# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain

from .helpdesk_ticket_stage import ROLES

#: What may stand in braces in a macro's text. Nothing is ever evaluated.
PLACEHOLDERS = ("customer", "number", "title", "agent", "team", "link")
PLACEHOLDER = re.compile(r"\{(\w+)\}")
#: Stages whose action takes the macro's text itself, so that it is not said twice.
TEXT_ROLES = frozenset({"resolved", "on_hold", "escalated"})


class HelpdeskMacro(models.Model):
    """What agents do again and again: a text, and what goes with it, in one click.

    Shared macros are kept by managers; anyone may have personal ones.
    """

    _name = "helpdesk.macro"
    _description = "Helpdesk Macro"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", index=True, help="Empty: for all companies."
    )
    team_ids = fields.Many2many(
        "helpdesk.ticket.team",
        string="Teams",
        help="Offered for tickets of these teams only; for all if empty.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        index=True,
        default=lambda self: self._default_user_id(),
        help="A personal macro of this user. Empty: shared with everybody.",
    )
    body = fields.Text(
        string="Text",
        translate=True,
        help="May contain {customer}, {number}, {title}, {agent}, {team} and {link}.",
    )
    audience = fields.Selection(
        [("public", "To the customer"), ("note", "Internal note")],
        string="The text goes",
        default="public",
        required=True,
    )
    stage_role = fields.Selection(
        ROLES, string="Move to", help="The team's stage that means this."
    )
    tag_add_ids = fields.Many2many(
        "helpdesk.ticket.tag", "helpdesk_macro_tag_add_rel", string="Add tags"
    )
    tag_remove_ids = fields.Many2many(
        "helpdesk.ticket.tag", "helpdesk_macro_tag_remove_rel", string="Remove tags"
    )
    assign = fields.Selection(
        [("me", "Me, whoever runs it"), ("user", "A person")], string="Assign to"
    )
    assign_user_id = fields.Many2one(
        "res.users", string="Person", domain=[("share", "=", False)]
    )
    priority = fields.Selection(
        selection=lambda self: (
            self.env["helpdesk.ticket"]
            ._fields["priority"]
            ._description_selection(self.env)
        ),
        string="Set priority",
    )
    log_minutes = fields.Integer(
        string="Log time (minutes)", help="Booked on each ticket; 0 for none."
    )
    work_type_id = fields.Many2one(
        "helpdesk.work.type",
        string="Work type",
        help="By default the one that is usual in the ticket's stage.",
    )
    effect = fields.Char(compute="_compute_effect", string="What it does")

    _minutes_positive = models.Constraint(
        "CHECK(log_minutes BETWEEN 0 AND 1440)",
        "The time to log lies between 0 minutes and one day.",
    )

    @api.model
    def _default_user_id(self):
        """Managers make shared macros, everybody else personal ones."""
        manager = self.env.user.has_group("helpdesk_mgmt.group_helpdesk_manager")
        return False if manager or self.env.su else self.env.uid

    def write(self, vals):
        """Let only managers share a macro or give it to somebody else.

        Record rules look at the owner before the write, not after it.

        :raises AccessError: somebody else tries to
        """
        giving = "user_id" in vals and vals["user_id"] != self.env.uid
        manager = "helpdesk_mgmt.group_helpdesk_manager"
        if giving and not self.env.su and not self.env.user.has_group(manager):
            raise AccessError(self.env._("Only managers may share macros."))
        return super().write(vals)

    @api.constrains("body")
    def _check_body(self):
        for macro in self:
            unknown = set(PLACEHOLDER.findall(macro.body or "")) - set(PLACEHOLDERS)
            if unknown:
                raise ValidationError(
                    self.env._(
                        "Unknown placeholders: %(unknown)s. Possible are: %(known)s.",
                        unknown=", ".join(sorted(f"{{{name}}}" for name in unknown)),
                        known=", ".join(f"{{{name}}}" for name in PLACEHOLDERS),
                    )
                )

    @api.constrains("body", "stage_role", "assign", "assign_user_id")
    def _check_complete(self):
        for macro in self:
            if macro.assign == "user" and not macro.assign_user_id:
                raise ValidationError(self.env._("Choose the person to assign to."))
            if macro.stage_role in TEXT_ROLES and not (macro.body or "").strip():
                raise ValidationError(
                    self.env._(
                        "This move needs a text: the solution, what blocks, or why."
                    )
                )

    @api.depends(
        "assign",
        "assign_user_id",
        "audience",
        "body",
        "log_minutes",
        "priority",
        "stage_role",
        "tag_add_ids",
        "tag_remove_ids",
    )
    def _compute_effect(self):
        roles = dict(self._fields["stage_role"]._description_selection(self.env))
        priorities = dict(self._fields["priority"]._description_selection(self.env))
        for macro in self:
            macro.effect = " · ".join(macro._get_effects(roles, priorities))

    def _get_effects(self, roles, priorities):
        """Return what the macro does, one short phrase each."""
        env = self.env
        effects = []
        if self.body:
            public = self.audience == "public"
            effects.append(
                env._("writes to the customer") if public else env._("adds a note")
            )
        if self.stage_role:
            effects.append(env._("moves to %(stage)s", stage=roles[self.stage_role]))
        if self.assign:
            person = env._("you") if self.assign == "me" else self.assign_user_id.name
            effects.append(env._("assigns to %(person)s", person=person))
        if self.priority:
            effects.append(
                env._("sets priority %(level)s", level=priorities[self.priority])
            )
        for sign, tags in (("+", self.tag_add_ids), ("−", self.tag_remove_ids)):
            effects += [f"{sign}{tag.name}" for tag in tags]
        if self.log_minutes:
            effects.append(env._("logs %(minutes)s min", minutes=self.log_minutes))
        return effects

    @api.model
    def _for_tickets(self, tickets):
        """Return the macros that may be run on all of ``tickets``."""
        domain = Domain("company_id", "in", [False, *tickets.company_id.ids])
        macros = self.search(domain)
        teams = tickets.team_id
        if len(tickets.filtered("team_id")) < len(tickets):
            return macros.filtered(lambda m: not m.team_ids)
        return macros.filtered(lambda m: not m.team_ids or teams <= m.team_ids)

    # ------------------------------------------------------------------- text

    def _render(self, ticket):
        """Return the text for ``ticket``, in the customer's language if it is public.

        Values are put in once, as plain text: braces in a title mean nothing.
        """
        self.ensure_one()
        lang = ticket.sudo().partner_id.lang  # sudo: the language of who is written to
        macro = (
            self.with_context(lang=lang) if lang and self.audience == "public" else self
        )
        return self._fill(macro.body or "", ticket)

    @api.model
    def _fill(self, text, ticket):
        """Return ``text`` with its placeholders replaced for ``ticket``."""
        values = self._get_placeholder_values(ticket)
        return PLACEHOLDER.sub(lambda m: values.get(m[1], m[0]), text)

    @api.model
    def _get_placeholder_values(self, ticket):
        # sudo: names that every answer shows
        ticket_sudo = ticket.sudo()
        return {
            "customer": ticket_sudo.partner_name
            or ticket_sudo.partner_id.name
            or ticket_sudo.partner_email
            or "",
            "number": ticket.number,
            "title": ticket.name,
            "agent": self.env.user.name,
            "team": ticket_sudo.team_id.name or ticket_sudo.company_id.name,
            "link": ticket._respond_url(),
        }
