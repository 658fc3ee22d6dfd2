// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import {ThreadAction, registerThreadAction} from "@mail/core/common/thread_actions";
import {LivechatCommandDialog} from "@im_livechat/core/common/livechat_command_dialog";
import {_t} from "@web/core/l10n/translation";
import {patch} from "@web/core/utils/patch";
import {usePopover} from "@web/core/popover/popover_hook";

const ACTION = "create-helpdesk-ticket";

registerThreadAction(ACTION, {
    actionPanelComponent: LivechatCommandDialog,
    actionPanelComponentProps: ({action}) => ({
        close: () => action.close(),
        commandName: "ticket",
        placeholderText: _t("e.g. Printer does not print ann@example.com"),
        title: _t("Create Ticket"),
        icon: "fa fa-ticket",
    }),
    close: ({action}) => action.popover?.close(),
    condition: false, // Decided below: the type of the chat can change
    panelOuterClass: "bg-100",
    icon: "fa fa-ticket",
    name: _t("Create Ticket"),
    sequence: 11,
    sequenceGroup: 25,
    setup({owner}) {
        if (!owner.env.inChatWindow) {
            this.popover = usePopover(LivechatCommandDialog, {
                onClose: () => this.close(),
                popoverClass: this.panelOuterClass,
            });
        }
    },
    toggle: true,
    open({owner, thread}) {
        this.popover?.open(owner.root.el.querySelector(`[name="${this.id}"]`), {
            thread,
            ...this.actionPanelComponentProps,
        });
    },
});

patch(ThreadAction.prototype, {
    _condition({action, owner, store, thread}) {
        if (action.id === ACTION) {
            return (
                thread?.channel_type === "livechat" &&
                store.has_access_create_ticket &&
                !owner.isDiscussSidebarChannelActions
            );
        }
        return super._condition(...arguments);
    },
});
