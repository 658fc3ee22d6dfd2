# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Whose ticket it is: which team, and who in it."""

from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import UserError

from .helpdesk_ticket_lifecycle import WORK_ROLES

#: Somebody who gets more tickets at once than this is told of all in one message.
TOLD_ONE_BY_ONE = 3
LINK = Markup(
    '<li><a href="/mail/view?model=helpdesk.ticket&amp;res_id=%s">%s</a></li>'
)


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    def _may_be_given_to(self, user):
        """Whether ``user`` may own this ticket.

        Never the bot, the superuser, an archived or a portal user; a team that has
        members gives its tickets to members only.
        """
        self.ensure_one()
        if not user.active or user.share or user._is_superuser():
            return False
        # sudo: membership is no secret to whoever handles the team's tickets
        members = self.team_id.sudo().user_ids
        return user != self._bot_user() and (not members or user in members)

    # --------------------------------------------------------------- by hand

    def action_assign(self, user_id=None):
        """Give the tickets to a person; a new ticket then counts as assigned.

        :param user_id: id of the person, the current user if not given
        :raises UserError: a person who may not own one of the tickets, or a closed one
        """
        user = self.env["res.users"].browse(user_id or self.env.uid).exists()
        self._check_action(WORK_ROLES | {"resolved"}, self.env._("reopen it first."))
        for ticket in self:
            if not user or not ticket._may_be_given_to(user):
                raise UserError(
                    self.env._(
                        "%(ticket)s cannot be given to %(user)s: choose an active "
                        "member of %(team)s.",
                        ticket=ticket.number,
                        user=user.name or self.env._("a deleted user"),
                        team=ticket.team_id.display_name or self.env._("the helpdesk"),
                    )
                )
        self._give_to(user, "assigned")
        return True

    def assign_to_me(self):
        """Take tickets that are nobody's; stock leaves them new.

        :raises UserError: somebody was faster; who means to take it from him assigns it
        """
        taken = self.filtered(lambda t: t.user_id and t.user_id != self.env.user)
        if taken:
            raise UserError(
                self.env._(
                    "%(ticket)s belongs to %(user)s already. Reload the page; to take "
                    "it over all the same, change the assigned person.",
                    ticket=taken[0].number,
                    # sudo: who may read the ticket sees whose it is
                    user=taken[0].user_id.sudo().name,
                )
            )
        return self.action_assign()

    @api.model
    def default_get(self, fields):
        """Suggest the creator as owner where our rule does, not wherever stock does."""
        defaults = super().default_get(fields)
        given = "default_user_id" in self.env.context
        if defaults.get("user_id") == self.env.uid and not given:
            defaults["user_id"] = self._default_owner_id(defaults.get("team_id"))
        return defaults

    @api.model
    def _set_owners(self, vals_list):
        """Name the owner of tickets made by hand without one, or nobody (V8)."""
        if "default_user_id" in self.env.context:
            return
        team_id = self.env.context.get("default_team_id")
        for vals in vals_list:
            if "user_id" not in vals:
                vals["user_id"] = self._default_owner_id(vals.get("team_id", team_id))

    @api.model
    def _default_owner_id(self, team_id=None):
        """Return the creator's id if a ticket he makes by hand is his, else False.

        It is if the company wants it (stock switch) and he is a member of a team that
        assigns by hand. Who may see his own tickets only owns those without a team.
        """
        user = self.env.user
        if (
            self.env.context.get("helpdesk_intake")
            or not self.env.company.helpdesk_mgmt_ticket_auto_assign
            or not user._is_helpdesk_person()
        ):
            return False
        # sudo: how a team assigns is no secret to its members
        teams = self.env["helpdesk.ticket.team"].sudo()
        team = teams.browse(team_id) if team_id else user.sudo().helpdesk_team_ids[:1]
        if not team:
            wide = user.has_group("helpdesk_mgmt.group_helpdesk_user_team")
            own = user.has_group("helpdesk_mgmt.group_helpdesk_user_own")
            return user.id if own and not wide else False
        by_hand = team.assignment_method == "manual"
        return user.id if by_hand and user in team.user_ids else False

    # --------------------------------------------------------- automatically

    def _after_reclassification(self, previous):
        """Find a person in the new team of tickets that were sent to another one."""
        result = super()._after_reclassification(previous)
        if not self.env.context.get("helpdesk_assigning"):
            moved = self.filtered(lambda ticket: "team_id" in previous.get(ticket, ()))
            moved._assign_person()
        return result

    def _assign_created(self):
        """Find team and person for new tickets that are nobody's.

        Which team: the one given (address, form, person), then the rules, then what
        :meth:`_route_unrouted` knows, at last the officers' queue. The last two only
        for requests from outside (context key ``helpdesk_intake``): a colleague may
        leave a ticket without a team.
        """
        tickets = self.filtered(lambda t: not t.user_id and t.stage_role in WORK_ROLES)
        tickets = tickets._as_bot().with_context(helpdesk_assigning=True)
        rules = self.env["helpdesk.assignment.rule"]._apply(tickets)
        if self.env.context.get("helpdesk_intake"):
            unrouted = tickets.filtered(lambda ticket: not ticket.team_id)
            if unrouted:
                unrouted._route_unrouted()
            tickets.filtered(lambda ticket: not ticket.team_id)._send_to_officers()
        tickets._assign_person(rules)

    def _route_unrouted(self):
        """Find teams for requests from outside that no address or rule leads to one.

        An analysis extends this with ``super()`` and writes ``team_id``; who of the
        team gets the ticket is decided afterwards. What has no team then goes to the
        officers' queue.
        """

    def _assign_person(self, rules=None):
        """Pick a person for each ticket by its team's method.

        A team that assigns by hand leaves them to whoever takes them. Where nobody can
        take a ticket it goes to the officers' queue and the team leader is told.

        :param rules: {ticket: the assignment rule it met}
        """
        rules = rules or {}
        tickets = self.filtered(
            lambda t: t.team_id and not t.user_id and t.stage_role in WORK_ROLES
        )
        tickets = tickets._as_bot().with_context(helpdesk_assigning=True)
        wanted, methods = {}, {}
        for ticket in tickets:
            rule = rules.get(ticket, self.env["helpdesk.assignment.rule"])
            methods[ticket] = rule.method or ticket.team_id.assignment_method
            if rule.user_id and ticket._may_be_given_to(rule.user_id):
                wanted[ticket] = rule.user_id
        auto = tickets.filtered(lambda t: methods[t] != "manual" or wanted.get(t))
        if not auto:
            return
        picks, reasons = auto.team_id._draw_people(auto, methods, wanted)
        by_user = auto.filtered(lambda t: t in picks).grouped(lambda t: picks[t])
        for user, group in by_user.items():
            group._give_to(user)
        left = auto.filtered(lambda t: t not in picks and methods[t] != "manual")
        left._leave_to_officers(reasons)

    def _give_to(self, user, role=None):
        """Make ``user`` the owner and move new tickets to where assigned ones belong.

        One write per team, so that who gives a ticket away may do it at once. A ticket
        that may not leave its stage yet, for lack of an understanding, stays there.

        :param role: where new tickets go, the team's choice if not given
        """
        targets = {}
        for key, tickets in self.grouped(lambda t: (t.team_id, t.company_id)).items():
            # sudo: the team's rules bind everybody who may write the ticket
            wanted = role or key[0].sudo().on_assign_role or "assigned"
            stage = tickets[:1]._pipeline()._for_role(wanted)
            for ticket in tickets:
                moves = (
                    ticket.stage_role == "new"
                    and stage.role not in (False, "new")
                    and not ticket._get_guard_problem(stage.role, {})
                )
                target = stage.id if moves else False
                targets[target] = targets.get(target, self.browse()) + ticket
        for stage_id, tickets in targets.items():
            stage_vals = {"stage_id": stage_id} if stage_id else {}
            tickets.write({"user_id": user.id, **stage_vals})

    def _message_auto_subscribe_notify(self, partner_ids, template):
        """Tell who gets many tickets at once in one message; core sends one each."""
        assigned = template == "mail.message_user_assigned"
        silent = self.env.context.get("mail_auto_subscribe_no_notify")
        if len(self) <= TOLD_ONE_BY_ONE or silent or not assigned:
            return super()._message_auto_subscribe_notify(partner_ids, template)
        links = Markup().join(
            LINK % (ticket.id, ticket.display_name) for ticket in self
        )
        title = self.env._("You have been assigned %(count)s tickets", count=len(self))
        body = Markup("<p>%s:</p><ul>%s</ul>") % (title, links)
        self[:1].message_notify(
            subject=title,
            body=self.env["mail.render.mixin"]._replace_local_links(body),
            partner_ids=partner_ids,
            email_layout_xmlid="mail.mail_notification_layout",
        )
