import {registry} from "@web/core/registry";

const KEYS = {1: "Digit1", 2: "Digit2", 3: "Digit3"};

function press(key) {
    const target = document.activeElement || document.body;
    target.dispatchEvent(
        new KeyboardEvent("keydown", {key, code: KEYS[key], bubbles: true})
    );
}

registry.category("web_tour.tours").add("helpdesk_ai_triage", {
    steps: () => [
        {
            content: "two tickets wait, the first is opened",
            trigger: ".o_data_row:nth-child(2)",
        },
        {trigger: ".o_data_row:first-child td[name='name']", run: "click"},
        {
            content: "one key gives it to the first suggested team",
            trigger: ".o_helpdesk_ai_waiting .o_helpdesk_ai_suggestion:first",
            run: () => press("1"),
        },
        {
            content: "the next one follows by itself",
            trigger: ".o_pager_value:contains(2)",
        },
        {
            trigger: ".o_helpdesk_ai_waiting .o_helpdesk_ai_suggestion:first",
            run: () => press("2"),
        },
        {
            content: "after the last one the queue is shown, empty",
            trigger: ".o_list_view .o_view_nocontent",
        },
    ],
});

registry.category("web_tour.tours").add("helpdesk_ai_dashboard", {
    steps: () => [
        {trigger: ".o_helpdesk_ai_reliability .o_bar"},
        {trigger: ".o_helpdesk_ai_risk .o_curve"},
        {trigger: ".o_helpdesk_ai_confusion td"},
        {trigger: ".o_helpdesk_ai_promise"},
        {trigger: ".o_helpdesk_ai_dashboard select", run: "select 30"},
        {trigger: ".o_helpdesk_ai_dashboard h3:contains(precision)"},
    ],
});

registry.category("web_tour.tours").add("helpdesk_ai_dashboard_empty", {
    steps: () => [{trigger: ".o_helpdesk_ai_too_little:contains(Not enough data)"}],
});
