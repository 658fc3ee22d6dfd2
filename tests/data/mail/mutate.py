# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Mails damaged at random, each the same again from its number.

The envelope stays whole: a ``Delivered-To`` on top, as mail servers write it, says
whose mail it is. Whatever else a mutation breaks, the gateway has to take the mail in.
"""

import random
import runpy
from datetime import datetime, timezone
from pathlib import Path

SAMPLES = runpy.run_path(str(Path(__file__).with_name("samples.py")))
DATE = datetime(2026, 3, 5, 9, 0, tzinfo=timezone.utc)
#: Machines' mails: the gateway may refuse those by its own rules.
MACHINES = {
    "bounce_dsn",
    "read_receipt",
    "newsletter",
    "out_of_office",
    "calendar_answer",
}
PEOPLE = [name for name in SAMPLES["names"]() if name not in MACHINES]
CHARSETS = [
    *(
        b"utf-7",
        b"utf-16",
        b"utf-32-le",
        b"hex",
        b"rot13",
        b"zlib",
        b"idna",
        b"punycode",
    ),
    *(
        b"unicode_escape",
        b"undefined",
        b"mbcs",
        b"",
        b"x",
        b"ISO-2022-KR",
        b"big5",
        b"'",
    ),
]
TYPES = [
    *(b"text/plain", b"text/html", b"text/calendar", b"text", b"/", b"multipart/mixed"),
    *(b"multipart/alternative", b"multipart/digest", b"message/rfc822", b"image/png"),
    *(b"application/octet-stream", b"multipart/signed", b"text/x-\xff", b""),
]
ENCODINGS = [b"base64", b"quoted-printable", b"7bit", b"8bit", b"uuencode", b"x", b""]
HEADERS = [
    *(
        b"Date: Thu, 99 Foo 10000 25:61:61 +9999",
        b"Date:",
        b"Date: 5 Mar 26",
        b"Date: \xff",
    ),
    *(
        b"Message-ID: ",
        b"Message-ID: a b %N",
        b"Message-ID: <\xe9%N@x>",
        b"Message-ID: <<%N>>",
    ),
    *(b"References: " + b"<a@b> " * 2000, b"References: <", b"In-Reply-To: <x@y> (hm)"),
    *(
        b"Subject: =?utf-8?B?////?=",
        b"Subject: =?utf-8?Q?=ZZ=?=",
        b"Subject: " + b"x" * 9000,
    ),
    *(
        b"Subject: =?hex?Q?00?=",
        b"Subject: \x00\x01",
        b"Subject: " + b"=?utf-8?Q?a?= " * 900,
    ),
    *(
        b"From: ",
        b"From: @",
        b"From: <>",
        b"From: a@b, c@d",
        b'From: "',
        b"From: \xff@\xff",
    ),
    *(b"From: =?utf-8?Q?a=0Ab?= <c@d.example>", b"From: x@" + b"y." * 400 + b"example"),
    *(
        b"Cc: " + b"p@q.example, " * 600,
        b"Cc: ;;;,,,",
        b"Reply-To: \xff",
        b"Reply-To: a@b c",
    ),
    *(
        b"X-" + b"y" * 5000 + b": z",
        b"no colon at all",
        b" folded without a start",
        b": x",
    ),
    *(b"Content-Disposition: attachment; filename*0*=\xff''%", b"MIME-Version: 9"),
    *(
        b'Content-Type: text/plain; charset="',
        b"Content-Type: multipart/mixed; boundary=",
    ),
    *(b"Content-Type: multipart/mixed; boundary=" + b"b" * 300, b"Content-Type: ;;;="),
    *(
        b"Content-ID: <" + b"\xc3" * 50 + b">",
        b"Return-Path: <x@y.example>",
        b"Sender: ",
    ),
]


def mails(count, to, seed=20260305):
    """Yield (number, bytes) of ``count`` mutated mails to the address ``to``."""
    for number in range(count):
        yield number, mail(number, to, seed)


def mail(number, to, seed=20260305):
    """Return the mutated mail of that number, always the same."""
    chance = random.Random(seed * 1_000_003 + number)
    name = chance.choice(PEOPLE)
    answered = f"<unknown-{number}@x.example>"
    raw = SAMPLES["load"](name, to, DATE, reply_to=answered, unique=f"fuzz{number:06}")
    raw = raw.replace(b"marie.lefevre@", f"marie.{number}@".encode())
    for _change in range(chance.choice((1, 1, 2, 3, 6, 12))):
        raw = chance.choice(MUTATIONS)(raw, chance)
    raw = raw.replace(b"%N", str(number).encode())  # two alike would be one mail twice
    envelope = f"Delivered-To: {to}\r\nX-Mutation: {number}\r\n"
    return envelope.encode() + raw


def _slice(raw, chance, longest=200):
    start = chance.randrange(len(raw) + 1)
    return start, min(len(raw), start + chance.randrange(1, longest))


def flip_bytes(raw, chance):
    """Change some bytes to any others."""
    changed = bytearray(raw)
    for _byte in range(min(len(changed), chance.randrange(1, 30))):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def cut_out(raw, chance):
    """Lose a piece."""
    start, stop = _slice(raw, chance)
    return raw[:start] + raw[stop:]


def repeat_piece(raw, chance):
    """Have a piece several times."""
    start, stop = _slice(raw, chance)
    return raw[:stop] + raw[start:stop] * chance.randrange(1, 20) + raw[stop:]


def insert_bytes(raw, chance):
    """Have random bytes, NUL among them, somewhere."""
    start, _stop = _slice(raw, chance)
    junk = chance.choice(
        (b"\x00" * 5, b"\xff\xfe", b"\r", b"\n\n", chance.randbytes(40))
    )
    return raw[:start] + junk + raw[start:]


def cut_off(raw, chance):
    """End somewhere."""
    return raw[: chance.randrange(len(raw) + 1)]


def change_line_ends(raw, chance):
    """Have line ends of another system."""
    return raw.replace(b"\r\n", b"\n").replace(
        b"\n", chance.choice((b"\n", b"\r", b"\r\n"))
    )


def lose_header(raw, chance):
    """Lose one line of the first ones."""
    lines = raw.split(b"\n")
    lines.pop(chance.randrange(min(12, len(lines))))
    return b"\n".join(lines)


def add_header(raw, chance):
    """Have a header more, before or after those of its kind."""
    head, separator, body = raw.partition(b"\r\n\r\n")
    lines = [*head.split(b"\r\n")]
    lines.insert(chance.randrange(len(lines) + 1), chance.choice(HEADERS))
    return b"\r\n".join(lines) + separator + body


def change_parameter(raw, chance):
    """Have another charset, type or transfer encoding than it says."""
    what, values = chance.choice(
        (
            (b"charset=", CHARSETS),
            (b"Content-Type: ", TYPES),
            (b"Content-Transfer-Encoding: ", ENCODINGS),
            (b"boundary=", [b'""', b"\xe9", b'"a', b"-", b"a" * 90]),
        )
    )
    head, found, rest = raw.partition(what)
    if not found:
        return raw
    old = rest.split(b"\r\n")[0].split(b";")[0]
    return head + found + chance.choice(values) + rest[len(old) :]


def change_charset(raw, chance):
    """Have a charset in the encoded words of its headers that is none."""
    return raw.replace(b"=?utf-8?", b"=?" + chance.choice(CHARSETS) + b"?")


def swap_halves(raw, chance):
    """Have its end before its beginning."""
    start, _stop = _slice(raw, chance)
    return raw[start:] + raw[:start]


MUTATIONS = (
    *(flip_bytes, cut_out, repeat_piece, insert_bytes, cut_off, change_line_ends),
    *(lose_header, add_header, add_header, change_parameter, change_parameter),
    *(change_charset, swap_halves),
)
