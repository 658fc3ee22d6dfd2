// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import {Component, onWillDestroy, onWillRender, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {useService} from "@web/core/utils/hooks";

/** Banner on the ticket: who else is on it, and that the customer just wrote. */
export class HelpdeskPresenceBanner extends Component {
    static template = "helpdesk_mgmt_ext.PresenceBanner";
    static props = {...standardWidgetProps};

    setup() {
        this.presence = useService("helpdesk_presence");
        this.store = useService("mail.store");
        this.state = useState({room: null});
        this.ticketId = false;
        this.follow();
        onWillRender(() => this.follow());
        onWillDestroy(() => this.presence.leave(this.ticketId));
    }

    /** Follow the ticket shown now: the pager changes it under a living form. */
    follow() {
        const ticketId = this.props.record.resId;
        if (ticketId === this.ticketId) {
            return;
        }
        this.presence.leave(this.ticketId);
        this.ticketId = ticketId;
        this.state.room = ticketId ? this.presence.enter(ticketId) : null;
    }

    get peers() {
        return this.state.room ? Object.values(this.state.room.peers) : [];
    }

    get sentence() {
        const replying = this.peers.filter((peer) => peer.state === "replying");
        const people = replying.length ? replying : this.peers;
        const names = people.map((peer) => peer.name).join(", ");
        if (replying.length) {
            return _t("Also replying now: %s", names);
        }
        return _t("Also viewing this ticket: %s", names);
    }

    get isReplying() {
        return this.peers.some((peer) => peer.state === "replying");
    }

    avatar(peer) {
        return `/web/image/res.partner/${peer.partnerId}/avatar_128`;
    }

    async onClickShow() {
        this.state.room.customerWrote = false;
        const thread = this.store.Thread.get({
            model: "helpdesk.ticket",
            id: this.ticketId,
        });
        await Promise.all([thread?.fetchNewMessages(), this.reload()]);
    }

    /** What the agent is writing in the form is not thrown away. */
    async reload() {
        if (!(await this.props.record.isDirty())) {
            await this.props.record.load();
        }
    }
}

export const helpdeskPresenceBanner = {component: HelpdeskPresenceBanner};

registry.category("view_widgets").add("helpdesk_presence", helpdeskPresenceBanner);
