// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import {registry} from "@web/core/registry";

const stop = "button[name=action_open_stop_timer]";

registry.category("web_tour.tours").add("helpdesk_timer_tour", {
    steps: () => [
        {
            content: "Start my timer",
            trigger: ".oe_stat_button[name=action_start_timer]",
            run: "click",
        },
        {
            content: "The clock ticks",
            trigger: `${stop} .o_helpdesk_timer:contains(/0:00:0[2-9]/)`,
        },
        {
            content: "It survives a reload",
            trigger: stop,
            run: () => window.location.reload(),
            expectUnloadPage: true,
        },
        {trigger: `${stop} .o_helpdesk_timer:contains(/^0:0/)`},
        {content: "Stop it", trigger: stop, run: "click"},
        {
            content: "Without a note it is not logged",
            trigger: ".modal footer button[name=action_stop]",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=note].o_field_invalid textarea",
            run: "edit Read the log",
        },
        {trigger: ".modal footer button[name=action_stop]", run: "click"},
        {
            content: "The timer can be started again",
            trigger: "body:not(:has(.modal)) .oe_stat_button[name=action_start_timer]",
        },
        {trigger: ".o_notebook .nav-link[name=time]", run: "click"},
        {
            content: "What was done stands there",
            trigger: ".o_field_widget[name=timesheet_ids] td:contains(Read the log)",
        },
        {
            content: "Time can be entered by hand",
            trigger:
                ".o_field_widget[name=timesheet_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            trigger: ".o_selected_row .o_field_widget[name=name] input",
            run: "edit Phoned the customer",
        },
        {
            trigger: ".o_selected_row .o_field_widget[name=unit_amount] input",
            run: "edit 0:30",
        },
        {trigger: ".o_form_button_save", run: "click"},
        {
            trigger:
                ".o_form_saved .o_field_widget[name=total_hours]:contains(00:31), .o_form_view:not(:has(.o_form_button_save:visible)) .o_field_widget[name=total_hours]:contains(00:31)",
        },
    ],
});
