// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import {_t} from "@web/core/l10n/translation";
import {formatFloat} from "@web/core/utils/numbers";

const number = (value, digits) =>
    formatFloat(value, {digits: [16, digits], trailingZeros: false});

/** Hours as people say them: minutes, hours or days. */
export function formatHours(hours) {
    if (hours < 1) {
        return _t("%s min", number(hours * 60, 0));
    }
    return hours < 48 ? _t("%s h", number(hours, 1)) : _t("%s d", number(hours / 24, 1));
}

/** A figure of the dashboard; a dash if there are too few tickets to tell. */
export function formatFigure(kind, value) {
    if (value === null || value === undefined) {
        return "–";
    }
    if (kind === "hours") {
        return formatHours(value);
    }
    return kind === "percent" ? _t("%s %", number(value, 0)) : number(value, 0);
}

/**
 * How a figure changed against the period before.
 *
 * @returns {Object} `text`, `tone` (success, danger or muted), `icon`; null if unknown
 */
export function compare({kind, value, previous, better}) {
    if (value === null || previous === null || (kind !== "percent" && !previous)) {
        return null;
    }
    const change = kind === "percent" ? value - previous : (value / previous - 1) * 100;
    const rounded = Math.round(change);
    const text =
        kind === "percent" ? _t("%s points", Math.abs(rounded)) : _t("%s %", Math.abs(rounded));
    if (!rounded) {
        return {text: _t("unchanged"), tone: "muted", icon: "fa-minus"};
    }
    const rose = rounded > 0;
    const good = better ? (better === "up") === rose : null;
    const tone = good === null ? "muted" : good ? "success" : "danger";
    return {text, tone, icon: rose ? "fa-arrow-up" : "fa-arrow-down"};
}
