// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";

/** A number that opens what it counts. */
export class OverviewTile extends Component {
    static template = "helpdesk_mgmt_ext.OverviewTile";
    static props = {
        tile: Object,
        open: Function,
    };

    get spoken() {
        const {label, count} = this.props.tile;
        return _t("%(label)s: %(count)s tickets", {label, count});
    }
}
