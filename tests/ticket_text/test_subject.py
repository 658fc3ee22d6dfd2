# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The same matter has the same subject, however often it was answered."""

import pytest
from ticket_text import normalize_subject


@pytest.mark.parametrize(
    "subject",
    [
        "Printer",
        "Re: Printer",
        "RE: FW: Printer",
        "Re[2]: Printer",
        "RE(3): Re^2: Printer",
        "AW: WG: Printer",
        "RE : TR : Printer",
        "Réf: Printer",
        "SV: VS: VB: Printer",
        "Antw: Printer",
        "RV: ENC: Printer",
        "R: I: Rif: Printer",
        "Odp: PD: Printer",
        "YNT: Printer",
        "Ответ: Printer",
        "رد: Printer",
        "إعادة توجيه: Printer",
        "回复：转发: Printer",
        "[EXTERNAL] Re: (External) Printer",
        "  Re:\n Printer\t",
    ],
)
def test_marks_are_stripped(subject):
    assert normalize_subject(subject) == "Printer"


@pytest.mark.parametrize(
    "subject",
    [
        "Re-install: Printer",
        "Reply: never came",
        "Refund: order 12",
        "I cannot print: help",
        "[HT00012] Printer",
        "12:30 meeting",
        "Aw, snap: Printer",
    ],
)
def test_own_words_are_kept(subject):
    assert normalize_subject(subject) == subject


@pytest.mark.parametrize("subject", ["", None, False, "Re:", "Re: Fwd:", " \n"])
def test_nothing_is_left_of_nothing(subject):
    assert normalize_subject(subject) == ""
