# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""No mail, however made, raises or takes longer than its length explains."""

import random

import pytest
from growth import TIMES, assert_grows_evenly
from ticket_text import (
    automatic_verdict,
    html_to_text,
    is_thank_you,
    newly_written,
    normalize_subject,
    split_quoted,
)

#: What a mail of the size 1 or 8 is made of.
HOSTILE = {
    "10k quoted lines": lambda n: "mine\n" + "> quoted\n" * 1_250 * n,
    "deep angle brackets": lambda n: (
        "mine\n" + "\n".join(">" * 400 + " x" for _ in range(1_250 * n))
    ),
    "20k nested tags": lambda n: (
        "<p>mine</p>" + "<div>" * 2_500 * n + "x" + "</div>" * 2_500 * n
    ),
    "20k nested quotes": lambda n: "<p>mine</p>" + "<blockquote>" * 2_500 * n + "old",
    "5 MB of paragraphs": lambda n: (
        "<p>mine</p>" + "<p>hello world, it fails</p>" * 25_000 * n
    ),
    "5 MB of lines": lambda n: "mine\n" + "hello world it fails\n" * 31_250 * n,
    "one line of 5 MB": lambda n: "mine " + "a" * 625_000 * n,
    "5 MB picture": lambda n: (
        '<p>mine</p><img src="data:image/png;base64,' + "A" * 625_000 * n + '">'
    ),
    "open brackets": lambda n: "mine" + "<" * 625_000 * n,
    "open tags": lambda n: "mine" + "<div " * 125_000 * n,
    "line breaks": lambda n: "mine" + "<br/>" * 62_500 * n,
    "spans": lambda n: "mine" + "<span>x</span>" * 37_500 * n,
    "preformatted": lambda n: "<pre>mine\n" + "x\n" * 37_500 * n + "</pre>",
    "attributions": lambda n: "mine\n" + "On 1 a:\n" * 12_500 * n,
    "more attributions": lambda n: "mine\n" + "Le 1 a écrit a écrit x:\n" * 6_250 * n,
    "attributions with address": lambda n: (
        "mine\n" + "On 2 2012 at 6:26 PM a@b.co\n x\n" * 3_750 * n
    ),
    "header lines": lambda n: "mine\n" + "From: \n" * 12_500 * n,
    "signature rules": lambda n: "mine\n" + "--\n" * 37_500 * n,
    "blanks": lambda n: "mine" + " " * 375_000 * n + "x",
    "blank lines": lambda n: "mine" + " \n" * 125_000 * n,
    "digits": lambda n: "mine\n" + "1" * 250_000 * n + ":",
    "disclaimers": lambda n: "mine\n" + "this e-mail this message " * 6_250 * n,
    "entities": lambda n: "mine<br>" + "&amp;" * 62_500 * n,
    "attributes": lambda n: "<p>mine</p><p " + "a='b' " * 25_000 * n + ">x</p>",
    "control characters": lambda n: "<p>mine</p>" + "\x00\x01\ud800<p>x</p>" * n,
    "not even html": lambda n: "<p>mine</p>" + "<!-- <![CDATA[ <? <div <<p>>>>" * n,
    "only a comment": lambda n: "mine<p>" + "<!-- x" * n,
}


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("read", [newly_written, split_quoted])
def test_time_for_a_hostile_body_grows_evenly(read, make):
    assert_grows_evenly(read, make)


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_hostile_body_keeps_what_is_new(make):
    body = make(TIMES)
    assert newly_written(body).startswith("mine")
    assert any("mine" in part for part in split_quoted(body))


HEADS = {
    "subject": lambda n: normalize_subject("Re: " * n),
    "thanks": lambda n: is_thank_you("thanks and " * n),
    "sender": lambda n: automatic_verdict(
        {"From": "a@b, " * n}, "auto" * n, "I am " * n
    ),
    "subject of an absence": lambda n: automatic_verdict(
        {}, "Out of office: " + " " * n, "ich bin " * n
    ),
}


@pytest.mark.parametrize("read", HEADS.values(), ids=HEADS)
def test_time_for_hostile_subject_and_headers_grows_evenly(read):
    assert_grows_evenly(read, lambda size: 25_000 * size)


def test_words_that_may_be_split_in_many_ways_are_read_at_once():
    """Going back would never end here: 2 to the 23rd ways."""
    assert not is_thank_you("ok " * 23 + "x")


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
