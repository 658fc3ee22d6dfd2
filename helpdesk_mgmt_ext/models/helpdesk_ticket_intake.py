# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How a ticket comes in: stamps, source, contact, number, from whatever channel."""

from collections import defaultdict

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import email_normalize, is_html_empty
from odoo.tools.mail import email_split_tuples

CHANNEL_XMLID = "%s.helpdesk_ticket_channel_%s"

#: Mail domains that say nothing about whom the sender works for.
FREE_MAIL = frozenset(
    {
        "aol.com",
        "free.fr",
        "gmail.com",
        "gmx.com",
        "gmx.de",
        "gmx.net",
        "googlemail.com",
        "hotmail.com",
        "hotmail.fr",
        "icloud.com",
        "laposte.net",
        "libero.it",
        "live.com",
        "mail.com",
        "mail.ru",
        "me.com",
        "msn.com",
        "orange.fr",
        "outlook.com",
        "proton.me",
        "protonmail.com",
        "qq.com",
        "web.de",
        "yahoo.com",
        "yahoo.fr",
        "yandex.ru",
        "163.com",
    }
)


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    received_at = fields.Datetime(
        string="Received",
        default=lambda self: fields.Datetime.now(),
        copy=False,
        readonly=True,
        index=True,
        help="When the request reached us, by whatever channel. Clocks start here.",
    )
    initial_priority = fields.Selection(
        selection=lambda self: self._fields["priority"]._description_selection(
            self.env
        ),
        copy=False,
        readonly=True,
        help="The priority the ticket had when it came in.",
    )
    cycle = fields.Integer(
        default=1,
        copy=False,
        readonly=True,
        aggregator=None,
        help="1 for the first time through the process, one more per reopening.",
    )
    cycle_started_at = fields.Datetime(
        string="Cycle started",
        copy=False,
        readonly=True,
        help="When the present cycle began: the arrival, or the message that reopened.",
    )
    channel_id = fields.Many2one(string="Source")

    @api.model
    def _prepare_create_vals_list(self, vals_list):
        """Return the values completed with what every ticket is stamped with."""
        now = fields.Datetime.now()
        vals_list = [self._prepare_intake_vals(vals, now) for vals in vals_list]
        self._link_contacts(vals_list)
        self._set_owners(vals_list)
        self._set_team_defaults(vals_list)
        self._set_numbers(vals_list)
        return vals_list

    @api.model
    def _prepare_intake_vals(self, vals, now):
        vals = dict(vals)
        vals["received_at"] = vals.get("received_at") or now
        vals["cycle_started_at"] = vals["received_at"]
        vals["initial_priority"] = vals.get("priority") or self.default_get(
            ["priority"]
        ).get("priority")
        if not vals.get("channel_id"):
            channel = self._channel_of_context()
            if channel:
                vals["channel_id"] = channel.id
        if is_html_empty(vals.get("description")):
            vals["description"] = Markup("<p>%s</p>") % self.env._("(no text)")
        vals["name"] = " ".join((vals.get("name") or "").split()) or self.env._(
            "(no subject)"
        )
        return vals

    @api.model
    def _channel_of_context(self):
        """Return the source named by the context key ``helpdesk_channel``, if any.

        One of web, email, phone, other, chat, api. A source that an administrator
        deleted leaves the ticket without one: intake never fails for configuration.
        """
        key = self.env.context.get("helpdesk_channel")
        if not key and self.env.context.get("fetchmail_cron_running"):
            key = "email"
        if not key:
            return self.env["helpdesk.ticket.channel"]
        module = "helpdesk_mgmt_ext" if key in ("chat", "api") else "helpdesk_mgmt"
        channel = self._known_record(CHANNEL_XMLID % (module, key))
        return channel or self.env["helpdesk.ticket.channel"]

    # -------------------------------------------------------------- contacts

    @api.model
    def _link_contacts(self, vals_list):
        """Normalise name and address, find the contacts and create what is missing.

        One search for the whole batch. New contacts are created only for requests
        that came from outside, and only if the company wants it.
        """
        unknown = defaultdict(list)
        for vals in vals_list:
            name, email = self._split_sender(vals)
            if email:
                vals["partner_email"] = email
            if name and not vals.get("partner_name"):
                vals["partner_name"] = name
            believed = not self.env.context.get("helpdesk_unverified")
            if believed and email and not vals.get("partner_id"):
                unknown[email].append(vals)
        known = self._find_contacts(list(unknown))
        for email, group in unknown.items():
            for vals in group:
                partner = known.get(email) or self._create_contact(email, vals)
                if partner:
                    known[email] = partner
                    vals["partner_id"] = partner.id
        self._complete_contact_vals(vals_list)

    @api.model
    def _split_sender(self, vals):
        """Return (display name, normalised address) of ``partner_email``."""
        raw = (vals.get("partner_email") or "").strip()
        pairs = email_split_tuples(raw)
        name, address = pairs[0] if pairs else ("", "")
        email = email_normalize(address, strict=False) or ""
        if not email and raw and not vals.get("partner_name"):
            name = raw  # unreadable: kept where an agent sees it
            vals["partner_email"] = False
        return name.strip(" \"'"), email

    @api.model
    def _find_contacts(self, emails):
        """Return {address: contact}; a person wins over a company, the oldest wins."""
        if not emails:
            return {}
        # sudo: the sender need not be readable by whoever runs the gateway or form
        partners = self.env["res.partner"].sudo()
        found = partners.search(
            [
                ("email_normalized", "in", emails),
                ("helpdesk_email_unverified", "=", False),
                ("company_id", "in", [False, self.env.company.id]),
            ],
            order="is_company, id",
        )
        return {partner.email_normalized: partner for partner in reversed(found)}

    @api.model
    def _create_contact(self, email, vals):
        """Create the contact of a request from outside, linked to its company."""
        # sudo: the contact of a request from outside is nobody's yet
        partners = self.env["res.partner"].sudo()
        if (
            not self.env.context.get("helpdesk_intake")
            or not self.env.company.helpdesk_create_contact
            or self._is_own_address(email)
        ):
            return partners
        return partners.with_context(mail_create_nosubscribe=True).create(
            {
                "name": vals.get("partner_name") or email,
                "email": email,
                "parent_id": self._find_company_of(email).id,
            }
        )

    @api.model
    def _is_own_address(self, email):
        """Whether ``email`` is one of our own aliases: never a customer."""
        # sudo: aliases are not readable by everybody the gateway may run as
        domains = self.env["mail.alias.domain"].sudo()
        return bool(domains._find_aliases([email]))

    @api.model
    def _find_company_of(self, email):
        """Return the customer company a new contact belongs to, if that is sure.

        Sure means: exactly one company among the contacts has an address in the
        sender's mail domain, and it is not a domain where anybody gets an address.
        """
        domain = email.rpartition("@")[2]
        # sudo: as for the contact itself
        partners = self.env["res.partner"].sudo()
        if domain in FREE_MAIL or not self.env.company.helpdesk_match_company:
            return partners
        companies = partners.search(
            [
                ("is_company", "=", True),
                ("email_normalized", "=like", f"%@{domain}"),
                ("company_id", "in", [False, self.env.company.id]),
            ],
            limit=2,
        )
        # sudo: our own companies, whichever the gateway's user may see
        own = self.env["res.company"].sudo()
        is_own = own.search_count([("partner_id", "in", companies.ids)], limit=1)
        return companies if len(companies) == 1 and not is_own else partners

    @api.model
    def _complete_contact_vals(self, vals_list):
        """Fill name and address from the contact where the request gave none."""
        ids = {vals["partner_id"] for vals in vals_list if vals.get("partner_id")}
        # sudo: an agent may create a ticket for a contact whose record he cannot read
        partners = self.env["res.partner"].sudo().browse(ids)
        by_id = {partner.id: partner for partner in partners}
        for vals in vals_list:
            partner = by_id.get(vals.get("partner_id"))
            if partner:
                vals["partner_name"] = vals.get("partner_name") or partner.name
                vals["partner_email"] = vals.get("partner_email") or (
                    partner.email_normalized or partner.email
                )

    # ------------------------------------------------------- team and number

    @api.model
    def _set_team_defaults(self, vals_list):
        """Give company and first stage by team, once per team (stock: per ticket)."""
        ids = {vals["team_id"] for vals in vals_list if vals.get("team_id")}
        # sudo: the portal form and the gateway may not read every team
        for team in self.env["helpdesk.ticket.team"].sudo().browse(ids):
            stage = team._get_applicable_stages()[:1]
            for vals in vals_list:
                if vals.get("team_id") != team.id:
                    continue
                if team.company_id:
                    vals["company_id"] = team.company_id.id
                if stage and not vals.get("stage_id"):
                    vals["stage_id"] = stage.id

    @api.model
    def _set_numbers(self, vals_list):
        """Draw all the numbers of the batch at once, per company."""
        by_company = defaultdict(list)
        for vals in vals_list:
            if vals.get("number", "/") == "/":
                by_company[vals.get("company_id") or self.env.company.id].append(vals)
        for company_id, group in by_company.items():
            numbers = self._next_numbers(company_id, len(group))
            for vals, number in zip(group, numbers, strict=True):
                vals["number"] = number

    @api.model
    def _next_numbers(self, company_id, count):
        """Return ``count`` new ticket numbers of a company."""
        values = {"company_id": company_id}
        if count == 1:
            return [self._prepare_ticket_number(values)]
        # sudo: as next_by_code does; agents have no access to sequences
        sequences = self.env["ir.sequence"].sudo().with_company(company_id)
        sequence = sequences.search(
            [
                ("code", "=", "helpdesk.ticket.sequence"),
                ("company_id", "in", [company_id, False]),
            ],
            order="company_id",
            limit=1,
        )
        if sequence.implementation != "standard" or sequence.use_date_range:
            return [self._prepare_ticket_number(values) for _index in range(count)]
        self.env.cr.execute(
            "SELECT nextval(%s) FROM generate_series(1, %s)",
            (f"ir_sequence_{sequence.id:03d}", count),
        )
        return [sequence.get_next_char(value) for (value,) in self.env.cr.fetchall()]
