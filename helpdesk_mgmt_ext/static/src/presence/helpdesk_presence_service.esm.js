// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import {browser} from "@web/core/browser/browser";
import {reactive} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";

/** How often somebody who is not alone says that he is still there (ms). */
export const HEARTBEAT = 20000;
/** After how long of silence a colleague is taken to have gone (ms). */
export const EXPIRY = 50000;

export function presenceChannel(ticketId) {
    return `helpdesk_ticket_presence_${ticketId}`;
}

/**
 * Who else is on the tickets that are open in this tab.
 *
 * Browsers announce themselves over the bus. Who enters says hello, the others answer;
 * as long as one is not alone one repeats oneself, and forgets whoever falls silent.
 * Alone on a ticket, nothing is sent.
 */
export class HelpdeskPresence {
    constructor(bus, orm) {
        this.bus = bus;
        this.orm = orm;
        this.rooms = new Map();
        bus.subscribe("helpdesk.ticket/presence", (payload) =>
            this.onPresence(payload)
        );
        bus.subscribe("helpdesk.ticket/customer_wrote", (payload) => {
            const room = this.rooms.get(payload.ticket_id);
            if (room) {
                room.customerWrote = payload.message_id;
            }
        });
        bus.addEventListener("BUS:RECONNECT", () => this.greetAll());
        browser.addEventListener("pagehide", () => this.sayGoodbye());
    }

    /**
     * Begin to follow a ticket; each call needs its `leave`.
     *
     * @param {Number} ticketId
     * @returns {Object} reactive: `peers` by user id, `customerWrote` (message id)
     */
    enter(ticketId) {
        let room = this.rooms.get(ticketId);
        if (!room) {
            room = reactive({
                ticketId,
                guests: 0,
                state: "viewing",
                peers: {},
                customerWrote: false,
            });
            this.rooms.set(ticketId, room);
            this.bus.addChannel(presenceChannel(ticketId));
            this.announce(room, true);
        }
        room.guests++;
        return room;
    }

    leave(ticketId) {
        const room = this.rooms.get(ticketId);
        if (!room || --room.guests) {
            return;
        }
        this.rooms.delete(ticketId);
        browser.clearInterval(room.timer);
        this.bus.deleteChannel(presenceChannel(ticketId));
        if (Object.keys(room.peers).length) {
            room.state = "left";
            this.announce(room);
        }
    }

    setReplying(ticketId, replying) {
        const room = this.rooms.get(ticketId);
        const state = replying ? "replying" : "viewing";
        if (room && room.state !== state) {
            room.state = state;
            if (Object.keys(room.peers).length) {
                this.announce(room);
            }
        }
    }

    onPresence(payload) {
        const room = this.rooms.get(payload.ticket_id);
        if (!room || payload.user_id === user.userId) {
            return;
        }
        if (payload.state === "left") {
            delete room.peers[payload.user_id];
            return;
        }
        room.peers[payload.user_id] = {
            id: payload.user_id,
            partnerId: payload.partner_id,
            name: payload.name,
            state: payload.state,
            seen: Date.now(),
        };
        if (payload.hello) {
            this.announce(room);
        }
        if (!room.timer) {
            room.timer = browser.setInterval(() => this.beat(room), HEARTBEAT);
        }
    }

    /** Say that one is still there; forget the silent. */
    beat(room) {
        for (const peer of Object.values(room.peers)) {
            if (Date.now() - peer.seen > EXPIRY) {
                delete room.peers[peer.id];
            }
        }
        const alone = !Object.keys(room.peers).length;
        if (alone) {
            browser.clearInterval(room.timer);
            room.timer = undefined;
        }
        // A last hello: it may be we who slept, not they who left.
        this.announce(room, alone);
    }

    greetAll() {
        for (const room of this.rooms.values()) {
            this.announce(room, true);
        }
    }

    async announce(room, hello = false) {
        try {
            await this.orm.silent.call("helpdesk.ticket", "announce_presence", [
                [room.ticketId],
                room.state,
                hello,
            ]);
        } catch {
            // Offline, or the ticket is no longer ours: nobody needs to be told.
        }
    }

    /** The page goes away: a request that outlives it. */
    sayGoodbye() {
        for (const room of this.rooms.values()) {
            if (Object.keys(room.peers).length) {
                const params = {
                    model: "helpdesk.ticket",
                    method: "announce_presence",
                    args: [[room.ticketId], "left"],
                    kwargs: {},
                };
                browser
                    .fetch("/web/dataset/call_kw/helpdesk.ticket/announce_presence", {
                        method: "POST",
                        keepalive: true,
                        headers: {"Content-Type": "application/json"},
                        body: JSON.stringify({jsonrpc: "2.0", method: "call", params}),
                    })
                    .catch(() => {
                        // The others forget us after a while anyway.
                    });
            }
        }
    }
}

export const helpdeskPresenceService = {
    dependencies: ["bus_service", "orm"],
    start(env, {bus_service: bus, orm}) {
        return new HelpdeskPresence(bus, orm);
    },
};

registry.category("services").add("helpdesk_presence", helpdeskPresenceService);
