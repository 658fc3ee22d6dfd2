// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import {Component, onWillStart, onWillUpdateProps, useState} from "@odoo/owl";
import {deserializeDateTime, formatDate} from "@web/core/l10n/dates";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {useService} from "@web/core/utils/hooks";

/** The customer at a glance: company, tier, tickets, satisfaction. */
export class HelpdeskCustomerPanel extends Component {
    static template = "helpdesk_mgmt_ext.CustomerPanel";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({customer: null});
        onWillStart(() => this.load(this.props));
        onWillUpdateProps((props) => this.load(props));
    }

    /** Load when the ticket or its customer is another one than before. */
    async load({record}) {
        const key = `${record.resId},${record.data.partner_id?.id || ""}`;
        if (key === this.key) {
            return;
        }
        this.key = key;
        this.state.customer = record.resId
            ? await this.orm.call("helpdesk.ticket", "get_customer_panel", [
                  [record.resId],
              ])
            : null;
    }

    age(ticket) {
        return ticket.received_at
            ? formatDate(deserializeDateTime(ticket.received_at))
            : "";
    }

    openTicket(id) {
        return this.open("helpdesk.ticket", id);
    }

    openPartner(id) {
        return this.open("res.partner", id);
    }

    open(model, id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }
}

export const helpdeskCustomerPanel = {component: HelpdeskCustomerPanel};

registry.category("view_widgets").add("helpdesk_customer_panel", helpdeskCustomerPanel);
