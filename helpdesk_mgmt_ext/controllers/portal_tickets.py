# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, http
from odoo.http import request

from odoo.addons.helpdesk_mgmt.controllers.main import HelpdeskTicketController
from odoo.addons.helpdesk_mgmt.controllers.myaccount import CustomerPortalHelpdesk

from .form_data import (
    MAX_SUBJECT,
    MAX_TEXT,
    attach_files,
    read_files,
    read_id,
    read_text,
)


class HelpdeskPortalTickets(CustomerPortalHelpdesk):
    @http.route()
    def portal_my_tickets(
        self,
        page=1,
        date_begin=None,
        date_end=None,
        sortby=None,
        filterby=None,
        search=None,
        search_in=None,
        groupby=None,
        **kw,
    ):
        """List the customer's tickets; what a URL asks in vain is left out (P04)."""
        dates = [_read_date(date_begin), _read_date(date_end)]
        if not all(dates):
            dates = [None, None]
        return super().portal_my_tickets(
            page=page,
            date_begin=dates[0],
            date_end=dates[1],
            sortby=sortby if sortby in self._ticket_get_searchbar_sortings() else None,
            filterby=filterby,
            search=read_text(search, 200) or None,
            search_in=search_in
            if search_in in self._ticket_get_searchbar_inputs()
            else None,
            groupby=groupby
            if groupby in self._ticket_get_searchbar_groupby()
            else None,
            **kw,
        )

    def _ticket_get_page_view_values(self, ticket, access_token, **kwargs):
        values = super()._ticket_get_page_view_values(ticket, access_token, **kwargs)
        files = ticket.attachment_ids
        values["visible_attachments"] = files - files._of_internal_notes()
        return values


class HelpdeskPortalNew(HelpdeskTicketController):
    @http.route(methods=["POST"])
    def submit_ticket(self, **kw):
        """Take the customer's form: by POST only, checked, limited (P05–P09, P11)."""
        files, problem = read_files()
        subject = read_text(kw.get("subject"), MAX_SUBJECT)
        description = read_text(kw.get("description"), MAX_TEXT)
        user = request.env.user
        if not problem and not (subject and description):
            problem = request.env._("Please fill in the subject and the description.")
        limit = request.env["mail.thread"]._helpdesk_limit("portal_limit", 20)
        hits = request.env["helpdesk.intake.hit"]
        if not problem and hits._is_too_many("user", str(user.id), limit):
            problem = request.env._(
                "That were many requests. Please wait a while, or write a mail."
            )
        if problem:
            response = self.create_new_ticket()
            response.qcontext["problem"] = problem
            return response
        choice = {key: read_id(kw.get(key)) for key in ("category", "team", "type")}
        vals = self._prepare_submit_ticket_vals(
            subject=subject,
            description=description,
            **{key: str(value) for key, value in choice.items() if value},
        )
        vals.pop("attachment_ids", None)
        # sudo: customers have no right to create; the values were prepared above
        tickets = request.env["helpdesk.ticket"].sudo()
        ticket_sudo = tickets.with_context(
            helpdesk_channel="web", helpdesk_intake=True
        ).create(vals)
        attach_files(ticket_sudo, files)
        return request.redirect(f"/my/ticket/{ticket_sudo.id}")

    def _prepare_submit_ticket_vals(self, **kw):
        """Drop what the form did not offer: hidden, foreign or unknown choices."""
        company = request.env.company
        # sudo: read only to see whether the choice is one that the form offers
        category = (
            request.env["helpdesk.ticket.category"]
            .sudo()
            .search(
                [
                    ("id", "=", read_id(kw.get("category"))),
                    ("show_in_portal", "=", True),
                    ("company_id", "in", [False, company.id]),
                ]
            )
        )
        # sudo: as above
        team = (
            request.env["helpdesk.ticket.team"]
            .sudo()
            .search(
                [
                    ("id", "=", read_id(kw.get("team"))),
                    ("show_in_portal", "=", True),
                    ("company_id", "in", [False, company.id]),
                ]
            )
        )
        kw.update(category=category.id or False, team=team.id or False)
        vals = super()._prepare_submit_ticket_vals(**kw)
        vals["company_id"] = company.id
        if not vals.get("stage_id"):
            vals.pop("stage_id", None)
        return vals


def _read_date(value):
    """Return a date or datetime of the URL, or None if it is neither."""
    try:
        return fields.Datetime.to_datetime(value) if value else None
    except ValueError:
        return None
