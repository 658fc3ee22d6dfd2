// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import {
    Component,
    onWillStart,
    onWillUnmount,
    useEffect,
    useRef,
} from "@odoo/owl";
import {cookie} from "@web/core/browser/cookie";
import {getColor} from "@web/core/colors/colors";
import {loadBundle} from "@web/core/assets";
import {localization} from "@web/core/l10n/localization";

/** A chart of Chart.js whose points open what they count. */
export class ManagerChart extends Component {
    static template = "helpdesk_mgmt_ext.ManagerChart";
    static props = {
        type: String,
        labels: Array,
        datasets: Array,
        label: String,
        unit: {type: String, optional: true},
        horizontal: {type: Boolean, optional: true},
        stacked: {type: Boolean, optional: true},
        percent: {type: Boolean, optional: true},
        open: Function,
    };

    setup() {
        this.canvas = useRef("canvas");
        this.chart = null;
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => this.draw(),
            () => [JSON.stringify([this.props.labels, this.props.datasets])]
        );
        onWillUnmount(() => this.chart?.destroy());
    }

    get height() {
        return this.props.horizontal
            ? Math.max(160, 34 * this.props.labels.length + 60)
            : 260;
    }

    draw() {
        this.chart?.destroy();
        this.chart = new Chart(this.canvas.el, {
            type: this.props.type,
            data: {labels: this.props.labels, datasets: this.datasets},
            options: this.options,
        });
    }

    get datasets() {
        const scheme = cookie.get("color_scheme");
        return this.props.datasets.map((set, index) => {
            const color = getColor(set.color ?? index, scheme, "sm");
            return {
                label: set.label,
                data: set.data,
                borderColor: color,
                backgroundColor: color,
                borderDash: set.dashed ? [6, 4] : [],
                pointRadius: 3,
                pointHitRadius: 12,
                spanGaps: true,
                tension: 0.2,
            };
        });
    }

    get options() {
        const {horizontal, stacked, percent, unit} = this.props;
        const values = {
            beginAtZero: true,
            stacked,
            max: percent ? 100 : undefined,
            ticks: {precision: 0},
            title: {display: Boolean(unit), text: unit},
            position: horizontal ? "bottom" : this.side,
        };
        const names = {stacked, position: horizontal ? this.side : "bottom"};
        return {
            maintainAspectRatio: false,
            animation: false,
            indexAxis: horizontal ? "y" : "x",
            interaction: {mode: "nearest", intersect: true},
            scales: horizontal ? {x: values, y: names} : {x: names, y: values},
            plugins: {
                legend: {
                    display: this.props.datasets.length > 1,
                    position: "bottom",
                    rtl: localization.direction === "rtl",
                    labels:
                        this.props.type === "line"
                            ? {usePointStyle: true, pointStyle: "line"}
                            : {},
                },
            },
            onHover: (ev, found) => {
                ev.native.target.style.cursor = found.length ? "pointer" : "default";
            },
            onClick: (ev, found) => {
                if (found.length) {
                    this.open(found[0].datasetIndex, found[0].index);
                }
            },
        };
    }

    /** Charts read from right to left have their axis on the right. */
    get side() {
        return localization.direction === "rtl" ? "right" : "left";
    }

    open(datasetIndex, index) {
        const action = this.props.datasets[datasetIndex].actions[index];
        if (action) {
            this.props.open(action);
        }
    }
}
