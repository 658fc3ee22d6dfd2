// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import {registry} from "@web/core/registry";

const openTheDialog = [
    {
        content: "The menu of the contact",
        trigger: ".o_cp_action_menus button:has(.fa-cog)",
        timeout: 60000, // the page itself may be slow to come
        run: "click",
    },
    {
        content: "What is known of him",
        trigger: ".o-dropdown--menu .o_menu_item:contains(Personal data in tickets)",
        run: "click",
    },
];

registry.category("web_tour.tours").add("helpdesk_privacy_tour", {
    steps: () => [
        ...openTheDialog,
        {
            content: "Whose data they are, wherever the dialog was scrolled to",
            trigger: ".modal .modal-title:contains(Personal data of xyzzysecret)",
        },
        {
            content: "What will go",
            trigger: ".modal .o_field_widget[name=closed_count]:contains(/^2$/)",
        },
        {
            content: "The contact goes, too",
            trigger: ".modal .alert-warning:contains(emptied and archived)",
        },
        {
            content: "Nothing can be removed without saying so",
            trigger:
                ".modal footer:has(button[name=action_export]):not(:has(button[name=action_anonymise]))",
        },
        {
            content: "It cannot be undone",
            trigger: ".modal .o_field_widget[name=confirmed] input",
            run: "click",
        },
        {
            content: "Do it",
            trigger: ".modal footer button[name=action_anonymise]",
            run: "click",
        },
        {
            content: "What was done is told",
            trigger:
                ".o_notification:contains(2 tickets were anonymised. So was the contact.)",
        },
        {
            content: "The contact is shown as it is now",
            trigger: "body:not(:has(.modal)) .o_form_view .ribbon:contains(Archived)",
        },
    ],
});

registry.category("web_tour.tours").add("helpdesk_privacy_kept_tour", {
    steps: () => [
        ...openTheDialog,
        {
            content: "One ticket stays, and with it the contact",
            trigger: ".modal .alert-info:contains(Helpdesk Ticket)",
        },
        {
            content: "It cannot be undone",
            trigger: ".modal .o_field_widget[name=confirmed] input",
            run: "click",
        },
        {
            content: "Do it",
            trigger: ".modal footer button[name=action_anonymise]",
            run: "click",
        },
        {
            content: "What stays is told",
            trigger:
                ".o_notification:contains(The contact stays, it is used elsewhere)",
        },
        {trigger: "body:not(:has(.modal)) .o_form_view"},
    ],
});
