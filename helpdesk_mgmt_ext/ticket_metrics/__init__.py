# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a ticket's history says in figures: who had it how long, who answered when.

Pure arithmetic: no database, no clock. Moments are naive UTC.
"""

from .first_contact import NO, OPEN, YES, decided_at, verdict
from .ledger import CUSTOMER, HOLD, US, Spell, reassignments, spells, time_by
from .working_hours import clock_hours, working_hours

__all__ = [
    "CUSTOMER",
    "HOLD",
    "NO",
    "OPEN",
    "US",
    "YES",
    "Spell",
    "clock_hours",
    "decided_at",
    "reassignments",
    "spells",
    "time_by",
    "verdict",
    "working_hours",
]
