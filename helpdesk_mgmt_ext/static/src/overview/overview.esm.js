// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import {Component} from "@odoo/owl";
import {Layout} from "@web/search/layout";
import {OverviewTeam} from "./overview_team.esm";
import {OverviewTile} from "./overview_tile.esm";
import {_t} from "@web/core/l10n/translation";
import {deserializeDateTime} from "@web/core/l10n/dates";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useOverviewFeed} from "./overview_feed.esm";
import {useService} from "@web/core/utils/hooks";

/** The live board: tiles that open what they count, teams, and what to do next. */
export class HelpdeskOverview extends Component {
    static template = "helpdesk_mgmt_ext.Overview";
    static components = {Layout, OverviewTeam, OverviewTile};
    static props = {...standardActionServiceProps};

    setup() {
        this.action = useService("action");
        this.feed = useOverviewFeed();
    }

    get data() {
        return this.feed.data;
    }

    get status() {
        if (this.feed.failed) {
            return _t("Could not be updated");
        }
        return this.feed.live ? _t("Live") : _t("Connecting…");
    }

    get updated() {
        const time = luxon.DateTime.fromMillis(this.feed.loadedAt);
        return _t("Updated at %s", time.toLocaleString(luxon.DateTime.TIME_SIMPLE));
    }

    get nextTitle() {
        return this.data.next.kind === "own" ? _t("Go on with") : _t("Take one");
    }

    open(action) {
        return this.action.doAction(action);
    }

    openTicket(id) {
        return this.open({
            type: "ir.actions.act_window",
            res_model: "helpdesk.ticket",
            res_id: id,
            views: [[false, "form"]],
        });
    }

    newTicket() {
        return this.open({
            type: "ir.actions.act_window",
            name: _t("New ticket"),
            res_model: "helpdesk.ticket",
            views: [[false, "form"]],
        });
    }

    /** A time as people say it, "2 hours ago"; the exact one is in the tooltip. */
    relative(at) {
        return at ? deserializeDateTime(at).toRelative() : "";
    }

    exact(at) {
        return at
            ? deserializeDateTime(at).toLocaleString(luxon.DateTime.DATETIME_MED)
            : "";
    }
}

registry.category("actions").add("helpdesk_overview", HelpdeskOverview);
