# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How a mail of the process gets into the queue: rendered, wrapped, addressed."""

from odoo import models
from odoo.tools.mail import email_split_and_format_normalize

LAYOUT = "helpdesk_mgmt_ext.mail_layout"
RENDERED = (
    *("subject", "body_html", "email_from"),
    *("partner_to", "email_to", "email_cc", "mail_server_id"),
)


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    def _queue_notice(self, template, to_agent=False):
        """Render ``template`` for the batch and put the mails into the queue.

        Nothing is sent in the user's transaction: a slow mail server must not hold
        it up, and a rolled back move must not have mailed anybody.

        Core's composer does the same for any model at twice the price, and empties
        the cache of all records behind itself; it is left what only it can do.

        :param to_agent: the mail is for the person who works on the ticket
        """
        tickets = self.with_context(helpdesk_machine_mail=True)
        if template.attachment_ids or template.report_template_ids:
            tickets._queue_notice_with_files(template)
        else:
            tickets._queue_rendered(template, to_agent)
        # sudo: waking the mail queue is no matter of rights
        queue = self._known_record("mail.ir_cron_mail_scheduler_action").sudo()
        queue._trigger()

    def _queue_notice_with_files(self, template):
        """Leave a template that an administrator gave files to core's composer."""
        self.message_mail_with_source(
            template,
            message_type="auto_comment",
            subtype_id=self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_comment"),
            email_layout_xmlid=LAYOUT,
            auto_delete=False,
            force_send=False,
            use_exclusion_list=False,
        )

    def _queue_rendered(self, template, to_agent):
        template = template.with_context(helpdesk_keep_code=True)
        rendered = template._generate_template(self.ids, RENDERED)
        languages = template._render_lang(self.ids)
        senders = {key: values["email_from"] for key, values in rendered.items()}
        reply_to = self._notify_get_reply_to_batch(defaults=senders)
        # sudo: the queue is no user's
        mails = (
            self.env["mail.mail"]
            .sudo()
            .create(
                [
                    ticket._prepare_notice_vals(
                        rendered[ticket.id],
                        languages[ticket.id],
                        reply_to.get(ticket.id),
                    )
                    | ({"is_internal": True} if to_agent else {})
                    for ticket in self
                ]
            )
        )
        self._create_notice_notifications(mails)
        self._message_mail_after_hook(mails)

    def _prepare_notice_vals(self, rendered, language, reply_to):
        """Return the values of the ``mail.mail`` of one rendered template."""
        self.ensure_one()
        body = rendered["body_html"]
        reply_to = reply_to or rendered["email_from"]
        identity = self.env["mail.message"]._get_message_id(
            {"model": self._name, "res_id": self.id, "reply_to": reply_to}
        )
        return {
            "model": self._name,
            "res_id": self.id,
            "record_company_id": self.company_id.id,
            # sudo: which domain mails of the company come back to
            "record_alias_domain_id": self.company_id.sudo().alias_domain_id.id,
            "message_type": "email_outgoing",
            "subtype_id": False,
            "is_notification": True,
            "auto_delete": False,
            "author_id": self.env.user.partner_id.id,
            "subject": rendered["subject"],
            "body": body,
            "body_html": self._wrap_notice(body, language),
            "email_from": rendered["email_from"],
            "email_to": rendered.get("email_to"),
            "email_cc": rendered.get("email_cc"),
            "recipient_ids": [(4, pid) for pid in rendered.get("partner_ids") or ()],
            "mail_server_id": rendered.get("mail_server_id"),
            "reply_to": reply_to,
            "reply_to_force_new": False,
            "message_id": identity,
            # Some mail servers replace the identity: what answers refer to is kept.
            "references": identity,
            "headers": repr(self._notify_by_email_get_headers()),
        }

    def _wrap_notice(self, body, language):
        """Return the whole HTML page of a mail, in the direction of its language."""
        message = self.env["mail.message"].new({"body": body})
        values = {
            "message": message,
            # sudo: name and address of our company are printed on every mail
            "company": self.company_id.sudo(),
            "lang": language,
        }
        page = self.env["ir.qweb"]._render(
            LAYOUT,
            values,
            minimal_qcontext=True,
            raise_if_not_found=False,
            lang=language,
        )
        page = page or body  # an administrator may have deleted the layout
        return self.env["mail.render.mixin"]._replace_local_links(page)

    def _create_notice_notifications(self, mails):
        """Remember whom each mail goes to, so that a failed delivery is seen."""
        rows = []
        for mail, base in zip(mails, mails._get_notification_values(), strict=True):
            rows += [
                base | {"res_partner_id": partner.id} for partner in mail.recipient_ids
            ]
            addresses = email_split_and_format_normalize(
                f"{mail.email_to or ''}, {mail.email_cc or ''}"
            )
            rows += [base | {"mail_email_address": email} for email in set(addresses)]
        # sudo: as for the mails
        self.env["mail.notification"].sudo().create(rows)
