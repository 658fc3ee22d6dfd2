// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

const button = (label) => ({
    trigger: `.o_statusbar_buttons button:contains(/^${label}$/):enabled`,
    run: "click",
});
const primary = (label) => ({
    content: `The next step is: ${label}`,
    trigger: `.o_statusbar_buttons button.btn-primary:contains(/^${label}$/):enabled`,
    run: "click",
});
const stage = (name) => ({
    content: `The ticket is now: ${name}`,
    trigger: `.o_statusbar_status .o_arrow_button_current:contains(${name})`,
});
const confirm = (label) => ({
    trigger: `.modal footer button[name=action_confirm]:contains(${label})`,
    run: "click",
});
const closed = () => ({trigger: "body:not(:has(.modal))"});
const column = (name) => `.o_kanban_group:has(.o_column_title:contains(/^${name}/))`;
// While a move is being saved, the card cannot be dragged.
const card = (name) =>
    `${column(name)} .o_kanban_record.o_draggable:contains(The tour's printer)`;
const drag = (from, to) => ({
    content: `Drag the card from ${from} to ${to}`,
    trigger: card(from),
    run: `drag_and_drop(${column(to)})`,
});

// From the inbox to waiting for the customer.
tours.add("helpdesk_lifecycle_tour", {
    steps: () => [
        {
            content: "The inbox shows what nobody of the team has taken",
            trigger: ".o_data_row td[name=name]:contains(The tour's printer)",
            run: "click",
        },
        primary("Assign to me"),
        {
            content: "It is mine",
            trigger: ".o_field_widget[name=user_id]:has(input:value(hs-agent))",
        },
        stage("In Progress"),
        primary("Investigate"),
        stage("Investigating"),
        button("Put on hold"),
        {
            trigger: ".modal .o_field_widget[name=blocker_note] textarea",
            run: "edit Waiting for toner, until Friday",
        },
        confirm("Put on hold"),
        stage("On Hold"),
        {trigger: ".alert-warning:contains(Waiting for toner, until Friday)"},
        primary("Resume work"),
        stage("In Progress"),
        {trigger: ".o_form_view:not(:has(.alert-warning:contains(toner)))"},
        button("Ask customer"),
        {trigger: ".modal .o_field_widget[name=recipient]:contains(chris@)"},
        {
            trigger: ".modal .o_field_widget[name=body] .odoo-editor-editable",
            run: "editor Which floor is it on?",
        },
        confirm("Send and wait"),
        stage("Pending Customer"),
        {trigger: ".alert-info:contains(Waiting for the customer)"},
        {trigger: ".o-mail-Message:contains(Which floor is it on?)"},
    ],
});

// The customer has answered; the agent resolves.
tours.add("helpdesk_resolve_tour", {
    steps: () => [
        stage("Investigating"),
        {
            content: "A mail's text is in a shadow root, its author is not",
            trigger: ".o-mail-Message-author:contains(Chris Customer)",
        },
        primary("Resolve"),
        {
            trigger: ".modal .o_field_widget[name=summary] textarea",
            run: "edit Changed the toner.",
        },
        confirm("Resolve"),
        stage("Resolved"),
        {trigger: ".alert-info:contains(confirmation)"},
    ],
});

// The customer confirms on the page that his mail links to.
tours.add("helpdesk_confirm_tour", {
    steps: () => [
        {
            trigger: "form[action*='/confirm'] button",
            run: "click",
            expectUnloadPage: true,
        },
        {trigger: "body:contains(Thank you)"},
    ],
});

// A card that is dragged does what the button does.
tours.add("helpdesk_drag_tour", {
    steps: () => [
        drag("New", "On Hold"),
        {
            content: "The dialog of the button opens",
            trigger: ".modal .o_field_widget[name=blocker_note] textarea",
        },
        {trigger: ".modal footer button:contains(Discard)", run: "click"},
        closed(),
        {content: "Nothing was said, so the card is back", trigger: card("New")},
        drag("New", "On Hold"),
        {
            trigger: ".modal .o_field_widget[name=blocker_note] textarea",
            run: "edit Waiting for toner",
        },
        confirm("Put on hold"),
        closed(),
        {
            content: "The card has moved and says why",
            trigger: `${card("On Hold")}:has(.badge:contains(Blocked))`,
        },
        drag("On Hold", "In Progress"),
        {
            content: "Without a text to give, it simply moves",
            trigger: card("In Progress"),
        },
        drag("In Progress", "Pending Customer"),
        {trigger: ".modal .o_field_widget[name=recipient]:contains(chris@)"},
        {trigger: ".modal footer button:contains(Discard)", run: "click"},
        closed(),
        {trigger: card("In Progress")},
        drag("In Progress", "Resolved"),
        {
            trigger: ".modal .o_field_widget[name=summary] textarea",
            run: "edit Changed the toner.",
        },
        confirm("Resolve"),
        closed(),
        {trigger: card("Resolved")},
    ],
});

// The status bar of the form asks as well.
tours.add("helpdesk_statusbar_tour", {
    steps: () => [
        stage("New"),
        {
            trigger:
                ".o_statusbar_status .o_arrow_button:contains(More), .o_statusbar_status button:contains(...):visible",
            run: "click",
        },
        {
            trigger:
                ".o-dropdown-item:contains(On Hold), .o_arrow_button:contains(On Hold)",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=blocker_note] textarea",
            run: "edit Waiting for toner",
        },
        confirm("Put on hold"),
        stage("On Hold"),
        {trigger: ".alert-warning:contains(Waiting for toner)"},
    ],
});

// A drop that the server refuses: the card returns.
tours.add("helpdesk_refused_drop_tour", {
    steps: () => [
        drag("New", "Closed"),
        {
            content: "The reason is told",
            trigger:
                ".o_error_dialog, .modal:contains(not allowed), .modal:contains(Tour)",
        },
        {trigger: ".modal footer button.btn-primary", run: "click"},
        closed(),
        {content: "and the card is back", trigger: card("New")},
    ],
});
