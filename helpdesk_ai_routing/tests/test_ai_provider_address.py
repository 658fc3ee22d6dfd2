# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The address of a service is no door into the network, whoever sets it."""

import json
import socket
from unittest.mock import patch

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tests.common import _super_send

from .common_service import AiServiceCommon


@tagged("post_install", "-at_install")
class TestAiProviderAddress(AiServiceCommon):
    def test_a_service_in_our_network_answers_once_ticked(self):
        self._nearby()
        analysis = self._analysed()
        self.assertEqual(analysis.provider, "openai")
        self.assertEqual(analysis.team_id, self.technical)
        path, headers, body = self.asked[0]
        self.assertEqual(path, "/v1/chat/completions")
        self.assertEqual(headers["Authorization"], "Bearer hs-secret-key")
        self.assertEqual(json.loads(body)["model"], "hs-model")

    def test_a_redirect_is_not_followed(self):
        self._nearby()
        self.told.update(status=307, headers={"Location": f"{self.url}/other"})
        self._falls_through("HTTP 307")
        self.assertEqual(len(self.asked), 1)

    def test_a_flood_of_an_answer_falls_through(self):
        self._nearby()
        self.told["body"] = b" " * 300_000
        self._falls_through("too long")

    def test_a_name_that_leads_inside_is_refused_when_called(self):
        """The second address of the name is in our network: all are refused."""
        self.provider.url = "https://llm.test/v1"

        def resolve(_host, port, *_args, **_kwargs):
            return [
                (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))
                for address in ("93.184.216.34", "127.0.0.1")
            ]

        # the tests' own guard knows no names: it stands aside, nothing is connected to
        with (
            patch("socket.getaddrinfo", resolve),
            patch("requests.Session.send", _super_send),
        ):
            self._falls_through("not allowed (loopback)")

    def test_metadata_services_are_refused_even_with_the_tick(self):
        for url in (
            "http://169.254.169.254/latest",
            "http://[fd00:ec2::254]/",
            "http://100.100.100.200/",
            "http://[::ffff:169.254.169.254]/",
        ):
            with self.subTest(url), self.assertRaisesRegex(ValidationError, "never"):
                self.provider.write({"url": url, "allow_private": True})

    def test_a_private_address_needs_the_tick(self):
        for url in ("https://10.0.0.5/v1", "https://localhost/v1", "https://[::1]/v1"):
            with self.subTest(url), self.assertRaisesRegex(ValidationError, "tick"):
                self.provider.url = url

    def test_outside_our_network_only_https(self):
        with self.assertRaisesRegex(ValidationError, "https"):
            self.provider.url = "http://llm.example.com/v1"

    def test_a_service_needs_an_address(self):
        for url in (False, "file:///etc/passwd", "llm.example.com"):
            with self.subTest(url), self.assertRaisesRegex(ValidationError, "address"):
                self.provider.url = url
        with self.assertRaisesRegex(ValidationError, "password"):
            self.provider.url = "https://user:secret@llm.example.com"

    def test_only_system_administrators_set_the_address(self):
        mine = self._as(self.provider, self.manager)
        mine.timeout = 20  # the rest is the manager's
        for vals in ({"url": "https://evil.example.com"}, {"allow_private": True}):
            with self.subTest(vals), self.assertRaises(AccessError):
                mine.write(vals)
        vals = {"name": "x", "kind": "openai", "model_name": "m"}
        with self.assertRaises(AccessError):
            mine.create({**vals, "url": "https://evil.example.com"})
        with self.assertRaises(AccessError):
            mine.with_context(default_url="https://evil.example.com").create(vals)
        with self.assertRaises(AccessError):
            mine.copy()
        self.assertFalse(mine.may_set_address)
        self.assertEqual(mine.url, "https://llm.example.com/v1")
