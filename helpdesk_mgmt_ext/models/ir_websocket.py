# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo import models

from .helpdesk_ticket_merge import AGENTS

#: What an open board asks for.
OVERVIEW_CHANNEL = "helpdesk_overview"
PRESENCE_CHANNEL = re.compile(r"helpdesk_ticket_presence_(\d{1,9})")


class IrWebsocket(models.AbstractModel):
    _inherit = "ir.websocket"

    def _build_bus_channel_list(self, channels):
        """Let helpdesk users listen to who else is on the tickets they may read, and
        to changes of the board."""
        asked = {
            channel: PRESENCE_CHANNEL.fullmatch(channel)
            for channel in channels
            if isinstance(channel, str)
        }
        if OVERVIEW_CHANNEL in asked:
            channels = [channel for channel in channels if channel != OVERVIEW_CHANNEL]
            if self.env.user.has_group(AGENTS):
                channels.append(self.env["helpdesk.ticket"]._overview_channel())
        ids = {int(match[1]) for match in asked.values() if match}
        if ids:
            channels = [c for c in channels if not (isinstance(c, str) and asked[c])]
            tickets = self.env["helpdesk.ticket"].browse(sorted(ids))
            channels.extend(tickets._presence_channels())
        return super()._build_bus_channel_list(channels)
