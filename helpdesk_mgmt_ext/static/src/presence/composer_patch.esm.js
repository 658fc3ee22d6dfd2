// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import {onWillUnmount, useEffect} from "@odoo/owl";
import {Composer} from "@mail/core/common/composer";
import {ConfirmationDialog} from "@web/core/confirmation_dialog/confirmation_dialog";
import {MailComposerFormController} from "@mail/chatter/web/mail_composer_form";
import {_t} from "@web/core/l10n/translation";
import {patch} from "@web/core/utils/patch";

const MODEL = "helpdesk.ticket";

/**
 * What the customer wrote after the message that the agent has seen last.
 *
 * @returns {Promise<Object|false>} id, author and preview, false also when offline
 */
async function newCustomerMessage(env, ticketId, seenId) {
    try {
        return await env.services.orm.silent.call(MODEL, "get_customer_message_after", [
            [ticketId],
            seenId || 0,
        ]);
    } catch {
        return false; // An answer is never held up because the check failed.
    }
}

/** Ask whether to send although the customer wrote meanwhile. */
function askToSend(env, message) {
    return new Promise((resolve) => {
        env.services.dialog.add(
            ConfirmationDialog,
            {
                title: _t("%s wrote while you were typing", message.author),
                body: _t("“%s”", message.preview),
                confirmLabel: _t("Send anyway"),
                confirm: () => resolve(true),
                cancelLabel: _t("Read it first"),
                cancel: () => resolve(false),
            },
            {onClose: () => resolve(false)}
        );
    });
}

patch(Composer.prototype, {
    setup() {
        super.setup();
        useEffect(
            (ticketId, writing) => {
                if (ticketId) {
                    this.helpdeskPresence?.setReplying(ticketId, writing);
                }
            },
            () => [this.helpdeskTicketId, Boolean(this.props.composer.composerText)]
        );
        useEffect(
            (ticketId) => {
                if (ticketId) {
                    this.helpdeskRememberSeen(ticketId);
                }
            },
            () => [this.helpdeskTicketId]
        );
        onWillUnmount(() => {
            if (this.helpdeskTicketId) {
                this.helpdeskPresence?.setReplying(this.helpdeskTicketId, false);
            }
        });
    },

    get helpdeskPresence() {
        return this.env.services.helpdesk_presence;
    },

    /** The ticket that a public answer is being written on, or false. */
    get helpdeskTicketId() {
        const {thread, message} = this.props.composer;
        const isAnswer = this.props.type !== "note" && !message;
        return isAnswer && thread?.model === MODEL ? thread.id : false;
    },

    /** Remember the newest message that the agent can know when he begins. */
    async helpdeskRememberSeen(ticketId) {
        const loaded = this.thread.isLoaded && this.thread.newestPersistentMessage;
        if (loaded) {
            this.helpdeskSeenId = loaded.id;
            return;
        }
        this.helpdeskSeenId = undefined;
        const message = await newCustomerMessage(this.env, ticketId, 0);
        this.helpdeskSeenId = message ? message.id : 0;
    },

    async helpdeskMayPost() {
        const ticketId = this.helpdeskTicketId;
        if (!ticketId || this.helpdeskSeenId === undefined || !this.canProcessMessage) {
            return true;
        }
        const message = await newCustomerMessage(
            this.env,
            ticketId,
            this.helpdeskSeenId
        );
        if (!message) {
            return true;
        }
        const send = await askToSend(this.env, message);
        this.helpdeskSeenId = message.id;
        if (!send) {
            this.thread.fetchNewMessages();
        }
        return send;
    },

    async sendMessage() {
        if (this.helpdeskChecking) {
            return undefined;
        }
        this.helpdeskChecking = true;
        let send = true;
        try {
            send = await this.helpdeskMayPost();
        } finally {
            this.helpdeskChecking = false;
        }
        return send ? super.sendMessage(...arguments) : undefined;
    },

    get fullComposerAdditionalContext() {
        const context = super.fullComposerAdditionalContext;
        if (this.helpdeskTicketId && this.helpdeskSeenId !== undefined) {
            return {...context, helpdesk_seen_message_id: this.helpdeskSeenId};
        }
        return context;
    },
});

patch(MailComposerFormController.prototype, {
    async beforeExecuteActionButton(clickParams) {
        const seenId = this.props.context?.helpdesk_seen_message_id;
        if (seenId !== undefined && clickParams.name === "action_send_mail") {
            const [ticketId] = JSON.parse(this.model.root.data.res_ids || "[]");
            const message =
                ticketId && (await newCustomerMessage(this.env, ticketId, seenId));
            if (message && !(await askToSend(this.env, message))) {
                return false;
            }
        }
        return super.beforeExecuteActionButton(...arguments);
    },
});
