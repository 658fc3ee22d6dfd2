# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import logging
from datetime import timedelta
from email.parser import BytesHeaderParser

from odoo import api, fields, models
from odoo.tools import email_normalize_all

from ..ticket_text import mail_bytes

_logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 8


class HelpdeskMailQuarantine(models.Model):
    """A mail that was not made a ticket, with the reason; never lost, never hidden.

    Kept back are floods of one sender, answers of machines that belong to no ticket,
    and mails whose processing failed. The latter are tried again by themselves.
    """

    _name = "helpdesk.mail.quarantine"
    _description = "Helpdesk Quarantined Mail"
    _order = "received_at desc, id desc"
    _rec_name = "subject"

    received_at = fields.Datetime(
        string="Received", required=True, default=fields.Datetime.now, readonly=True
    )
    email_from = fields.Char(string="From", readonly=True, index=True)
    subject = fields.Char(readonly=True)
    message_id = fields.Char(readonly=True, index=True)
    kind = fields.Selection(
        [
            ("flood", "Too many mails"),
            ("machine", "Written by a machine"),
            ("failed", "Could not be processed"),
        ],
        required=True,
        readonly=True,
    )
    reason = fields.Char(readonly=True)
    raw = fields.Binary(
        string="Original mail", attachment=True, readonly=True, required=True
    )
    raw_name = fields.Char(compute="_compute_raw_name")
    state = fields.Selection(
        [("waiting", "Waiting"), ("released", "Released"), ("dismissed", "Dismissed")],
        default="waiting",
        required=True,
        readonly=True,
        index=True,
    )
    ticket_id = fields.Many2one("helpdesk.ticket", readonly=True)
    company_id = fields.Many2one(
        "res.company",
        readonly=True,
        index="btree_not_null",
        help="Whose address the mail was sent to; empty if that is not clear: "
        "then only managers see it.",
    )
    attempt = fields.Integer(readonly=True, help="How often it was tried again.")
    next_try_at = fields.Datetime(readonly=True, index="btree_not_null")
    error = fields.Char(string="Last error", readonly=True)

    def _compute_raw_name(self):
        for mail in self:
            mail.raw_name = f"mail-{mail.id}.eml"

    @api.model
    def _keep(self, message, message_dict, kind, reason):
        """Keep a mail back; return the record.

        :param message: the parsed ``email.message.EmailMessage``
        :param kind: why, a key of ``kind``; ``reason`` says it in a sentence
        """
        fetched = self.env.context.get("helpdesk_fetched")
        raw = fetched.raw if fetched else mail_bytes(message)
        values = self._prepare_kept_vals(message_dict, kind, reason, raw)
        if kind == "failed":
            values["next_try_at"] = fields.Datetime.now() + timedelta(minutes=1)
        return self._keep_once(values)

    @api.model
    def _keep_raw(self, raw, error):
        """Keep a mail that failed before it was clear whose it is.

        It is not tried again by itself: it may have been for nobody.
        """
        glance = self.env["mail.thread"]._helpdesk_glance(raw)
        reason = str(error)[:500]
        return self._keep_once(self._prepare_kept_vals(glance, "failed", reason, raw))

    @api.model
    def _prepare_kept_vals(self, message_dict, kind, reason, raw):
        return {
            "email_from": message_dict.get("email_from"),
            "subject": message_dict.get("subject") or self.env._("(no subject)"),
            "message_id": message_dict.get("message_id"),
            "kind": kind,
            "reason": reason.replace("\x00", ""),
            "raw": base64.b64encode(raw),
            "company_id": self._addressed_company(message_dict).id,
        }

    @api.model
    def _addressed_company(self, message_dict):
        """Return the one company whose teams the mail was sent to, if it is one.

        Where there is only one company, every mail is its.
        """
        emails = email_normalize_all(message_dict.get("recipients") or "")
        # sudo: the gateway may run as anybody; teams of all companies count
        aliases = self.env["mail.alias"].sudo()
        aliases = aliases.search([("alias_full_name", "in", emails)])
        teams = self.env["helpdesk.ticket.team"].sudo()  # sudo: as above
        teams = teams.with_context(active_test=False).search(
            [("alias_id", "in", aliases.ids)]
        )
        companies = teams.company_id
        if not companies:
            companies = companies.search([], limit=2)
        return companies if len(companies) == 1 else companies.browse()

    @api.model
    def _keep_once(self, values):
        # sudo: the gateway may run as anybody; only officers see the list
        mails = self.sudo()
        alike = [
            (name, "=", values[name] or False)
            for name in ("message_id", "email_from", "subject")
        ]
        waiting = mails.search([*alike, ("state", "!=", "released")], limit=100)
        known = waiting.filtered(lambda mail: mail._is_copy(values["raw"]))
        if known:
            return known[:1]
        kept = mails._create_somewhere(values)
        _logger.info("Helpdesk kept a mail back: %s (%s)", kept.message_id, kept.reason)
        self.env["helpdesk.ticket"]._log_line(
            "quarantine", mail=kept.id, kind=kept.kind, company=kept.company_id.id
        )
        if kept.next_try_at:
            cron = self.env.ref("helpdesk_mgmt_ext.ir_cron_mail_retry", False)
            if cron:
                # sudo: who hands in mails may not schedule jobs
                cron.sudo()._trigger(at=values["next_try_at"])
        return kept

    def _is_copy(self, raw):
        """Whether this is the mail ``raw`` (base64), fetched once more.

        A device may give all its mails one identity, sender and subject.
        """
        self.ensure_one()
        dates = [
            BytesHeaderParser().parsebytes(base64.b64decode(content)).get("Date")
            for content in (self.raw, raw)
        ]
        return dates[0] == dates[1] if any(dates) else self.raw == raw

    @api.model
    def _create_somewhere(self, values):
        """Keep the mail in the database if the disk of the files is full.

        Who fetches mails deletes them afterwards, whatever happened here.
        """
        try:
            with self.env.cr.savepoint():
                return self.create(values)
        except OSError:
            _logger.exception("Helpdesk keeps a mail in the database: no file written")
        in_database = self.with_context(helpdesk_store_in_database=True)
        return in_database.create(values).with_env(self.env)

    def action_release(self):
        """Take the mails in after all, as if they had just arrived.

        :raises AccessError: the user is not an officer
        """
        self.check_access("write")
        for mail in self.filtered(lambda m: m.state != "released"):
            mail._release()
        return True

    def action_always_allow(self):
        """Release, and never again hold back mails of these senders for their number.

        :raises AccessError: the user is not an officer
        """
        self.check_access("write")
        # sudo: officers do not manage the gateway's list of allowed senders otherwise
        allowed = self.env["mail.gateway.allowed"].sudo()
        emails = {self._normalized(mail.email_from) for mail in self} - {False}
        known = allowed.search([("email_normalized", "in", list(emails))])
        emails -= set(known.mapped("email_normalized"))
        allowed.create([{"email": email} for email in sorted(emails)])
        return self.action_release()

    def action_dismiss(self):
        """Do not take the mails in; they stay listed as dismissed.

        :raises AccessError: the user is not an officer
        """
        self.check_access("write")
        self.write({"state": "dismissed", "next_try_at": False})
        return True

    @api.model
    def _normalized(self, email):
        return self.env["mail.thread"]._helpdesk_sender(email)

    def _release(self):
        """Feed the mail to the gateway again, past the guards."""
        self.ensure_one()
        # sudo: the gateway creates what the officer himself could not
        mail_sudo = self.sudo()
        gateway = mail_sudo.env["mail.thread"].with_context(helpdesk_released=True)
        ticket_id = gateway.message_process(
            "helpdesk.ticket", base64.b64decode(mail_sudo.raw)
        )
        mail_sudo.write(
            {
                "state": "released",
                "ticket_id": ticket_id or False,
                "next_try_at": False,
                "error": False,
            }
        )

    @api.model
    def _cron_retry(self, batch_size=20):
        """Try mails again whose processing failed; one bad mail stops no other."""
        due = [
            ("state", "=", "waiting"),
            ("next_try_at", "<=", fields.Datetime.now()),
        ]
        mails = self.search(due, order="next_try_at, id", limit=batch_size)
        for mail in mails:
            # One lock per transaction: the commit below gives up all of them.
            locked = self.env["helpdesk.background"]._lock_free(mail)
            if locked.state == "waiting":  # another process may have taken it in
                locked._retry()
            if not self.env["ir.cron"]._commit_progress(1):
                break
        self.env["ir.cron"]._commit_progress(remaining=self.search_count(due))

    def _retry(self):
        try:
            with self.env.cr.savepoint():
                self._release()
        except Exception as error:
            _logger.exception("Helpdesk mail %s failed again", self.message_id)
            self._postpone(error)

    @api.model
    def _follow_clock(self):
        """Try everything now: it waits for a moment from before a clock set back."""
        now = fields.Datetime.now()
        self.search([("next_try_at", ">", now)]).next_try_at = now

    @api.autovacuum
    def _gc_done(self):
        """Forget mails 90 days after they came, if they were released or dismissed."""
        limit = 1000
        old = self.search(
            [
                ("state", "!=", "waiting"),
                ("received_at", "<", fields.Datetime.now() - timedelta(days=90)),
            ],
            limit=limit,
        )
        old.unlink()
        return len(old), len(old) == limit

    def _postpone(self, error):
        """Wait longer with every failure: 2, 4, 8 … minutes; then give up retrying."""
        attempt = self.attempt + 1
        later = fields.Datetime.now() + timedelta(minutes=2**attempt)
        self.write(
            {
                "attempt": attempt,
                "error": str(error)[:500],
                "next_try_at": later if attempt < MAX_ATTEMPTS else False,
            }
        )
