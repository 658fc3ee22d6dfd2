"""The pictures of docs/images/: who looks at what, and what he does there.

Everything is read from the demo and from ``pictures_story.py``; a picture that waits
for something the product no longer shows fails.
"""

import dataclasses
from collections.abc import Callable

SCREEN = (1280, 800)
PHONE = (390, 844)

WINDOW = ".o_action_manager .o_view_controller"
LIST = ".o_list_view .o_data_row"
FORM = ".o_form_view .o_field_widget"
TICKET = ".o_helpdesk_ticket_form .o-mail-Message"
DIALOG = ".modal .modal-body .o_form_view .o_field_widget"


@dataclasses.dataclass(frozen=True)
class Picture:
    """``steps`` are pairs: JavaScript to run, then the selector to wait for."""

    name: str
    login: str
    url: str | Callable
    wait: str = WINDOW
    steps: tuple = ()
    phone: bool = False


def action(xml_id, tail=""):
    return f"/odoo/action-{xml_id}{tail}"


def first(model, domain, prefix, suffix="", order="id"):
    """Return a function that gives the address of the first such record."""
    return lambda visitor: (
        f"{prefix}/{visitor.find(model, domain, order=order)}{suffix}"
    )


def ticket(name, prefix="/odoo/helpdesk.ticket"):
    return first("helpdesk.ticket", [("name", "=", name)], prefix)


def link(name):
    """Return a function that gives the address that a mail brought its receiver."""
    parameter = f"helpdesk_pictures.{name}"
    return lambda visitor: visitor.other("admin").call(
        "ir.config_parameter", "get_param", parameter
    )


def press(selector):
    return f"document.querySelector({selector!r}).click()"


def click(text, within="button"):
    """Click on the visible element with this text."""
    return (
        f"[...document.querySelectorAll({within!r})].find(element =>"
        f" element.innerText.trim() == {text!r} && element.offsetParent).click()"
    )


def write(selector, text):
    return (
        f"(element => {{element.value = {text!r};"
        " element.dispatchEvent(new Event('input', {bubbles: true}));"
        " element.dispatchEvent(new Event('change', {bubbles: true}))})"
        f"(document.querySelector({selector!r}))"
    )


