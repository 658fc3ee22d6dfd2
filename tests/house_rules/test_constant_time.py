# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A secret is compared in constant time: how long it took tells nothing of it.

``==`` ends at the first letter that differs. What is named like a secret is compared
by ``consteq`` or ``hmac.compare_digest``; a look-up in a database is something else.
"""

import ast
import pathlib
import re

import pytest

ROOT = pathlib.Path(__file__).parents[2]
ADDONS = sorted(path.parent.name for path in ROOT.glob("helpdesk_*/__manifest__.py"))
SECRET = re.compile(
    r"(^|_)(token|secret|signature|password|passphrase|api_?key|hmac|digest)s?($|_)",
    re.IGNORECASE,
)
#: Only for ``==``: what ``in`` asks for a key is mostly a dictionary.
KEY = re.compile(r"(^|_)keys?$", re.IGNORECASE)
#: Named like a secret, and none: (file, expression) → why.
HARMLESS = {
    (
        "helpdesk_ai_routing/models/helpdesk_ai_engine.py",
        "cached[0] == signature",
    ): "what the trained model was loaded from, to see whether it is another now",
    (
        "helpdesk_mgmt_ext/ticket_metrics/ledger.py",
        "result[-1].key == key",
    ): "whose turn it was",
    (
        "helpdesk_mgmt_ext/models/helpdesk_ticket_team_preset.py",
        "self.preset == preset.key",
    ): "name of a choice",
    (
        "helpdesk_mgmt_ext/webhook_client/dispatch.py",
        "call.receiver['id'] == key",
    ): "number of a receiver",
}


def name_of(node):
    """Return what the expression is called, as far as it has a name."""
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Subscript):
        return name_of(node.slice) or name_of(node.value)
    if isinstance(node, ast.Call):
        inner = node.func
        # token.encode(), get("token"), self._respond_token()
        named = [name_of(inner), *(map(name_of, node.args))]
        if isinstance(inner, ast.Attribute):
            named.append(name_of(inner.value))
        return next(filter(SECRET.search, filter(None, named)), "")
    if isinstance(node, ast.BoolOp):
        return next(filter(SECRET.search, map(name_of, node.values)), "")
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value if node.value.isidentifier() else ""
    return ""


def is_known(node):
    """Whether everybody may know this side: a literal, or several."""
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        return all(map(is_known, node.elts))
    if isinstance(node, ast.Attribute):  # of an enumeration
        return node.attr.isupper()
    return isinstance(node, ast.Constant)


def careless(text):
    """Return the comparisons of secrets that are not of constant time."""
    return [
        ast.unparse(node)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Compare) and _is_careless(node)
    ]


def _is_careless(node):
    sides = [node.left, *node.comparators]
    for left, operator, right in zip(sides, node.ops, sides[1:], strict=False):
        equal = isinstance(operator, ast.Eq | ast.NotEq)
        if not equal and not isinstance(operator, ast.In | ast.NotIn):
            continue
        if is_known(left) or is_known(right):
            continue
        names = [name_of(left), name_of(right)] if equal else [name_of(left)]
        if any(SECRET.search(n) or equal and KEY.search(n) for n in names):
            return True
    return False


@pytest.mark.parametrize("folder", [*ADDONS, "setup"])
def test_secrets_are_compared_in_constant_time(folder):
    found = [
        (str(path.relative_to(ROOT)), expression)
        for path in sorted((ROOT / folder).rglob("*.py"))
        if not {"tests", "node_modules"} & set(path.parts)
        for expression in careless(path.read_text())
    ]
    assert not [place for place in found if place not in HARMLESS]


def test_what_is_named_harmless_is_there():
    for file, expression in HARMLESS:
        assert expression in careless((ROOT / file).read_text()), file


@pytest.mark.parametrize(
    "line",
    [
        "token == ticket.access_token",
        "given != expected_token.encode()",
        "params.get('token') != expected",
        "self._respond_token() == given",
        "header['signature'] == mine",
        "access_token in tokens",
        "webhook.secret not in (given, other)",
        "key == other",
        "(token or '') == expected",
        "a is b and hmac.new(a).hexdigest() == signature",
    ],
)
def test_a_careless_comparison_is_found(line):
    assert careless(line)


@pytest.mark.parametrize(
    "line",
    [
        "consteq(token, given)",
        "token == ''",
        "token is None",
        "reason == 'password'",
        "key in known",
        "'token' in values",
        "name in {'token', 'secret'}",
        "len(token) == 3",
        "monkey == donkey",
        "kind == Label.SIGNATURE",
    ],
)
def test_what_is_no_comparison_of_secrets_is_left_alone(line):
    assert not careless(line)
