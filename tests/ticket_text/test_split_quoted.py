# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Folding: every word of a mail is in exactly one of the two parts."""

import pytest
from test_newly_written import (
    ATTRIBUTIONS,
    CONTAINERS,
    HEADER_BLOCKS,
    MINE,
    OLD,
    SIGNATURES,
    as_paragraphs,
)
from ticket_text import html_to_text, newly_written, split_quoted


def words(*parts):
    return sorted(" ".join(html_to_text(part) for part in parts).split())


@pytest.mark.parametrize("template", CONTAINERS.values(), ids=CONTAINERS)
def test_container_is_folded_and_nothing_lost(template):
    body = template.format(mine=as_paragraphs(MINE), text=MINE, old=OLD)
    fresh, quoted = split_quoted(body)
    assert html_to_text(fresh) == MINE
    assert OLD in html_to_text(quoted)
    assert words(fresh, quoted) == words(body)


@pytest.mark.parametrize(
    "history",
    [*ATTRIBUTIONS.values(), *HEADER_BLOCKS.values(), *SIGNATURES],
)
def test_plain_text_is_folded_and_nothing_lost(history):
    body = f"{MINE}\n\n{history}\n> {OLD}"
    fresh, quoted = split_quoted(body)
    assert html_to_text(fresh) == MINE
    whole = [part for line in body.splitlines() for part in line.split()]
    assert words(fresh, quoted) == sorted(whole)


def test_formatting_of_the_new_part_is_kept():
    body = '<div><p>A <b>bold</b> <a href="https://x.example">link</a></p></div><hr>'
    body += '<blockquote type="cite"><i>old</i></blockquote>'
    fresh, quoted = split_quoted(body)
    assert '<p>A <b>bold</b> <a href="https://x.example">link</a></p>' in fresh
    assert quoted == '<hr><blockquote type="cite"><i>old</i></blockquote>'


def test_pictures_stay_with_their_text():
    body = '<p>See <img src="a.png"></p><blockquote>old <img src="b.png"></blockquote>'
    fresh, quoted = split_quoted(body)
    assert ("a.png" in fresh, "b.png" in fresh) == (True, False)
    assert ("a.png" in quoted, "b.png" in quoted) == (False, True)


def test_preformatted_text_is_split_between_its_lines():
    fresh, quoted = split_quoted(
        "<pre>mine\n\nOn 05/03/2026 10:12, B wrote:\n&gt; old</pre>"
    )
    assert fresh == "<pre>mine\n\n</pre>"
    assert quoted == "<pre>On 05/03/2026 10:12, B wrote:\n&gt; old</pre>"


@pytest.mark.parametrize("body", ["<p>mine</p>", "<blockquote>only old</blockquote>"])
def test_mail_without_anything_to_fold_is_untouched(body):
    assert split_quoted(body) == (body, "")


@pytest.mark.parametrize("body", ["", None, False])
def test_empty_body_gives_two_empty_parts(body):
    assert split_quoted(body) == ("", "")


def test_plain_text_comes_out_escaped():
    fresh, quoted = split_quoted("a < b & <object>\n\n> c <d>")
    assert fresh == "a &lt; b &amp; &lt;object&gt;"
    assert quoted == "&gt; c &lt;d&gt;"


def test_splitting_twice_changes_nothing_more():
    for template in CONTAINERS.values():
        body = template.format(mine=as_paragraphs(MINE), text=MINE, old=OLD)
        fresh, _quoted = split_quoted(body)
        assert split_quoted(fresh) == (fresh, "")
        assert newly_written(fresh) == newly_written(body)
