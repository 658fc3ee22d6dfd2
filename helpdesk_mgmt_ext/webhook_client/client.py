# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Send a body to a receiver that may be slow, broken or hostile."""

import contextlib
import socket
import threading
import time
from datetime import datetime, timezone

import requests
from requests.adapters import HTTPAdapter
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from .address import refusal
from .answer import Answer
from .schedule import retry_after

#: Of an answer not more is read; what is longer costs the receiver its connection.
READ_AT_MOST = 4096
SHOWN_OF_ANSWER = 200
LATE = Answer(error="No answer in time")


class ForbiddenAddressError(Exception):
    """The receiver's name leads where a webhook must not go."""

    def __init__(self, address, reason):
        super().__init__(f"{address}: {reason}")
        self.reason = reason


def _checked_addresses(host, port, allow_private):
    """Return the addresses of ``host``; one that is forbidden forbids them all."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(info[4][0] for info in found))
    for address in addresses:
        reason = refusal(address, allow_private)
        if reason:
            raise ForbiddenAddressError(address, reason)
    return addresses


class _GuardedConnection:
    """Connects to the very address that was checked; name and certificate stay."""

    client = None

    def _new_conn(self):
        host, port = self._dns_host, self.port
        self.client._connection = self
        problem = None
        for address in _checked_addresses(host, port, self.client.allow_private):
            try:
                sock = socket.create_connection((address, port), self.timeout)
            except OSError as error:
                problem = error
                continue
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return sock
        raise problem or OSError(f"{host} has no address")


class _GuardedAdapter(HTTPAdapter):
    """An adapter whose connections are guarded."""

    def __init__(self, client):
        self.client = client
        super().__init__(pool_connections=2, pool_maxsize=1, max_retries=0)

    def init_poolmanager(self, *args, **kwargs):
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {
            "http": self._guarded(HTTPConnectionPool),
            "https": self._guarded(HTTPSConnectionPool),
        }

    def _guarded(self, pool):
        bases = (_GuardedConnection, pool.ConnectionCls)
        connection = type("Connection", bases, {"client": self.client})
        return type("Pool", (pool,), {"ConnectionCls": connection})


class Client:
    """One receiver; its connection is kept open between the calls. One call at a time.

    :param allow_private: whether it may be on this host or in a private network
    """

    def __init__(self, allow_private=False):
        self.allow_private = allow_private
        self._connection = None
        self._session = requests.Session()
        # proxies and credentials of the environment would go around the guard
        self._session.trust_env = False
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, _GuardedAdapter(self))

    def close(self):
        self._session.close()

    def post(self, url, body, headers, timeout):
        """Return the :class:`Answer` to ``body``; never raises for what may come.

        :param timeout: seconds for the whole of it, name resolution excepted
        """
        began = time.perf_counter()
        overdue = threading.Event()
        watchdog = threading.Timer(timeout, self._abort, [overdue])
        watchdog.daemon = True
        watchdog.start()
        try:
            response = self._start(url, body, headers, timeout)
            # cut off, its first lines look like a whole answer
            answer = LATE if overdue.is_set() else self._answer(response)
        except ForbiddenAddressError as error:
            answer = Answer(error=f"Address not allowed: {error}", refused=error.reason)
        except (requests.RequestException, OSError, ValueError) as error:
            late = overdue.is_set() or isinstance(error, requests.Timeout)
            answer = LATE if late else Answer(error=_short(error))
        finally:
            watchdog.cancel()
        latency = time.perf_counter() - began
        return Answer(**{**vars(answer), "latency": latency})

    def _start(self, url, body, headers, timeout):
        """Send; return the response as soon as its headers are there."""
        return self._session.post(
            url,
            data=body.encode(),
            headers={
                "Content-Type": "application/json",
                "Accept-Encoding": "identity",
                "User-Agent": "helpdesk-webhook/1",
                **headers,
            },
            timeout=timeout,
            allow_redirects=False,
            stream=True,
        )

    def _answer(self, response):
        asked = retry_after(
            response.headers.get("Retry-After"), datetime.now(timezone.utc)
        )
        text = self._read(response)
        good = 200 <= response.status_code < 300
        return Answer(
            status=response.status_code,
            error="" if good else self._explain(response, text),
            retry_after=asked,
        )

    def _read(self, response):
        """Read a little of the answer; the status counts, whatever follows."""
        text = b""
        with contextlib.suppress(Exception):
            text = response.raw.read(READ_AT_MOST, decode_content=False)
            if not response.raw.read(1, decode_content=False):
                return text
        response.close()
        return text

    def _explain(self, response, text):
        if 300 <= response.status_code < 400:
            target = response.headers.get("Location", "")[:SHOWN_OF_ANSWER]
            return f"HTTP {response.status_code}: redirects are not followed ({target})"
        said = text[:SHOWN_OF_ANSWER].decode("utf-8", "replace").replace("\x00", "")
        return f"HTTP {response.status_code} {said}".strip()

    def _abort(self, overdue):
        """End a call that is overdue, even if the receiver drips byte by byte."""
        overdue.set()
        connection = self._connection
        sock = connection and getattr(connection, "sock", None)
        if sock:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)


def _short(error):
    """Return the innermost cause: the outer ones repeat it, with memory addresses."""
    cause = error
    while cause.__context__ or cause.__cause__:
        cause = cause.__cause__ or cause.__context__
    text = str(cause) or type(cause).__name__
    return f"{type(cause).__name__}: {text}"[:300].replace("\x00", "")
