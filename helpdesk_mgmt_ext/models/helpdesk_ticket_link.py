# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class HelpdeskTicketLink(models.Model):
    """A pointer from a ticket to where the work was done or is described."""

    _name = "helpdesk.ticket.link"
    _description = "Helpdesk Ticket Resource Link"
    _order = "id"

    ticket_id = fields.Many2one(
        "helpdesk.ticket", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(
        [
            ("commit", "Commit"),
            ("pull_request", "Pull Request"),
            ("config_diff", "Configuration Change"),
            ("documentation", "Documentation"),
            ("other", "Other"),
        ],
        required=True,
        default="other",
    )
    name = fields.Char(string="Title")
    url = fields.Char(string="Address", required=True)

    @api.constrains("url")
    def _check_url(self):
        for link in self:
            if not self._is_web_address(link.url or ""):
                raise ValidationError(
                    self.env._(
                        "“%(url)s” is not a web address: it must begin with "
                        "http:// or https:// and name a host.",
                        url=link.url,
                    )
                )

    @api.model
    def _is_web_address(self, url):
        """Whether a browser may safely be sent to ``url``."""
        if any(char.isspace() or not char.isprintable() for char in url):
            return False
        try:
            parts = urlsplit(url)
        except ValueError:  # an unclosed bracket, say
            return False
        return parts.scheme in ("http", "https") and bool(parts.hostname)

    @api.depends("name", "url")
    def _compute_display_name(self):
        for link in self:
            link.display_name = link.name or link.url
