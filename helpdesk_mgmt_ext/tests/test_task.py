# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged, users

from .common import HelpdeskCommon


@tagged("post_install", "-at_install")
class TestTask(HelpdeskCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.project = cls.env["project.project"].create(
            {"name": "HS Project", "privacy_visibility": "followers"}
        )
        cls.ticket = cls._create_tickets(user_id=cls.agent.id, priority="2")

    @users("hs-agent")
    def test_task_in_the_teams_project_needs_no_project_right(self):
        self.team.sudo().default_project_id = self.project
        action = self.ticket.with_env(self.env).action_create_task()
        task = self.ticket.task_id
        self.assertEqual(task.project_id, self.project)
        self.assertEqual(task.partner_id, self.customer)
        self.assertIn(self.ticket.number, task.name)
        self.assertEqual(task.priority, "2")
        self.assertEqual(self.ticket.project_id, self.project)
        self.assertEqual(action["res_id"], task.id)
        with patch.object(type(task), "has_access", lambda self, operation: False):
            action = self.ticket.with_env(self.env)._open_task()
        self.assertIn("HS Project", action["params"]["message"])

    @users("hs-agent")
    def test_other_projects_need_the_right_and_say_so(self):
        self.ticket.sudo().project_id = self.project
        with self.assertRaisesRegex(UserError, "Project app"):
            self.ticket.with_env(self.env).action_create_task()
        self.assertFalse(self.ticket.task_id)

    def test_task_is_made_once(self):
        self.team.default_project_id = self.project
        action = self.ticket.action_create_task()
        self.assertEqual(action["res_id"], self.ticket.task_id.id)
        task = self.ticket.task_id
        self.ticket.action_create_task()
        self.assertEqual(self.ticket.task_id, task)

    def test_ticket_without_project_says_what_to_do(self):
        with self.assertRaisesRegex(UserError, "default project"):
            self.ticket.action_create_task()
