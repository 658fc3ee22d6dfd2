// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const services = () => odoo.__WOWL_DEBUG__.root.env.services;
const ticketId = () =>
    Number(/helpdesk\.ticket\/(\d+)/.exec(document.location.pathname)[1]);

async function customerWrites(body) {
    const {orm} = services();
    const [ticket] = await orm.read("helpdesk.ticket", [ticketId()], ["partner_id"]);
    await orm.call("helpdesk.ticket", "message_post", [[ticketId()]], {
        body,
        author_id: ticket.partner_id[0],
        message_type: "comment",
        subtype_xmlid: "mail.mt_comment",
    });
}

tours.add("helpdesk_macro_tour", {
    steps: () => [
        {
            content: "Run a macro on the open ticket",
            trigger: ".o_form_view button:contains(Macro)",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=macro_id] input",
            run: "edit Tour macro",
        },
        {
            trigger: ".modal .ui-autocomplete a:contains(Tour macro)",
            run: "click",
        },
        {
            content: "The preview speaks to the customer by name",
            trigger: ".modal .o_field_widget[name=body] textarea:value(Hello Chris)",
            run: "edit Hello Chris, edited",
        },
        {
            content: "What it does is said",
            trigger: ".modal .o_field_widget[name=effect]:contains(Investigating)",
        },
        {trigger: ".modal button[name=action_run]", run: "click"},
        {
            content: "The answer is in the chatter",
            trigger: ".o-mail-Message:contains(Hello Chris, edited)",
        },
        {
            content: "and the ticket has moved",
            trigger:
                ".o_statusbar_status .o_arrow_button_current:contains(Investigating)",
        },
        {
            content: "The customer is one tab away",
            trigger: ".o_notebook .nav-link[name=customer_panel]",
            run: "click",
        },
        {trigger: ".o_helpdesk_customer_panel:contains(HS Customer)"},
    ],
});

tours.add("helpdesk_merge_tour", {
    steps: () => [
        {
            content: "Select both tickets",
            trigger: ".o_list_view thead .o_list_record_selector input",
            run: "click",
        },
        {
            trigger: ".o_control_panel .o_cp_action_menus button:contains(Actions)",
            run: "click",
        },
        {
            trigger: ".o-dropdown--menu .o_menu_item:contains(/^Merge$/)",
            run: "click",
        },
        {
            content: "The older one is proposed to go on",
            trigger: ".modal .o_field_widget[name=target_id] input:value(Older)",
        },
        {trigger: ".modal button[name=action_merge]", run: "click"},
        {
            content: "It opens with the other's conversation",
            trigger: ".o_form_view .o-mail-Message:contains(Words of the younger)",
        },
        {
            trigger: ".o-mail-Message:contains(was merged into this ticket)",
        },
    ],
});

tours.add("helpdesk_bulk_tour", {
    steps: () => [
        {
            trigger: ".o_list_view thead .o_list_record_selector input",
            run: "click",
        },
        {
            trigger: ".o_control_panel .o_cp_action_menus button:contains(Actions)",
            run: "click",
        },
        {
            trigger: ".o-dropdown--menu .o_menu_item:contains(Update tickets)",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=user_id] input",
            run: "edit hs-agent",
        },
        {
            trigger: ".modal .ui-autocomplete a:contains(hs-agent)",
            run: "click",
        },
        {trigger: ".modal button[name=action_apply]", run: "click"},
        {trigger: "body:not(:has(.modal)) .o_list_view"},
    ],
});

tours.add("helpdesk_collision_tour", {
    steps: () => [
        {
            content: "A colleague comes, and writes",
            trigger: ".o_form_view .o-mail-Chatter",
            run: () =>
                services().helpdesk_presence.onPresence({
                    ticket_id: ticketId(),
                    user_id: 999999,
                    partner_id: 1,
                    name: "Carla Colleague",
                    state: "replying",
                }),
        },
        {
            trigger:
                ".o_helpdesk_presence:contains(Also replying now: Carla Colleague)",
        },
        {
            content: "He leaves again",
            trigger: ".o_form_view",
            run: () =>
                services().helpdesk_presence.onPresence({
                    ticket_id: ticketId(),
                    user_id: 999999,
                    state: "left",
                }),
        },
        {trigger: ".o_form_view:not(:has(.o_helpdesk_presence))"},
        {trigger: ".o-mail-Chatter button:contains(Send message)", run: "click"},
        {trigger: ".o-mail-Composer-input", run: "edit My answer"},
        {
            content: "Meanwhile the customer writes",
            trigger: ".o-mail-Composer-input:value(My answer)",
            run: () => customerWrites("Never mind, it works"),
        },
        {trigger: ".o-mail-Composer-send:enabled", run: "click"},
        {
            content: "One is warned and may read it first",
            trigger: ".modal:contains(Never mind, it works)",
        },
        {trigger: ".modal button:contains(Read it first)", run: "click"},
        {
            content: "The message is shown, the own text is kept",
            trigger: ".o-mail-Message:contains(Never mind, it works)",
        },
        {trigger: ".o-mail-Composer-input:value(My answer)"},
        {
            content: "Now it is sent without a question",
            trigger: ".o-mail-Composer-send:enabled",
            run: "click",
        },
        {trigger: ".o-mail-Message:contains(My answer)"},
    ],
});

tours.add("helpdesk_split_tour", {
    steps: () => [
        {
            trigger: ".o-mail-Message:contains(And my printer)",
            run: "hover && click .o-mail-Message:contains(And my printer) [title='Expand']",
        },
        {
            trigger: ".o-dropdown-item:contains(Split into a new ticket)",
            run: "click",
        },
        {trigger: ".modal .o_field_widget[name=name] input:value(Printer)"},
        {trigger: ".modal button[name=action_split]", run: "click"},
        {
            trigger: ".o_form_view .o-mail-Message:contains(And my printer)",
        },
        {
            trigger: ".o-mail-Message:contains(Split from)",
        },
    ],
});

tours.add("helpdesk_full_composer_tour", {
    steps: () => [
        {trigger: ".o-mail-Chatter button:contains(Send message)", run: "click"},
        {trigger: ".o-mail-Composer-input", run: "edit My long answer"},
        {trigger: "button[title='Open Full Composer']", run: "click"},
        {
            content: "Meanwhile the customer writes",
            trigger: ".modal .o_mail_composer_form_view:contains(My long answer)",
            run: () => customerWrites("One more thing"),
        },
        {
            trigger:
                ".modal .o_mail_send:visible, .modal button[name=action_send_mail]:visible",
            run: "click",
        },
        {
            content: "One is warned, and insists",
            trigger: ".modal:contains(One more thing) button:contains(Send anyway)",
            run: "click",
        },
        {trigger: ".o-mail-Message:contains(My long answer)"},
    ],
});
