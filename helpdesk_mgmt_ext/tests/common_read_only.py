# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import contextmanager
from unittest.mock import patch

from odoo.http import service_model


class ReadOnlyCase:
    """Looks at the cursors that requests are answered with; mix it into an HttpCase."""

    @contextmanager
    def _answered_read_only(self, path):
        """Check that each request inside is answered once, by a read-only cursor."""
        original, cursors = service_model.retrying, []

        def retrying(func, env):
            cursors.append(env.cr.readonly)
            return original(func, env)

        with patch.object(service_model, "retrying", retrying):
            yield
        self.assertEqual(set(cursors), {True}, path)

    def _get(self, path, contains=""):
        """Return the page at ``path``, which a read-only cursor must do for."""
        self.url_open(path)  # the first time may compile assets
        with self._answered_read_only(path):
            page = self.url_open(path)
        self.assertEqual(page.status_code, 200, path)
        self.assertIn(contains, page.text)
        return page

    def _call(self, model, method, ids=None):
        """Call a method as the web client does; a read-only cursor must do for it."""
        params = {"model": model, "method": method, "kwargs": {}}
        params["args"] = [ids] if ids else []
        with self._answered_read_only(f"{model}.{method}"):
            return self.make_jsonrpc_request("/web/dataset/call_kw", params)
