# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The story of one ticket, told through Odoo's own mail gateway.

``tell(env)`` plays it on any database with the suite installed and prints it. It can
be told many times. No mail leaves: what the process sends stays in the mail queue.
"""

import html
import re
import runpy
from pathlib import Path
from urllib.parse import urlsplit

from lxml import html as lxml_html

STAGE = runpy.run_path(str(Path(__file__).with_name("stage.py")))
StoryError = STAGE["StoryError"]
RESPOND_LINK = re.compile(r"https?://[^\s\"'<>]*/my/helpdesk/\d+/respond\?[^\s\"'<>]+")


def tell(env, print=print, browser=None):
    """Tell the story and return its ticket, closed and confirmed.

    :param env: environment of any user; the story brings its own
    :param print: takes one line of text
    :param browser: follows the customer's link: has ``get(path)`` and
        ``post(path, data)``, both returning (status, text). Without it the server at
        ``web.base.url`` is asked, and where none answers the controller's method.
    :raises StoryError: a step had another outcome than it should
    """
    return Story(env, print, browser).tell()


class Story(STAGE["Stage"]):
    """What happens to one ticket, step by step; each step checks what it tells."""

    def tell(self):
        """Play all steps and return the ticket."""
        self._prepare()
        self._customer_writes()
        self._agent_answers()
        self._agent_asks()
        self._robot_answers()
        self._customer_replies()
        self._agent_resolves("The route to the printers in hall 2 is back.")
        self._customer_presses("confirm")
        self._customer_comes_back()
        self._agent_resolves("The printer got a fixed address; its lease had run out.")
        self._customer_presses("confirm")
        self._end()
        return self.ticket

    # --------------------------------------------------------------- steps

    def _customer_writes(self):
        self._title("A customer writes to the team's address, log and photo attached.")
        self.ticket = ticket = self._receive("gmail_multipart_attachments")
        contact = ticket.partner_id
        self._expect(contact, "the sender did not become a contact.")
        self._expect(len(self._files()) == 2, "attachments were lost.")
        priority = dict(ticket._fields["priority"]._description_selection(self.env))
        self._say("ticket", f"{ticket.number} “{ticket.name}”")
        self._say("team", ticket.team_id.name)
        self._say("source", ticket.channel_id.name)
        self._say("contact", f"{contact.name} <{ticket.partner_email}>")
        self._say("company", contact.commercial_partner_id.name)
        self._say("priority", priority[ticket.priority])
        self._say("attachments", ", ".join(self._files().mapped("name")))
        self._say("received", f"{ticket.received_at:%Y-%m-%d %H:%M:%S} UTC")
        self._say_deadlines()
        self._expect_mail("we acknowledge", self._queued_mails())

    def _files(self):
        domain = [
            ("res_model", "=", "helpdesk.ticket"),
            ("res_id", "=", self.ticket.id),
        ]
        return self.env["ir.attachment"].search(domain, order="id")

    def _say_deadlines(self):
        if "sla_state" not in self.ticket._fields:
            return
        targets = self.env["helpdesk.ticket.sla"].search(
            [("ticket_id", "=", self.ticket.id), ("cycle", "=", self.ticket.cycle)],
            order="deadline",
        )
        self._expect(targets, "there is no service level target on the ticket.")
        for target in targets:
            due = f"{target.deadline:%Y-%m-%d %H:%M} UTC" if target.deadline else "-"
            self._say("deadline", f"{due}  {target.metric} ({target.state})")

    def _expect_mail(self, label, mails):
        self._expect(mails, "no mail was queued.")
        mail = mails[-1]
        to = mail.email_to or ", ".join(mail.recipient_ids.mapped("email_formatted"))
        self._say(label, f"“{mail.subject}” to {to} ({mail.state})")
        return mail

    def _agent_answers(self):
        self.agent = self._find_agent()
        self._title(f"{self.agent.name} takes the ticket, starts and answers publicly.")
        ticket = self._as_agent()
        ticket.action_assign(user_id=self.agent.id)
        ticket.action_start()
        before = self._queued_mails()
        ticket.message_post(
            body="Hello, we see the log and look into the label service now.",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        self._expect(self.ticket.first_response_at, "the first response was not noted.")
        self._say("assigned to", self.ticket.user_id.name)
        self._expect_mail("answer", self._queued_mails() - before)
        self._say("first response", f"{self.ticket.first_response_at:%H:%M:%S} UTC")
        self._expect_role("in_progress")

    def _agent_asks(self):
        self._title(f"{self.agent.name} needs to know more: the ticket waits.")
        before = self._queued_mails()
        self._as_agent().action_request_info(
            "Which firmware do the printers show at start-up, and was anything "
            "changed in the network since Monday?"
        )
        self.question = self._last_message()
        self._expect_mail("question", self._queued_mails() - before)
        self._expect_role("pending_customer")
        self._say("waiting since", f"{self.ticket.pending_since:%H:%M:%S} UTC")

    def _robot_answers(self):
        self._title("The customer's mailbox answers by itself: nothing changes.")
        before = self._queued_mails()
        self._receive("out_of_office", reply_to=self.question)
        mails = self._queued_mails() - before
        self._expect(
            self.ticket.partner_id not in mails.recipient_ids
            and not any(mails.mapped("email_to")),
            "a machine got an answer.",
        )
        self._expect_role("pending_customer")

    def _customer_replies(self):
        self._title(
            "The customer replies from Outlook, Latin-1, our mail quoted below."
        )
        self._receive("outlook_latin1_reply", reply_to=self.question)
        self._say_newly_written()
        self._expect_role("investigating")

    def _say_newly_written(self):
        from odoo.addons.helpdesk_mgmt_ext.ticket_text import newly_written

        text = newly_written(self._last_message().body)
        self._expect("Technical Support" not in text, "the history is not folded.")
        for number, line in enumerate(filter(None, text.splitlines())):
            self._say("newly written" if not number else "and", line)

    def _agent_resolves(self, summary):
        self._title(f"{self.agent.name} resolves the ticket.")
        before = self._queued_mails()
        self._as_agent().action_resolve(
            summary,
            testing="A test label came out of each printer.",
            expected_result="Labels print within five seconds.",
        )
        mail = self._expect_mail("resolution mail", self._queued_mails() - before)
        links = RESPOND_LINK.findall(html.unescape(str(mail.body_html or mail.body)))
        self._expect(links, "the resolution mail has no link to confirm.")
        self.link = links[0]
        self._say(
            "link in it", self.link.partition("access_token=")[0] + "access_token=…"
        )
        self._expect_role("resolved")

    def _customer_presses(self, action):
        self._title("The customer opens the link and presses “it works”.")
        parts = urlsplit(self.link)
        status, page = self.browser.get(f"{parts.path}?{parts.query}")
        if status == 200 and self.ticket.number in page:
            self._say("page", f"GET {parts.path} → {status}, through the web server")
            self._expect_role("resolved")  # looking changes nothing
            self._submit(page, action)
        else:
            self._say("page", "no server serves this database: the method behind it")
            token = parts.query.partition("access_token=")[2].partition("&")[0]
            self._expect(self.ticket._check_respond_token(token), "the link is dead.")
            self._expect(self.ticket._customer_respond(action), "nothing happened.")
        self._expect_role("closed")
        self._expect(self.ticket.close_reason == "confirmed", "it is not confirmed.")
        self._say("outcome", self.ticket.close_reason)

    def _submit(self, page, action):
        """Send the form of ``action`` on the page, with its hidden fields."""
        forms = lxml_html.fromstring(page).forms
        forms = [form for form in forms if (form.action or "").endswith(f"/{action}")]
        self._expect(forms, f"the page offers no button for {action}.")
        data = dict(forms[0].form_values())
        self._expect(data.get("csrf_token"), "the form is not protected.")
        status, _page = self.browser.post(forms[0].action, data)
        self._expect(status == 200, f"the form was answered with {status}.")
        self._say("button", f"POST {forms[0].action} → {status}")
        self.env.invalidate_all()

    def _customer_comes_back(self):
        self._title("Later it happens again; the customer answers the closed ticket.")
        before = self.ticket.cycle
        self._receive("later_reply", reply_to=self._last_message())
        self._say_newly_written()
        self._expect_role("in_progress")
        self._expect(self.ticket.cycle == before + 1, "no new cycle began.")
        self._expect(not self.ticket.closed_date, "the closing date was kept.")
        self._say("cycle", self.ticket.cycle)
        self._say_deadlines()

    def _end(self):
        self.print("")
        ticket = self.ticket
        self.print(
            f"The end: {ticket.number} is closed ({ticket.close_reason}), after "
            f"{len(ticket.message_ids)} messages and {ticket.reopen_count} reopening; "
            f"{len(self._queued_mails())} mails wait in the queue."
        )
