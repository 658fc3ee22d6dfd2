# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import http
from odoo.http import request

from odoo.addons.helpdesk_type.controllers.main import HelpdeskTicketControllerTypes

from .customer_page import file_limits
from .form_data import (
    MAX_SUBJECT,
    MAX_TEXT,
    attach_files,
    read_files,
    read_id,
    read_text,
)

CHOICES = ("team", "category", "type")
WEB_CHANNEL = "helpdesk_mgmt.helpdesk_ticket_channel_web"


class HelpdeskPortalNew(HelpdeskTicketControllerTypes):
    """The form of a customer who is logged in: what it asks for is a setting."""

    @http.route()
    def create_new_ticket(self, **kw):
        response = super().create_new_ticket(**kw)
        company = request.env.company
        response.qcontext.update(
            {
                "page_name": "ticket_new",
                "given": {"subject": read_text(kw.get("subject"), MAX_SUBJECT)},
                "priorities": self._get_priorities(),
                "priority_required": company.helpdesk_portal_priority_required,
                **file_limits(),
            }
        )
        return response

    def _get_teams(self):
        teams = super()._get_teams()
        return teams and teams.filtered_domain(self._offered_domain())

    def _get_categories(self, **kw):
        return super()._get_categories(**kw).filtered_domain(self._offered_domain())

    def _offered_domain(self):
        return [("company_id", "in", [False, request.env.company.id])]

    def _get_priorities(self):
        """Return [(key, words)] of the urgencies to choose from, if it is asked."""
        if not request.env.company.helpdesk_portal_select_priority:
            return []
        return [
            ("0", request.env._("Low: no hurry")),
            ("1", request.env._("Medium: it bothers us")),
            ("2", request.env._("High: we can hardly work")),
            ("3", request.env._("Urgent: nothing works")),
        ]

    @http.route(methods=["POST"])
    def submit_ticket(self, **kw):
        """Take the customer's form: by POST only, checked, limited (P05–P09, P11)."""
        files, problem = read_files()
        given = {
            "subject": read_text(kw.get("subject"), MAX_SUBJECT),
            "description": read_text(kw.get("description"), MAX_TEXT),
            "priority": str(kw.get("priority") or ""),
            **{key: read_id(kw.get(key)) for key in CHOICES},
        }
        response = self.create_new_ticket()
        problem = problem or self._get_problem(given, response.qcontext)
        if problem:
            response.qcontext.update(problem=problem, given=given)
            return response
        vals = self._prepare_submit_ticket_vals(
            **{key: str(value) for key, value in given.items() if value}
        )
        vals.pop("attachment_ids", None)
        # sudo: customers have no right to create; the values were prepared above
        tickets = request.env["helpdesk.ticket"].sudo()
        ticket_sudo = tickets.with_context(
            helpdesk_channel="web", helpdesk_intake=True
        ).create(vals)
        attach_files(ticket_sudo, files)
        return request.redirect(f"/my/ticket/{ticket_sudo.id}?done=new")

    def _get_problem(self, given, offered):
        """Return what keeps the form from being taken, as a sentence, or None."""
        if not (given["subject"] and given["description"]):
            return request.env._("Please fill in the subject and the description.")
        missing = self._get_missing(given, offered)
        if missing:
            return request.env._("Please choose: %s.", ", ".join(missing))
        limit = request.env["mail.thread"]._helpdesk_limit("portal_limit", 20)
        hits = request.env["helpdesk.intake.hit"]
        if hits._is_too_many("user", str(request.env.user.id), limit):
            return request.env._(
                "That were many requests. Please wait a while, or write a mail."
            )
        return None

    def _get_missing(self, given, offered):
        """Return the names of the choices that were offered, asked for, not made."""
        ids = {
            "team": offered.get("teams"),
            "category": offered.get("categories"),
            "type": offered.get("types"),
        }
        names = {
            "team": request.env._("team"),
            "category": request.env._("category"),
            "type": request.env._("type"),
        }
        missing = [
            names[key]
            for key, records in ids.items()
            if records
            and offered.get(f"ticket_{key}_id_required")
            and given[key] not in records.ids
        ]
        priorities = dict(offered.get("priorities") or [])
        if (
            priorities
            and offered.get("priority_required")
            and given["priority"] not in priorities
        ):
            missing.append(request.env._("urgency"))
        return missing

    def _restore_web_channel(self):
        """Bring the source “Web” back, archived: stock fails without it (R09)."""
        if request.env.ref(WEB_CHANNEL, raise_if_not_found=False):
            return
        # sudo: customers make no sources
        channels = request.env["helpdesk.ticket.channel"].sudo()
        channel = channels.create({"name": "Web", "active": False})
        request.env["ir.model.data"].sudo()._update_xmlids(  # sudo: as above
            [{"xml_id": WEB_CHANNEL, "record": channel, "noupdate": True}]
        )

    def _prepare_submit_ticket_vals(self, **kw):
        """Drop what the form did not offer: hidden, foreign or unknown choices."""
        company = request.env.company
        offered = {
            "team": self._get_teams(),
            "category": self._get_categories(),
            "type": self._get_types(),
        }
        for key, records in offered.items():
            chosen = read_id(kw.get(key))
            kw[key] = chosen if records and chosen in records.ids else False
        self._restore_web_channel()
        vals = super()._prepare_submit_ticket_vals(**kw)
        vals["company_id"] = company.id
        if kw.get("priority") in dict(self._get_priorities()):
            vals["priority"] = kw["priority"]
        if not vals.get("stage_id"):
            vals.pop("stage_id", None)
        return vals
