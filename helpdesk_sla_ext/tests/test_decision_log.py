# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging

from odoo.tests import tagged

from odoo.addons.helpdesk_mgmt_ext.decision_log import LOGGER
from odoo.addons.helpdesk_mgmt_ext.tests.common import HelpdeskCommon


@tagged("post_install", "-at_install")
class TestDecisionLog(HelpdeskCommon):
    def _told(self, deed):
        self.env.cr.postcommit.clear()
        with self.assertLogs(LOGGER, logging.INFO) as log:
            deed()
            self.env.cr.postcommit.run()
        words = [record.getMessage().split()[0] for record in log.records]
        return [word.removeprefix("decision=") for word in words]

    def test_pause_and_resumption_are_told_once_each(self):
        self.team.use_sla = True
        ticket = self._create_tickets(user_id=self.agent.id)
        told = self._told(lambda: ticket.action_request_info("Which version?"))
        self.assertEqual(told.count("sla_pause"), 1)
        told = self._told(ticket.action_start)
        self.assertEqual(told.count("sla_resume"), 1)
