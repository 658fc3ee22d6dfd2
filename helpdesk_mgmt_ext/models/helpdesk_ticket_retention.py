# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The retention job: closed tickets are anonymised, then deleted, by their age."""

import logging

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain

_logger = logging.getLogger(__name__)

BATCH = 100
ANONYMISE, DELETE = "anonymised", "deleted"


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    @api.model
    def _cron_retention(self, batch_size=BATCH):
        """Do what the companies' retention periods ask for; resumable.

        A transaction per batch. A ticket that another process holds is left to the
        next run, one that fails is logged by number and left, and stops no other.
        """
        self = self.with_context(active_test=False)
        cron = self.env["ir.cron"]
        jobs = self._retention_jobs(fields.Datetime.now())
        cron._commit_progress(
            remaining=sum(self.search_count(domain) for _kind, domain in jobs)
        )
        for kind, domain in jobs:
            failed = self.browse()
            while tickets := self._lock_due(
                domain & Domain("id", "not in", failed.ids), batch_size
            ):
                done = tickets._retain(kind)
                failed += tickets - done
                if not cron._commit_progress(len(tickets)):
                    return  # time is up: the scheduler calls again
        self.env["helpdesk.mail.quarantine"]._forget_by_age()

    @api.model
    def _retention_jobs(self, now):
        """Return [(kind, domain of the tickets that are old enough)].

        Months count from the close.
        """
        jobs = []
        keeping = Domain("helpdesk_anonymise_months", ">", 0)
        keeping |= Domain("helpdesk_delete_months", ">", 0)
        for company in self.env["res.company"].search(keeping):
            for kind, months in (
                (DELETE, company.helpdesk_delete_months),
                (ANONYMISE, company.helpdesk_anonymise_months),
            ):
                if months:
                    domain = self._retention_domain(company, months, now)
                    if kind == ANONYMISE:
                        domain &= Domain("anonymised_at", "=", False)
                    jobs.append((kind, domain))
        return jobs

    @api.model
    def _retention_domain(self, company, months, now):
        limit = now - relativedelta(months=months)
        unknown = Domain("closed_date", "=", False)  # closed before times were kept
        return Domain(
            [
                ("company_id", "=", company.id),
                ("stage_id.closed", "=", True),
                ("legal_hold", "=", False),
            ]
        ) & (
            Domain("closed_date", "<=", limit)
            | (unknown & Domain("last_stage_update", "<=", limit))
        )

    def _retain(self, kind):
        """Anonymise or delete these tickets, logged; return those that are done.

        All in one go; if that fails, one by one, so that a bad ticket harms no other.
        """
        try:
            with self.env.cr.savepoint():
                return self._retain_together(kind)
        except Exception:
            if len(self) == 1:
                _logger.exception("Helpdesk retention failed on %s", self.number)
                return self.browse()
        return self.browse().concat(*(ticket._retain(kind) for ticket in self))

    def _retain_together(self, kind):
        """Do it and write it into the privacy log.

        :return: these tickets, also those that turned out not to be concerned
        """
        numbers = {ticket: ticket.number for ticket in self}
        done = self if kind == DELETE else self._anonymise()
        for company, tickets in done.grouped("company_id").items():
            listed = [numbers[ticket] for ticket in tickets]
            self.env["helpdesk.privacy.log"]._note(kind, company, numbers=listed)
        ids = done.ids
        if kind == DELETE:
            done._delete_for_good()
        for ticket_id in ids:
            self._log_line(kind, ticket=numbers[self.browse(ticket_id)], id=ticket_id)
        return self

    def _delete_for_good(self):
        """Delete closed tickets with all their texts; the time booked on them stays."""
        tickets = self.sudo()  # sudo: the job decides by age, whoever runs it
        self.env.flush_all()
        tickets.filtered(lambda t: not t.anonymised_at)._anonymise_batch()
        # A booking holds on to its ticket, and it is needed for the invoice.
        self.env.cr.execute(
            "UPDATE account_analytic_line SET ticket_id = NULL, name = '/'"
            " WHERE ticket_id IN %s",
            [tuple(tickets.ids)],
        )
        # The history may not be deleted by anybody, but with its ticket.
        self.env.invalidate_all()
        tickets.unlink()
