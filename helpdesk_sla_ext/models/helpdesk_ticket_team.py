# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class HelpdeskTicketTeam(models.Model):
    _name = "helpdesk.ticket.team"
    _inherit = ["helpdesk.ticket.team", "helpdesk.sla.condition.mixin"]

    use_sla = fields.Boolean(
        default=True,
        help="The tickets of this team get targets from the service level policies.",
    )

    @api.depends("use_sla", "resource_calendar_id.attendance_ids")
    def _compute_problem(self):
        return super()._compute_problem()

    def _get_problems(self):
        problems = super()._get_problems()
        if not self.use_sla:
            return problems
        calendar, complete = self._sla_calendar()
        if not calendar:
            problems.append(
                self.env._(
                    "No usable working hours: working time is counted day and night."
                )
            )
        elif not complete:
            problems.append(
                self.env._(
                    "The team's working hours are missing or never open: those of the "
                    "company are used."
                )
            )
        return problems

    def _sla_calendar(self, policy=None, company=None):
        """Return the hours that count, and whether they are the ones asked for.

        The first that ever opens of: the policy's, the team's, the company's. An empty
        calendar means day and night.
        """
        company = company or self.company_id or self.env.company
        wanted = [policy.calendar_id] if policy and policy.calendar_id else []
        wanted += [self.resource_calendar_id, company.resource_calendar_id]
        for position, calendar in enumerate(wanted):
            if calendar and calendar._sla_is_usable():
                return calendar, not position
        return self.env["resource.calendar"], False

    def _metrics_calendar(self, company):
        """Count working time in the same hours as the promises."""
        return self.sudo()._sla_calendar(company=company)[0]  # sudo: as the original

    def write(self, vals):
        result = super().write(vals)
        if vals.get("use_sla") is False:
            self._sla_open_tickets()._sla_rematch(
                self.env._("The team makes no promises any more.")
            )
        elif "resource_calendar_id" in vals:
            self._sla_open_tickets()._sla_refresh("calendar")
        return result

    @api.model
    def _sla_load_demo(self):
        """Let the teams of the demo stories make promises, and start their clocks."""
        teams = self.search([("active", "=", True)])
        teams.use_sla = True
        tickets = self.env["helpdesk.ticket"].search([("team_id", "in", teams.ids)])
        tickets._sla_replay_demo()

    def _sla_open_tickets(self):
        # sudo: the rule is the team's, for every ticket of it
        return (
            self.env["helpdesk.ticket"]
            .sudo()
            .search([("team_id", "in", self.ids), ("stage_id.closed", "=", False)])
        )

    def action_use_ecommerce_sla(self):
        """Promise what shops promise: an answer in 2, a solution in 24 clock hours.

        The two preset policies are put to work for these teams; they can be changed
        afterwards like any other policy.
        """
        self.check_access("write")
        policies = self.env["helpdesk.sla"]
        for name in ("first_response", "resolution"):
            policies |= (
                self.env.ref(f"helpdesk_sla_ext.sla_ecommerce_{name}", False)
                or (self.env["helpdesk.sla"])
            )
        policies.write(
            {"active": True, "team_ids": [fields.Command.link(id_) for id_ in self.ids]}
        )
        self.use_sla = True
        return policies._get_records_action(name=self.env._("E-commerce policies"))
