// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import {RelationalModel} from "@web/model/relational_model/relational_model";
import {kanbanView} from "@web/views/kanban/kanban_view";
import {registry} from "@web/core/registry";

/**
 * Dropping a card does what the button does: where the move needs a text, its dialog
 * opens, and the card moves only when the dialog is confirmed.
 */
export class HelpdeskTicketGroupList extends RelationalModel.DynamicGroupList {
    async moveRecord(dataRecordId, dataGroupId, refId, targetGroupId) {
        const dialog = await this.findDialog(dataRecordId, dataGroupId, targetGroupId);
        if (dialog) {
            await this.model.action.doAction(dialog, {
                onClose: () => this.model.load(),
            });
            return undefined;
        }
        return super.moveRecord(dataRecordId, dataGroupId, refId, targetGroupId);
    }

    /** Ask the server which dialog the move needs; false if none. */
    async findDialog(dataRecordId, dataGroupId, targetGroupId) {
        if (dataGroupId === targetGroupId || this.groupByField.name !== "stage_id") {
            return false;
        }
        const source = this.groups.find((group) => group.id === dataGroupId);
        const target = this.groups.find((group) => group.id === targetGroupId);
        const record = source.list.records.find((rec) => rec.id === dataRecordId);
        if (!record || !target.value) {
            return false;
        }
        return this.model.orm.call("helpdesk.ticket", "get_stage_dialog", [
            [record.resId],
            target.value,
        ]);
    }
}

export class HelpdeskTicketKanbanModel extends RelationalModel {
    static DynamicGroupList = HelpdeskTicketGroupList;
}

export const helpdeskTicketKanbanView = {
    ...kanbanView,
    Model: HelpdeskTicketKanbanModel,
};

registry.category("views").add("helpdesk_ticket_kanban", helpdeskTicketKanbanView);
