# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo.tests import freeze_time

from .common_automation import START, AutomationCommon

LINK = "/rate/"


class CsatCommon(AutomationCommon):
    """Tickets of ``AutomationCommon`` whose customers are asked how it was."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.leader = cls._new_user("hs-leader", "helpdesk_mgmt.group_helpdesk_user")
        cls.team.user_id = cls.leader
        cls.env.company.helpdesk_csat_cap_days = 0

    def flush_tracking(self):
        """Do what the end of a request does: log changes, send what is to be sent."""
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.env.cr.postcommit.run()

    def _at(self, hours):
        return freeze_time(START + timedelta(hours=hours))

    def _close_at(self, ticket, hours=0, reason="solved"):
        with self._at(hours):
            ticket.with_user(self.officer).action_close(reason)
        return ticket

    def _solved(self, hours=0, **vals):
        """Return a ticket that was closed as solved, ``hours`` after the start."""
        with freeze_time(START):
            ticket = self._create_tickets(**{"user_id": self.agent.id, **vals})
        return self._close_at(ticket, hours)

    def _requests(self, ticket):
        """Return the queued mails that carry a link to rate, oldest first."""
        return self._notices(ticket).filtered(lambda mail: LINK in mail.body_html)

    def _rating(self, ticket):
        return ticket.sudo().rating_ids.filtered(
            lambda rating: rating.helpdesk_cycle == ticket.cycle
        )

    def _submit_at(self, ticket, value, comment="", hours=1):
        rating = self._rating(ticket)
        with self._at(hours):
            return rating._helpdesk_submit(value, comment)

    def _alerts(self, ticket):
        return ticket.sudo().activity_ids.filtered(
            lambda activity: (
                activity.activity_type_id
                == self.env.ref("helpdesk_mgmt_ext.mail_activity_type_unhappy")
            )
        )
