# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A contact's data: what there is, where he is needed, and how he is forgotten."""

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

#: Rights one needs, both: over the tickets, and over the contacts.
PRIVACY_GROUPS = ("helpdesk_mgmt.group_helpdesk_manager", "base.group_partner_manager")
#: Tables whose rows are anonymised or mean nothing without the contact's name.
HARMLESS = (
    "bus_",
    "discuss_",
    "mail_",
    "rating_rating",
    "res_users_settings",
)
#: What is emptied. A contact's language, country and time zone name nobody.
PERSONAL = (
    "barcode",
    "city",
    "comment",
    "company_name",
    "company_registry",
    "email",
    "function",
    "phone",
    "properties",
    "ref",
    "street",
    "street2",
    "vat",
    "website",
    "zip",
)


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_helpdesk_privacy(self):
        """Open the dialog that hands out or removes what we know of this contact.

        :raises AccessError: not both helpdesk manager and manager of contacts
        """
        self.ensure_one()
        self._helpdesk_check_privacy()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Personal data of %s", self.name),
            "res_model": "helpdesk.privacy",
            "view_mode": "form",
            "target": "new",
            "context": {"default_partner_id": self.id},
        }

    def _helpdesk_check_privacy(self):
        if not all(map(self.env.user.has_group, PRIVACY_GROUPS)):
            raise AccessError(
                self.env._(
                    "Only helpdesk managers who also manage contacts may hand out or "
                    "remove personal data."
                )
            )
        self.check_access("write")

    def _helpdesk_ticket_domain(self):
        """Return the domain of the tickets of this very contact."""
        self.ensure_one()
        domain = Domain("partner_id", "=", self.id)
        if self.email_normalized:
            nobodys = Domain("partner_id", "=", False)
            domain |= nobodys & Domain("partner_email", "=ilike", self.email_normalized)
        return domain

    def _helpdesk_used_for(self):
        """Return the names of what else needs this contact: users, invoices, …

        Found by the database's own references, so that no addon is forgotten.
        """
        self.ensure_one()
        tables = self._helpdesk_referring_tables()
        self.env.flush_all()
        queries = [
            SQL(
                "(SELECT %s AS name FROM %s WHERE %s = %s LIMIT 1)",
                table,
                SQL.identifier(table),
                SQL.identifier(column),
                self.id,
            )
            for table, column in tables
        ]
        rows = self.env.execute_query(SQL(" UNION ALL ").join(queries))
        models_ = {model._table: name for name, model in self.env.registry.items()}
        names = {models_[table] for (table,) in rows}
        return sorted(self.env["ir.model"]._get(name).name for name in names)

    @api.model
    def _helpdesk_referring_tables(self):
        """Return [(table, column)] of what refers to contacts and outlives a day."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT refer.conrelid::regclass::text, attribute.attname
                  FROM pg_constraint refer
                  JOIN pg_attribute attribute ON attribute.attrelid = refer.conrelid
                       AND attribute.attnum = refer.conkey[1]
                 WHERE refer.confrelid = 'res_partner'::regclass
                   AND refer.contype = 'f'
                 ORDER BY 1, 2
                """
            )
        )
        lasting = {
            model._table
            for model in self.env.registry.values()
            if not model._abstract and not model._transient
        }
        return [
            (table, column)
            for table, column in rows
            if table in lasting
            and not table.startswith(HARMLESS)
            and column != "commercial_partner_id"
        ]

    def _helpdesk_anonymise(self):
        """Empty this contact and archive it; the caller has checked that it may be."""
        self.ensure_one()
        partner = self.sudo()  # sudo: rights were checked by the dialog
        quiet = partner.with_context(tracking_disable=True, mail_notrack=True)
        files = self.env["ir.attachment"].sudo()  # sudo: as above
        own = [("res_model", "=", self._name), ("res_id", "=", self.id)]
        quiet.write(
            {
                **dict.fromkeys(filter(self._fields.get, PERSONAL), False),
                "name": self.env._("Anonymised contact"),
                "image_1920": False,
                "active": False,
            }
        )
        files.search(own).unlink()
        partner.activity_ids.unlink()
        self.env["mail.message"]._helpdesk_anonymise(self._name, self.ids)
        self.env.cr.execute(
            "UPDATE mail_message SET email_from = NULL WHERE author_id = %s", [self.id]
        )
        self.env.invalidate_all()
