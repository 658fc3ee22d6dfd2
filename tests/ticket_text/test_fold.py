# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

import pytest
from ticket_text import fold_quoted, html_to_text, pack, unpack

ANSWERS = {
    "plain text in French": (
        "<pre>Toujours pareil.\n\nLe 3 mars 2026 à 10:00, Aide "
        "&lt;a@b.example&gt; a écrit :\n&gt; Quelle version ?\n</pre>",
        "Toujours pareil.",
        "Quelle version",
    ),
    "Gmail": (
        '<div dir="ltr">Still broken.</div><br><div><div>On Tue, '
        "Mar 3, 2026 at 10:00 AM Support &lt;a@b.example&gt; wrote:<br></div>"
        "<blockquote><p>Which version?</p></blockquote></div>",
        "Still broken.",
        "Which version?",
    ),
    "Outlook in French": (
        '<div><p>Non.</p><div style="border-top:solid #E1E1E1 1.0pt"><p>'
        "<b>De :</b> Aide &lt;a@b.example&gt;<br>"
        "<b>Envoyé :</b> mardi 3 mars 2026 10:00<br><b>À :</b> Marie<br>"
        "<b>Objet :</b> Demande</p></div><p>Quelle version ?</p></div>",
        "Non.",
        "Quelle version",
    ),
    "Arabic": (
        '<div dir="rtl">لا يعمل</div>'
        "<div>في الثلاثاء، ٣ مارس ٢٠٢٦ في ١٠:٠٠ ص كتب "
        "Support &lt;a@b.example&gt;:</div><blockquote>أي إصدار</blockquote>",
        "لا يعمل",
        "أي إصدار",
    ),
}


def shown(body):
    """What a reader sees while the marked elements are folded."""
    body = re.sub(r"<(\w+)[^<>]*data-o-mail-quote[^<>]*>", r"<\1><!--F-->", body)
    while "<!--F-->" in body:
        start = body.index("<!--F-->")
        tag = re.search(r"<(\w+)>$", body[:start]).group(1)
        depth, position = 1, start
        while depth:
            match = re.compile(rf"<(/?){tag}\b[^<>]*>").search(body, position)
            depth += -1 if match.group(1) else 1
            position = match.end()
        body = body[: start - len(tag) - 2] + body[position:]
    return html_to_text(body)


@pytest.mark.parametrize("name", ANSWERS)
def test_only_the_newly_written_is_shown(name):
    body, new, old = ANSWERS[name]
    seen = shown(fold_quoted(body))
    assert new in seen
    assert old not in seen


@pytest.mark.parametrize("name", ANSWERS)
def test_the_text_is_whole(name):
    body = ANSWERS[name][0]
    assert html_to_text(fold_quoted(body)).split() == html_to_text(body).split()


def test_answers_between_quoted_lines_stay_in_their_place():
    folded = fold_quoted("<pre>&gt; one?\nyes\n&gt; two?\nno\n</pre>")
    assert shown(folded).split() == ["yes", "no"]
    assert html_to_text(folded).split() == [">", "one?", "yes", ">", "two?", "no"]


@pytest.mark.parametrize("body", ["", None, "no markup > at all", "<p>All new.</p>"])
def test_what_has_no_history_is_returned_as_it_is(body):
    assert fold_quoted(body) == body


def test_a_mail_that_only_forwards_is_shown():
    body = "<blockquote><p>Please see to this.</p></blockquote>"
    assert "Please see to this." in shown(fold_quoted(body))


def test_a_picture_newly_sent_is_shown_one_of_the_history_is_not():
    body = (
        '<p>See: <img src="new.png"></p>'
        '<blockquote>Old <img src="old.png"></blockquote>'
    )
    folded = fold_quoted(body)
    assert re.search(r"<blockquote[^<>]*data-o-mail-quote", folded)
    assert not re.search(r"<p[^<>]*data-o-mail-quote", folded)


MAIL = (
    b"From: a@b.example\r\nSubject: s\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\n'
    b"Content-Type: text/plain\r\n\r\nHello\r\n--x\r\n"
    b"Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n"
    b'Content-Disposition: attachment; filename="a.pdf"\r\n\r\n' + b"QUJD" * 5000
) + b"\r\n--x--\r\n"


def test_an_original_is_kept_to_the_byte():
    data, whole = pack(MAIL, 100_000)
    assert whole
    assert unpack(data) == MAIL
    assert data == pack(MAIL, 100_000)[0]  # the same bytes are stored once


def test_of_a_large_original_the_files_are_left_out():
    data, whole = pack(MAIL, 5000)
    kept = unpack(data)
    assert not whole
    assert b"Hello" in kept
    assert b"a.pdf" in kept
    assert b"QUJDQUJD" not in kept


def test_a_large_original_of_text_is_cut_off():
    data, whole = pack(b"Subject: s\r\n\r\n" + b"x" * 9000, 1000)
    assert not whole
    assert len(unpack(data)) < 1200
