"""Choose Odoo tests by reading the addons' test files; prints a --test-tags value.

odoo_tests.py ROOT match NAME ADDON...     tests whose class or method contains NAME
odoo_tests.py ROOT no-http ADDON...        all but those that need an HTTP server
odoo_tests.py ROOT browser ADDON...        those that need a browser
"""

import ast
import sys
from pathlib import Path


def test_classes(root, addon):
    """Yield (class name, base names, test method names) of an addon's tests."""
    for path in sorted((root / addon / "tests").glob("**/*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef):
                bases = [ast.unparse(base).split(".")[-1] for base in node.bases]
                methods = [
                    item.name
                    for item in node.body
                    if isinstance(item, ast.FunctionDef)
                    and item.name.startswith("test")
                ]
                yield node.name, bases, methods


def http_classes(root, addons):
    """Return the classes that descend from HttpCase, through ours or Odoo's."""
    found, parents = set(), {}
    for addon in addons:
        for name, bases, _methods in test_classes(root, addon):
            parents[name] = bases

    def is_http(name):
        return "Http" in name or any(map(is_http, parents.get(name, ())))

    for name in parents:
        if is_http(name):
            found.add(name)
    return found


def browser_tests(root, addons):
    """Yield the tests that drive a browser, themselves or by a helper of the class."""
    for addon in addons:
        for path in sorted((root / addon / "tests").glob("**/*.py")):
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.ClassDef):
                    for method in driving_methods(node):
                        yield f"/{addon}:{node.name}.{method}"


def driving_methods(node):
    methods = {
        item.name: ast.unparse(item)
        for item in node.body
        if isinstance(item, ast.FunctionDef)
    }
    drives = ("self.start_tour(", "self.browser_js(")
    helpers = tuple(
        f"self.{name}("
        for name, source in methods.items()
        if any(call in source for call in drives)
    )
    for name, source in methods.items():
        if name.startswith("test") and any(call in source for call in drives + helpers):
            yield name


def matching(root, addons, wanted):
    wanted = wanted.lower()
    for addon in addons:
        for name, _bases, methods in test_classes(root, addon):
            for method in methods:
                if wanted in f"{addon}:{name}.{method}".lower():
                    yield f"/{addon}:{name}.{method}"


def main(root, what, *rest):
    if what == "match":
        return list(matching(root, rest[1:], rest[0]))
    if what == "browser":
        return list(browser_tests(root, rest))
    http = http_classes(root, rest)
    return [f"/{addon}" for addon in rest] + [
        f"-/{addon}:{name}"
        for addon in rest
        for name, _bases, methods in test_classes(root, addon)
        if name in http and methods
    ]


if __name__ == "__main__":
    print(",".join(main(Path(sys.argv[1]), *sys.argv[2:])))
