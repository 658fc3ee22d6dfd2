# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""No mail, however made, takes longer than a second or raises."""

import random
import time

import pytest
from ticket_text import (
    automatic_verdict,
    html_to_text,
    is_thank_you,
    newly_written,
    normalize_subject,
    split_quoted,
)

HOSTILE = {
    "10k quoted lines": "mine\n" + "> quoted\n" * 10_000,
    "deep angle brackets": "mine\n"
    + "\n".join(">" * 400 + " x" for _ in range(10_000)),
    "20k nested tags": "<p>mine</p>" + "<div>" * 20_000 + "x" + "</div>" * 20_000,
    "20k nested quotes": "<p>mine</p>" + "<blockquote>" * 20_000 + "old",
    "5 MB of paragraphs": "<p>mine</p>" + "<p>hello world, it fails</p>" * 200_000,
    "5 MB of lines": "mine\n" + "hello world it fails\n" * 250_000,
    "one line of 5 MB": "mine " + "a" * 5_000_000,
    "5 MB picture": '<p>mine</p><img src="data:image/png;base64,'
    + "A" * 5_000_000
    + '">',
    "open brackets": "mine" + "<" * 5_000_000,
    "open tags": "mine" + "<div " * 1_000_000,
    "line breaks": "mine" + "<br/>" * 500_000,
    "spans": "mine" + "<span>x</span>" * 300_000,
    "preformatted": "<pre>mine\n" + "x\n" * 300_000 + "</pre>",
    "attributions": "mine\n" + "On 1 a:\n" * 100_000,
    "more attributions": "mine\n" + "Le 1 a écrit a écrit x:\n" * 50_000,
    "attributions with address": "mine\n"
    + "On 2 2012 at 6:26 PM a@b.co\n x\n" * 30_000,
    "header lines": "mine\n" + "From: \n" * 100_000,
    "signature rules": "mine\n" + "--\n" * 300_000,
    "blanks": "mine" + " " * 3_000_000 + "x",
    "blank lines": "mine" + " \n" * 1_000_000,
    "digits": "mine\n" + "1" * 2_000_000 + ":",
    "disclaimers": "mine\n" + "this e-mail this message " * 50_000,
    "entities": "mine<br>" + "&amp;" * 500_000,
    "attributes": "<p>mine</p><p " + "a='b' " * 200_000 + ">x</p>",
    "control characters": "<p>mine</p>\x00\x01\ud800<p>x</p>",
    "not even html": "<p>mine</p><!-- <![CDATA[ <? <div <<p>>>>",
    "only a comment": "mine<p><!-- x",
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_hostile_body_is_read_in_bounded_time(body):
    started = time.process_time()
    text = newly_written(body)
    between = time.process_time()
    fresh, quoted = split_quoted(body)
    assert text.startswith("mine")
    assert "mine" in fresh or "mine" in quoted
    assert max(between - started, time.process_time() - between) < 1


@pytest.mark.parametrize("size", [1_000, 200_000])
def test_hostile_subject_and_headers_are_read_in_bounded_time(size):
    started = time.process_time()
    normalize_subject("Re: " * size)
    is_thank_you("thanks and " * size)
    is_thank_you(
        "ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok ok x"
    )
    automatic_verdict({"From": "a@b, " * size}, "auto" * size, "I am " * size)
    automatic_verdict({}, "Out of office: " + " " * size, "ich bin " * size)
    assert time.process_time() - started < 1


def test_random_markup_never_raises_or_loses_a_word():
    pieces = [
        "<div>",
        "</div>",
        "<blockquote>",
        "</blockquote>",
        "<p>",
        "<br>",
        "\n",
        "> ",
    ]
    pieces += [
        "<pre>",
        "</pre>",
        '<div class="gmail_quote">',
        "--",
        "<b>",
        "</b>",
        "<td>",
    ]
    pieces += [
        "On 05/03/2026 10:12, Bo wrote:",
        "<hr id='stopSpelling'>",
        "</table>",
        "&lt;",
    ]
    pieces += [
        '<div id="divRplyFwdMsg">',
        '<i data-o-mail-quote="1">',
        "<img>",
        "<style>",
    ]
    chance = random.Random(20260305)
    for case in range(400):
        body = "<p>start</p>" + "".join(
            f"{chance.choice(pieces)}w{case}n{number} " for number in range(30)
        )
        fresh, quoted = split_quoted(body)
        both = html_to_text(fresh).split() + html_to_text(quoted).split()
        assert sorted(both) == sorted(html_to_text(body).split())
        assert newly_written(body)
