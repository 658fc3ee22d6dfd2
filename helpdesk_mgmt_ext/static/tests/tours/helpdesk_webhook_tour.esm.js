// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import {registry} from "@web/core/registry";

const backToTheWebhook = {
    content: "Back to the webhook",
    trigger: ".o_breadcrumb a:contains(Tour receiver)",
    run: "click",
};

registry.category("web_tour.tours").add("helpdesk_webhook_tour", {
    steps: () => [
        {
            content: "Without a choice of events it is told all of them",
            trigger:
                ".o_data_row:contains(Tour receiver) .o_data_cell[name=event_ids]:contains(All events)",
        },
        {
            content: "Open the webhook",
            trigger: ".o_data_row .o_data_cell[name=name]:contains(Tour receiver)",
            run: "click",
        },
        {
            content: "Send a test",
            trigger: "button[name=action_test]",
            run: "click",
        },
        {
            content: "Its payload is shown",
            trigger: ".o_field_widget[name=body_pretty]:contains(It works.)",
        },
        {
            content: "And when it will be tried",
            trigger: ".o_field_widget[name=next_try_at]",
        },
        backToTheWebhook,
        {
            content: "What could not be delivered",
            trigger: "button[name=action_view_deliveries]:contains(Dead)",
            run: "click",
        },
        {
            content: "Why not",
            trigger: ".o_data_row .o_data_cell[name=error]:contains(HTTP 422)",
        },
        {
            content: "Send the first one again",
            trigger: ".o_data_row:first button[name=action_replay]",
            run: "click",
        },
        {
            content: "It is not among the dead any more",
            trigger: ".o_list_view .o_pager_limit:contains(/^1$/)",
        },
        backToTheWebhook,
        {
            content: "Send all of the last day again",
            trigger: "button:contains(Replay a Period)",
            run: "click",
        },
        {
            content: "One dead message is left",
            trigger: ".modal .o_field_widget[name=count]:contains(/^1$/)",
        },
        {
            content: "Those delivered, too",
            trigger:
                ".modal .o_field_widget[name=state] .o_radio_item:contains(All) input",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=count]:contains(/^4$/)",
        },
        {
            content: "Send them again",
            trigger: ".modal footer button[name=action_replay]",
            run: "click",
        },
        {
            trigger: ".o_notification:contains(4 messages are sent again)",
        },
        {
            content: "The log",
            trigger: "button[name=action_view_deliveries]:contains(Log)",
            run: "click",
        },
        {
            content: "How fast it answered",
            trigger: ".o_switch_view.o_graph",
            run: "click",
        },
        {trigger: ".o_graph_canvas_container canvas"},
    ],
});

registry.category("web_tour.tours").add("helpdesk_health_tour", {
    steps: () => [
        {
            content: "A receiver that fails is told, and how many messages wait",
            trigger:
                ".o_data_row:contains(Webhook Tour receiver):contains(Does not work):contains(1 messages wait)",
        },
        {
            content: "Go there",
            trigger:
                ".o_data_row:contains(Webhook Tour receiver) button[name=action_remedy]",
            run: "click",
        },
        {
            content: "It rests",
            trigger:
                ".o_data_row:contains(Tour receiver):contains(Resting) [name=name]",
            run: "click",
        },
        {
            content: "What is wrong stands on top",
            trigger: ".o_form_view .alert-danger:contains(HTTP 500)",
        },
        {
            content: "Try it again",
            trigger: "button[name=action_resume]",
            run: "click",
        },
        {
            content: "It works as far as one knows",
            trigger:
                ".o_form_view:not(:has(.alert-danger:visible)) .o_arrow_button_current:contains(Working)",
        },
    ],
});
