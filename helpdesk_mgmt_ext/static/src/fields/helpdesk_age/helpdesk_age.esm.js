// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {formatDateTime} from "@web/core/l10n/dates";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/** How long ago a moment was, in the largest fitting unit; the moment as tooltip. */
export class HelpdeskAgeField extends Component {
    static template = "helpdesk_mgmt_ext.AgeField";
    static props = {...standardFieldProps};

    get moment() {
        return this.props.record.data[this.props.name];
    }

    get age() {
        return this.moment ? this.moment.toRelative({style: "short"}) : "";
    }

    get title() {
        const {record, name} = this.props;
        const label = record.fields[name].string;
        return this.moment ? `${label}: ${formatDateTime(this.moment)}` : "";
    }
}

export const helpdeskAgeField = {
    component: HelpdeskAgeField,
    displayName: _t("Age"),
    supportedTypes: ["datetime"],
};

registry.category("fields").add("helpdesk_age", helpdeskAgeField);
