// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

const dialog = [
    {
        trigger: ".modal .o_field_widget[name=helpdesk_scope] textarea",
        run: "edit A barcode app for two warehouses",
    },
    {
        trigger: ".modal .o_field_widget[name=helpdesk_effort_hours] input",
        run: "edit 12",
    },
    {
        trigger: ".modal footer button[name=action_helpdesk_ticket_to_lead]",
        run: "click",
    },
    {
        content: "The opportunity says where it comes from",
        trigger: ".o_notebook_headers a[name=helpdesk]",
        run: "click",
    },
    {
        trigger:
            ".o_field_widget[name=helpdesk_scope] textarea:value(A barcode app for two warehouses)",
    },
    {
        trigger:
            ".o_field_widget[name=helpdesk_ticket_ids] .o_data_row:contains(The tour's printer)",
    },
];

// An officer sees at triage that it is a sale.
tours.add("helpdesk_crm_early_tour", {
    steps: () => [
        {trigger: ".alert-info:contains(send us a quote)"},
        {
            trigger: ".alert-info button:contains(Make an opportunity)",
            run: "click",
        },
        ...dialog,
    ],
});

// The agent who delivers the solution sees that the customer wants more.
tours.add("helpdesk_crm_late_tour", {
    steps: () => [
        {
            trigger: ".o_statusbar_buttons button:contains(/^Resolve$/):enabled",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=summary] textarea",
            run: "edit Changed the toner.",
        },
        {
            trigger: ".modal footer button[name=action_confirm_and_convert]",
            run: "click",
        },
        ...dialog,
    ],
});

// The salesperson finds it among his opportunities and goes to the ticket.
tours.add("helpdesk_crm_sales_tour", {
    steps: () => [
        {
            trigger: ".o_notebook_headers a[name=helpdesk]",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=helpdesk_detection]:contains(Early)",
        },
        {
            trigger: "button[name=action_view_helpdesk_tickets]",
            run: "click",
        },
        {
            trigger:
                ".o_form_view .o_field_widget[name=name] :value(The tour's printer)",
        },
    ],
});
