# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class HelpdeskTicketTeam(models.Model):
    _inherit = "helpdesk.ticket.team"

    ai_routable = fields.Boolean(
        string="Target of automatic routing",
        default=True,
        help="The analysis may give tickets to this team. Otherwise it only suggests "
        "the team to the officer.",
    )
    ai_threshold = fields.Float(
        string="Own confidence to route",
        help="From this confidence (0 to 1, inclusive) tickets are routed here; "
        "0 uses the company's.",
    )
    ai_raise_priority = fields.Boolean(
        string="Anger raises the priority",
        help="A customer who writes in anger gets the next priority, at most High, "
        "once per cycle. Words that only name a problem do not count as anger.",
    )
    ai_keywords = fields.Text(
        string="Own vocabulary",
        help="Words that are typical of this team's tickets, in any language, "
        "separated by commas or lines. A star ends a stem (deliver*); a line may begin "
        "with a weight from 1 (hint) to 4 (nearly certain): “3: forklift, pallet*”. "
        "They add to the shipped vocabulary of the seven standard teams.",
    )

    @api.constrains("ai_threshold")
    def _check_ai_threshold(self):
        if any(not 0 <= team.ai_threshold <= 1 for team in self):
            raise ValidationError(
                self.env._("The confidence to route lies between 0 and 1.")
            )

    def _ai_threshold(self, company):
        """Return the confidence from which tickets of ``company`` come here, 0..1."""
        return self.ai_threshold or company.helpdesk_ai_threshold

    @api.model
    def _watched_jobs(self):
        return super()._watched_jobs() + ["helpdesk_ai_routing.ir_cron_analyse"]
