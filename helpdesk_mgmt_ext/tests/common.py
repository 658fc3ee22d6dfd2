# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from email.message import EmailMessage
from email.utils import format_datetime
from itertools import count

from odoo import fields
from odoo.tests import new_test_user

from odoo.addons.base.tests.common import BaseCommon

COUNTER = count(1)


class HelpdeskCommon(BaseCommon):
    """A team with an address, one user per role and a customer of a company.

    Mails stay in the queue: nothing is sent. Names carry "hs-" so that they never
    meet the records of a stock suite.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.alias_domain = cls.env["mail.alias.domain"].search([], limit=1) or cls.env[
            "mail.alias.domain"
        ].create({"name": "hs.example.com"})
        cls.env.company.alias_domain_id = cls.alias_domain
        cls.agent = cls._new_user("hs-agent", "helpdesk_mgmt.group_helpdesk_user_team")
        cls.colleague = cls._new_user(
            "hs-colleague", "helpdesk_mgmt.group_helpdesk_user_team"
        )
        cls.officer = cls._new_user("hs-officer", "helpdesk_mgmt.group_helpdesk_user")
        cls.manager = cls._new_user(
            "hs-manager", "helpdesk_mgmt.group_helpdesk_manager"
        )
        cls.team = cls.env["helpdesk.ticket.team"].create(
            {
                "name": "HS Team",
                "user_ids": [(6, 0, (cls.agent + cls.colleague).ids)],
                "alias_name": "hs-team",
                "alias_domain_id": cls.alias_domain.id,
            }
        )
        cls.customer_company = cls.env["res.partner"].create(
            {
                "name": "HS Customer",
                "is_company": True,
                "email": "info@hs-customer.test",
            }
        )
        cls.customer = cls.env["res.partner"].create(
            {
                "name": "Chris Customer",
                "email": "chris@hs-customer.test",
                "parent_id": cls.customer_company.id,
            }
        )

    @classmethod
    def _new_user(cls, login, groups):
        return new_test_user(
            cls.env, login=login, groups=groups, email=f"{login}@ours.test"
        )

    @classmethod
    def _create_tickets(cls, number=1, **vals):
        defaults = {
            "name": "It does not work",
            "description": "<p>It does not work.</p>",
            "team_id": cls.team.id,
            "partner_id": cls.customer.id,
            "user_id": False,
        }
        return cls.env["helpdesk.ticket"].create(
            [{**defaults, **vals} for _index in range(number)]
        )

    @classmethod
    def _mail(
        cls,
        body="Please help.",
        sender="Chris Customer <chris@hs-customer.test>",
        to=None,
        subject="It does not work",
        reply_to=None,
        attachments=(),
        **headers,
    ):
        """Return the bytes of a mail; ``reply_to`` is the message it answers.

        Other headers by keyword: ``auto_submitted`` → ``Auto-Submitted``; None leaves
        a header out.
        """
        mail = EmailMessage()
        values = {
            "From": sender,
            "To": to or f"hs-team@{cls.alias_domain.name}",
            "Subject": subject,
            "Message-Id": f"<hs-{next(COUNTER)}@hs-customer.test>",
            "Date": format_datetime(fields.Datetime.now()),
        }
        if reply_to:
            values["In-Reply-To"] = values["References"] = reply_to.message_id
        values.update(
            {name.replace("_", "-").title(): text for name, text in headers.items()}
        )
        for name, text in values.items():
            if text is not None:
                mail[name] = text
        mail.set_content(body)
        for name, content in attachments:
            mail.add_attachment(
                content, maintype="application", subtype="octet-stream", filename=name
            )
        return mail.as_bytes()

    @classmethod
    def _receive(cls, raw=None, env=None, **kwargs):
        """Feed a mail to the gateway; return the ticket that took it."""
        env = env or cls.env
        ticket_id = env["mail.thread"].message_process(None, raw or cls._mail(**kwargs))
        return cls.env["helpdesk.ticket"].browse(ticket_id or [])

    def _queries_of(self, work):
        """Return how many queries ``work()`` takes, with nothing in the cache."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        work()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def _notices(self, ticket, before=None):
        """Return the mails that the process queued on ``ticket``, oldest first."""
        domain = [
            ("mail_message_id.model", "=", "helpdesk.ticket"),
            ("mail_message_id.res_id", "=", ticket.id),
        ]
        mails = self.env["mail.mail"].search(domain, order="id")
        return mails - before if before else mails
