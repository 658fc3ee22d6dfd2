# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from webhook_client import encode, fit, without_contacts


@given(st.text(max_size=300), st.integers(2, 200))
def test_fit_fits_and_cuts_no_more_than_it_must(text, limit):
    kept, cut = fit(text, limit)
    size = len(json.dumps(kept, ensure_ascii=False).encode())
    assert size <= limit
    whole = text.encode("utf-8", "replace").decode()
    assert whole.startswith(kept)
    if cut:
        longer = json.dumps(whole[: len(kept) + 1], ensure_ascii=False)
        assert len(longer.encode()) > limit
    else:
        assert kept == whole


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=50),
    lambda inner: (
        st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=9), inner)
    ),
)


@given(json_values)
def test_encode_is_valid_json_whatever_the_details(details):
    event = {"type": "x", "data": {"ticket": None, "details": {"value": details}}}
    json.loads(encode(event))


def test_details_too_many_to_cut_are_left_out():
    details = {str(number): "x" * 1000 for number in range(100)}
    text = encode({"type": "x", "data": {"ticket": {"id": 1}, "details": details}})
    assert json.loads(text)["data"] == {
        "ticket": {"id": 1},
        "details": {"truncated": True},
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Write to jane.doe+x@mail.example.co.uk now", "Write to [e-mail] now"),
        ("Call +49 (0)30 123-4567!", "Call [phone]!"),
        ("Call 030/1234567", "Call [phone]"),
        ("Call (030) 1234567", "Call [phone]"),
        ("Order 2026-11-25, 10:30", "Order 2026-11-25, 10:30"),
        ("Invoice 123456789", "Invoice 123456789"),
        ("Version 19.0.1.3.2", "Version 19.0.1.3.2"),
        ("a @ b", "a @ b"),
    ],
)
def test_without_contacts(text, expected):
    assert without_contacts(text) == expected


def test_no_text_makes_it_slow():
    for text in ("a." * 50_000 + "@", "0 " * 50_000, "+" * 100_000, "a@" * 50_000):
        assert without_contacts(text) == text
