// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

// The KB manager finds the draft in the queue, opens the article and publishes it.
tours.add("helpdesk_kb_review_tour", {
    steps: () => [
        {
            trigger: ".o_data_row:contains(Toner smears) .o_list_record_selector",
            run: "click",
        },
        {
            trigger:
                ".o_control_panel button[name=action_approve], .o_list_buttons button[name=action_approve]",
            run: "click",
        },
        {
            content: "Nothing waits any more",
            trigger:
                ".o_view_nocontent, .o_list_view:not(:has(.o_data_row:contains(Toner smears)))",
        },
    ],
});

// A visitor types what is wrong, reads, and needs no ticket.
tours.add("helpdesk_kb_visitor_tour", {
    steps: () => [
        {
            trigger: "#helpdesk_subject",
            run: "edit toner smea",
        },
        {
            trigger: ".o_helpdesk_suggestions a:contains(Toner smears)",
            run: "click",
            expectUnloadPage: true,
        },
        {trigger: ".o_helpdesk_article_body:contains(Replace the drum)"},
        {
            trigger: ".o_helpdesk_solved",
            run: "click",
            expectUnloadPage: true,
        },
        {trigger: "h1:contains(glad that it helped)"},
    ],
});
