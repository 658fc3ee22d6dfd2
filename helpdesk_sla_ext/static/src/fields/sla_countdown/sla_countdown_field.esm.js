// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import {Component, onWillUpdateProps} from "@odoo/owl";
import {formatStretch, useTickingView} from "./sla_clock.esm";
import {_t} from "@web/core/l10n/translation";
import {formatDateTime} from "@web/core/l10n/dates";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/* The states of a single target, in the words of a ticket. */
const TARGET_STATES = {
    accomplished: "met",
    cancelled: "none",
    expired: "breached",
    in_progress: "running",
    on_hold: "paused",
};
const LOOKS = {
    at_risk: {color: "text-bg-warning", icon: "fa-hourglass-half"},
    breached: {color: "text-bg-danger", icon: "fa-exclamation-circle"},
    met: {color: "text-bg-success", icon: "fa-check"},
    none: {color: "", icon: ""},
    paused: {color: "text-bg-secondary", icon: "fa-pause"},
    running: {color: "text-bg-success", icon: "fa-clock-o"},
};

/**
 * How much time is left until a deadline, ticking by itself: green, amber when at
 * risk, red when late, grey while the clock stands still. The tooltip lists all
 * targets, if the record has them in `sla_summary`.
 */
export class SlaCountdownField extends Component {
    static template = "helpdesk_sla_ext.SlaCountdownField";
    static props = {
        ...standardFieldProps,
        stateField: {type: String, optional: true},
        summaryField: {type: String, optional: true},
        warnField: {type: String, optional: true},
    };
    static defaultProps = {
        stateField: "sla_state",
        summaryField: "sla_summary",
        warnField: "sla_warn_at",
    };

    setup() {
        const {state, update} = useTickingView((now) => this.look(this.props, now));
        this.view = state;
        onWillUpdateProps((props) => {
            this.props = props;
            update(luxon.DateTime.now());
        });
    }

    /** The state now: it may have changed since the server was asked. */
    stateAt(props, now) {
        const data = props.record.data;
        const value = data[props.stateField] || "none";
        const state = TARGET_STATES[value] || value;
        const deadline = data[props.name];
        if (!["running", "at_risk"].includes(state) || !deadline) {
            return state;
        }
        if (deadline < now) {
            return "breached";
        }
        const warnAt = data[props.warnField];
        return warnAt && warnAt <= now ? "at_risk" : state;
    }

    textAt(props, state, seconds) {
        const hasDeadline = Boolean(props.record.data[props.name]);
        if (state === "paused") {
            // Of a ticket the clock is paused; a single target may not have begun.
            const begun = hasDeadline || props.stateField !== "state";
            return begun ? _t("Paused") : _t("Not started");
        }
        if (state === "met") {
            return _t("Met");
        }
        if (state === "none" || !hasDeadline) {
            return state === "breached" ? _t("Missed") : "";
        }
        const stretch = formatStretch(seconds);
        return seconds < 0 ? `-${stretch}` : stretch;
    }

    labelAt(state, deadline) {
        const when = deadline ? formatDateTime(deadline) : "";
        return {
            at_risk: _t("At risk, due %s", when),
            breached: _t("Late, was due %s", when),
            met: _t("All promises kept"),
            none: "",
            paused: _t("The clock is paused"),
            running: when && _t("Due %s", when),
        }[state];
    }

    look(props, now) {
        const state = this.stateAt(props, now);
        const deadline = props.record.data[props.name];
        const seconds = deadline ? (deadline - now) / 1000 : 0;
        return {
            state,
            text: this.textAt(props, state, seconds),
            label: this.labelAt(state, deadline),
        };
    }

    get looks() {
        return LOOKS[this.view.state] || LOOKS.none;
    }

    get info() {
        const targets = this.props.record.data[this.props.summaryField] || [];
        return JSON.stringify({targets, label: this.view.label});
    }
}

export const slaCountdownField = {
    component: SlaCountdownField,
    displayName: _t("Countdown"),
    supportedTypes: ["datetime"],
    extractProps: ({options}) => ({
        stateField: options.state_field,
        summaryField: options.summary_field,
        warnField: options.warn_field,
    }),
    fieldDependencies: ({options}) =>
        options.state_field
            ? [
                  {name: options.state_field, type: "selection"},
                  {name: options.warn_field, type: "datetime"},
              ]
            : [
                  {name: "sla_state", type: "selection"},
                  {name: "sla_warn_at", type: "datetime"},
                  {name: "sla_summary", type: "json"},
              ],
};

registry.category("fields").add("sla_countdown", slaCountdownField);
