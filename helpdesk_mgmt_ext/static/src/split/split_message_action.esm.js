// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import {_t} from "@web/core/l10n/translation";
import {registerMessageAction} from "@mail/core/common/message_actions";

registerMessageAction("helpdesk-split", {
    condition: ({message, thread}) =>
        thread?.model === "helpdesk.ticket" &&
        ["comment", "email"].includes(message.message_type) &&
        !message.isNote,
    icon: "fa fa-code-fork",
    name: _t("Split into a new ticket"),
    onSelected: ({message, owner}) =>
        owner.env.services.action.doAction(
            {
                type: "ir.actions.act_window",
                name: _t("Split a message off"),
                res_model: "helpdesk.ticket.split.wizard",
                views: [[false, "form"]],
                target: "new",
            },
            {
                additionalContext: {
                    default_message_id: message.id,
                    helpdesk_message_label: true,
                },
            }
        ),
    sequence: 75,
});
