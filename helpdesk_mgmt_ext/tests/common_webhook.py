# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from unittest.mock import patch

import jsonschema

from .common import HelpdeskCommon


class Receiver:
    """A receiver on loopback: answers as told, and remembers what it was sent.

    ``answers`` are used up one by one, the last one for ever: a status, or a function
    that gets the handler and answers itself.
    """

    def __init__(self):
        self.answers = [200]
        self.requests = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True  # as servers of the real world do

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.requests.append((dict(self.headers), body))
                answers = receiver.answers
                answer = answers.pop(0) if len(answers) > 1 else answers[0]
                if callable(answer):
                    answer(self)
                else:
                    self.answer(answer)

            def answer(self, status, body=b"ok", **headers):
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                for name, value in headers.items():
                    self.send_header(name.replace("_", "-"), value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    @property
    def messages(self):
        return [json.loads(body) for _headers, body in self.requests]

    @property
    def types(self):
        return [message["type"] for message in self.messages]


class EventSchemaCase:
    """For the tests of every addon that emits: is what is told as we publish it?"""

    SCHEMAS = Path(__file__).resolve().parents[1] / "webhook_schemas"

    def _listen(self, *events):
        """Return a webhook that is told ``events``, or all."""
        found = self.env["helpdesk.webhook.event"].search([("code", "in", events)])
        self.assertEqual(len(found), len(events), "an event is not registered")
        return self.env["helpdesk.webhook"].create(
            {
                "name": "Listener",
                "url": "http://127.0.0.1:9/x",
                "allow_private": True,
                "echo_user_id": False,
                "event_ids": found.ids,
            }
        )

    def _told(self, webhook, tickets):
        """Return the messages about ``tickets``, oldest first, each as it should be."""
        self.env.cr.flush()  # as a commit does
        rows = self.env["helpdesk.webhook.delivery"].search(
            [("webhook_id", "=", webhook.id), ("ticket_id", "in", tickets.ids)],
            order="id",
        )
        messages = [json.loads(row.body) for row in rows]
        for message in messages:
            self._check_schema(message)
        return messages

    def _check_schema(self, message):
        """Fail unless the message is as its schema says, with nothing it leaves out."""
        schema = self._schema(message["type"])
        jsonschema.Draft202012Validator(schema).validate(message)
        data = schema["properties"]["data"]["properties"]
        for part in ("ticket", "details"):
            unknown = set(message["data"][part]) - set(data[part].get("properties", {}))
            self.assertFalse(unknown, (message["type"], part))

    def _schema(self, event):
        return json.loads((self.SCHEMAS / f"{event}.json").read_text())


class WebhookCommon(EventSchemaCase, HelpdeskCommon):
    """A receiver, a webhook that tells it everything, and the job that sends."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["helpdesk.webhook"].search([]).active = False
        cls.Delivery = cls.env["helpdesk.webhook.delivery"]
        cls.Delivery.search([]).unlink()
        cls.cron = cls.env.ref("helpdesk_mgmt_ext.ir_cron_webhook_deliver")

    def setUp(self):
        super().setUp()
        self.receiver = self._receiver()
        self.webhook = self._webhook()

    def _receiver(self):
        receiver = Receiver()
        self.addCleanup(receiver.close)
        return receiver

    def _webhook(self, receiver=None, **vals):
        return self.env["helpdesk.webhook"].create(
            {
                "name": "Stub",
                "url": (receiver or self.receiver).url,
                "allow_private": True,
                "timeout": 2,
                **vals,
            }
        )

    def _new_message(self, number=1, webhook=None, **vals):
        """Return waiting messages that no ticket is behind."""
        return self.Delivery.create(
            [
                {
                    "webhook_id": (webhook or self.webhook).id,
                    "event": "ticket.created",
                    "body": '{"type":"ticket.created"}',
                    **vals,
                }
                for _index in range(number)
            ]
        )

    def _written(self, ticket=None):
        """End the transaction as a commit would; return the messages, oldest first."""
        self.env.cr.flush()
        domain = [("ticket_id", "in", ticket.ids)] if ticket else []
        return self.Delivery.search(domain, order="id")

    def _deliver(self, linger=0):
        """Run the job as the scheduler does."""
        self.env.cr.flush()
        module = "odoo.addons.helpdesk_mgmt_ext.models.helpdesk_webhook_sending"
        with patch(f"{module}.LINGER", linger), self.enter_registry_test_mode():
            self.cron.method_direct_trigger()
