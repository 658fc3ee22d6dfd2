# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Check a value against the part of JSON Schema that our calls use.

A package for the whole of JSON Schema would be one more dependency, and its messages
are not for people: here each error names the place and what is allowed.
"""

import math

KINDS = {
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and math.isfinite(value)
    ),
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list | tuple),
    "null": lambda value: value is None,
}


class Invalid(ValueError):
    """The value is not as agreed; the text says where and what is allowed."""


def check(schema, value, place="value"):
    """Raise :class:`Invalid` unless ``value`` is as ``schema`` says."""
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    kind = next((kind for kind in kinds if KINDS[kind](value)), None)
    if kind is None:
        raise Invalid(f"{place} must be {_article(kinds)}, not {_shown(value)}.")
    if "enum" in schema and value not in schema["enum"]:
        allowed = ", ".join(str(item) for item in schema["enum"] if item is not None)
        raise Invalid(f"{place} must be one of {allowed}, not {_shown(value)}.")
    CHECKS.get(kind, _check_nothing)(schema, value, place)


def _check_nothing(schema, value, place):
    """Null is null."""


def _check_string(schema, value, place):
    if "\0" in value:
        raise Invalid(f"{place} contains a NUL character.")
    if len(value) > schema.get("maxLength", math.inf):
        raise Invalid(f"{place} is longer than {schema['maxLength']} characters.")
    if len(value.strip()) < schema.get("minLength", 0):
        raise Invalid(f"{place} must not be empty.")


def _check_number(schema, value, place):
    low, high = schema.get("minimum", -math.inf), schema.get("maximum", math.inf)
    if not low <= value <= high:
        raise Invalid(f"{place} must lie between {low} and {high}, not {value}.")


def _check_object(schema, value, place):
    known = schema.get("properties", {})
    unknown = sorted(str(key) for key in value if key not in known)
    if unknown:
        names = ", ".join(_shown(key) for key in unknown[:5])
        raise Invalid(f"{place} has no {names}; it has: {', '.join(known)}.")
    missing = [key for key in schema.get("required", []) if value.get(key) is None]
    if missing:
        raise Invalid(f"{place} needs {', '.join(missing)}.")
    for key, item in value.items():
        check(known[key], item, key if place == "arguments" else f"{place}.{key}")


def _check_array(schema, value, place):
    if len(value) > schema.get("maxItems", math.inf):
        raise Invalid(f"{place} has more than {schema['maxItems']} items.")
    for index, item in enumerate(value):
        check(schema.get("items", {}), item, f"{place}[{index}]")


CHECKS = {
    "string": _check_string,
    "integer": _check_number,
    "number": _check_number,
    "object": _check_object,
    "array": _check_array,
}


def _article(kinds):
    return " or ".join(
        f"{'an' if kind[0] in 'aio' else 'a'} {kind}" if kind != "null" else "null"
        for kind in kinds
    )


def _shown(value):
    """Return the value for a message, cut: it may be long, or somebody's secret."""
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:37]}…"
