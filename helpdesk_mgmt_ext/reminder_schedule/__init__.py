# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What silence leads to: reminders, the final notice, and only then the close.

Pure arithmetic: no database, no clock. Moments are naive UTC.
"""

from .schedule import CLOSE, FINAL, SEND, WAIT, Next, Step, next_action

__all__ = ["CLOSE", "FINAL", "SEND", "WAIT", "Next", "Step", "next_action"]
