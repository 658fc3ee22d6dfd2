# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, http
from odoo.exceptions import AccessError, MissingError
from odoo.fields import Domain
from odoo.http import request

from odoo.addons.helpdesk_mgmt.controllers.myaccount import CustomerPortalHelpdesk
from odoo.addons.portal.controllers.portal import pager as portal_pager

from .customer_page import find_ticket, page_values
from .form_data import read_text
from .portal import DONE

#: Statuses by which the list can be filtered, besides "all" and "open".
FILTERS = ("waiting", "solved", "closed")


class HelpdeskPortalTickets(CustomerPortalHelpdesk):
    def _is_list_readonly(self, rule, args):
        # Stock's route is read/write, and only a function may say otherwise.
        return True

    @http.route(readonly=_is_list_readonly)
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
        tickets = request.env["helpdesk.ticket"]
        if not tickets.has_access("read"):
            return request.redirect("/my")
        choice = self._read_list_choice(sortby, filterby, search, search_in, groupby)
        dates = {
            "date_begin": _read_date(date_begin),
            "date_end": _read_date(date_end),
        }
        domain = self._ticket_list_domain(choice, **dates)
        pager = portal_pager(
            url="/my/tickets",
            url_args={**choice, **dates},
            total=tickets.search_count(domain),
            page=page,
            step=self._items_per_page,
        )
        order = self._ticket_get_searchbar_sortings()[choice["sortby"]]["order"]
        found = tickets.search(
            domain,
            order=self._ticket_get_order(order, choice["groupby"]),
            limit=self._items_per_page,
            offset=pager["offset"],
        )
        request.session["my_tickets_history"] = found.ids[:100]
        values = self._prepare_list_values(found, choice)
        values.update(pager=pager, date=dates["date_begin"], **dates)
        return request.render("helpdesk_mgmt.portal_my_tickets", values)

    def _read_list_choice(self, sortby, filterby, search, search_in, groupby):
        """Return what of the URL makes sense, and defaults for the rest."""
        return {
            "sortby": _known(sortby, self._ticket_get_searchbar_sortings(), "date"),
            "filterby": _known(filterby, self._ticket_get_filters(), "all"),
            "search": read_text(search, 200) or None,
            "search_in": _known(search_in, self._ticket_get_searchbar_inputs(), "all"),
            "groupby": _known(groupby, self._ticket_get_searchbar_groupby(), "none"),
        }

    def _ticket_list_domain(self, choice, date_begin=None, date_end=None):
        domain = Domain(self._ticket_get_filters()[choice["filterby"]]["domain"])
        if date_begin and date_end:
            domain &= Domain("received_at", ">", date_begin)
            domain &= Domain("received_at", "<=", date_end)
        if choice["search"]:
            domain &= Domain(
                self._ticket_get_search_domain(choice["search_in"], choice["search"])
            )
        return domain & request.env["helpdesk.ticket"]._around_customer_domain()

    def _prepare_list_values(self, found, choice):
        return {
            **self._prepare_portal_layout_values(),
            **choice,
            "groups": self._group_rows(found._portal_rows(), choice["groupby"]),
            "filtered": choice["search"] or choice["filterby"] != "all",
            "page_name": "ticket",
            "default_url": "/my/tickets",
            "searchbar_sortings": self._ticket_get_searchbar_sortings(),
            "searchbar_groupby": self._ticket_get_searchbar_groupby(),
            "searchbar_inputs": self._ticket_get_searchbar_inputs(),
            "searchbar_filters": self._ticket_get_filters(),
        }

    def _group_rows(self, rows, groupby):
        """Return [(title, rows)] in the order in which the groups come up."""
        key = {"stage": "label"}.get(groupby, groupby)
        groups = {}
        for row in rows:
            groups.setdefault(row.get(key) or "", []).append(row)
        return list(groups.items())

    # ---------------------------------------------------------------- choices

    def _ticket_get_filters(self):
        """Return the filters; statuses are the customer's, not our stages."""
        tickets = request.env["helpdesk.ticket"]
        labels = tickets._customer_status_labels()
        filters = {
            "all": {"label": request.env._("All"), "domain": []},
            "open": {
                "label": request.env._("Open"),
                "domain": [("closed", "=", False)],
            },
        }
        for status in FILTERS:
            filters[status] = {
                "label": labels[status],
                "domain": tickets._customer_status_domain(status),
            }
        return filters

    def _ticket_get_searchbar_sortings(self):
        sortings = {
            **super()._ticket_get_searchbar_sortings(),
            "date": {
                "label": request.env._("Newest"),
                "order": "received_at desc, id desc",
                "sequence": 1,
            },
            "name": {
                "label": request.env._("Subject"),
                "order": "name, id",
                "sequence": 2,
            },
            "stage": {
                "label": request.env._("Status"),
                "order": "stage_id, id desc",
                "sequence": 3,
            },
            "update": {
                "label": request.env._("Last change"),
                "order": "last_stage_update desc, id desc",
                "sequence": 4,
            },
        }
        return dict(sorted(sortings.items(), key=lambda item: item[1]["sequence"]))

    def _ticket_get_searchbar_groupby(self):
        values = super()._ticket_get_searchbar_groupby()
        values["stage"]["label"] = request.env._("Status")
        return values

    def _ticket_get_searchbar_inputs(self):
        return {
            **super()._ticket_get_searchbar_inputs(),
            "content": {
                "input": "content",
                "label": request.env._("Search in Text"),
                "order": 4,
            },
        }

    def _ticket_get_search_domain(self, search_in, search):
        if search_in == "content":
            return Domain("description", "ilike", search)
        domain = Domain(super()._ticket_get_search_domain(search_in, search))
        if search_in == "all":
            domain |= Domain("description", "ilike", search)
        return domain

    # ------------------------------------------------------------------- page

    @http.route()
    def portal_my_ticket(self, ticket_id, access_token=None, **kw):
        """Show the ticket to whoever may read it by login or by its link."""
        try:
            ticket_sudo, level = find_ticket(ticket_id, access_token)
        except (AccessError, MissingError):
            return request.redirect("/my")
        if level != "full":
            return request.redirect("/my")
        values = self._ticket_get_page_view_values(ticket_sudo, access_token, **kw)
        return request.render("helpdesk_mgmt.portal_helpdesk_ticket_page", values)

    def _ticket_get_page_view_values(self, ticket, access_token, **kwargs):
        values = super()._ticket_get_page_view_values(ticket, access_token, **kwargs)
        done = kwargs.get("done")
        shared = page_values(
            ticket,
            "full",
            access_token,
            page="ticket",
            done=done if done in {*DONE, "again"} else None,
            changed=done != "again",
        )
        return {**values, **shared}


def _known(value, choices, default):
    return value if value in choices else default


def _read_date(value):
    """Return a date or datetime of the URL, or None if it is neither."""
    try:
        return fields.Datetime.to_datetime(value) if value else None
    except ValueError:
        return None
