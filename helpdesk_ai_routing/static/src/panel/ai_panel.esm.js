import {Component, onWillUpdateProps, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {useHotkey} from "@web/core/hotkeys/hotkey_hook";
import {useService} from "@web/core/utils/hooks";

/** What the analysis says about a ticket, and the one click or key that answers it. */
export class HelpdeskAiPanel extends Component {
    static template = "helpdesk_ai_routing.Panel";
    static props = {...standardFieldProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.state = useState({
            typeId: false,
            priority: false,
            sentiment: false,
            busy: false,
        });
        this.takeChoices(this.props);
        onWillUpdateProps((props) => this.takeChoices(props));
        for (const place of [0, 1, 2]) {
            useHotkey(String(place + 1), () => this.confirmPlace(place), {
                isAvailable: () => Boolean(this.panel.waiting),
            });
        }
    }

    takeChoices(props) {
        const panel = props.record.data[props.name] || {};
        if (this.shownFor !== JSON.stringify(panel)) {
            this.shownFor = JSON.stringify(panel);
            this.state.typeId = panel.type_id || false;
            this.state.priority = panel.priority || "1";
            this.state.sentiment = panel.sentiment || "neutral";
        }
    }

    get panel() {
        return this.props.record.data[this.props.name] || {};
    }

    get hasAnalysis() {
        return Boolean(this.panel.suggestions);
    }

    get isTriage() {
        return Boolean(this.props.record.context.helpdesk_ai_triage);
    }

    get verdict() {
        const panel = this.panel;
        if (panel.outcome === "accepted") {
            return _t("Confirmed");
        }
        if (panel.outcome === "corrected") {
            return _t("Corrected");
        }
        if (panel.decision === "auto_assigned") {
            return _t("Routed automatically");
        }
        return panel.waiting ? _t("Waits for your decision") : _t("Suggestion");
    }

    get reason() {
        return this.panel.waiting ? this.panel.reason : "";
    }

    hint(place) {
        return this.panel.waiting ? _t("Press %s", place + 1) : "";
    }

    confirmPlace(place) {
        const suggestion = (this.panel.suggestions || [])[place];
        if (suggestion) {
            this.confirm(suggestion);
        }
    }

    async confirm(suggestion) {
        if (this.state.busy) {
            return;
        }
        this.state.busy = true;
        try {
            const record = this.props.record;
            if (!(await record.save())) {
                return;
            }
            await this.orm.call(
                "helpdesk.ticket",
                "action_ai_confirm",
                [[record.resId]],
                {
                    team_id: suggestion.team_id,
                    type_id: this.state.typeId,
                    priority: this.state.priority,
                    sentiment: this.state.sentiment,
                }
            );
            this.notification.add(_t("Given to %s", suggestion.name), {
                type: "success",
            });
            await this.goOn();
        } finally {
            this.state.busy = false;
        }
    }

    /** In triage the next ticket follows; elsewhere the ticket shows its new state. */
    async goOn() {
        const next = document.querySelector(
            ".o_form_view .o_pager_next:not(:disabled)"
        );
        const value = document.querySelector(".o_form_view .o_pager_value");
        const limit = document.querySelector(".o_form_view .o_pager_limit");
        const isLast = !value || !limit || value.textContent === limit.textContent;
        if (this.isTriage && next && !isLast) {
            next.click();
        } else if (this.isTriage) {
            this.env.config.historyBack();
        } else {
            await this.props.record.load();
        }
    }

    async run(method) {
        await this.props.record.save();
        await this.orm.call("helpdesk.ticket", method, [[this.props.record.resId]]);
        await this.props.record.load();
    }

    openTicket(id) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "helpdesk.ticket",
            res_id: id,
            views: [[false, "form"]],
        });
    }

    chooseType(ev) {
        this.state.typeId = parseInt(ev.target.value, 10) || false;
    }

    choosePriority(ev) {
        this.state.priority = ev.target.value;
    }

    chooseSentiment(ev) {
        this.state.sentiment = ev.target.value;
    }
}

export const helpdeskAiPanel = {
    component: HelpdeskAiPanel,
    displayName: _t("Ticket analysis"),
    supportedTypes: ["json"],
};

registry.category("fields").add("helpdesk_ai_panel", helpdeskAiPanel);
