// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("helpdesk_phone_call", {
    steps: () => [
        {trigger: ".o_helpdesk_phone button", run: "click"},
        {
            trigger: ".modal [name='phone'] input",
            run: "edit +33 1 55 00 11 22 && press Tab",
        },
        {
            trigger: ".modal [name='open_ticket_ids'] td:contains('HS open call')",
        },
        {
            trigger: ".modal [name='name'] input",
            run: "edit Invoices printed twice",
        },
        {trigger: ".modal button:contains('Create Ticket')", run: "click"},
        {trigger: ".o_form_view .o_field_widget[name='number']"},
    ],
});
