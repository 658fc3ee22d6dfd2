// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const TILE = ".o_helpdesk_overview_tile";

const count = (key, number) => ({
    content: `The tile ${key} says ${number}`,
    trigger: `${TILE}[data-key=${key}]:has(.o_helpdesk_overview_count:contains(/^${number}$/))`,
});
const rows = (number) => ({
    content: `The list shows ${number} tickets`,
    trigger: `.o_list_view:has(.o_data_row:nth-child(${number})):not(:has(.o_data_row:nth-child(${number + 1})))`,
});
const back = () => ({
    trigger: ".o_breadcrumb .o_back_button, .breadcrumb-item a:contains(Overview)",
    run: "click",
});

// Every tile is a button that opens what it counts; so is a stage of a team.
tours.add("helpdesk_overview_tour", {
    steps: () => [
        count("open", 4),
        count("unassigned", 3),
        count("high_priority", 1),
        {trigger: `${TILE}[data-key=unassigned]`, run: "click"},
        rows(3),
        back(),
        {
            content: "A tile is reached and opened by the keyboard",
            trigger: `${TILE}[data-key=high_priority]`,
            run: ({anchor}) => {
                anchor.focus();
                if (document.activeElement !== anchor) {
                    throw new Error("The tile cannot be focused");
                }
                anchor.click();
            },
        },
        rows(1),
        back(),
        {
            trigger:
                ".o_helpdesk_overview_team:contains(HS Team) .o_helpdesk_overview_stage:contains(New)",
            run: "click",
        },
        rows(3),
        back(),
        {
            content: "What to go on with opens the ticket",
            trigger: ".o_helpdesk_overview_next button:contains(It is mine)",
            run: "click",
        },
        {trigger: ".o_form_view .o_field_widget[name=name]:has(input, textarea, span)"},
        back(),
        {
            content: "A new ticket begins with the team",
            trigger: ".o_helpdesk_overview_team:contains(HS Team) button[data-key=new]",
            run: "click",
        },
        {trigger: ".o_field_widget[name=team_id] input:value(HS Team)"},
    ],
});

tours.add("helpdesk_overview_empty_tour", {
    steps: () => [
        {trigger: ".o_helpdesk_overview_empty h2:contains(No ticket has come in yet)"},
        {trigger: ".o_helpdesk_overview_empty a[href^='mailto:']"},
        {
            trigger:
                ".o_helpdesk_overview_empty button:contains(Enter a ticket by hand)",
            run: "click",
        },
        {trigger: ".o_form_view .o_field_widget[name=name]"},
    ],
});

tours.add("helpdesk_manager_tour", {
    steps: () => [
        {trigger: ".o_helpdesk_manager_card[data-key=solved]:contains(6)"},
        {trigger: ".o_helpdesk_manager [data-chart=volume] canvas"},
        {trigger: ".o_helpdesk_manager [data-chart=agents] canvas"},
        {trigger: ".o_helpdesk_manager [data-chart=heat] button:contains(6)"},
        {trigger: ".o_helpdesk_manager button[data-days='7']", run: "click"},
        {trigger: ".o_helpdesk_manager button[data-days='7'].active"},
        {trigger: ".o_helpdesk_manager_card[data-key=resolution]", run: "click"},
        rows(6),
        {
            trigger:
                ".o_breadcrumb .o_back_button, .breadcrumb-item a:contains(Manager)",
            run: "click",
        },
        {
            content: "The period is the one left",
            trigger: ".o_helpdesk_manager button[data-days='7'].active",
        },
        {
            trigger: ".o_helpdesk_manager_teams button[data-figure=solved]:contains(6)",
            run: "click",
        },
        rows(6),
    ],
});

tours.add("helpdesk_manager_empty_tour", {
    steps: () => [
        {trigger: ".o_helpdesk_manager_empty h2:contains(Not enough data)"},
        {trigger: ".o_helpdesk_manager_empty button", run: "click"},
        {trigger: ".o_helpdesk_overview"},
    ],
});
