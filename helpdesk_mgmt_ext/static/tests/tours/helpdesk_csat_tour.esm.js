import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

// The customer clicked the wrong smiley in the mail, and mends it on the page.
tours.add("helpdesk_csat_tour", {
    steps: () => [
        {
            content: "The smiley of the mail is chosen",
            trigger: "input[name=rate][value='1']:checked + label",
        },
        {trigger: "label[for=o_helpdesk_csat_3]", run: "click"},
        {trigger: "textarea[name=feedback]", run: "edit It took long."},
        {
            trigger: ".o_helpdesk_csat button:contains(Send)",
            run: "click",
            expectUnloadPage: true,
        },
        {trigger: ".o_helpdesk_csat_thanks:contains(Thank you for your opinion)"},
    ],
});

tours.add("helpdesk_csat_correct_tour", {
    steps: () => [
        {trigger: ".o_helpdesk_csat summary:contains(Change my rating)", run: "click"},
        {trigger: "label[for=o_helpdesk_csat_1]", run: "click"},
        {
            trigger: ".o_helpdesk_csat button:contains(Send)",
            run: "click",
            expectUnloadPage: true,
        },
        {trigger: ".o_helpdesk_csat_thanks:contains(We are sorry)"},
    ],
});

tours.add("helpdesk_csat_leader_tour", {
    steps: () => [
        {trigger: ".oe_stat_button:contains(Unhappy)"},
        {trigger: ".o-mail-Activity:contains(Call back an unhappy customer)"},
        {trigger: ".o-mail-Activity:contains(It took long.)"},
        {trigger: ".oe_stat_button:contains(Unhappy)", run: "click"},
        {trigger: ".o_kanban_record:contains(It took long.)"},
    ],
});
