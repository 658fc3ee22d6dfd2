# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import pytest
from growth import assert_grows_evenly
from kb_redaction import redact

#: What an article must never contain; each stands alone and within a sentence.
PLANTED = {
    "e-mail": "jane.doe@acme.example",
    "international phone": "+33 6 12 34 56 78",
    "national phone": "(555) 867-5309",
    "iban": "DE89 3704 0044 0532 0130 00",
    "compact iban": "GB82WEST12345698765432",
    "card": "4111 1111 1111 1111",
    "us social security": "078-05-1120",
    "french social security": "1 84 12 76 451 089 46",
    "vat": "FR40303265045",
    "password": "password: hunter2!",
    "password en deux mots": "mot de passe : Tr0ub4dor",
    "passwort": "Passwort=Geheim123",
    "contraseña": "contraseña: S3creta99",
    "arabic password": "كلمة المرور: سري123",
    "api key": "api_key=abcdef123456",
    "aws": "AKIAIOSFODNN7EXAMPLE",
    "github": "ghp_abcdefghijklmnopqrstuvwxyz0123456789",
    "gitlab": "glpat-abcdefghij0123456789",
    "slack": "xoxb-1234567890-abcdefghij",
    "google": "AIzaSyA1234567890abcdefghijklmnopqrstuv",
    "stripe": "sk_live_abcdefghijklmnop",
    "openai": "sk-abcdefghijklmnopqrstuvwx",
    "jwt": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmN",
    "bearer": "Bearer 0123456789abcdef",
    "private key": "-----BEGIN RSA PRIVATE KEY-----\nMIIabc\n"
    "-----END RSA PRIVATE KEY-----",
    "ssh key": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGx0bXVzaWMgc2VjcmV0IGtleQ",
    "connection": "postgresql://odoo:s3cret@db.acme.example/prod",
    "link with token": "https://acme.example/reset?access_token=abc123def",
    "ipv4": "192.168.17.42",
    "ipv6": "2001:0db8:85a3:0000:0000:8a2e:0370:7334",
    "mac": "00:1A:2B:3C:4D:5E",
    "uuid": "550e8400-e29b-41d4-a716-446655440000",
    "hash": "5f4dcc3b5aa765d61d8327deb882cf99",
    "internal host": "erp-prod.acme.local",
    "windows user": r"C:\Users\jdoe",
    "home": "/home/jdoe",
    "date of birth": "born 12.03.1984",
    "coordinates": "48.858222, 2.294500",
    "webhook secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
}


@pytest.mark.parametrize("kind", PLANTED)
def test_planted_secret_is_gone(kind):
    secret = PLANTED[kind]
    for text in (secret, f"Please note {secret} and go on.", f"({secret})"):
        clean, findings = redact(text)
        assert secret not in clean
        assert findings
        for word in secret.split():
            if len(word) > 7 and any(c.isdigit() for c in word):
                assert word not in clean


@pytest.mark.parametrize(
    "text",
    [
        "Open Settings, then Users, and press Save.",
        "Set the lead time to 3 days and the limit to 1,000.",
        "Version 19.0 needs Python 3.12.",
        "Invoice INV/2026/00042 prints twice.",
        "The token field is empty.",
        "افتح الإعدادات ثم احفظ.",
    ],
)
def test_ordinary_instructions_stay(text):
    assert redact(text) == (text, [])


def test_names_of_the_customers_people_are_gone():
    clean, findings = redact(
        "Jane called. ACME wants what Ms. Doe asked.", ["Jane Doe", "ACME"]
    )
    assert clean == "[name] called. [name] wants what Ms. [name] asked."
    assert {finding.kind for finding in findings} == {"name"}


def test_names_inside_words_stay():
    assert redact("The annual plan", ["Ann Plan"])[0] == "The annual [name]"


def test_findings_do_not_repeat_the_secret():
    _clean, findings = redact("password: hunter2! mail a.b@c.example")
    assert all("hunter2" not in f.hint and "@c.example" not in f.hint for f in findings)


@pytest.mark.parametrize("word", ["1", "a", "1 ", "a@", "://:"])
def test_time_for_hostile_text_grows_evenly(word):
    assert_grows_evenly(redact, lambda size: word * (12_500 * size // len(word)))


def test_very_long_text_is_cut():
    clean, _findings = redact("a" * 200_000)
    assert len(clean) <= 110_000
