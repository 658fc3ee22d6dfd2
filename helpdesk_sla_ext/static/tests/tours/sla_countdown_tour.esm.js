// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import {registry} from "@web/core/registry";

const COUNTDOWN = ".o_form_view [name='sla_deadline'] .o_sla_countdown";
const seconds = (text) => {
    const [minutes, rest] = text.split(":").map(Number);
    return minutes * 60 + rest;
};
const shown = () =>
    document.querySelector(`${COUNTDOWN} .o_sla_countdown_text`).textContent;

registry.category("web_tour.tours").add("helpdesk_sla_countdown", {
    steps: () => [
        {
            content: "The countdown is visible, and ticks by itself",
            trigger: `${COUNTDOWN}[data-state='running']`,
            async run() {
                const before = seconds(shown());
                // The step's time limit ends the wait for one that stands still.
                while (seconds(shown()) >= before) {
                    await new Promise((resolve) => setTimeout(resolve, 100));
                }
            },
        },
        {
            content: "The targets are on their own tab",
            trigger: ".o_notebook .nav-link[name='sla']",
            run: "click",
        },
        {
            content: "Each says why",
            trigger:
                ".o_field_widget[name='ticket_sla_ids'] button[name='action_explain']",
            run: "click",
        },
        {
            content: "The dialog lists the stretches of the clock",
            trigger: ".o_dialog .o_sla_explanation .badge:contains('running')",
        },
        {
            content: "Close it",
            trigger: ".o_dialog footer button:contains('Close')",
            run: "click",
        },
        {
            content: "Back on the ticket",
            trigger: "body:not(:has(.o_dialog)) .o_form_view",
        },
    ],
});
