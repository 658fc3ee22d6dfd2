# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Standard Webhooks 1.0 (standardwebhooks.com), signed by its own package.

A secret is 64 hexadecimal characters. These characters, not the bytes they stand for,
are the key: so it can be pasted into tools that take a text for a key (n8n's Crypto
node, ``openssl dgst -hmac``), and in the form ``whsec_…`` into libraries.
"""

import base64
import secrets

from standardwebhooks import Webhook


def new_secret():
    return secrets.token_hex(32)


def whsec(secret):
    """Return the form of ``secret`` that libraries of Standard Webhooks take."""
    return "whsec_" + base64.b64encode(secret.encode()).decode()


def sign(keys, message_id, moment, body):
    """Return the headers that sign ``body``, one signature for each of ``keys``.

    :param moment: aware datetime of this very try
    :param body: text; it is sent as UTF-8
    """
    signatures = [Webhook(key.encode()).sign(message_id, moment, body) for key in keys]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
