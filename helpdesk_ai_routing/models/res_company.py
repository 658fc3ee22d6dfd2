# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

_logger = logging.getLogger(__name__)

#: Checked decisions that routing is judged by, and the share that must be right.
WATCHED_DECISIONS = 50
LOWEST_PRECISION = 0.8


class ResCompany(models.Model):
    _inherit = "res.company"

    helpdesk_ai_routing_enabled = fields.Boolean(
        string="Route new requests automatically",
        default=True,
        help="Requests from outside that have no team are given to the team the "
        "analysis is sure of, the others to the triage queue. Otherwise the analysis "
        "only suggests.",
    )
    helpdesk_ai_threshold = fields.Float(
        string="Confidence to route",
        default=0.8,
        help="From this confidence (0 to 1, inclusive) a ticket is routed without an "
        "officer. A team may ask for another one.",
    )
    helpdesk_ai_audit_percent = fields.Integer(
        string="Audit sample (%)",
        default=5,
        help="So many of a hundred tickets that could be routed go to triage all the "
        "same, at random: only so can errors be counted that nobody reports. Begins "
        "after the first 50 automatic decisions.",
    )
    helpdesk_ai_apply_priority = fields.Boolean(
        string="Set the urgency of mailed requests",
        default=True,
        help="A mail has no urgency of its own: it gets the one the analysis found. A "
        "priority that a person or a rule has set stays.",
    )
    helpdesk_ai_external_allowed = fields.Boolean(
        string="Allow outside analysis services",
        help="The text of tickets of this company, without personal data, may be sent "
        "to the outside services listed under AI Providers.",
    )
    helpdesk_ai_paused = fields.Boolean(
        string="Routing paused",
        readonly=True,
        help="Set by the system when fewer than 80 % of the last 50 checked automatic "
        "decisions were right. Everything goes to triage until a manager resumes it.",
    )
    helpdesk_ai_paused_at = fields.Datetime(readonly=True)
    helpdesk_ai_wrong_minutes = fields.Float(
        string="Minutes lost by a wrong route",
        default=30.0,
        help="What it costs when a ticket lands in the wrong team, in minutes.",
    )
    helpdesk_ai_triage_minutes = fields.Float(
        string="Minutes of a triage",
        default=2.0,
        help="What an officer needs to triage one ticket, in minutes.",
    )

    @api.constrains("helpdesk_ai_threshold", "helpdesk_ai_audit_percent")
    def _check_helpdesk_ai(self):
        for company in self:
            if not 0 < company.helpdesk_ai_threshold <= 1:
                raise ValidationError(
                    self.env._("The confidence to route lies between 0 and 1.")
                )
            if not 0 <= company.helpdesk_ai_audit_percent <= 100:
                raise ValidationError(
                    self.env._("The audit sample lies between 0 and 100 percent.")
                )

    def _helpdesk_ai_check_precision(self):
        """Switch routing off where too many of the checked decisions were wrong."""
        # sudo: counting only, on whoever's decision
        Analysis = self.env["helpdesk.ai.analysis"].sudo()
        for company in self.filtered(lambda c: not c.helpdesk_ai_paused):
            domain = [
                ("company_id", "=", company.id),
                ("shadow", "=", False),
                ("outcome", "!=", "open"),
                "|",
                ("decision", "=", "auto_assigned"),
                ("audited", "=", True),
            ]
            if company.helpdesk_ai_paused_at:
                domain.append(("analysed_at", ">", company.helpdesk_ai_paused_at))
            last = Analysis.search(
                domain, order="decided_at desc, id desc", limit=WATCHED_DECISIONS
            )
            right = len(last.filtered(lambda a: a.outcome == "accepted"))
            if len(last) == WATCHED_DECISIONS and right < LOWEST_PRECISION * len(last):
                company._helpdesk_ai_pause(right)

    def _helpdesk_ai_pause(self, right):
        """Stop routing and tell every helpdesk manager of the company."""
        self.ensure_one()
        # sudo: the system pauses itself, whoever made the last decision
        self.sudo().helpdesk_ai_paused = True
        _logger.warning(
            "Automatic routing of company %s is paused: %s of %s decisions right",
            self.id,
            right,
            WATCHED_DECISIONS,
        )
        body = self.env._(
            "Automatic routing was switched off for %(company)s: only %(right)s of the "
            "last %(total)s checked decisions were right. New requests go to triage. "
            "A manager can resume it in the helpdesk settings.",
            company=self.name,
            right=right,
            total=WATCHED_DECISIONS,
        )
        bot = self.env["helpdesk.ticket"]._bot_user()
        # sudo: the bot has no access to the managers it tells
        self.env["mail.thread"].with_user(bot).sudo().message_notify(
            partner_ids=self._helpdesk_managers().partner_id.ids,
            subject=self.env._("Helpdesk: automatic routing is paused"),
            body=body,
        )

    def _helpdesk_managers(self):
        """Return the helpdesk managers who work for the company."""
        group = self.env.ref("helpdesk_mgmt.group_helpdesk_manager")
        domain = [
            ("all_group_ids", "in", group.ids),
            ("share", "=", False),
            ("company_ids", "in", self.ids),
        ]
        # sudo: nobody needs access to users for them to be told
        return self.env["res.users"].sudo().search(domain)

    def _helpdesk_ai_resume(self):
        """Route again; the decisions judged so far no longer count."""
        if not self.env.user.has_group("helpdesk_mgmt.group_helpdesk_manager"):
            raise AccessError(self.env._("Only helpdesk managers may resume routing."))
        # sudo: helpdesk managers may not write companies otherwise
        self.sudo().write(
            {
                "helpdesk_ai_paused": False,
                "helpdesk_ai_paused_at": fields.Datetime.now(),
            }
        )
