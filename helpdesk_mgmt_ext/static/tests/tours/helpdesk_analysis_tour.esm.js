// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import {registry} from "@web/core/registry";

const openFavourites = [
    {
        content: "Open the favourites",
        trigger: ".o_searchview_dropdown_toggler",
        run: "click",
    },
];

registry.category("web_tour.tours").add("helpdesk_analysis_tour", {
    steps: () => [
        {
            content: "The pivot tells the first response of the team",
            trigger: ".o_pivot tr:has(th:contains(HS Team)) td:contains(2.00)",
        },
        ...openFavourites,
        {
            content: "More than three favourites are behind a link",
            trigger: ".o_favorite_menu .o_expand_shared_favorites",
            run: "click",
        },
        {
            content: "A preset question",
            trigger: ".o_favorite_menu .o_menu_item:contains(Volume by hour)",
            run: "click",
        },
        {
            content: "It is answered: hours by weekdays",
            trigger:
                ".o_pivot thead th:contains(/^(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day$/)",
        },
        {
            content: "As a graph",
            trigger: ".o_switch_view.o_graph",
            run: "click",
        },
        {trigger: ".o_graph_canvas_container canvas"},
        {
            content: "As a list",
            trigger: ".o_switch_view.o_list",
            run: "click",
        },
        {
            content: "Open a group",
            trigger: ".o_group_header:first",
            run: "click",
        },
        {
            content: "A row leads to its ticket",
            trigger:
                ".o_data_row .o_data_cell[name=ticket_id]:contains(Asked and answered)",
            run: "click",
        },
        {
            content: "Where one sees who had the ball",
            trigger: ".o_form_view .o_helpdesk_ball li:contains(With us)",
        },
    ],
});

registry.category("web_tour.tours").add("helpdesk_analysis_empty_tour", {
    steps: () => [
        {
            content: "Without tickets it says what will be there",
            trigger: ".o_view_nocontent:contains(No tickets to analyse yet)",
        },
        {trigger: ".o_switch_view.o_graph", run: "click"},
        {trigger: ".o_view_nocontent:contains(No tickets to analyse yet)"},
    ],
});

registry.category("web_tour.tours").add("helpdesk_ball_portal_tour", {
    steps: () => [
        {
            content: "The customer sees that it is his turn",
            trigger: ".o_helpdesk_ball li.fw-bold:contains(With you)",
        },
        {trigger: ".o_helpdesk_ball li:contains(With us):contains(2 h 0 min)"},
    ],
});
