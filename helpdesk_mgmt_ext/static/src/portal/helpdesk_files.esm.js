// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import {Interaction} from "@web/public/interaction";
import {_t} from "@web/core/l10n/translation";
import {humanNumber} from "@web/core/utils/numbers";
import {registry} from "@web/core/registry";

/**
 * Files of a customer's form: several, by choosing or dropping, one after the other.
 * What the server would refuse is said at once. Without it the plain input works.
 */
export class HelpdeskFiles extends Interaction {
    static selector = ".o_helpdesk_files";
    dynamicContent = {
        _root: {
            "t-on-dragover.prevent": () => this.setDragging(true),
            "t-on-dragleave": () => this.setDragging(false),
            "t-on-drop.prevent": this.onDrop,
            "t-att-class": () => ({o_helpdesk_dragging: this.dragging}),
        },
        "input[type=file]": {"t-on-change": this.onChoose},
    };

    setup() {
        this.dragging = false;
        this.files = [];
        this.input = this.el.querySelector("input[type=file]");
    }

    setDragging(dragging) {
        this.dragging = dragging;
    }

    onDrop(ev) {
        this.dragging = false;
        this.add(ev.dataTransfer.files);
    }

    onChoose() {
        this.add(this.input.files);
    }

    /** Take the files that fit; say why the others do not. */
    add(candidates) {
        let problem = "";
        for (const file of candidates) {
            const refused = this.whyNot(file);
            if (refused) {
                problem = refused;
            } else if (!this.has(file)) {
                this.files.push(file);
            }
        }
        this.show(problem);
    }

    has(file) {
        return this.files.some(
            (other) =>
                other.name === file.name &&
                other.size === file.size &&
                other.lastModified === file.lastModified
        );
    }

    whyNot(file) {
        const {maxFiles, maxBytes, refused} = this.el.dataset;
        const kind = file.name.includes(".")
            ? `.${file.name.split(".").pop().toLowerCase()}`
            : "";
        const total = this.files.reduce((sum, other) => sum + other.size, file.size);
        if (refused.split(" ").includes(kind)) {
            return _t("Files of the kind %s are not taken.", kind);
        }
        if (this.files.length >= Number(maxFiles)) {
            return _t("Please attach at most %s files.", maxFiles);
        }
        if (total > Number(maxBytes)) {
            return _t(
                "“%(name)s” is too large: the files may have %(size)sB together.",
                {name: file.name, size: humanNumber(Number(maxBytes))}
            );
        }
        return "";
    }

    remove(file) {
        this.files = this.files.filter((other) => other !== file);
        this.show("");
    }

    show(problem) {
        const transfer = new window.DataTransfer();
        this.files.forEach((file) => transfer.items.add(file));
        this.input.files = transfer.files;
        const list = this.el.querySelector(".o_helpdesk_chosen");
        list.replaceChildren(...this.files.map((file) => this.makeItem(file)));
        const alert = this.el.querySelector(".o_helpdesk_files_problem");
        alert.textContent = problem;
        alert.hidden = !problem;
    }

    makeItem(file) {
        const item = document.createElement("li");
        item.className = "d-flex align-items-center gap-2";
        const name = document.createElement("span");
        name.className = "text-break";
        name.textContent = file.name;
        const size = document.createElement("small");
        size.className = "text-muted text-nowrap";
        size.textContent = `${humanNumber(file.size)}B`;
        const button = document.createElement("button");
        button.type = "button";
        button.className = "btn btn-sm btn-link p-0 fa fa-times";
        button.title = _t("Remove %s", file.name);
        button.setAttribute("aria-label", button.title);
        this.addListener(button, "click", () => this.remove(file));
        item.append(name, size, button);
        return item;
    }
}

/** A form that is sent once, however often its button is clicked. */
export class HelpdeskOnce extends Interaction {
    static selector = "form.o_helpdesk_once";
    dynamicContent = {
        _root: {"t-on-submit": this.onSubmit},
        _window: {"t-on-pageshow": () => this.setBusy(false)},
    };

    onSubmit() {
        // After the browser has collected what it sends.
        this.waitForTimeout(() => this.setBusy(true), 0);
    }

    setBusy(busy) {
        for (const button of this.el.querySelectorAll("button[type=submit]")) {
            button.disabled = busy;
        }
    }
}

registry
    .category("public.interactions")
    .add("helpdesk_mgmt_ext.files", HelpdeskFiles)
    .add("helpdesk_mgmt_ext.once", HelpdeskOnce);
