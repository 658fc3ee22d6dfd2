// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import {Component, onWillUnmount, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {deserializeDateTime} from "@web/core/l10n/dates";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

const HOLDERS = ["us", "customer", "hold"];
const REFRESH = 30000;
const [MINUTE, HOUR, DAY] = [60, 3600, 86400];

/** Return a duration in its two largest units. */
export function formatBallTime(seconds) {
    const days = Math.floor(seconds / DAY);
    const hours = Math.floor((seconds % DAY) / HOUR);
    const minutes = Math.floor((seconds % HOUR) / MINUTE);
    if (days) {
        return _t("%(days)s d %(hours)s h", {days, hours});
    }
    if (hours) {
        return _t("%(hours)s h %(minutes)s min", {hours, minutes});
    }
    return _t("%(minutes)s min", {minutes});
}

/** Time with us, with the customer and on hold; the turn that lasts goes on. */
export class HelpdeskBallStripField extends Component {
    static template = "helpdesk_mgmt_ext.BallStripField";
    static props = {...standardFieldProps};

    setup() {
        this.state = useState({now: luxon.DateTime.now()});
        const timer = setInterval(() => {
            this.state.now = luxon.DateTime.now();
        }, REFRESH);
        onWillUnmount(() => clearInterval(timer));
    }

    get strip() {
        return this.props.record.data[this.props.name] || {};
    }

    get labels() {
        return {
            us: _t("With us"),
            customer: _t("With the customer"),
            hold: _t("On hold"),
        };
    }

    /** Seconds since the server told; a clock that is behind takes none away. */
    get since() {
        if (!this.strip.as_of) {
            return 0;
        }
        const told = deserializeDateTime(this.strip.as_of);
        return Math.max(0, this.state.now.diff(told, "seconds").seconds);
    }

    get parts() {
        const held = HOLDERS.map((holder) => {
            const running = this.strip.running === holder;
            const seconds = (this.strip[holder] || 0) + (running ? this.since : 0);
            return {holder, running, seconds, shown: running || seconds > 0};
        }).filter((part) => part.shown);
        const total = held.reduce((sum, part) => sum + part.seconds, 0) || 1;
        return held.map((part) => ({
            ...part,
            label: this.labels[part.holder],
            duration: formatBallTime(part.seconds),
            percent: (100 * part.seconds) / total,
        }));
    }
}

export const helpdeskBallStripField = {
    component: HelpdeskBallStripField,
    displayName: _t("Who has the ball"),
    supportedTypes: ["json"],
};

registry.category("fields").add("helpdesk_ball_strip", helpdeskBallStripField);
