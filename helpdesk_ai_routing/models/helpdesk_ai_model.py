# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Versions of what was learned."""

import base64

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..ticket_classifier.storage import checksum as checksum_of

#: Versions kept for a way back.
KEPT_VERSIONS = 5


class HelpdeskAiModel(models.Model):
    """One row per training; made by the training job only."""

    _name = "helpdesk.ai.model"
    _inherit = "helpdesk.remembered.mixin"
    _description = "Learned Routing Model"
    _order = "id desc"

    target = fields.Selection(
        [
            ("team", "Team"),
            ("type", "Type"),
            ("priority", "Urgency"),
            ("sentiment", "Sentiment"),
        ],
        string="Predicts",
        required=True,
        default="team",
        readonly=True,
    )
    name = fields.Char(string="Version", required=True, readonly=True)
    state = fields.Selection(
        [
            ("active", "In charge"),
            ("retired", "Replaced"),
            ("refused", "Not good enough"),
        ],
        required=True,
        readonly=True,
    )
    trained_at = fields.Datetime(string="Trained", readonly=True)
    data_from = fields.Datetime(string="Oldest ticket", readonly=True)
    data_to = fields.Datetime(string="Newest ticket", readonly=True)
    example_count = fields.Integer(string="Tickets", readonly=True)
    accuracy = fields.Float(readonly=True, aggregator=None)
    ece = fields.Float(
        string="Calibration error",
        readonly=True,
        aggregator=None,
        digits=(4, 3),
        help="Mean gap between stated confidence and actual accuracy.",
    )
    coverage = fields.Float(
        readonly=True,
        aggregator=None,
        help="Share of tickets sure enough for the company's threshold, on tickets "
        "held back from learning.",
    )
    precision = fields.Float(
        readonly=True, aggregator=None, help="How many of those were right."
    )
    learned_threshold = fields.Float(
        string="Learned threshold",
        readonly=True,
        aggregator=None,
        help="Confidence from which at least 90 % are right with high probability; 0 "
        "when there is not enough data to tell.",
    )
    seconds = fields.Float(string="Training time (s)", readonly=True, aggregator=None)
    note = fields.Char(readonly=True)
    checksum = fields.Char(readonly=True)
    data = fields.Binary(
        attachment=True, readonly=True, groups="base.group_no_one", copy=False
    )

    _one_active = models.UniqueIndex(
        "(target) WHERE state = 'active'", "Only one model can be in charge."
    )

    @api.model_create_multi
    def create(self, vals_list):
        self._check_job()
        return super().create(vals_list)

    def write(self, vals):
        self._check_job()
        return super().write(vals)

    def _check_job(self):
        """Models come from the training job; a file brought by hand is refused."""
        if not self.env.context.get("helpdesk_ai_training"):
            raise AccessError(
                self.env._("Models are made by the training job, not by hand.")
            )

    @api.model
    def _active_model(self, target="team"):
        domain = [("state", "=", "active"), ("target", "=", target)]
        return self._remembered(domain)[:1]

    @api.model
    def _last_model(self, target="team"):
        """Return the newest training, whatever came of it."""
        # sudo: the job asks, whoever's label woke it
        return self.sudo().search([("target", "=", target)], limit=1)

    def _bytes(self):
        """Return the stored file."""
        self.ensure_one()
        # sudo: the field is hidden from people
        return base64.b64decode(self.sudo().data or b"")

    def _store(self, data, vals):
        """Store a trained model; an active one replaces the model in charge."""
        # sudo: people may only read models
        job = self.sudo().with_context(helpdesk_ai_training=True)
        if vals["state"] == "active":
            job._active_model(vals.get("target", "team"))._retire()
        model = job.create(
            {
                **vals,
                "checksum": checksum_of(data),
                "data": base64.b64encode(data) if data else False,
            }
        )
        model._drop_old()
        return model

    def _retire(self):
        if self:
            self.with_context(helpdesk_ai_training=True).state = "retired"
            self.flush_recordset()  # the index allows one active model at a time

    def _drop_old(self):
        """Keep the model in charge and the newest versions of the same target."""
        same = [("target", "=", self.target)]
        usable = self.search([*same, ("state", "!=", "refused")])
        refused = self.search([*same, ("state", "=", "refused")])
        old = usable[KEPT_VERSIONS:].filtered(lambda m: m.state != "active")
        old += refused[KEPT_VERSIONS:]
        (old - old._dropped_too_early()).unlink()

    def _dropped_too_early(self):
        """Return which of these old versions are still needed."""
        return self.browse()

    @api.model
    def _check_manager(self):
        """Refuse whoever is no helpdesk manager.

        :raises AccessError: he is none
        """
        if not self.env.user.has_group("helpdesk_mgmt.group_helpdesk_manager"):
            raise AccessError(
                self.env._("Only helpdesk managers may change the model.")
            )

    def action_activate(self):
        """Put this version in charge again.

        :raises AccessError: the user is no helpdesk manager
        :raises UserError: the version was refused or has no file
        """
        self.ensure_one()
        self._check_manager()
        if self.state == "refused" or not self._bytes():
            raise UserError(self.env._("This version cannot be put in charge."))
        # sudo: checked above; models are read-only for people
        job = self.sudo().with_context(helpdesk_ai_training=True)
        job._active_model(self.target)._retire()
        job.write({"state": "active"})
        return True

    def action_forget(self):
        """Take models in charge out of service: vocabulary and rules decide alone."""
        self._check_manager()
        # sudo: checked above; models are read-only for people
        self.sudo().filtered(lambda model: model.state == "active")._retire()
        return True
