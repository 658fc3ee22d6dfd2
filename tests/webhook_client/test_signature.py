# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import hashlib
import hmac
from datetime import datetime, timezone

import pytest
from standardwebhooks import Webhook
from webhook_client import new_secret, sign, whsec

MOMENT = datetime.fromtimestamp(1614265330, timezone.utc)
BODY = '{"test": 2432232314}'
ID = "msg_p5jXN8AQM9LWM0D4loKWxJek"


def test_the_published_vector():
    """The one that the implementations of Standard Webhooks are tested with."""
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    expected = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert Webhook(secret).sign(ID, MOMENT, BODY) == expected
    key = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")

    class Bytes(str):
        def encode(self, *_args):
            return key

    assert sign([Bytes()], ID, MOMENT, BODY)["webhook-signature"] == expected


def test_the_hex_text_itself_is_the_key():
    secret = "0123456789abcdef" * 4
    signed = f"{ID}.1614265330.{BODY}".encode()
    digest = hmac.new(secret.encode(), signed, hashlib.sha256).digest()
    headers = sign([secret], ID, MOMENT, BODY)
    assert headers == {
        "webhook-id": ID,
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1," + base64.b64encode(digest).decode(),
    }
    assert Webhook(whsec(secret)).sign(ID, MOMENT, BODY) == headers["webhook-signature"]


@pytest.mark.parametrize("body", ["{}", '{"a":"é🙂"}'])
def test_libraries_verify_each_of_several_signatures(body):
    now = datetime.now(timezone.utc)
    keys = [new_secret(), new_secret()]
    headers = sign(keys, ID, now, body)
    for key in keys:
        Webhook(whsec(key)).verify(body.encode(), headers)


def test_secrets_are_64_hex_and_never_the_same():
    secrets = {new_secret() for _turn in range(100)}
    assert len(secrets) == 100
    assert all(len(secret) == 64 and int(secret, 16) for secret in secrets)
