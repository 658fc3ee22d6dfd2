import {Component, onWillStart, useState} from "@odoo/owl";
import {Layout} from "@web/search/layout";
import {_t} from "@web/core/l10n/translation";
import {formatFloat} from "@web/core/utils/numbers";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {user} from "@web/core/user";
import {useService} from "@web/core/utils/hooks";

const SIZE = 260;
const PAD = 34;

/** Routing quality: figures, whether confidence is honest, and which threshold pays. */
export class HelpdeskAiDashboard extends Component {
    static template = "helpdesk_ai_routing.Dashboard";
    static components = {Layout};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.size = SIZE;
        this.pad = PAD;
        this.state = useState({data: null, days: 90, isManager: false});
        onWillStart(async () => {
            this.state.isManager = await user.hasGroup(
                "helpdesk_mgmt.group_helpdesk_manager"
            );
            await this.load();
        });
    }

    async load() {
        this.state.data = await this.orm.call("helpdesk.ai.dashboard", "get_data", [], {
            days: this.state.days,
        });
    }

    async setDays(ev) {
        this.state.days = parseInt(ev.target.value, 10);
        await this.load();
    }

    async setCost(name, ev) {
        const costs = {
            wrong_minutes: this.state.data.wrong_minutes,
            triage_minutes: this.state.data.triage_minutes,
            [name]: parseFloat(ev.target.value) || 0,
        };
        await this.orm.call("helpdesk.ai.dashboard", "set_costs", [], costs);
        await this.load();
    }

    async useThreshold(threshold) {
        const rounded = Math.floor(threshold * 1000) / 1000; // inclusive: never above
        await this.orm.call("helpdesk.ai.dashboard", "set_threshold", [rounded]);
        this.notification.add(_t("Routing now needs %s", this.precise(rounded)), {
            type: "success",
        });
        await this.load();
    }

    percent(share) {
        return share === null || share === undefined
            ? "–"
            : `${Math.round(share * 100)} %`;
    }

    /** A threshold: 99.7 % must not read as 100 %. */
    precise(share) {
        return `${this.number(Math.floor(share * 1000) / 10, 1)} %`;
    }

    number(value, digits) {
        return formatFloat(value, {digits: [16, digits]});
    }

    get headline() {
        const totals = this.state.data.totals;
        if (!totals.checked) {
            return _t("No automatic decision has been checked yet.");
        }
        return _t(
            "Assigns %(coverage)s of your tickets at %(precision)s precision (at least %(low)s, with 90 % certainty).",
            {
                coverage: this.percent(totals.coverage),
                precision: this.percent(totals.precision),
                low: this.percent(totals.precision_low),
            }
        );
    }

    get audit() {
        const audit = this.state.data.audit;
        if (!audit.checked) {
            return _t("Audit sample: %s tickets, none checked yet.", audit.count);
        }
        return _t(
            "Audit sample: %(checked)s of %(count)s tickets checked, %(right)s right (at least %(low)s, with 90 % certainty). Only here errors count that nobody reports.",
            {
                checked: audit.checked,
                count: audit.count,
                right: this.percent(audit.precision),
                low: this.percent(audit.precision_low),
            }
        );
    }

    get tiles() {
        const {totals, ece} = this.state.data;
        return [
            [_t("Analysed"), totals.count, _t("tickets in the period")],
            [
                _t("Accuracy"),
                this.percent(totals.accuracy),
                _t("of all suggestions known to be right or wrong"),
            ],
            [
                _t("Coverage"),
                this.percent(totals.coverage),
                _t("of the requests without team routed automatically"),
            ],
            [
                _t("Precision"),
                this.percent(totals.precision),
                _t("of the automatic decisions were right"),
            ],
            [
                _t("Overridden"),
                this.percent(totals.overridden),
                _t("of the automatic decisions corrected by people"),
            ],
            [
                _t("Calibration error"),
                ece === null ? "–" : this.number(ece, 3),
                _t("mean gap of confidence and accuracy (ECE)"),
            ],
        ];
    }

    x(share) {
        return PAD + share * (SIZE - PAD - 8);
    }

    y(share) {
        return SIZE - PAD - share * (SIZE - PAD - 8);
    }

    get reliabilityBars() {
        return this.state.data.reliability
            .filter((bin) => bin.count)
            .map((bin) => ({
                key: bin.low,
                x: this.x(bin.low) + 1,
                width: this.x(bin.high) - this.x(bin.low) - 2,
                y: this.y(bin.accuracy),
                height: this.y(0) - this.y(bin.accuracy),
                cx: this.x(bin.confidence),
                cy: this.y(bin.accuracy),
                title: _t("%(count)s tickets: %(said)s said, %(was)s right", {
                    count: bin.count,
                    said: this.percent(bin.confidence),
                    was: this.percent(bin.accuracy),
                }),
            }));
    }

    get riskPoints() {
        const risks = this.state.data.risk.map((point) => point.risk);
        this.riskTop = Math.max(0.1, ...risks);
        return this.state.data.risk
            .map((p) => `${this.x(p.coverage)},${this.y(p.risk / this.riskTop)}`)
            .join(" ");
    }

    shade(cell, row) {
        const total = row.cells.reduce((sum, other) => sum + other.count, 0);
        const share = total ? cell.count / total : 0;
        const colour = cell.right ? "40,167,69" : "220,53,69";
        return `background-color: rgba(${colour},${share * 0.7})`;
    }
}

registry.category("actions").add("helpdesk_ai_dashboard", HelpdeskAiDashboard);
