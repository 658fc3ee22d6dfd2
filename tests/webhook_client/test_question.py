# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import gzip
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from webhook_client import ask, url_refusal


@pytest.fixture
def service():
    """A service on loopback; ``say`` is what it answers, ``asked`` what it got."""
    told = {"asked": [], "say": b"{}", "status": 200, "headers": {}, "length": None}

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            told["asked"].append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(told["status"])
            for name, value in told["headers"].items():
                self.send_header(name, value)
            length = told["length"] or len(told["say"])
            self.send_header("Content-Length", str(length))
            self.end_headers()
            try:
                self.wfile.write(told["say"])
                if told.get("hold"):
                    told["hold"].wait(10)
            except OSError:
                pass

        def log_message(self, *_args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    told["url"] = f"http://127.0.0.1:{server.server_port}/v1"
    yield told
    if told.get("hold"):
        told["hold"].set()
    server.shutdown()
    server.server_close()


def test_the_whole_answer_is_read(service):
    service["say"] = b"x" * 100_000
    answer, body = ask(service["url"], "{}", {}, 5, allow_private=True)
    assert (answer.status, len(body)) == (200, 100_000)
    assert service["asked"] == [b"{}"]


def test_an_answer_that_is_too_long_is_none(service):
    service["say"] = b"x" * 1001
    answer, body = ask(service["url"], "{}", {}, 5, allow_private=True, at_most=1000)
    assert (answer.status, body) == (0, b"")
    assert "too long" in answer.error


def test_a_packed_answer_is_not_unpacked(service):
    service["say"] = gzip.compress(b"0" * 10_000_000)
    service["headers"] = {"Content-Encoding": "gzip"}
    _answer, body = ask(service["url"], "{}", {}, 5, allow_private=True)
    assert body == service["say"]


def test_an_answer_that_breaks_off_is_none(service):
    service["length"] = 50
    answer, body = ask(service["url"], "{}", {}, 5, allow_private=True)
    assert (answer.status, body) == (0, b"")


def test_an_answer_that_never_ends_is_cut_off(service):
    service.update(length=50, hold=threading.Event())
    answer, body = ask(service["url"], "{}", {}, 0.3, allow_private=True)
    assert (answer.status, answer.error, body) == (0, "No answer in time", b"")


def test_redirects_are_not_followed(service):
    service.update(status=307, headers={"Location": service["url"] + "/elsewhere"})
    answer, _body = ask(service["url"], "{}", {}, 5, allow_private=True)
    assert answer.status == 307
    assert len(service["asked"]) == 1


def test_this_host_is_refused_unless_meant(service):
    answer, body = ask(service["url"], "{}", {}, 5)
    assert (answer.refused, body, service["asked"]) == ("loopback", b"", [])


@pytest.mark.parametrize(
    ("addresses", "reason"),
    [
        (["169.254.169.254"], "link-local"),
        (["100.100.100.200"], "metadata"),
        (["8.8.8.8", "169.254.1.1"], "link-local"),
        (["fd00:ec2::254"], "metadata"),
    ],
)
def test_no_tick_opens_link_local_and_metadata(monkeypatch, addresses, reason):
    """Every answer of the name service is looked at, not only the first."""

    def resolve(host, port, *_args, **_kwargs):
        return [(socket.AF_INET, 1, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    answer, _body = ask("http://llm.test/v1", "{}", {}, 5, allow_private=True)
    assert answer.refused == reason


@pytest.mark.parametrize(
    ("url", "private", "reason"),
    [
        ("https://llm.example.com/v1", False, None),
        ("https://llm.example.com:99999/", False, "malformed"),
        ("file:///etc/passwd", False, "malformed"),
        ("llm.example.com", False, "malformed"),
        (None, False, "malformed"),
        ("https://a:b@llm.example.com", False, "password"),
        ("https://llm.example.com/#x", False, "password"),
        ("http://localhost:11434/v1", False, "loopback"),
        ("http://localhost:11434/v1", True, None),
        ("http://127.0.0.1/", False, "loopback"),
        ("http://10.0.0.5/", False, "private"),
        ("http://10.0.0.5/", True, None),
        ("http://[::1]/", False, "loopback"),
        ("http://169.254.169.254/latest", True, "link-local"),
        ("http://[fd00:ec2::254]/", True, "metadata"),
        ("http://[::ffff:169.254.169.254]/", True, "link-local"),
        ("http://0.0.0.0/", True, "unspecified"),
    ],
)
def test_an_address_is_judged_before_it_is_called(url, private, reason):
    assert url_refusal(url, private)[1] == reason
