# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who guesses passwords waits; who sits beside him at the same address does not.

Core counts failures per address: ten of one customer lock out his whole company, and an
attacker with many addresses never waits (threat Z01). Here the attacked account is what
counts; an address that tries many accounts is slowed down as well, ten times later.
"""

import contextlib
from datetime import datetime, timedelta

from odoo import models
from odoo.exceptions import AccessDenied
from odoo.http import request

#: An address may fail so many times as often as one account.
ADDRESS_FACTOR = 10
#: Counts this old are forgotten.
MEMORY = timedelta(hours=1)
#: Beyond so many, forgotten counts are removed.
MAX_COUNTS = 10_000


class ResUsers(models.Model):
    _inherit = "res.users"

    @contextlib.contextmanager
    def _assert_can_auth(self, user=None):
        """Replace core's count per address, which locks out everybody behind it.

        As in core: per process, with the two ``base.login_cooldown_*`` parameters.

        :param user: login or id of the account
        :raises AccessDenied: too many failures of this account or address just now
        """
        if not request:
            yield
            return
        counts = self._login_failure_counts()
        keys = self._login_failure_keys(user)
        now = datetime.now()
        for key, factor in keys.items():
            failures, last = counts.get(key, (0, datetime.min))
            # A failure that lies ahead is from before the clock was set back: it would
            # keep everybody out until then.
            if last <= now and self._on_login_cooldown(failures // factor, last):
                raise AccessDenied(
                    self.env._(
                        "Too many login failures, please wait a bit before trying "
                        "again."
                    )
                )
        try:
            yield
        except AccessDenied:
            for key in keys:
                failures, last = counts.get(key, (0, datetime.min))
                counts[key] = ((failures if now - last < MEMORY else 0) + 1, now)
            raise
        counts.pop(next(iter(keys)), None)

    def _login_failure_keys(self, user):
        """Return {what is counted: factor}, the account first."""
        if isinstance(user, int):
            # sudo: whose password is being checked is not logged in yet
            user = self.sudo().browse(user).exists().login
        account = str(user or "").strip().lower()[:256]
        address = request.httprequest.remote_addr
        return {("account", account): 1, ("address", address): ADDRESS_FACTOR}

    def _login_failure_counts(self):
        """Return {what is counted: (failures, last one)} of this process."""
        registry = self.env.registry
        counts = getattr(registry, "_helpdesk_login_failures", None)
        if counts is None:
            counts = registry._helpdesk_login_failures = {}
        if len(counts) > MAX_COUNTS:
            oldest = datetime.now() - MEMORY
            for key, (_failures, last) in list(counts.items()):
                if last < oldest:
                    counts.pop(key, None)
        return counts
