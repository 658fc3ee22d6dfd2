// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import {Component, onWillUnmount, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

const {DateTime} = luxon;

/** The time since a moment, ticking: 0:07:31. Nothing when there is no moment. */
export class HelpdeskTimerField extends Component {
    static template = "helpdesk_mgmt_ext.TimerField";
    static props = {...standardFieldProps};

    setup() {
        this.clock = useState({now: DateTime.now()});
        const ticking = setInterval(() => {
            this.clock.now = DateTime.now();
        }, 1000);
        onWillUnmount(() => clearInterval(ticking));
    }

    get elapsed() {
        const start = this.props.record.data[this.props.name];
        if (!start) {
            return "";
        }
        const elapsed = this.clock.now.diff(start);
        return (elapsed.valueOf() > 0 ? elapsed : elapsed.mapUnits(() => 0)).toFormat(
            "h:mm:ss"
        );
    }
}

export const helpdeskTimerField = {
    component: HelpdeskTimerField,
    displayName: _t("Running timer"),
    supportedTypes: ["datetime"],
};

registry.category("fields").add("helpdesk_timer", helpdeskTimerField);
