# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import io
import json
import zipfile

from odoo import api, fields, models
from odoo.exceptions import UserError

#: Tickets anonymised in one go.
BATCH = 500


class HelpdeskPrivacy(models.TransientModel):
    """What we know of a contact: shown, handed out, or removed.

    Concerns the tickets of the contact himself, in the companies the user looks at.
    """

    _name = "helpdesk.privacy"
    _description = "Personal Data of a Contact"

    partner_id = fields.Many2one(
        "res.partner", string="Contact", required=True, readonly=True
    )
    closed_count = fields.Integer(
        string="Closed tickets", compute="_compute_counts", help="To be anonymised."
    )
    open_count = fields.Integer(
        string="Open tickets", compute="_compute_counts", help="They stay as they are."
    )
    held_count = fields.Integer(
        string="On legal hold", compute="_compute_counts", help="They stay as they are."
    )
    message_count = fields.Integer(string="Messages", compute="_compute_counts")
    file_count = fields.Integer(string="Files", compute="_compute_counts")
    mail_count = fields.Integer(string="Held back mails", compute="_compute_counts")
    used_for = fields.Char(
        compute="_compute_used_for", help="What else needs the contact."
    )
    with_notes = fields.Boolean(string="With internal notes")
    confirmed = fields.Boolean(string="I know that this cannot be undone")
    export_file = fields.Binary(readonly=True, attachment=False)
    export_name = fields.Char(readonly=True)

    @api.depends("partner_id")
    def _compute_counts(self):
        for wizard in self:
            # sudo: counts only; the user may read the tickets
            known = wizard._get_tickets().sudo()
            closed = wizard._filter_forgettable(known)
            said = [("model", "=", known._name), ("res_id", "in", closed.ids)]
            files = [("res_model", "=", known._name), ("res_id", "in", closed.ids)]
            wizard.update(
                {
                    "closed_count": len(closed),
                    "open_count": len(known.filtered(lambda t: not t.closed)),
                    "held_count": len(known.filtered("legal_hold")),
                    "message_count": closed.env["mail.message"].search_count(said),
                    "file_count": closed.env["ir.attachment"].search_count(files),
                    "mail_count": len(wizard._get_mails()),
                }
            )

    @api.depends("partner_id")
    def _compute_used_for(self):
        for wizard in self:
            partner = wizard.partner_id
            names = partner._helpdesk_used_for() if partner.id else []
            staying = wizard.open_count + wizard.held_count
            ticket = self.env["ir.model"]._get("helpdesk.ticket").name
            if not staying and wizard.closed_count:
                names = [name for name in names if name != ticket]
            wizard.used_for = ", ".join(names)

    @api.model
    def _filter_forgettable(self, tickets):
        return tickets.filtered(lambda t: t.closed and not t.legal_hold)

    def _get_tickets(self):
        """Return the contact's tickets that the user may read and that name him."""
        self.ensure_one()
        tickets = self.env["helpdesk.ticket"].with_context(active_test=False)
        domain = self.partner_id._helpdesk_ticket_domain()
        return tickets.search(domain).filtered(lambda t: not t.anonymised_at)

    def _get_mails(self):
        """Return the mails of this contact that were held back."""
        email = self.partner_id.email_normalized
        mails = self.env["helpdesk.mail.quarantine"]
        if not email:
            return mails
        pattern = email.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
        found = mails.search([("email_from", "ilike", pattern)])
        return found.filtered(lambda mail: mails._normalized(mail.email_from) == email)

    # ------------------------------------------------------------- anonymise

    def action_anonymise(self):
        """Anonymise the closed tickets, and the contact if nothing else needs him.

        :raises AccessError: not both helpdesk manager and manager of contacts
        :raises UserError: not confirmed, or somebody works on one of the tickets
        """
        self.ensure_one()
        self.partner_id._helpdesk_check_privacy()
        if not self.confirmed:
            raise UserError(
                self.env._("Tick that you know it cannot be undone, then go on.")
            )
        count = self._anonymise_tickets()
        mails = self._get_mails()
        mails.sudo().unlink()  # sudo: rights were checked above
        used_for = self.partner_id._helpdesk_used_for()
        log = self.env["helpdesk.privacy.log"]
        if not used_for:
            self.partner_id._helpdesk_anonymise()
            log._note("contact", self.env.company, count=1, contact=self.partner_id.id)
        return self._told(count, used_for)

    def _anonymise_tickets(self):
        """Anonymise in batches, logged; return how many it were."""
        # sudo: what is on hold is the rules' business; the user may read the tickets
        tickets = self._filter_forgettable(self._get_tickets().sudo())
        if tickets and len(tickets.try_lock_for_update()) < len(tickets):
            raise UserError(
                self.env._("Somebody works on one of the tickets: try again.")
            )
        log = self.env["helpdesk.privacy.log"]
        for start in range(0, len(tickets), BATCH):
            done = tickets[start : start + BATCH]._anonymise()
            for company, part in done.grouped("company_id").items():
                log._note(
                    "anonymised",
                    company,
                    numbers=part.mapped("number"),
                    contact=self.partner_id.id,
                )
        return len(tickets)

    def _told(self, count, used_for):
        """Return the message that says what was done and what stays."""
        text = self.env._("%s tickets were anonymised.", count)
        if used_for:
            stays = self.env._(
                "The contact stays, it is used elsewhere: %s.", ", ".join(used_for)
            )
            text = f"{text} {stays}"
        else:
            text = f"{text} {self.env._('So was the contact.')}"
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if used_for else "success",
                "message": text,
                "sticky": bool(used_for),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    # ---------------------------------------------------------------- export

    def action_export(self):
        """Make a ZIP file of what we know of the contact, and download it.

        ``data.json`` holds the contact and its tickets with their messages (times are
        UTC), ``files/`` what was attached. Internal notes only if asked for.

        :raises AccessError: not both helpdesk manager and manager of contacts
        """
        self.ensure_one()
        self.partner_id._helpdesk_check_privacy()
        tickets = self._get_tickets()
        content = self._prepare_archive(tickets)
        self.write(
            {
                "export_file": base64.b64encode(content),
                "export_name": f"contact-{self.partner_id.id}.zip",
            }
        )
        self.env["helpdesk.privacy.log"]._note(
            "export", self.env.company, count=len(tickets), contact=self.partner_id.id
        )
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content?model={self._name}&id={self.id}&field=export_file"
            "&filename_field=export_name&download=true",
            "target": "self",
        }

    def _prepare_archive(self, tickets):
        """Return the bytes of the ZIP file."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            rows = []
            for ticket in tickets:
                row, files = ticket._prepare_privacy_export(self.with_notes)
                rows.append(row)
                for path, attachment in files.items():
                    archive.writestr(path, attachment.raw or b"")
            data = {"contact": self._prepare_contact(), "tickets": rows}
            text = json.dumps(data, indent=2, ensure_ascii=False, default=str)
            archive.writestr("data.json", text)
        return buffer.getvalue()

    def _prepare_contact(self):
        names = (
            "name",
            "email",
            "phone",
            "function",
            "street",
            "street2",
            "zip",
            "city",
            "website",
            "vat",
            "lang",
            "tz",
        )
        values = {name: self.partner_id[name] or None for name in names}
        values["country"] = self.partner_id.country_id.name or None
        values["company"] = self.partner_id.parent_id.name or None
        return values
