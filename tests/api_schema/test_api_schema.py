# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a caller may send, and the description made of the same table."""

import json
import math
import shlex

import pytest
from api_schema import Call, Invalid, check, curl, described, openapi

TEXT = {"type": "string", "minLength": 1, "maxLength": 5}
SHARE = {"type": "number", "minimum": 0, "maximum": 1}
LEVEL = {"type": ["integer", "null"], "minimum": 1, "maximum": 9}
VALS = {
    "type": "object",
    "properties": {"a": TEXT, "b": {"type": "array", "maxItems": 2, "items": SHARE}},
    "required": ["a"],
}


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        (TEXT, "x"),
        (TEXT, "12345"),
        (SHARE, 0),
        (SHARE, 1),
        (SHARE, 0.5),
        (LEVEL, None),
        (LEVEL, 9),
        (VALS, {"a": "x"}),
        (VALS, {"a": "x", "b": [0.1, 1]}),
        ({"type": "string", "enum": ["low", "high"]}, "low"),
    ],
)
def test_allowed_values_pass(schema, value):
    check(schema, value)


@pytest.mark.parametrize(
    ("schema", "value", "told"),
    [
        (TEXT, "", "empty"),
        (TEXT, "  ", "empty"),
        (TEXT, "123456", "longer than 5"),
        (TEXT, "a\0", "NUL"),
        (TEXT, 5, "must be a string"),
        (TEXT, None, "must be a string"),
        (SHARE, 1.01, "between 0 and 1"),
        (SHARE, -0.01, "between 0 and 1"),
        (SHARE, math.nan, "must be a number"),
        (SHARE, math.inf, "must be a number"),
        (SHARE, True, "must be a number"),
        (SHARE, "0.5", "must be a number"),
        (LEVEL, 0, "between 1 and 9"),
        (LEVEL, 1.0, "integer or null"),
        (LEVEL, True, "integer or null"),
        (VALS, [], "must be an object"),
        (VALS, {}, "needs a"),
        (VALS, {"a": None}, "needs a"),
        (VALS, {"a": "x", "c": 1}, "has no 'c'; it has: a, b"),
        (VALS, {"a": "x", "b": [0, 0, 0]}, "more than 2"),
        (VALS, {"a": "x", "b": [0, 7]}, "value.b[1] must lie"),
        ({"type": "string", "enum": ["low", "high"]}, "LOW", "one of low, high"),
    ],
)
def test_other_values_are_refused_with_the_place_and_what_is_allowed(
    schema, value, told
):
    with pytest.raises(Invalid) as refused:
        check(schema, value)
    assert told in str(refused.value)


def test_a_message_never_repeats_a_long_value():
    with pytest.raises(Invalid) as refused:
        check({"type": "integer"}, "secret" * 100)
    assert len(str(refused.value)) < 100


class Model:
    @Call(summary="Do it", properties={"a": TEXT, "b": LEVEL}, required=("a",))
    def api_do(self, a, b=None):
        """Do it."""

    def api_undescribed(self):
        """Not for outsiders."""

    def other(self):
        """Neither."""


def test_only_described_methods_are_offered():
    assert list(described(Model)) == ["api_do"]


def test_differences_between_method_and_description_are_found():
    call = described(Model)["api_do"]
    assert call.differences(Model.api_do) == []
    assert call.differences(lambda self, a, b: None) == ["b"]  # b became required
    assert call.differences(lambda self, a: None) == ["b"]
    assert call.differences(lambda self, a, b=None, c=None: None) == ["c"]


def test_document_describes_what_is_checked():
    document = openapi({"api_do": described(Model)["api_do"]}, "19.0.1.0.0")
    assert document["openapi"] == "3.1.0"
    operation = document["paths"]["/json/2/helpdesk.ticket/api_do"]["post"]
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    assert schema["required"] == ["a"]
    assert schema["additionalProperties"] is False
    assert set(operation["responses"]) == {"200", "401", "403", "404", "422"}
    json.dumps(document)


def test_command_survives_quotes_in_the_example():
    call = Call(summary="", properties={"a": TEXT}, example={"a": 'it\'s "so"'})
    words = shlex.split(curl("api_x", call, "https://odoo.example"))
    assert words[:2] == ["curl", "https://odoo.example/json/2/helpdesk.ticket/api_x"]
    assert json.loads(words[words.index("-d") + 1]) == {"a": 'it\'s "so"'}
