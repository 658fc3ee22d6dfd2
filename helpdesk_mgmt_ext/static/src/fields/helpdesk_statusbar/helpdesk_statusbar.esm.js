// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import {
    StatusBarDurationField,
    statusBarDurationField,
} from "@mail/views/fields/statusbar_duration/statusbar_duration_field";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";

/** A status bar that opens the dialog of the stage clicked, if it has one. */
export class HelpdeskStatusBarField extends StatusBarDurationField {
    setup() {
        super.setup();
        this.action = useService("action");
        this.orm = useService("orm");
    }

    async selectItem(item) {
        const {record} = this.props;
        if (!record.resId) {
            return super.selectItem(item);
        }
        const saved = await record.save();
        if (!saved) {
            return undefined;
        }
        const dialog = await this.orm.call("helpdesk.ticket", "get_stage_dialog", [
            [record.resId],
            item.value,
        ]);
        if (!dialog) {
            return super.selectItem(item);
        }
        return this.action.doAction(dialog, {onClose: () => record.load()});
    }
}

export const helpdeskStatusBarField = {
    ...statusBarDurationField,
    component: HelpdeskStatusBarField,
    displayName: _t("Helpdesk status"),
};

registry.category("fields").add("helpdesk_statusbar", helpdeskStatusBarField);
