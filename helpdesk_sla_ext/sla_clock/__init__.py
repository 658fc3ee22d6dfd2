# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Service level arithmetic: no Odoo, no "now", naive UTC in and out.

Three questions are answered here and nowhere else: which stretches of time count
(:mod:`ledger`), how much open time they hold (:mod:`working_time`), and when a
target falls due (:mod:`reading`).
"""

from .ledger import Event, Lap, Rule, Timeline, fold
from .reading import Reading, Stretch, due_at, explain, read
from .spans import merged
from .target import Target
from .working_time import ALWAYS, add_working_time, working_time_between

__all__ = [
    "ALWAYS",
    "Event",
    "Lap",
    "Reading",
    "Rule",
    "Stretch",
    "Target",
    "Timeline",
    "add_working_time",
    "due_at",
    "explain",
    "fold",
    "merged",
    "read",
    "working_time_between",
]
