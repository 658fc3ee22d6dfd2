// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("helpdesk_livechat_button", {
    steps: () => [
        {
            trigger: ".o-mail-DiscussContent-header button[title='Create Ticket']",
            run: "click",
        },
        {
            trigger: ".o-livechat-LivechatCommandDialog-form input",
            run: "edit Dead printer gus@chat.example",
        },
        {
            trigger: ".o-mail-ActionPanel button:contains('Create Ticket')",
            run: "click",
        },
        {trigger: ".o-mail-Message:contains('Your request is registered as')"},
        {trigger: ".o_mail_notification:contains('Created')"},
    ],
});
