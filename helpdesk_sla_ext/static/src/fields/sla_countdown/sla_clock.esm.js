// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import {onMounted, onWillUnmount, useState} from "@odoo/owl";

/* One timer for all countdowns of a page, and none when there are none. */
const watchers = new Set();
let timer = null;

function tick() {
    const now = luxon.DateTime.now();
    for (const watcher of watchers) {
        watcher(now);
    }
}

/**
 * Follow the clock; the component is drawn again only when what it shows changes.
 *
 * @param {Function} view (now) => plain object of what is shown
 * @returns {Object} the reactive view
 */
export function useTickingView(view) {
    const state = useState(view(luxon.DateTime.now()));
    const update = (now) => Object.assign(state, view(now));
    onMounted(() => {
        watchers.add(update);
        timer = timer || setInterval(tick, 1000);
    });
    onWillUnmount(() => {
        watchers.delete(update);
        if (!watchers.size) {
            clearInterval(timer);
            timer = null;
        }
    });
    return {state, update};
}

const pad = (number) => String(number).padStart(2, "0");

/**
 * A stretch of time as people read it: 3d 4h, 5h 06m, and to the second when short.
 *
 * @param {Number} seconds
 * @returns {String}
 */
export function formatStretch(seconds) {
    const whole = Math.abs(Math.trunc(seconds));
    const days = Math.floor(whole / 86400);
    const hours = Math.floor((whole % 86400) / 3600);
    const minutes = Math.floor((whole % 3600) / 60);
    if (days) {
        return `${days}d ${hours}h`;
    }
    if (hours) {
        return `${hours}h ${pad(minutes)}m`;
    }
    return `${minutes}:${pad(whole % 60)}`;
}
