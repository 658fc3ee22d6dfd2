# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What keeps the board fast and live: indexes of open tickets, a word on the bus."""

import logging
from functools import partial

from odoo import SUPERUSER_ID, api, models

from .helpdesk_ticket_merge import AGENTS

_logger = logging.getLogger(__name__)

#: Part of the helpdesk's bus channel that open boards listen to.
SUBCHANNEL = "helpdesk_overview"
NOTIFICATION = "helpdesk.overview/changed"
#: As the ORM writes the domain of open tickets, so that PostgreSQL recognises it.
OPEN_SQL = "stage_role NOT IN ('cancelled', 'closed', 'rejected') OR stage_role IS NULL"


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    _open_team_idx = models.Index(f"(team_id, stage_id) WHERE {OPEN_SQL}")
    _open_user_idx = models.Index(f"(user_id) WHERE {OPEN_SQL}")
    _unhappy_idx = models.Index(
        "(closed_date) WHERE rating_last_value >= 1"
        " AND (rating_last_value <= 2 OR rating_last_value IS NULL)"
    )

    @api.model
    def _overview_fields(self):
        """Return the stored fields that change a number on the board."""
        return {
            "active",
            "company_id",
            "escalation_level",
            "last_writer",
            "priority",
            "rating_last_value",
            "stage_id",
            "stage_role",
            "team_id",
            "unattended",
            "user_id",
        }

    def _write_multi(self, vals_list):
        """Tell the boards, whichever rule, computation or person changed a ticket."""
        result = super()._write_multi(vals_list)
        if self and not self._overview_fields().isdisjoint(set().union(*vals_list)):
            self._announce_to_boards()
        return result

    def _after_create(self):
        result = super()._after_create()
        self._announce_to_boards()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_announces_to_boards(self):
        self._announce_to_boards()

    @api.model
    def _announce_to_boards(self):
        """Tell open boards to look again, once this is committed.

        However much a transaction changes, it is one message without data, and it
        costs the transaction no query. Nobody is told of what is rolled back.
        """
        postcommit = self.env.cr.postcommit
        if NOTIFICATION not in postcommit.data:
            postcommit.data[NOTIFICATION] = True
            postcommit.add(partial(_tell_boards, self.env.registry))

    @api.model
    def _overview_channel(self):
        """Return the boards' channel; as a record it cannot be guessed into."""
        group_id = self.env["ir.model.data"]._xmlid_to_res_id(AGENTS)
        return (self.env["res.groups"].browse(group_id), SUBCHANNEL)


def _tell_boards(registry):
    try:
        with registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            channel = env["helpdesk.ticket"]._overview_channel()
            env["bus.bus"]._sendone(channel, NOTIFICATION, {})
    except Exception:  # the tickets are saved: a board that is old is no reason to fail
        _logger.warning("Open helpdesk boards could not be told", exc_info=True)
