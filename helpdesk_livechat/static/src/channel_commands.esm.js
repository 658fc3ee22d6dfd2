// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

registry.category("discuss.channel_commands").add("ticket", {
    channel_types: ["livechat"],
    condition: ({store}) => store.has_access_create_ticket,
    help: _t("Create a ticket (/ticket title)"),
    methodName: "execute_command_ticket",
});
