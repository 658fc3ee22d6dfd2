# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import pytest
from ticket_classifier.features import SIZE, hashed
from ticket_classifier.language import detect_language
from ticket_classifier.text import (
    MAX_WORDS,
    fold,
    newly_written,
    readable,
    variants,
    words,
)


def test_quotes_signature_addresses_and_links_are_left_out():
    text = (
        "The stock is wrong, see https://erp.example.com/odoo/42 or write me@x.org\n"
        "> earlier text about payroll\n"
        "-- \nJane Doe, Payroll Ltd"
    )
    kept = newly_written(text)
    for gone in ("https", "example", "me@x", "payroll", "Jane"):
        assert gone not in kept
    assert "stock is wrong" in kept


@pytest.mark.parametrize(
    "header",
    [
        "On Mon, 2 Mar 2026, Ann <ann@x.org> wrote:",
        "Le lun. 2 mars 2026 à 10:00, Ann a écrit :",
        "El lun, 2 mar 2026, Ann escribió:",
        "Am 2. März 2026 schrieb Ann Schmidt:",
        "-----Original Message-----",
    ],
)
def test_answered_mail_is_left_out(header):
    kept = newly_written(f"New text\n{header}\nthe old payroll text")
    assert "New text" in kept and "payroll" not in kept


def test_markup_is_left_out():
    kept = newly_written(
        "<p style='color:red'>Server&nbsp;down</p><script>x()</script>"
    )
    assert words(kept) == ["server", "down"]


def test_digits_are_left_out_but_letters_around_them_stay():
    assert words("SO/2025/0001 n8n v19") == ["so", "n", "n", "v"]


def test_spelling_is_unified():
    assert fold("Übertragung") == "ubertragung"
    assert fold("Größe") == "grosse"
    assert fold("الإجازة") == fold("الاجازه")


def test_arabic_words_are_found_without_their_particles():
    assert "مستودع" in variants(fold("والمستودع"))


def test_the_status_of_a_server_is_a_word_and_no_other_number_is():
    assert words("HTTP 502") == words("http502") == words("error: 502")
    assert words("502 Bad Gateway")[0] == words("http502")[0]
    assert words("http502") != words("http404")
    assert words("502 pieces") == ["pieces"]
    assert words("invoice 2026/502") == ["invoice"]
    assert readable(words("Fehler 502")[0]) == "HTTP 502"


def test_very_long_text_is_cut():
    assert len(words(newly_written("word " * 1_000_000))) == MAX_WORDS


@pytest.mark.parametrize(
    "text", ["", None, "😀😀😀", "\x00", "<" * 5000, "a" * 5_000_000, "&" * 100_000]
)
def test_odd_text_is_harmless(text):
    blocks = hashed(words(newly_written(text)))
    assert all((columns < SIZE).all() for columns, _counts in blocks)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Where do I change the text at the bottom of the receipt?"),
        ("ar", "كيف أضيف مستودع جديد؟ SO001"),
        ("fr", "Comment définir un stock minimum par entrepôt ? Merci."),
        ("es", "¿Con qué frecuencia se hace la copia de la base de datos?"),
        ("de", "Wie können wir für einen Artikel Mindestbestände einstellen?"),
        (None, "😀 12345"),
    ],
)
def test_language_is_told(language, text):
    assert detect_language(text) == language
