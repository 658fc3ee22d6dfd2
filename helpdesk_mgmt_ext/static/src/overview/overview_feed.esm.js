// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import {onWillDestroy, onWillStart, useState} from "@odoo/owl";
import {browser} from "@web/core/browser/browser";
import {useService} from "@web/core/utils/hooks";

export const CHANNEL = "helpdesk_overview";
export const NOTIFICATION = "helpdesk.overview/changed";
/** How long changes are gathered before the numbers are asked for again (ms). */
export const DELAY = 1500;
/** Boards that hear of the same change do not all ask in the same moment (ms). */
export const JITTER = 1500;
/** Least time between two requests, however much happens (ms). */
export const REST = 5000;

/**
 * The board's numbers, kept up to date by the bus.
 *
 * Nothing is polled. A board in a hidden tab asks when it is looked at again.
 *
 * @returns {Object} reactive: `data`, `live` (the bus is connected), `failed`,
 *     `loadedAt` (ms); and `load()`
 */
export function useOverviewFeed() {
    const orm = useService("orm");
    const bus = useService("bus_service");
    const feed = useState({data: null, live: true, failed: false, loadedAt: 0});
    let timer = null;
    let stale = false;

    async function load() {
        stale = false;
        try {
            feed.data = await orm.silent.call("helpdesk.overview", "get_overview", []);
            feed.failed = false;
            feed.loadedAt = Date.now();
        } catch (error) {
            if (!feed.data) {
                throw error;
            }
            feed.failed = true; // The numbers shown are old, and say so.
        }
    }

    function refresh() {
        if (timer) {
            return;
        }
        if (document.visibilityState === "hidden") {
            stale = true;
            return;
        }
        const rest = Math.max(0, feed.loadedAt + REST - Date.now());
        const wait = Math.max(DELAY + Math.random() * JITTER, rest);
        timer = browser.setTimeout(() => {
            timer = null;
            load();
        }, wait);
    }

    const onConnect = () => {
        if (!feed.live) {
            refresh();
        }
        feed.live = true;
    };
    const onDisconnect = () => {
        feed.live = false;
    };
    const onVisible = () => {
        if (document.visibilityState === "visible" && stale) {
            refresh();
        }
    };

    const kinds = [NOTIFICATION, "mail.activity/updated"];
    const events = [
        ["BUS:CONNECT", onConnect],
        ["BUS:RECONNECT", onConnect],
        ["BUS:DISCONNECT", onDisconnect],
    ];
    kinds.forEach((kind) => bus.subscribe(kind, refresh));
    events.forEach(([name, callback]) => bus.addEventListener(name, callback));
    document.addEventListener("visibilitychange", onVisible);
    bus.addChannel(CHANNEL);

    feed.load = load;
    onWillStart(load);
    onWillDestroy(() => {
        browser.clearTimeout(timer);
        bus.deleteChannel(CHANNEL);
        kinds.forEach((kind) => bus.unsubscribe(kind, refresh));
        events.forEach(([name, callback]) => bus.removeEventListener(name, callback));
        document.removeEventListener("visibilitychange", onVisible);
    });
    return feed;
}
