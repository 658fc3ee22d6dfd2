# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount

SALES = "sales_team.group_sale_salesman"


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    opportunity_id = fields.Many2one(
        "crm.lead",
        copy=False,
        readonly=True,
        index="btree_not_null",
        groups=SALES,
        help="The opportunity that this ticket became or joined.",
    )
    opportunity_state = fields.Char(
        compute="_compute_opportunity_state",
        compute_sudo=True,
        string="Opportunity status",
        help="What became of the sale; shown to agents without access to CRM too.",
    )
    has_open_opportunity = fields.Boolean(
        compute="_compute_has_open_opportunity", compute_sudo=True
    )

    @api.depends("lead_ids", "opportunity_id")
    def _compute_lead_count(self):
        """Count joined opportunities as well as those made of the ticket."""
        for ticket in self:
            ticket.lead_count = len(ticket._opportunities())

    @api.depends(
        "opportunity_id.won_status",
        "opportunity_id.expected_revenue",
        "opportunity_id.stage_id",
    )
    def _compute_opportunity_state(self):
        for ticket in self:
            lead = ticket.opportunity_id
            if not lead:
                ticket.opportunity_state = False
                continue
            labels = {
                "won": self.env._("Won"),
                "lost": self.env._("Lost"),
                "pending": lead.stage_id.name or self.env._("Open"),
            }
            amount = format_amount(
                self.env, lead.expected_revenue, lead.company_currency
            )
            ticket.opportunity_state = f"{labels[lead.won_status]} · {amount}"

    @api.depends("opportunity_id.won_status", "lead_ids.won_status")
    def _compute_has_open_opportunity(self):
        for ticket in self:
            ticket.has_open_opportunity = bool(ticket._open_opportunity())

    def _opportunities(self):
        self.ensure_one()
        # Lost opportunities are archived, but the ticket still came to them.
        ticket = self.with_context(active_test=False)
        return ticket.lead_ids | ticket.opportunity_id

    def action_open_leads(self):
        action = self._opportunities()._get_records_action(
            name=self.env._("Opportunity(ies)")
        )
        action["context"].update({"default_ticket_id": self.id, "active_test": False})
        return action

    def action_convert_to_opportunity(
        self, scope=None, effort_hours=None, upsell_kind=None
    ):
        """Make an opportunity of the ticket; a second call opens the first one.

        An agent without access to CRM asks for it: the salesperson gets an activity
        and the agent a notice that says so.

        :param scope: what the customer wants
        :param effort_hours: estimate of the work in hours, not negative
        :param upsell_kind: a key of ``helpdesk_upsell_kind``
        :return: the action that opens the opportunity, or a notice
        :raises UserError: a merged or duplicate ticket, or a value that makes no sense
        """
        self.ensure_one()
        vals = {
            "helpdesk_scope": scope or False,
            "helpdesk_effort_hours": effort_hours or 0.0,
            "helpdesk_upsell_kind": upsell_kind or False,
        }
        lead_sudo = self._convert_to_opportunity(vals)
        if not self.env.user.has_group(SALES):
            return self._notify_sale_requested()
        return lead_sudo.sudo(False)._get_records_action()

    def _convert_to_opportunity(self, vals, join=None):
        """Return the opportunity of this ticket as superuser, made if there is none.

        :param vals: values of the opportunity; empty ones take the ticket's
        :param join: an open opportunity that the ticket joins instead
        """
        self.ensure_one()
        self.check_access("write")
        self._check_convertible(vals)
        # sudo: agents without access to CRM may ask for an opportunity; write access
        # to the ticket was checked above
        ticket_sudo = self.sudo()
        ticket_sudo.lock_for_update()  # two clicks make one opportunity (defect V16)
        ticket_sudo.invalidate_recordset(["opportunity_id"])
        open_lead = ticket_sudo._open_opportunity()
        if open_lead:
            return open_lead
        # sudo: the link is written whatever rights the agent has in CRM
        lead = join.sudo() if join else ticket_sudo._create_opportunity(vals)
        ticket_sudo.write({"opportunity_id": lead.id, "opportunity_suggestion": False})
        ticket_sudo._log_conversion(lead, joined=bool(join))
        if not self.env.user.has_group(SALES):
            ticket_sudo._request_salesperson(lead)
        self._emit(
            "ticket.opportunity_created",
            {"opportunity": lead.name, "kind": lead.helpdesk_upsell_kind or None},
        )
        return lead

    def _check_convertible(self, vals):
        if self.close_reason in ("merged", "duplicate"):
            raise UserError(
                self.env._(
                    "%(ticket)s lives on in another ticket: convert that one.",
                    ticket=self.number,
                )
            )
        if vals.get("helpdesk_effort_hours", 0) < 0:
            raise UserError(self.env._("The effort cannot be negative."))
        kinds = dict(self.env["crm.lead"]._fields["helpdesk_upsell_kind"].selection)
        kind = vals.get("helpdesk_upsell_kind")
        if kind and kind not in kinds:
            raise UserError(
                self.env._(
                    "“%(kind)s” is not a kind of sale: choose one of %(kinds)s.",
                    kind=kind,
                    kinds=", ".join(kinds),
                )
            )

    def _open_opportunity(self):
        """Return the first opportunity of the ticket that is still being worked on."""
        leads = self.opportunity_id | self.lead_ids
        return leads.filtered(
            lambda lead: lead.active and lead.won_status == "pending"
        )[:1]

    def _create_opportunity(self, vals):
        given = {key: value for key, value in vals.items() if value}
        lead = (
            self.env["crm.lead"]
            .with_context(mail_create_nosubscribe=True)
            .create({**self._prepare_opportunity_vals(), **given})
        )
        self._take_conversation_along(lead)
        return lead

    def _prepare_opportunity_vals(self):
        """Return what the ticket knows about the sale."""
        partner = self.partner_id
        vals = {
            "name": self.name,
            "type": "opportunity",
            "ticket_id": self.id,
            "partner_id": partner.id,
            "company_id": self.company_id.id,
            "user_id": partner.user_id.id or partner.commercial_partner_id.user_id.id,
            "description": self.description,
            "helpdesk_agent_id": self.env.uid,
            "helpdesk_detection": "late"
            if self.closed or self.stage_role == "resolved"
            else "early",
            "helpdesk_upsell_kind": self.opportunity_suggestion,
        }
        if not partner:
            vals["contact_name"] = self.partner_name
            vals["email_from"] = self.partner_email
        return vals

    def _take_conversation_along(self, lead):
        """Copy messages and files to the opportunity.

        Notes stay notes. Files are copied, for a salesperson may not read the ticket's.
        The customer is listed but gets nothing: talk about a sale is not for him (I14).
        """
        for message in self.message_ids.sorted("id"):
            files = [
                attachment.copy({"res_model": lead._name, "res_id": lead.id}).id
                for attachment in message.attachment_ids
            ]
            message.copy(
                {
                    "model": lead._name,
                    "res_id": lead.id,
                    "attachment_ids": [(6, 0, files)],
                    "notified_partner_ids": False,
                }
            )
        internal = self.message_partner_ids.filtered(lambda p: not p.partner_share)
        lead.message_subscribe(internal.ids)
        self.env["mail.followers"].create(
            [
                {"res_model": lead._name, "res_id": lead.id, "partner_id": partner.id}
                for partner in self.message_partner_ids - lead.message_partner_ids
            ]
        )

    def _log_conversion(self, lead, joined):
        """Leave a line on both sides, unless creation lines are off."""
        link = lead._get_html_link()
        if joined:
            text = self.env._("This ticket has joined the opportunity %s.", link)
        else:
            text = self.env._("This ticket has become the opportunity %s.", link)
        self._message_log(body=text)
        if not self.env.context.get("mail_create_nolog"):
            text = self.env._("From ticket %s.", self._get_html_link())
            lead._message_log(body=text)

    def _request_salesperson(self, lead):
        """Ask the salesperson, or the sales team's leader, to take the request on."""
        person = lead.user_id or lead.team_id.user_id or self.env.ref("base.user_admin")
        lead.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=person.id,
            summary=self.env._("Request from the helpdesk"),
            note=self.env._(
                "%(agent)s sees a sale in ticket %(ticket)s. Please take it on.",
                agent=self.env.user.name,
                ticket=self.number,
            ),
        )

    def _notify_sale_requested(self):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "You have no access to CRM: the sales team has been asked to take "
                    "the opportunity on."
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
