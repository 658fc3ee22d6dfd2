# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""One request in several tickets: merged or a duplicate, one of them survives."""

from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import is_html_empty

AGENTS = "helpdesk_mgmt.group_helpdesk_user_own"
OFFICERS = "helpdesk_mgmt.group_helpdesk_user"
#: Messages of these types tell what happened to a ticket: they stay with it.
LOG_TYPES = ("user_notification", "auto_comment")


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    merged_into_id = fields.Many2one(
        "helpdesk.ticket",
        string="Merged into",
        copy=False,
        readonly=True,
        tracking=True,
        index="btree_not_null",
        groups=AGENTS,
        help="The ticket that took over the conversation; later mails go there.",
    )
    merged_ids = fields.One2many(
        "helpdesk.ticket", "merged_into_id", string="Merged tickets", groups=AGENTS
    )

    # ------------------------------------------------------------------ merging

    def _check_joinable(self, target, across=False):
        """Refuse to merge these tickets into ``target``, or to call them duplicates.

        :param across: go on although the customers differ; officers only
        :raises UserError: nothing to join, a closed target, another company or customer
        :raises AccessError: no right to one of the tickets, or to go across customers
        """
        (self | target).check_access("write")
        if not self or not target or target in self:
            raise UserError(self.env._("Choose another ticket that goes on."))
        if target.closed or not target.active:
            raise UserError(
                self.env._(
                    "%(ticket)s is closed or archived: choose one that is still open.",
                    ticket=target.number,
                )
            )
        if self.filtered(lambda t: t.company_id != target.company_id):
            raise UserError(self.env._("Tickets of different companies stay apart."))
        strangers = self.filtered(lambda t: not t._is_same_customer(target))
        if strangers and not across:
            raise UserError(
                self.env._(
                    "%(tickets)s and %(target)s are of different customers: one could "
                    "read what the other wrote. Link them instead.",
                    tickets=", ".join(strangers.mapped("number")),
                    target=target.number,
                )
            )
        if strangers and not self.env.user.has_group(OFFICERS):
            raise AccessError(
                self.env._("Only an officer may join tickets of different customers.")
            )

    def _merge_into(self, target, across=False):
        """Close these tickets as merged; ``target`` goes on with their conversation.

        Messages, files, activities and followers move. Of another customer's ticket
        only copies of the texts come, as internal notes, and none of its people.

        :param across: allow another customer's ticket; needs officer rights
        :raises UserError, AccessError: as ``_check_joinable``
        """
        # sudo: a lock, no data; two merges in opposite directions must not both pass
        (self | target).sudo().lock_for_update()
        (self | target).invalidate_recordset(["stage_id", "closed", "merged_into_id"])
        self._check_joinable(target, across)
        for ticket in self:
            if ticket._is_same_customer(target):
                ticket._move_conversation(target)
                ticket._move_people(target)
            else:
                ticket._copy_conversation(target)
            ticket._move_work(target)
            ticket._log_merge(target)
        self._write_facts({"merged_into_id": target.id})
        return self._close_joined("merged")

    def _close_joined(self, reason, stage=None):
        """Close as ``reason``; a ticket closed before only gets the new outcome."""
        closed = self.filtered("closed")
        closed._write_facts({"close_reason": reason})
        still_open = self - closed
        if not still_open:
            return True
        if stage:
            still_open._write_facts({"close_reason": reason})
            return still_open.write({"stage_id": stage.id})
        return still_open._close("closed", reason)

    def _log_merge(self, target):
        """Leave a note on both sides; the target's quotes the original request."""
        self.ensure_one()
        self._message_log(
            body=self.env._("Merged into %(ticket)s.", ticket=target._get_html_link())
        )
        target._message_log(
            body=Markup('<p>%s</p><div class="border-start ps-3">%s</div>')
            % (
                self.env._(
                    "%(ticket)s was merged into this ticket. Its request:",
                    ticket=self._get_html_link(),
                ),
                self.description or "",  # sanitised when it was written
            )
        )

    def _conversation(self):
        """Return what was written on the ticket, oldest first; no tracked changes."""
        self.ensure_one()
        subtypes = self.env.ref("mail.mt_comment") | self.env.ref("mail.mt_note")
        # sudo: write access to the ticket was checked; messages have rules of their own
        messages = (
            self.env["mail.message"]
            .sudo()
            .search(
                [
                    ("model", "=", self._name),
                    ("res_id", "=", self.id),
                    ("message_type", "not in", LOG_TYPES),
                    "|",
                    ("message_type", "!=", "notification"),
                    ("subtype_id", "in", subtypes.ids),
                    ("tracking_value_ids", "=", False),
                ],
                order="date, id",
            )
        )
        return messages.filtered(
            lambda m: m.attachment_ids or not is_html_empty(m.body)
        )

    def _move_conversation(self, target):
        """Move messages and files as they are: author, date, kind, mail thread."""
        self._conversation().write({"res_id": target.id})
        # sudo: files follow their ticket; write access to both tickets was checked
        attachments = self.env["ir.attachment"].sudo()
        attachments.search(
            [("res_model", "=", self._name), ("res_id", "=", self.id)]
        ).write({"res_id": target.id})
        self._forget(target)

    def _copy_conversation(self, target):
        """Quote another customer's messages as notes; their files stay where they are.

        Copies, because an answer to a moved message would be filed in public.
        """
        note = self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_note")
        # sudo: notes in the name of those who wrote; access was checked
        self.env["mail.message"].sudo().create(
            [
                {
                    "model": self._name,
                    "res_id": target.id,
                    "author_id": message.author_id.id,
                    "email_from": message.email_from,
                    "date": message.date,
                    "subject": message.subject,
                    "body": message.body,
                    "message_type": "comment",
                    "subtype_id": note,
                    "is_internal": True,
                }
                for message in self._conversation()
            ]
        )

    def _move_people(self, target):
        """Let those who followed this ticket follow ``target``, strangers excepted."""
        # sudo: agents may follow on behalf of the customer's people; same customer
        source, target = self.sudo(), target.sudo()
        if target._is_nobodys() and not source._is_nobodys():
            target.write(
                {
                    "partner_id": source.partner_id.id,
                    "partner_name": source.partner_name,
                    "partner_email": source.partner_email,
                }
            )
        customer = target.commercial_partner_id or source.commercial_partner_id
        followers = source.message_partner_ids.filtered(
            lambda p: not p.partner_share or p.commercial_partner_id == customer
        )
        target.message_subscribe(followers.ids)
        people = target._mail_cc_sanitized_raw_dict(target.email_cc)
        joined = {**source._mail_cc_sanitized_raw_dict(source.email_cc), **people}
        joined.pop(False, None)
        if joined != people:
            target.email_cc = ", ".join(joined.values())

    def _move_work(self, target):
        """Move what is still to be done."""
        # sudo: activities of colleagues too; write access to both tickets was checked
        activities = self.env["mail.activity"].sudo()
        activities.search(
            [("res_model", "=", self._name), ("res_id", "=", self.id)]
        ).write({"res_id": target.id})
        self._forget(target)

    def _forget(self, target):
        """Read anew what was moved by its other end."""
        names = ["activity_ids", "attachment_ids", "message_ids"]
        (self | target).invalidate_recordset(names)
