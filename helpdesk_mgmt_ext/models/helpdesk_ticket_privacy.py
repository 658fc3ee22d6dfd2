# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A closed ticket forgets who it was about; what is counted stays.

In SQL where many rows are concerned: no hook, mail, tracking line or webhook may come
of it, and there may be a hundred thousand tickets.
"""

from odoo import api, fields, models
from odoo.tools import SQL

from .helpdesk_ticket_stage import CLOSED_ROLES

MANAGER = "helpdesk_mgmt.group_helpdesk_manager"


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    anonymised_at = fields.Datetime(
        string="Anonymised",
        copy=False,
        readonly=True,
        index="btree_not_null",
        help="Since then nobody can tell whose ticket it was, nor what was written.",
    )
    legal_hold = fields.Boolean(
        string="Legal hold",
        copy=False,
        tracking=True,
        groups=MANAGER,
        help="Neither anonymised nor deleted, as long as it is ticked.",
    )

    _legal_hold_index = models.Index("(id) WHERE legal_hold")

    # ------------------------------------------------------------------ hooks

    @api.model
    def _anonymised_texts(self):
        """Return the fields of a ticket that are emptied; addons add theirs."""
        return [
            "access_token",
            "automation_error",
            "blocker_note",
            "delivery_problem",
            "email_cc",
            "escalation_reason",
            "partner_email",
            "partner_name",
            "properties",
            "resolution_expected_result",
            "resolution_summary",
            "resolution_testing",
            "understanding_cause",
            "understanding_issue",
            "understanding_plan",
        ]

    def _anonymise_batch(self):
        """Remove what tells about people from these closed tickets.

        Addons that keep texts of a ticket extend it with ``super()``. It must remove
        all of it or fail: the transaction of the batch is then undone.
        """
        self.env["mail.message"]._helpdesk_anonymise(self._name, self.ids)
        self._anonymise_rows()
        self._anonymise_columns()

    # ------------------------------------------------------------------- deed

    def _anonymise(self):
        """Anonymise those of these tickets for which it is allowed; return them.

        Left alone are open tickets, those on legal hold, and what is done already. It
        cannot be undone.
        """
        # sudo: who asks for it was checked, and much of it nobody may write
        tickets = self.sudo().filtered(
            lambda t: (
                t.stage_id.closed
                and t.stage_role in CLOSED_ROLES
                and not t.legal_hold
                and not t.anonymised_at
            )
        )
        if tickets:
            self.env.flush_all()
            tickets._anonymise_batch()
            self.env.invalidate_all()
        return self.browse(tickets.ids)

    def _anonymise_columns(self):
        """Empty the texts; a company stays the customer, a person does not."""
        texts = SQL(", ").join(
            SQL("%s = NULL", SQL.identifier(name))
            for name in sorted(set(self._anonymised_texts()))
        )
        self.env.cr.execute(
            SQL(
                """
                UPDATE helpdesk_ticket ticket
                   SET name = %(title)s, description = '', anonymised_at = %(now)s,
                       partner_id = company.id, commercial_partner_id = company.id,
                       automation_due_at = NULL, csat_due_at = NULL, %(texts)s
                  FROM helpdesk_ticket this
             LEFT JOIN res_partner company
                    ON company.id = this.commercial_partner_id AND company.is_company
                 WHERE this.id = ticket.id AND ticket.id IN %(ids)s
                """,
                title=self.env._("Anonymised"),
                now=fields.Datetime.now(),
                texts=texts,
                ids=tuple(self.ids),
            )
        )

    def _anonymise_rows(self):
        """Remove what hangs on the tickets: files, activities, people, payloads."""
        own = [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        # with res_field, or core finds only the files that belong to no field
        files = [*own, "|", ("res_field", "=", False), ("res_field", "!=", False)]
        self.env["ir.attachment"].search(files).unlink()
        activities = self.env["mail.activity"].with_context(active_test=False)
        activities.search(own).unlink()
        self.env["helpdesk.mail.quarantine"].search(
            [("ticket_id", "in", self.ids)]
        ).unlink()
        ids = tuple(self.ids)
        for query in self._anonymising_queries():
            self.env.cr.execute(SQL(query, ids))

    @api.model
    def _anonymising_queries(self):
        """Return statements with one placeholder: the ids of the tickets."""
        return [
            """DELETE FROM mail_followers follower USING res_partner partner
                WHERE partner.id = follower.partner_id
                  AND partner.partner_share IS NOT FALSE
                  AND follower.res_model = 'helpdesk.ticket'
                  AND follower.res_id IN %s""",
            """UPDATE rating_rating
                  SET partner_id = NULL, feedback = NULL, publisher_comment = NULL,
                      access_token = NULL, res_name = NULL
                WHERE res_model = 'helpdesk.ticket' AND res_id IN %s""",
            """UPDATE helpdesk_webhook_delivery
                  SET body = '{}', error = NULL,
                      state = CASE WHEN state = 'pending' THEN 'dead' ELSE state END,
                      done_at = COALESCE(done_at, now() AT TIME ZONE 'UTC')
                WHERE ticket_id IN %s""",
            """UPDATE helpdesk_api_request
                  SET result = jsonb_build_object('status', status, 'id', ticket_id)
                WHERE ticket_id IN %s""",
            "UPDATE account_analytic_line SET name = '/' WHERE ticket_id IN %s",
            "DELETE FROM helpdesk_ticket_link WHERE ticket_id IN %s",
        ]