EXT = "helpdesk_mgmt_ext."
EXPLAIN = (
    "[...document.querySelectorAll('.o_notebook .o_data_row')].find(row =>"
    " /Resolution/.test(row.innerText)).querySelector('[name=action_explain]').click()"
)
LOGO = ticket("Invoice PDF misses our new logo")
CALLER = "+32 2 555 01 11"
PICTURES = (
    # --- agents
    Picture("inbox", "agent", action(EXT + "helpdesk_inbox_action"), LIST),
    Picture(
        "overview",
        "agent",
        action(EXT + "helpdesk_overview_action"),
        ".o_helpdesk_overview_tiles",
    ),
    Picture(
        "kanban",
        "agent",
        action("helpdesk_mgmt.helpdesk_ticket_action"),
        ".o_kanban_record",
    ),
    Picture("ticket", "agent", LOGO, TICKET),
    Picture("hold", "agent", LOGO, TICKET, ((click("Put on hold"), DIALOG),)),
    Picture("resolve", "agent", LOGO, TICKET, ((click("Resolve"), DIALOG),)),
    Picture(
        "deadline",
        "agent",
        ticket("How do we count stock by lot?"),
        TICKET,
        (
            (press(".nav-link[name=sla]"), ".o_notebook .o_data_row"),
            (EXPLAIN, DIALOG),
        ),
    ),
    Picture(
        "macro",
        "agent",
        ticket("Custom field lost after the upgrade"),
        TICKET,
        (
            (click("Macro"), DIALOG),
            (press(".modal [name=macro_id] input"), ".o-autocomplete--dropdown-item"),
            (
                press(".o-autocomplete--dropdown-item a"),
                ".modal .o_field_widget[name=body]",
            ),
        ),
    ),
    Picture(
        "merge",
        "officer",
        action("helpdesk_mgmt.helpdesk_ticket_action", "?view_type=list"),
        LIST,
        (
            (
                "[...document.querySelectorAll('.o_data_row')].filter(row =>"
                " /Dark mode|Export to CSV/.test(row.innerText)).forEach(row =>"
                " row.querySelector('.o_list_record_selector input').click())",
                ".o_control_panel .o_cp_action_menus button",
            ),
            (click("Actions", ".o_cp_action_menus button"), ".o-dropdown--menu"),
            (click("Merge", ".o-dropdown--menu .o_menu_item"), DIALOG),
        ),
    ),
    Picture(
        "phone-call",
        "agent",
        action(EXT + "helpdesk_inbox_action"),
        ".o_helpdesk_phone button",
        (
            (press(".o_helpdesk_phone button"), DIALOG),
            (
                write(".modal [name=phone] input", CALLER),
                ".modal [name=open_ticket_ids] .o_data_row",
            ),
        ),
    ),
    # --- officers
    Picture("triage", "officer", action(EXT + "helpdesk_triage_action"), LIST),
    Picture(
        "triage-ticket",
        "officer",
        ticket("We would like the payroll app as well"),
        ".o_helpdesk_ai_panel",
    ),
    Picture(
        "quarantine", "officer", action(EXT + "helpdesk_mail_quarantine_action"), LIST
    ),
    # --- managers
    Picture(
        "manager-dashboard",
        "manager",
        action(EXT + "helpdesk_manager_action"),
        ".o_helpdesk_manager canvas, .o_helpdesk_manager svg",
    ),
    Picture(
        "routing-quality",
        "manager",
        action("helpdesk_ai_routing.helpdesk_ai_dashboard_action"),
        ".o_helpdesk_ai_dashboard table",
    ),
    Picture(
        "satisfaction",
        "manager",
        action("helpdesk_mgmt_rating.all_helpdesk_ticket_rating_action"),
    ),
    Picture(
        "analysis",
        "manager",
        action(EXT + "helpdesk_ticket_analysis_action"),
        ".o_graph_renderer canvas, .o_pivot",
    ),
    Picture(
        "compliance",
        "manager",
        action("helpdesk_sla_ext.helpdesk_sla_compliance_action"),
        ".o_graph_renderer canvas, .o_pivot",
    ),
    Picture(
        "sla-policies",
        "manager",
        action("helpdesk_mgmt_sla.action_helpdesk_sla_tree"),
        LIST,
    ),
    Picture(
        "sla-policy",
        "manager",
        first(
            "helpdesk.sla",
            [("priority", "=", "2")],
            action("helpdesk_mgmt_sla.action_helpdesk_sla_tree"),
        ),
        FORM,
    ),
    Picture(
        "sla-simulator",
        "manager",
        action("helpdesk_sla_ext.helpdesk_sla_simulation_action"),
        FORM,
        ((click("Simulate"), ".o_sla_simulation table"),),
    ),
    Picture(
        "team",
        "manager",
        first(
            "helpdesk.ticket.team",
            [("name", "=", "Functional Support")],
            action("helpdesk_mgmt.helpdesk_ticket_team_action"),
        ),
        FORM,
    ),
    Picture(
        "preset",
        "manager",
        first(
            "helpdesk.ticket.team",
            [("name", "=", "Shop Support")],
            action("helpdesk_mgmt.helpdesk_ticket_team_action"),
        ),
        FORM,
        ((click("Apply a preset"), DIALOG),),
    ),
    Picture(
        "knowledge-review",
        "admin",
        action("helpdesk_kb.document_page_history_action_review"),
        LIST,
        ((press(".o_data_row .o_data_cell[name=page_id]"), ".o_form_view"),),
    ),
    # --- admins
    Picture("webhooks", "admin", action(EXT + "helpdesk_webhook_action")),
    Picture("deliveries", "admin", action(EXT + "helpdesk_webhook_delivery_action")),
    Picture("health", "manager", action(EXT + "helpdesk_health_action"), LIST),
    Picture(
        "providers",
        "manager",
        action("helpdesk_ai_routing.helpdesk_ai_provider_action"),
        LIST,
    ),
    Picture(
        "privacy",
        "admin",
        first("res.partner", [("name", "=", "Omar Haddad")], "/odoo/res.partner"),
        ".o_form_view .o_field_widget",
        (
            (press(".o_cp_action_menus button:has(.fa-cog)"), ".o_menu_item"),
            (click("Personal data in tickets", ".o_menu_item"), DIALOG),
            (press(".modal [name=confirmed] input"), "button[name=action_anonymise]"),
        ),
    ),
    Picture("api", "admin", "/helpdesk/api", "#wrapwrap pre"),
    # --- customers
    Picture("portal-list", "customer", "/my/tickets", ".o_helpdesk_row"),
    Picture(
        "portal-ticket",
        "customer",
        ticket("Tax of December posted to the wrong period", "/my/ticket"),
        ".o_helpdesk_conversation",
    ),
    Picture("portal-new", "customer", "/new/ticket", "form.o_helpdesk_new"),
    Picture("respond", "", link("respond"), "form[action*=confirm] button"),
    Picture("csat", "", link("csat"), ".o_helpdesk_csat form"),
    Picture("help-centre", "", "/helpdesk?search=logo", "#wrapwrap"),
    Picture("public-form", "", "/helpdesk/new", "form"),
    # --- on a telephone
    Picture(
        "phone-ticket",
        "agent",
        LOGO,
        ".o_helpdesk_ticket_form .o_field_widget",
        phone=True,
    ),
    Picture(
        "phone-portal-ticket",
        "customer",
        ticket("Tax of December posted to the wrong period", "/my/ticket"),
        ".o_helpdesk_conversation",
        phone=True,
    ),
)
