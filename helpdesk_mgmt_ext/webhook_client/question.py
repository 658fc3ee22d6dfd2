# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Ask a service and read what it answers: guarded as a webhook, and bounded."""

import requests
from urllib3.exceptions import HTTPError, ReadTimeoutError

from .client import Client


class _Questioner(Client):
    """A client that wants the answer itself, not only whether it was taken."""

    def __init__(self, allow_private, at_most):
        super().__init__(allow_private)
        self.at_most = at_most
        self.body = b""

    def _read(self, response):
        """Read the answer, but never more than ``at_most`` bytes, nor unpack any."""
        try:
            body = response.raw.read(self.at_most + 1, decode_content=False)
            # only the read at the end tells an answer that broke off
            body += response.raw.read(1, decode_content=False)
        except ReadTimeoutError as error:
            raise requests.Timeout from error
        except HTTPError as error:
            raise ConnectionError("The answer broke off") from error
        finally:
            response.close()
        if len(body) > self.at_most:
            raise ValueError("The answer is too long")
        self.body = body
        return body


def ask(url, body, headers, timeout, allow_private=False, at_most=200_000):
    """Return (:class:`Answer`, its body in bytes); never raises for what may come.

    Every address that the name leads to is checked, the connection goes to the very
    one that was checked, and redirects are not followed.

    :param timeout: seconds for the whole of it, name resolution excepted
    :param allow_private: whether it may be on this host or in a private network
    :param at_most: bytes; a longer answer is none
    """
    client = _Questioner(allow_private, at_most)
    try:
        answer = client.post(url, body, headers, timeout)
    finally:
        client.close()
    return answer, client.body
