# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Make pytest-odoo run Odoo test suites as Odoo's own runner would.

Loaded by name (``-p stock_suites_plugin``) in runs on a database.
"""

import os
import re
from pathlib import Path

import pytest

KNOWN_FAILURES = Path(__file__).with_name("known_failures.txt")
NO_BROWSER = re.compile(r"[Cc]hrome|chromium|websocket-client")


def pytest_sessionstart(session):
    """Load what is installed, so that ``post_load`` hooks patch before tests import."""
    config = session.config
    if config.option.dist != "no" and not hasattr(config, "workerinput"):
        return  # the controller only hands out work
    import odoo.modules.module
    from odoo import sql_db, tests
    from odoo.modules.module_graph import ModuleGraph

    database = tests.common.get_db_name()
    with sql_db.db_connect(database).cursor() as cr:
        cr.execute("SELECT name FROM ir_module_module WHERE state = 'installed'")
        graph = ModuleGraph(cr, mode="load")
        graph.extend([name for (name,) in cr.fetchall()])
        names = [package.name for package in graph]
    sql_db.close_db(database)  # a database in use cannot be copied
    for name in names:
        odoo.modules.module.load_openerp_module(name)


def pytest_collection_modifyitems(config, items):
    """Drop inherited copies; mark what is known to fail upstream."""
    known = dict(read_known_failures())
    kept = [item for item in items if is_defined_here(item)]
    dropped = [item for item in items if not is_defined_here(item)]
    config.hook.pytest_deselected(items=dropped)
    items[:] = kept
    for item in items:
        for test, reason in known.items():
            if item.nodeid.endswith(test):
                item.add_marker(pytest.mark.xfail(reason=reason, strict=True))


def is_defined_here(item):
    """A test runs only from the class and the module that define it."""
    cls = getattr(item, "cls", None)
    if cls is None or not hasattr(cls, "test_tags"):
        return True
    if cls.__module__ != item.module.__name__:
        return False
    inherits = getattr(cls, "allow_inherited_tests_method", False)
    return inherits or item.originalname in vars(cls)


def read_known_failures():
    """Yield (end of the test's id, reason) of each line "test  # reason"."""
    for line in KNOWN_FAILURES.read_text(encoding="utf-8").splitlines():
        test, _sep, reason = line.partition("#")
        if test.strip():
            yield test.strip(), reason.strip()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """A browser test that found no browser has not passed: Odoo only skips it."""
    report = (yield).get_result()
    if not report.skipped or os.environ.get("HELPDESK_NO_BROWSER"):
        return
    reason = str(report.longrepr)
    if NO_BROWSER.search(reason):
        report.outcome = "failed"
        report.longrepr = f"not run, there is no browser: {reason}"
