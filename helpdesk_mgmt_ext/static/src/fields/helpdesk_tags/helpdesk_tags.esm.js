// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import {
    Many2ManyTagsField,
    many2ManyTagsField,
} from "@web/views/fields/many2many_tags/many2many_tags_field";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

/** Tags where none means all: a list says so, too, with the field's placeholder. */
export class HelpdeskTagsField extends Many2ManyTagsField {
    static template = "helpdesk_mgmt_ext.TagsField";
}

export const helpdeskTagsField = {
    ...many2ManyTagsField,
    component: HelpdeskTagsField,
    displayName: _t("Tags, none means all"),
};

registry.category("fields").add("helpdesk_tags", helpdeskTagsField);
