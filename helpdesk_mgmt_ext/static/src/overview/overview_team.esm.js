// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";

/** A team: its open tickets by stage, what presses, and a way to a new ticket. */
export class OverviewTeam extends Component {
    static template = "helpdesk_mgmt_ext.OverviewTeam";
    static props = {
        team: Object,
        open: Function,
    };

    get pressing() {
        return this.props.team.tiles.filter((tile) => tile.count);
    }

    spoken({name, label, count}) {
        return _t("%(label)s: %(count)s tickets", {label: label || name, count});
    }
}
