# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A small file system of a test's own, which can be full."""

import contextlib
import os
import shutil
import subprocess

import pytest

DISK = 1024  # MB, more than is needed: a file of somebody else takes most of it


class Disk:
    """The file system; another file on it takes up room until it is removed."""

    def __init__(self):
        if os.getuid():
            pytest.skip("only root can mount a small file system")
        self.path = None

    def mount(self, path):
        options = f"size={DISK}m,mode=700"
        command = ["mount", "-t", "tmpfs", "-o", options, "helpdesk", str(path)]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            shutil.rmtree(path.parent)
            pytest.skip(f"no file system can be mounted here: {done.stderr.strip()}")
        self.path = path

    @property
    def free(self):
        return shutil.disk_usage(self.path).free

    def fill(self, spare):
        """Leave ``spare`` bytes, or less if PostgreSQL takes them meanwhile."""
        with (self.path / "other").open("ab") as other:
            for _attempt in range(100):
                with contextlib.suppress(OSError):  # less is free by now
                    os.posix_fallocate(other.fileno(), 0, max(1, self.free - spare))
                    return

    def make_room(self):
        (self.path / "other").unlink()

    def unmount(self):
        if self.path:
            subprocess.run(["umount", "--lazy", str(self.path)], check=True)
            self.path = None
