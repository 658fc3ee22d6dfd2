# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Headers over which Python's mail package stumbles lose no mail."""

import email
import email.policy
import runpy
from pathlib import Path

import pytest
from ticket_text import repair_charsets, repair_headers

MAILS = Path(__file__).resolve().parents[1] / "data" / "mail"


def parsed(raw):
    return email.message_from_bytes(raw, policy=email.policy.SMTP)


@pytest.mark.parametrize(
    ("header", "value", "legible"),
    [
        ("From", b"\x00Ann <ann@client.example>", "ann@client.example"),
        ("References", b"<a@b>\x00 <c@d>", "<a@b> <c@d>"),
        ("In-Reply-To", b"\x00<c@d>", "<c@d>"),
        ("Subject", b"Scanner\x00 broken", "Scanner broken"),
        ("X-Odd", b"\x00", ""),
        ("Cc", b"=?utf-8?q?A=00nn?= <ann@client.example>", "ann@client.example"),
        ("Cc", b"\xd5\x00nn <ann@client.example>", "ann@client.example"),
    ],
)
def test_unreadable_header_is_replaced_by_what_is_legible(header, value, legible):
    message = parsed(header.encode() + b": " + value + b"\r\nX-Last: 1\r\n\r\ntext")
    assert repair_headers(message) == [header]
    assert str(message[header] or "") == legible
    assert message[f"X-Unreadable-{header}"] is not None
    assert message["X-Last"] == "1"


@pytest.mark.parametrize(
    "header",
    [
        b"Message-ID: <",
        b"Message-ID: <@>",
        b"Message-ID: <.@x>",
        b"From: =?utf-8?Q?a=0Ab?= <c@d.example>",
        b"From: a:b:;@",
        b"From: <@@>",
        b'To: "',
        b"To: ,;:",
        b"Cc: \xff@\xff",
        b"Sender: @",
        b"Reply-To: =?hex?Q?00?=",
        b"Date: \xff",
        b"Content-Type: ;;=",
    ],
)
def test_every_header_can_be_read_after_the_repair(header):
    message = parsed(header + b"\r\n\r\ntext")
    repair_headers(message)
    for name in set(message):
        str(message[name])


def test_readable_mail_is_not_touched():
    raw = b"From: Ann <ann@client.example>\r\nTo: b@c.example\r\nSubject: x\r\n\r\ntext"
    message = parsed(raw)
    assert repair_headers(message) == []
    assert message.as_bytes() == raw


def test_headers_of_the_parts_are_repaired_too():
    head = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
    part = b"--b\r\nContent-ID: <\x00>\r\n\r\nx\r\n--b--\r\n"
    message = parsed(head + part)
    assert repair_headers(message) == ["Content-ID"]


def test_no_mutated_mail_has_a_header_that_cannot_be_read():
    mutate = runpy.run_path(str(MAILS / "mutate.py"))
    for _number, raw in mutate["mails"](300, "team@helpdesk.example"):
        message = parsed(raw)
        repair_headers(message)
        for part in message.walk():
            assert "\x00" not in "".join(str(value) for _name, value in part.items())


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_bytes_that_no_header_may_have_become_the_letters_they_mean(encoding):
    raw = "From: Jürgen Groß <j@alt.example>\r\nSubject: Köln\r\n\r\n".encode(encoding)
    message = parsed(raw)
    assert repair_headers(message) == ["From", "Subject"]
    assert message["Subject"] == "Köln"
    assert message["From"].addresses[0].display_name == "Jürgen Groß"
    assert not [name for name in message if name.startswith("X-")]
    assert parsed(message.as_bytes())["Subject"] == "Köln"


@pytest.mark.parametrize(
    ("named", "written"),
    [
        ("charset=utf-8", "latin-1"),
        ("charset=utf-8", "cp1252"),
        ("charset=us-ascii", "utf-8"),
        ("charset=x-unknown", "utf-8"),
        ("charset=hex", "utf-8"),
        ("charset=idna", "latin-1"),
        ("charset=", "utf-8"),
        ("format=flowed", "utf-8"),
        ("charset*=utf-8''x", "latin-1"),
        ("charset=utf-8", "utf-8"),
        ("charset=iso-8859-2", "iso-8859-2"),
    ],
)
def test_text_is_read_by_the_charset_it_is_written_in(named, written):
    head = f"MIME-Version: 1.0\r\nContent-Type: text/plain; {named}\r\n"
    head += "Content-Transfer-Encoding: 8bit\r\n\r\n"
    message = parsed(head.encode() + "größer in Köln\r\n".encode(written))
    repair_charsets(message)
    assert message.get_content().strip() == "größer in Köln"


@pytest.mark.parametrize("empty", [b"charset=", b"charset", b'charset=""'])
def test_charset_with_an_empty_name_is_given_one(empty):
    message = parsed(b"Content-Type: text/plain; " + empty + b"\r\n\r\nplain")
    repair_charsets(message)
    assert message.get_content().strip() == "plain"


def test_charset_that_is_right_is_not_touched():
    message = parsed(b"Content-Type: text/plain; charset=utf-8\r\n\r\nx\xc3\xbc")
    assert repair_charsets(message) == 0
