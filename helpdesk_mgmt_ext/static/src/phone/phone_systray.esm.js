// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {user} from "@web/core/user";

const ACTION = "helpdesk_mgmt_ext.helpdesk_phone_call_action";
const AGENTS = "helpdesk_mgmt.group_helpdesk_user_own";

/** A call can come at any moment: a ticket for it is one click away, anywhere. */
export class HelpdeskPhoneSystray extends Component {
    static template = "helpdesk_mgmt_ext.PhoneSystray";
    static props = {};

    setup() {
        this.action = useService("action");
    }

    takeCall() {
        return this.action.doAction(ACTION);
    }
}

// The groups of a user are asked for asynchronously, the systray is not: the service
// adds the button once it knows.
registry.category("services").add("helpdesk_phone", {
    dependencies: ["command"],
    async start(env, {command}) {
        if (!(await user.hasGroup(AGENTS))) {
            return;
        }
        registry
            .category("systray")
            .add(
                "helpdesk_mgmt_ext.phone",
                {Component: HelpdeskPhoneSystray},
                {sequence: 30}
            );
        command.add(_t("Helpdesk: take a phone call"), () =>
            env.services.action.doAction(ACTION)
        );
    },
});
