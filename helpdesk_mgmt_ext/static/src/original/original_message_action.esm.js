// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import {Message} from "@mail/core/common/message_model";
import {_t} from "@web/core/l10n/translation";
import {fields} from "@mail/core/common/record";
import {patch} from "@web/core/utils/patch";
import {registerMessageAction} from "@mail/core/common/message_actions";

patch(Message.prototype, {
    setup() {
        super.setup(...arguments);
        this.helpdesk_has_original = fields.Attr(false);
    },
});

registerMessageAction("helpdesk-original", {
    condition: ({message}) => message.helpdesk_has_original,
    icon: "fa fa-envelope-open-o",
    name: _t("Original mail"),
    onSelected: ({message, owner}) =>
        owner.env.services.action.doAction({
            type: "ir.actions.act_url",
            url: `/helpdesk/original/${message.id}`,
            target: "download",
        }),
    sequence: 76,
});
