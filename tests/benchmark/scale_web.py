# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import threading

from werkzeug.test import Client

import odoo
from odoo import api
from odoo.http import get_default_session, root
from odoo.service import security


class Visitor:
    """A customer with a login, whose requests run within this very process."""

    def __init__(self, registry):
        self.registry = registry
        self.client = None
        #: queries of the last request
        self.queries = 0

    def log_in(self, env):
        user = env["res.users"].search([("login", "=", "bench-customer")])
        session = root.session_store.new()
        session.update(
            get_default_session(), db=self.registry.db_name, _trace_disable=True
        )
        session.uid, session.login = user.id, user.login
        session.context = {"lang": "en_US", "tz": False, "uid": user.id}
        session.session_token = security.compute_session_token(
            session, api.Environment(env.cr, user.id, {})
        )
        root.session_store.save(session)
        self.client = Client(root)
        self.client.set_cookie("session_id", session.sid)

    def visiting(self, env, path):
        if not self.client:
            root.initialize()
            odoo.tools.config["proxy_mode"] = False
            self.log_in(env)

        def work():
            answer = self.client.get(path)
            assert answer.status_code == 200, f"{path}: {answer.status}"
            self.queries = threading.current_thread().query_count

        return work
