# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import contextlib
import threading
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tests.common import _super_send
from odoo.tools import mute_logger

from .common_webhook import WebhookCommon


@tagged("post_install", "-at_install")
class TestWebhookReceivers(WebhookCommon):
    """Receivers that hang, drip, flood, vanish, or are where they must not be."""

    def test_hanging_receiver_keeps_no_other_waiting(self):
        released = threading.Event()
        self.addCleanup(released.set)
        other = self._receiver()
        served = []

        def hang(handler):
            while len(other.requests) < 20 and not released.wait(0.01):
                pass
            served.append(len(other.requests))
            handler.answer(200)

        self.receiver.answers = [hang]
        self.webhook.timeout = 30
        slow = self._new_message()
        fast = self._new_message(20, self._webhook(other))
        self._deliver()
        self.assertEqual(served, [20], "the others were served while it hung")
        self.assertEqual(set((slow + fast).mapped("state")), {"acked"})

    def test_receiver_that_drips_for_ever_is_cut_off(self):
        released = threading.Event()
        self.addCleanup(released.set)

        def drip(handler):
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Drip: ")
            with contextlib.suppress(OSError):
                while not released.wait(0.1):
                    handler.wfile.write(b"x")

        self.receiver.answers = [drip]
        self.webhook.timeout = 1
        row = self._new_message()
        self._deliver()
        self.assertEqual((row.state, row.error), ("pending", "No answer in time"))
        self.assertLess(row.latency_ms, 9000)

    def test_garbage_is_a_failure(self):
        def garbage(handler):
            handler.wfile.write(b"\x00\xff\xfe not http \r\n\r\n")
            handler.close_connection = True

        self.receiver.answers = [garbage]
        row = self._new_message()
        self._deliver()
        self.assertEqual((row.state, row.status), ("pending", 0))
        self.assertTrue(row.error)

    def test_of_a_huge_answer_only_a_little_is_read(self):
        written = []

        def flood(handler):
            handler.send_response(200)
            handler.end_headers()
            with contextlib.suppress(OSError):
                for _chunk in range(2000):
                    handler.wfile.write(b"x" * 100_000)
                    written.append(100_000)
            handler.close_connection = True

        self.receiver.answers = [flood, 200]
        rows = self._new_message(2)
        self._deliver()
        self.assertEqual(set(rows.mapped("state")), {"acked"})
        self.assertLess(sum(written), 100_000_000)

    def test_killed_after_its_answer_the_receiver_is_no_failure(self):
        def vanish(handler):
            handler.wfile.write(b"HTTP/1.1 202 Accepted\r\nContent-Length: 50\r\n\r\n")
            handler.wfile.flush()
            handler.close_connection = True

        self.receiver.answers = [vanish]
        row = self._new_message()
        self._deliver()
        self.assertEqual((row.state, row.status), ("acked", 202))

    def test_name_that_leads_into_our_network_is_refused(self):
        self.webhook.write(
            {"url": "http://hooks.example.com/x", "allow_private": False}
        )
        answers = [(2, 1, 6, "", ("10.0.0.1", 80))]
        row = self._new_message()
        with (
            patch("socket.getaddrinfo", lambda *_args, **_kwargs: answers),
            patch.object(
                type(self),
                "_request_handler",
                lambda s, r, **kw: _super_send(s, r, **kw),
            ),
        ):
            self._deliver()
        self.assertEqual(row.state, "pending")
        self.assertIn("10.0.0.1: private", row.error)
        self.assertEqual(len(self.webhook.activity_ids), 1)

    @mute_logger("odoo.sql_db")
    def test_bad_receiver_stops_no_other(self):
        bad = self._webhook(name="Bad")
        self.env.cr.execute(
            "UPDATE helpdesk_webhook SET url = 'http://[' WHERE id = %s", [bad.id]
        )
        bad.invalidate_recordset()
        broken = self._new_message(webhook=bad)
        good = self._new_message()
        self._deliver()
        self.assertEqual((broken.state, good.state), ("pending", "acked"))
