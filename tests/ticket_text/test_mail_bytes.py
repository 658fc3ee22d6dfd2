# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import email
import email.policy

from ticket_text import mail_bytes


def parsed(raw):
    return email.message_from_bytes(raw, policy=email.policy.SMTP)


def test_ordinary_mail_is_kept_literally():
    raw = b"From: a@b.test\r\nSubject: s\r\n\r\nbody\r\n"
    assert mail_bytes(parsed(raw)) == raw


def test_mail_that_python_cannot_write_is_kept_as_text():
    message = parsed(b"From: a@b.test\r\nContent-Type: text/plain\r\n\r\nbody\r\n")
    message.set_payload("caf\ufffd")
    assert b"caf" in mail_bytes(message)


def test_mail_that_cannot_be_written_at_all_keeps_headers_and_parts():
    message = parsed(b"From: a@b.test\r\nSubject: s\r\n\r\nbody\r\n")
    message.as_bytes = message.as_string = None
    kept = mail_bytes(message)
    assert b"From: a@b.test" in kept and b"body" in kept
