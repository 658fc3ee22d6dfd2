# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime

from decision_log import decision_line


def test_keys_and_numbers_are_told_in_order():
    line = decision_line("assign", ticket="HT00012", user=7, method="round_robin")
    assert line == "decision=assign ticket=HT00012 user=7 method=round_robin"


def test_what_is_missing_is_left_out_and_zero_is_not():
    assert decision_line("close", team=None, user=False, step=0) == (
        "decision=close step=0"
    )


def test_times_are_utc_and_one_word():
    line = decision_line("sla_breached", deadline=datetime(2026, 3, 2, 8))
    assert line == "decision=sla_breached deadline=2026-03-02T08:00:00Z"


def test_words_and_addresses_are_never_told():
    for text in ("Marie Lefevre", "marie@example.com", "x\ny=1", "a" * 65, "é", ""):
        assert decision_line("x", value=text) == "decision=x value=?"
