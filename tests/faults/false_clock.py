# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A clock for processes that can be set while they run, by Debian's libfaketime.

What counts seconds that have passed (the monotonic clock) is left alone, as it is when
the clock of a machine is set.
"""

import glob
import os
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest

PLACES = (
    os.environ.get("HELPDESK_FAKETIME") or "",
    "/usr/lib/*/faketime/libfaketime.so.1",
    "/usr/lib/faketime/libfaketime.so.1",
)


#: Python sleeps until a moment of the monotonic clock, which libfaketime 0.9.10 takes
#: for one of the clock it changes; what waits for a span of time it leaves alone.
SLEEP = """
import select
import time

time.sleep = lambda seconds: select.select([], [], [], seconds)
"""


def library():
    """Return where libfaketime is, or skip the test."""
    for place in filter(None, PLACES):
        for path in glob.glob(place):
            return path
    pytest.skip("libfaketime is not here (Debian: apt install libfaketime)")


class Clock:
    """How far it is from the true one; every process that has ``environment`` obeys."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="helpdesk-clock-"))
        self.folder.chmod(0o755)
        self.file = self.folder / "clock"
        self.ahead = timedelta()
        self.environment = {
            "LD_PRELOAD": library(),
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
            "PYTHONPATH": os.pathsep.join(
                filter(None, [str(self.folder), os.environ.get("PYTHONPATH")])
            ),
        }
        (self.folder / "sitecustomize.py").write_text(SLEEP)
        self.move(0)

    def move(self, hours):
        """Set the clock forward, or back."""
        self.ahead += timedelta(hours=hours)
        fresh = self.folder / "fresh"
        fresh.write_text(f"{self.ahead.total_seconds():+.0f}\n")
        fresh.chmod(0o644)
        fresh.rename(self.file)  # nobody reads half of it
