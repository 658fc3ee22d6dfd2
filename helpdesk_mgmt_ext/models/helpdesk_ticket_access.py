# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who may see and move what of a ticket, beyond the record rules."""

from odoo import api, models
from odoo.exceptions import AccessError, ValidationError

#: What a customer may read of his ticket over RPC. Everything else, also what other
#: addons add, is for the staff.
PORTAL_FIELDS = frozenset(
    {
        "access_url",
        "access_warning",
        "active",
        "category_id",
        "channel_id",
        "closed",
        "closed_date",
        "commercial_partner_id",
        "company_id",
        "create_date",
        "description",
        "display_name",
        "id",
        "last_stage_update",
        "message_is_follower",
        "name",
        "number",
        "partner_email",
        "partner_id",
        "partner_name",
        "priority",
        "received_at",
        "resolution_expected_result",
        "resolution_summary",
        "resolved_at",
        "sequence",
        "stage_id",
        "stage_role",
        "team_id",
        "type_id",
        "user_id",
        "write_date",
    }
)
#: Where the transaction keeps who is staff: user id → whether.
STAFF = "helpdesk_staff"
#: What must belong to the ticket's company, if it belongs to one at all.
COMPANY_FIELDS = ("team_id", "stage_id", "category_id", "channel_id", "tag_ids")


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    @api.model
    def _portal_readable_fields(self):
        """Return the names of the fields a customer may read; addons add theirs."""
        return PORTAL_FIELDS

    @api.model
    def _has_field_access(self, field, operation):
        """Show a customer what is his and no more (threats P17–P19).

        Portal pages render in superuser mode and are not concerned.
        """
        staff = self.env.su or self._is_asked_by_staff()
        if staff and field.groups == "base.group_user":
            return True  # that is what staff means; core would look each time
        if not super()._has_field_access(field, operation):
            return False
        if staff:
            return True
        return operation == "read" and field.name in self._portal_readable_fields()

    @api.model
    def _is_asked_by_staff(self):
        """Whether the user is internal; kept for the transaction.

        It is asked for each field of each ticket: half of what a list costs otherwise.
        """
        known = self.env.cr.cache.setdefault(STAFF, {})
        uid = self.env.uid
        if uid not in known:
            known[uid] = self.env.user._is_internal()
        return known[uid]

    def _portal_ensure_token(self):
        """Make the key of a ticket for nobody who may not read the ticket.

        Core makes it as superuser for whoever asks, by RPC ``get_portal_url`` or by
        the dialog “Share”: the id of a ticket was enough to open it.

        :raises AccessError: the user may not read the ticket
        """
        if not self.env.su:
            self.check_access("read")
        return super()._portal_ensure_token()

    def get_portal_url(self, suffix=None, **kwargs):
        """Return the page of the ticket; a customer gets it without the key (P17).

        :raises AccessError: the user may not read the ticket
        """
        if self.env.su or self.env.user._is_internal():
            return super().get_portal_url(suffix=suffix, **kwargs)
        self.check_access("read")
        return f"{self.access_url}{suffix or ''}"

    @api.constrains("company_id", *COMPANY_FIELDS)
    def _check_company_consistency(self):
        """Refuse what belongs to another company than the ticket (threat I20).

        :raises ValidationError: names the ticket and what does not fit
        """
        for ticket in self:
            for name in COMPANY_FIELDS:
                for record in ticket[name]:
                    if record.company_id and record.company_id != ticket.company_id:
                        raise ValidationError(
                            self.env._(
                                "%(ticket)s belongs to %(company)s, but “%(record)s” "
                                "to another company.",
                                ticket=ticket.number,
                                company=ticket.company_id.name,
                                record=record.display_name,
                            )
                        )

    def _after_reclassification(self, previous):
        """Refuse to send a ticket where one could not see it any more (I20).

        :raises AccessError: a company that is not among the user's
        """
        moved = [ticket for ticket in self if "company_id" in previous.get(ticket, ())]
        companies = self.browse().concat(*moved).company_id
        if companies - self.env.user.company_ids and not self.env.su:
            raise AccessError(
                self.env._("You may not move tickets to a company that is not yours.")
            )
        return super()._after_reclassification(previous)
