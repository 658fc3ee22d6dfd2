// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import {Component, onWillStart, useState} from "@odoo/owl";
import {compare, formatFigure} from "./manager_format.esm";
import {Layout} from "@web/search/layout";
import {ManagerChart} from "./manager_chart.esm";
import {_t} from "@web/core/l10n/translation";
import {formatDate} from "@web/core/l10n/dates";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useService} from "@web/core/utils/hooks";
import {useSetupAction} from "@web/search/action_hook";

/** How the teams did in a period: figures, curves, people, hours of arrival. */
export class HelpdeskManagerDashboard extends Component {
    static template = "helpdesk_mgmt_ext.Manager";
    static components = {Layout, ManagerChart};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        const {days, teamId} = this.props.state || {};
        this.state = useState({data: null, days: days || 30, teamId: teamId || 0});
        this.format = formatFigure;
        this.compare = compare;
        this.open = (action) => this.action.doAction(action);
        onWillStart(() => this.load());
        // Back from a list, the same period and team are looked at.
        useSetupAction({
            getLocalState: () => ({days: this.state.days, teamId: this.state.teamId}),
        });
    }

    get data() {
        return this.state.data;
    }

    async load() {
        this.state.data = await this.orm.call(
            "helpdesk.manager.dashboard",
            "get_data",
            [this.state.days, this.state.teamId]
        );
    }

    setDays(days) {
        this.state.days = days;
        return this.load();
    }

    setTeam(ev) {
        this.state.teamId = parseInt(ev.target.value, 10);
        return this.load();
    }

    // ------------------------------------------------------------------ charts

    series(keys) {
        return this.data.trend.series.filter((series) => keys.includes(series.key));
    }

    get labels() {
        return this.data.trend.labels.map((day) =>
            formatDate(luxon.DateTime.fromISO(day), {format: "d LLL"})
        );
    }

    dataset(series, values = "value", more = {}) {
        return {
            label: series.label,
            data: series.points.map((point) => point[values]),
            actions: series.points.map((point) => point.action),
            ...more,
        };
    }

    /** The charts over time that have something to show, or say why not. */
    get charts() {
        const times = this.series(["first_response", "resolution"]);
        const shares = this.data.trend.series.filter(({kind}) => kind === "percent");
        const charts = [
            {
                key: "volume",
                title: _t("Volume"),
                type: "bar",
                unit: _t("tickets"),
                datasets: this.series(["received", "solved"]).map((s) =>
                    this.dataset(s)
                ),
            },
            ...times.map((series, index) => ({
                key: series.key,
                title: _t("%s: median and 90th percentile", series.label),
                type: "line",
                unit: _t("hours"),
                datasets: [
                    this.dataset(series, "value", {label: _t("Median"), color: index}),
                    this.dataset(series, "p90", {
                        label: _t("90th percentile"),
                        color: index,
                        dashed: true,
                    }),
                ],
            })),
            {
                key: "quality",
                title: _t("Promises kept, satisfaction, first contact"),
                type: "line",
                unit: _t("percent"),
                percent: true,
                datasets: shares.map((series) => this.dataset(series)),
            },
        ];
        return charts.map((chart) => ({
            ...chart,
            empty: !chart.datasets.some((set) => set.data.some((value) => value)),
        }));
    }

    get agents() {
        const {agents} = this.data;
        return {
            labels: agents.map((agent) => agent.name),
            datasets: [
                [_t("Open now"), "open"],
                [_t("Solved in the period"), "solved"],
            ].map(([label, key]) => ({
                label,
                data: agents.map((agent) => agent[key].count),
                actions: agents.map((agent) => agent[key].action),
            })),
        };
    }

    // ---------------------------------------------------------------- heat map

    get hours() {
        return [...Array(24).keys()];
    }

    shade(count) {
        const share = count ? 0.1 + (0.6 * count) / this.data.heat.most : 0;
        return `--o-helpdesk-heat: ${share}`;
    }

    spokenCell(row, hour, count) {
        return _t("%(day)s, %(hour)s h: %(count)s tickets", {
            day: row.name,
            hour,
            count,
        });
    }

    openCell(row, hour) {
        const {action} = this.data.heat;
        return this.open({
            ...action,
            name: `${row.name}, ${hour} h`,
            domain: [
                ...action.domain,
                ["received_weekday", "=", row.day],
                ["received_hour", "=", hour],
            ],
        });
    }
}

registry.category("actions").add("helpdesk_manager", HelpdeskManagerDashboard);
