# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What must not stand in an article: personal data and secrets, found and replaced."""

from .redaction import Finding, redact

__all__ = ["Finding", "redact"]
