# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Fed to ``odoo shell`` by setup/n8n/run: Odoo's side of the connection, made once.

Writes the key and the webhooks' secrets to the file HELPDESK_N8N_CONNECTION.
"""

import json
import os

KEY_NAME = "n8n (setup/n8n/run)"
N8N = os.environ["HELPDESK_N8N_URL"]
env = globals()["env"]  # of the shell


def webhook(name, path, event, **vals):
    """Return the webhook ``name``, made or mended."""
    webhooks = env["helpdesk.webhook"].with_context(active_test=False)
    found = webhooks.search([("name", "=", name)], limit=1)
    vals.update(
        name=name,
        url=f"{N8N}/webhook/{path}",
        active=True,
        allow_private=True,
        event_ids=env["helpdesk.webhook.event"].search([("code", "=", event)]).ids,
    )
    if not found:
        return webhooks.create(vals)
    found.write(vals)
    return found


def new_key():
    """Return a new key of the integration; the one made before ends."""
    user = env.ref("helpdesk_mgmt_ext.user_helpdesk_integration")
    keys = env["res.users.apikeys"]
    keys.search([("user_id", "=", user.id), ("name", "=", KEY_NAME)])._remove()
    wizard = env["helpdesk.api.key"].create({"name": KEY_NAME, "days": "90"})
    return wizard.action_make()["context"]["default_key"]


intake = webhook("n8n: intake", "helpdesk-intake", "ticket.created")
# belongs to nobody: it is to hear also of sales that n8n's own analysis has found
crm = webhook(
    "n8n: CRM hand-off",
    "helpdesk-crm",
    "ticket.opportunity_detected",
    echo_user_id=False,
)
providers = env["helpdesk.ai.provider"].with_context(active_test=False)
provider = providers.search([("kind", "=", "n8n")], limit=1)
if provider:
    provider.active = True
else:
    providers.create({"name": "n8n", "kind": "n8n", "sequence": 1})
env["res.company"].search([]).helpdesk_ai_external_allowed = True

connection = {
    "KEY": new_key(),
    "INTAKE_SECRET": intake.secret,
    "CRM_SECRET": crm.secret,
}
descriptor = os.open(
    os.environ["HELPDESK_N8N_CONNECTION"], os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600
)
env.cr.commit()
with os.fdopen(descriptor, "w") as file:
    json.dump(connection, file)
