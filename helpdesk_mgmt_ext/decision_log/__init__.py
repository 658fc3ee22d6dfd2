# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""One log line per automatic decision: keys and numbers, never a person's words."""

from .line import LOGGER, decision_line
