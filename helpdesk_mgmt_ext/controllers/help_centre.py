# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import time

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request
from odoo.tools import plaintext2html
from odoo.tools.misc import hash_sign, verify_hash_signed

from .customer_page import file_limits
from .form_data import (
    MAX_SUBJECT,
    MAX_TEXT,
    attach_files,
    read_email,
    read_files,
    read_id,
    read_text,
)

TRAP_SCOPE = "helpdesk_mgmt_ext.form"
#: Nobody fills the form in faster; a form older than that is opened anew.
MIN_SECONDS, MAX_HOURS = 3, 12


class HelpCentre(http.Controller):
    """The public help centre and form; they work without an account."""

    # ------------------------------------------------------------ help centre

    @http.route(
        "/helpdesk",
        type="http",
        auth="public",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def helpdesk_home(self, search="", **kw):
        values = self._prepare_home_values(read_text(search, 500))
        return request.render("helpdesk_mgmt_ext.help_centre", values)

    def _prepare_home_values(self, search):
        """Return what the help centre shows; addons with articles add theirs."""
        return {
            "page_name": "helpdesk",
            "search": search,
            "articles": [],
            "can_search": False,
            "form_open": self._is_form_open(),
        }

    @http.route(
        "/helpdesk/new",
        type="http",
        auth="public",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def helpdesk_new(self, subject="", **kw):
        if not self._is_form_open():
            return request.redirect("/my/tickets")
        values = self._prepare_form_values({"subject": read_text(subject, MAX_SUBJECT)})
        return request.render("helpdesk_mgmt_ext.public_form", values)

    def _is_form_open(self):
        # sudo: whether the form is open is no secret
        return request.env.company.sudo().helpdesk_public_form

    def _prepare_form_values(self, given, problem=None):
        user = request.env.user
        if not user._is_public():
            given = {"name": user.name, "email": user.email, **given}
        return {
            "page_name": "helpdesk_new",
            "given": given,
            "problem": problem,
            "categories": self._get_categories(),
            "trap": self._make_trap(),
            **file_limits(),
        }

    def _get_categories(self):
        # sudo: public may read categories, but not through the company rule of others
        return (
            request.env["helpdesk.ticket.category"]
            .sudo()
            .search(
                [
                    ("show_in_portal", "=", True),
                    ("company_id", "in", [False, request.env.company.id]),
                ]
            )
        )

    # ------------------------------------------------------------------ traps

    def _make_trap(self):
        """Return a signed time: when the form was shown."""
        # sudo: the signing key is a system parameter
        env = request.env(su=True)
        return hash_sign(env, TRAP_SCOPE, int(time.time()), expiration_hours=MAX_HOURS)

    def _is_trapped(self, trap):
        # sudo: the signing key is a system parameter
        try:
            shown = verify_hash_signed(request.env(su=True), TRAP_SCOPE, trap or "")
        except Exception:
            shown = None  # not even the form of a signature
        return not shown or time.time() - shown < MIN_SECONDS

    def _is_flood(self, email):
        hits = request.env["helpdesk.intake.hit"]
        limit = request.env["mail.thread"]._helpdesk_limit
        by_address = hits._is_too_many(
            "address", request.httprequest.remote_addr, limit("form_address_limit", 20)
        )
        by_mail = hits._is_too_many("mail", email, limit("form_mail_limit", 5))
        return by_address or by_mail

    # ----------------------------------------------------------------- submit

    @http.route(
        "/helpdesk/new/send",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
        sitemap=False,
    )
    def helpdesk_send(self, **post):
        if not self._is_form_open():
            return request.redirect("/my/tickets")
        given = {
            "name": read_text(post.get("name"), 100),
            "email": read_text(post.get("email"), 254),
            "subject": read_text(post.get("subject"), MAX_SUBJECT),
            "description": read_text(post.get("description"), MAX_TEXT),
            "category": read_id(post.get("category")),
        }
        if post.get("website"):  # people do not see this field
            return self._render_thanks(None)
        files, problem = read_files()
        problem = problem or self._get_problem(given, post)
        if problem:
            values = self._prepare_form_values(given, problem)
            return request.render("helpdesk_mgmt_ext.public_form", values)
        return self._render_thanks(self._create_ticket(given, files))

    def _get_problem(self, given, post):
        if not (given["name"] and given["subject"] and given["description"]):
            return request.env._(
                "Please fill in your name, the subject and the description."
            )
        email = read_email(given["email"])
        if not email:
            return request.env._(
                "Please give one complete mail address, so that we can answer."
            )
        if self._is_trapped(post.get("trap")):
            return request.env._(
                "The form was open too long or sent too fast. Please send it again."
            )
        if self._is_flood(email):
            return request.env._(
                "That were many requests. Please wait a while, or write a mail."
            )
        return self._get_captcha_problem()

    def _get_captcha_problem(self):
        """Return why the captcha failed, if a core module offers one and it is set."""
        try:
            request.env["ir.http"]._verify_request_recaptcha_token("helpdesk_new")
        except UserError as error:
            return str(error)
        return None

    def _create_ticket(self, given, files):
        """Create the ticket as the bot; the visitor has no rights of his own.

        His account, if he is logged in, is the contact; otherwise the address decides,
        as it does for mail. The answer is the same whether we know it or not.
        """
        vals = self._prepare_ticket_vals(given)
        # sudo: only the values prepared here are written, on a new record
        tickets = request.env["helpdesk.ticket"]._as_bot()
        tickets = tickets.with_company(request.env.company).with_context(
            helpdesk_channel="web",
            helpdesk_intake=True,
            mail_create_nosubscribe=True,
            lang=request.env.lang,
        )
        ticket_sudo = tickets.create(vals)
        attach_files(ticket_sudo, files)
        return ticket_sudo

    def _prepare_ticket_vals(self, given):
        category = self._get_categories().filtered(lambda c: c.id == given["category"])
        vals = {
            "name": given["subject"],
            "description": plaintext2html(given["description"]),
            "partner_name": given["name"],
            "partner_email": read_email(given["email"]),
            "category_id": category.id,
            "company_id": request.env.company.id,
            "user_id": False,
        }
        if not request.env.user._is_public():
            partner = request.env.user.partner_id
            vals.update(partner_id=partner.id, partner_email=partner.email)
        return vals

    def _render_thanks(self, ticket_sudo):
        values = {
            "page_name": "helpdesk_new",
            "number": ticket_sudo and ticket_sudo.number,
            "link": ticket_sudo and self._get_link(ticket_sudo),
        }
        return request.render("helpdesk_mgmt_ext.public_form_thanks", values)

    def _get_link(self, ticket_sudo):
        """Return the link to show: an address that somebody typed proves nothing."""
        if request.env.user._is_public():
            return ticket_sudo._receipt_url()
        return ticket_sudo._respond_url()
