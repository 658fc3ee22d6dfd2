# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import contextlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from .common import SURE, AiCommon

GOOD = {
    "team": "technical",
    "type": "bug",
    "priority": "high",
    "sentiment": "negative",
    "confidence": 0.95,
    "summary": "The export fails.",
}
SERVICE = {
    "name": "HS LLM",
    "kind": "openai",
    "sequence": 1,
    "url": "https://llm.example.com/v1",
    "model_name": "hs-model",
    "api_key": "hs-secret-key",
}


class AiServiceCommon(AiCommon):
    """A provider, and a real HTTP server on this host that can answer for it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.helpdesk_ai_external_allowed = True
        cls.provider = cls.env["helpdesk.ai.provider"].create({**SERVICE, "timeout": 1})
        cls.told = {"status": 200, "headers": {}, "body": b"", "wait": None}
        cls.asked = []
        told, asked = cls.told, cls.asked

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                size = int(self.headers["Content-Length"])
                asked.append((self.path, dict(self.headers), self.rfile.read(size)))
                if told["wait"]:
                    told["wait"].wait(10)
                self.send_response(told["status"])
                for name, value in told["headers"].items():
                    self.send_header(name, value)
                self.end_headers()
                with contextlib.suppress(OSError):
                    self.wfile.write(told["body"])

            def log_message(self, *_args):
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        cls.addClassCleanup(server.server_close)
        cls.addClassCleanup(server.shutdown)
        cls.url = f"http://127.0.0.1:{server.server_port}/v1"

    def setUp(self):
        super().setUp()
        self.told.update(status=200, headers={}, wait=None)
        self._say(GOOD)
        self.asked.clear()

    def _say(self, answer):
        """Let the service answer with ``answer`` as JSON, NaN and the like included."""
        content = json.dumps(answer)
        body = {"choices": [{"message": {"content": content}}]}
        self.told["body"] = json.dumps(body).encode()

    def _analysed(self):
        ticket = self._arrive(SURE)
        with self.enter_registry_test_mode():
            self.env.ref("helpdesk_ai_routing.ir_cron_analyse").method_direct_trigger()
        return ticket.ai_analysis_id

    def _nearby(self):
        self.provider.write({"url": self.url, "allow_private": True})

    def _falls_through(self, reason):
        analysis = self._analysed()
        self.assertEqual(analysis.provider, "embedded")
        self.assertIn(reason, analysis.error)
        self.assertEqual(analysis.ticket_id.team_id, self.integration)
