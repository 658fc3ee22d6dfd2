# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from webhook_client import Client


@pytest.fixture
def receiver():
    """A server on loopback that counts connections and remembers headers."""
    seen = {"connections": set(), "hosts": [], "proxied": []}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            seen["connections"].add(self.client_address)
            seen["hosts"].append(self.headers["Host"])
            seen["proxied"].append(self.headers.get("Authorization"))
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, *_args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    seen["port"] = server.server_port
    yield seen
    server.shutdown()
    server.server_close()


@pytest.fixture
def names(monkeypatch):
    """Let names lead to given addresses."""
    table = {}
    asked = []

    def resolve(host, port, *_args, **_kwargs):
        if host not in table:
            return original(host, port, *_args, **_kwargs)
        asked.append(host)
        addresses = table[host].pop(0) if len(table[host]) > 1 else table[host][0]
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))
            for address in addresses
        ]

    original = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    table["asked"] = asked
    return table


def test_connection_is_kept_and_name_stays(receiver, names):
    names["hooks.test"] = [["127.0.0.1"]]
    client = Client(allow_private=True)
    url = f"http://hooks.test:{receiver['port']}/x"
    for _turn in range(3):
        assert client.post(url, "{}", {}, 5).status == 200
    client.close()
    assert len(receiver["connections"]) == 1
    assert set(receiver["hosts"]) == {f"hooks.test:{receiver['port']}"}


@pytest.mark.parametrize(
    "addresses",
    [["127.0.0.1"], ["8.8.8.8", "127.0.0.1"], ["169.254.169.254"], ["::ffff:7f00:1"]],
)
def test_one_forbidden_address_forbids_the_name(receiver, names, addresses):
    names["hooks.test"] = [addresses]
    answer = Client().post(f"http://hooks.test:{receiver['port']}/x", "{}", {}, 5)
    assert answer.status == 0 and answer.refused
    assert not receiver["connections"]


def test_name_that_changes_between_check_and_connection_is_no_way_in(receiver, names):
    names["hooks.test"] = [["10.255.255.1"], ["127.0.0.1"]]
    answer = Client().post(f"http://hooks.test:{receiver['port']}/x", "{}", {}, 5)
    assert answer.refused == "private"
    assert names["asked"] == ["hooks.test"], "it is looked up once: what is checked"
    assert not receiver["connections"]


@pytest.mark.parametrize(
    "host", ["2130706433", "0x7f.1", "127.1", "localhost", "[::1]"]
)
def test_odd_ways_to_write_loopback(receiver, host):
    answer = Client().post(f"http://{host}:{receiver['port']}/x", "{}", {}, 5)
    assert answer.refused == "loopback"
    assert not receiver["connections"]


def test_proxies_and_passwords_of_the_environment_are_not_used(
    receiver, monkeypatch, tmp_path
):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password secret")
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    client = Client(allow_private=True)
    url = f"http://127.0.0.1:{receiver['port']}/x"
    assert client.post(url, "{}", {}, 5).status == 200
    assert receiver["proxied"] == [None]
