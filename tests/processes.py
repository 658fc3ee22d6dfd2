# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What tests with real processes share: a free port, waiting, and an orderly end."""

import socket
import subprocess
import time


def free_port():
    """Return a port of the loopback that nobody listens on just now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def end(process, patience=20):
    """End ``process`` as an administrator does; by force after ``patience`` seconds.

    Nothing is done to one that has ended, or was never started (None).
    """
    if process is None or process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def wait_until(condition, patience, alive=lambda: True, pause=0.05):
    """Wait until ``condition()``, for at most ``patience`` seconds.

    :param alive: what must stay true meanwhile, or waiting is in vain
    """
    limit = time.monotonic() + patience
    while not condition():
        assert alive(), "what would do it has ended"
        assert time.monotonic() < limit, "it never came"
        time.sleep(pause)
