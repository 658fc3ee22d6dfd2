// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import {registry} from "@web/core/registry";

// The agent gets a draft out of an article, adds a word of his own and sends it.
registry.category("web_tour.tours").add("helpdesk_kb_ai_reply", {
    steps: () => [
        {trigger: ".o_notebook a[name=knowledge]", run: "click"},
        {trigger: "button[name=action_kb_suggest_reply]", run: "click"},
        {
            content: "the draft tells the steps and links the article",
            trigger: ".modal .note-editable li:contains(Press Reset)",
        },
        {trigger: ".modal .note-editable a:contains(Zebra printer prints twice)"},
        {
            trigger: ".modal .note-editable p:first",
            run: "editor Good morning,",
        },
        {trigger: ".modal button[name=action_send_mail]", run: "click"},
        {trigger: "body:not(:has(.modal))"},
        {
            content: "it is in the history, as sent",
            trigger: ".o-mail-Message:contains(Good morning):contains(Press Reset)",
        },
    ],
});
