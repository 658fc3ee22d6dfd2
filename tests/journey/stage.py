# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the story needs around it: its people, its mails, its browser, its voice."""

import runpy
import uuid
from datetime import datetime, timezone
from pathlib import Path

import requests

MAILS = Path(__file__).resolve().parents[1] / "data" / "mail" / "samples.py"
CUSTOMER_COMPANY = ("Lumen Logistics", "office@lumen-logistics.example")


class StoryError(AssertionError):
    """The suite did not do what this step of the story is about."""


class ServerBrowser:
    """The customer's browser, at a server that serves the same database."""

    def __init__(self, env):
        self.env = env
        self.base = env["ir.config_parameter"].get_param("web.base.url") or ""
        self.session = requests.Session()

    def get(self, path):
        """Return (status, text) of a page; (0, "") if no server answers."""
        self.env.cr.commit()  # another process has to see the ticket
        return self._ask("GET", path)

    def post(self, path, data):
        """Return (status, text) of a form that was sent."""
        answer = self._ask("POST", path, data)
        self.env.cr.commit()  # begin anew, to see what the other process wrote
        return answer

    def _ask(self, method, path, data=None):
        url = self.base.rstrip("/") + path
        try:
            answer = self.session.request(method, url, data=data, timeout=60)
        except requests.RequestException:
            return 0, ""
        return answer.status_code, answer.text


class Stage:
    """The ticket and its surroundings; a step that goes wrong ends the story."""

    def __init__(self, env, print, browser=None):
        context = {"lang": "en_US", "tz": "UTC", "mail_notify_force_send": False}
        self.env = env(su=True, context=dict(env.context, **context))
        self.print = print
        self.browser = browser or ServerBrowser(self.env)
        self.samples = runpy.run_path(str(MAILS))
        # Another customer each time: one who writes too often meets the rate limit.
        self.mailbox = f"marie.lefevre.{uuid.uuid4().hex[:6]}@"
        self.step = 0
        self.ticket = self.env["helpdesk.ticket"]

    # ------------------------------------------------------------- telling

    def _title(self, text):
        self.step += 1
        self.print("")
        self.print(f"{self.step}. {self._now():%H:%M:%S}  {text}")

    def _say(self, label, value):
        self.print(f"       {label + ':':<18} {value}")

    def _now(self):
        return datetime.now(timezone.utc)

    def _expect(self, condition, what):
        if not condition:
            raise StoryError(f"Step {self.step}: {what}")

    def _expect_role(self, role):
        self.ticket.invalidate_recordset()
        self._expect(
            self.ticket.stage_role == role,
            f"{self.ticket.number} should be {role}, it is {self.ticket.stage_role}.",
        )
        self._say("stage", f"{self.ticket.stage_id.name} ({role})")

    # ----------------------------------------------------------- the stage

    def _prepare(self):
        """Find team and address; create only what a bare database lacks."""
        if not self.env.company.alias_domain_id:
            domain = self.env["mail.alias.domain"].search([], limit=1) or self.env[
                "mail.alias.domain"
            ].create({"name": "helpdesk.example"})
            self.env.company.alias_domain_id = domain
        self.team = self.env.ref("helpdesk_mgmt_ext.team_technical")
        if not self.team.alias_name:
            self.team.alias_name = "technical"
        if not self.team.alias_domain_id:
            self.team.alias_domain_id = self.env.company.alias_domain_id
        self.address = f"{self.team.alias_name}@{self.team.alias_domain_id.name}"
        partners = self.env["res.partner"]
        name, email = CUSTOMER_COMPANY
        if not partners.search_count([("email_normalized", "=", email)], limit=1):
            partners.create({"name": name, "email": email, "is_company": True})

    def _find_agent(self):
        """Return who works on the ticket: a member of its team, else any agent."""
        group = self.env.ref("helpdesk_mgmt.group_helpdesk_user_own")
        users = self.ticket.team_id.user_ids or self.env["res.users"].search([])
        users = users.filtered(
            lambda user: (
                user.active
                and group in user.all_group_ids
                and self.ticket._may_be_given_to(user)
            )
        )
        self._expect(users, "there is nobody who could work on the ticket.")
        return users.sorted(
            lambda user: (user == self.env.ref("base.user_admin"), user.id)
        )[0]

    def _as_agent(self):
        return self.ticket.with_user(self.agent).sudo(False)

    # ------------------------------------------------------------ mail in

    def _receive(self, name, reply_to=None):
        """Feed a sample mail to the gateway as fetchmail does; return its ticket."""
        raw = self.samples["load"](
            name,
            self.address,
            self._now(),
            reply_to=reply_to.message_id if reply_to else "",
            subject=self.ticket.name or "",
        )
        raw = raw.replace(b"marie.lefevre@", self.mailbox.encode())
        self._say("mail", f"{name}.eml, {len(raw)} bytes, to {self.address}")
        ticket_id = self.env["mail.thread"].message_process(None, raw)
        self._expect(ticket_id, "the gateway took the mail for no ticket.")
        if self.ticket:
            self._expect(ticket_id == self.ticket.id, "the mail made another ticket.")
        self.ticket.invalidate_recordset()
        return self.env["helpdesk.ticket"].browse(ticket_id)

    def _last_message(self):
        domain = [("model", "=", "helpdesk.ticket"), ("res_id", "=", self.ticket.id)]
        subtype = self.env.ref("mail.mt_comment")
        domain += [("subtype_id", "=", subtype.id), ("is_internal", "=", False)]
        return self.env["mail.message"].search(domain, order="id desc", limit=1)

    def _queued_mails(self):
        domain = [
            ("mail_message_id.model", "=", "helpdesk.ticket"),
            ("mail_message_id.res_id", "=", self.ticket.id),
        ]
        return self.env["mail.mail"].search(domain, order="id")
