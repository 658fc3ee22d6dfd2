// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import {registry} from "@web/core/registry";

// A step of ours may take a minute (ten seconds is Odoo's default, a minute its most):
// a tour fails for what it does not find, not because the machine does other things.
const PATIENCE = 60000;

function giveTime(name, tour) {
    if (name.startsWith("helpdesk_")) {
        const {steps} = tour;
        tour.steps = () => steps().map((step) => ({timeout: PATIENCE, ...step}));
    }
}

const tours = registry.category("web_tour.tours");
tours.getEntries().forEach(([name, tour]) => giveTime(name, tour));
tours.addEventListener("UPDATE", ({detail: {operation, key, value}}) => {
    if (operation === "add") {
        giveTime(key, value);
    }
});
