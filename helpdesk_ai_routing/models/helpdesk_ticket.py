# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Where the analysis hooks into a ticket's life."""

import functools
import logging
import re

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import html2plaintext

from odoo.addons.helpdesk_mgmt_ext.ticket_text import html_to_text, newly_written

from ..ticket_classifier import is_only_thanks

_logger = logging.getLogger(__name__)

#: What only the analysis writes: neither a form nor an agent over RPC.
AI_FACTS = {
    "ai_analysis_id",
    "ai_analysis_ids",
    "ai_confidence",
    "ai_language",
    "ai_raised_cycle",
    "ai_sentiment",
    "ai_summary",
}
#: Longest stored text looked at, in characters; more says nothing new.
MAX_HTML = 100_000
#: A picture written into the text, of which there may be megabytes before a word.
_PICTURE = re.compile(r"data:[\w.+/-]{0,80};base64,[\w+/=%]*", re.ASCII)


@functools.lru_cache(maxsize=8)  # a new ticket's text is asked for several times
def _newly_written(html):
    return newly_written(html_to_text(html))


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    ai_analysis_ids = fields.One2many("helpdesk.ai.analysis", "ticket_id", copy=False)
    ai_analysis_id = fields.Many2one(
        "helpdesk.ai.analysis",
        string="Analysis",
        copy=False,
        readonly=True,
        index="btree_not_null",
        groups="helpdesk_mgmt.group_helpdesk_user_own",
    )
    ai_confidence = fields.Float(
        string="Confidence",
        copy=False,
        readonly=True,
        aggregator="avg",
        groups="helpdesk_mgmt.group_helpdesk_user_own",
        help="How sure the analysis is of its suggested team, 0 to 1.",
    )
    ai_summary = fields.Text(
        string="Summary",
        copy=False,
        readonly=True,
        groups="helpdesk_mgmt.group_helpdesk_user_own",
    )
    ai_team_id = fields.Many2one(
        related="ai_analysis_id.team_id",
        string="Suggested team",
        groups="helpdesk_mgmt.group_helpdesk_user_own",
    )
    ai_sentiment = fields.Selection(
        [("negative", "Negative"), ("neutral", "Neutral"), ("positive", "Positive")],
        string="Sentiment",
        copy=False,
        readonly=True,
        groups="helpdesk_mgmt.group_helpdesk_user_own",
        help="How the customer sounded in the last message.",
    )
    ai_language = fields.Char(
        string="Language",
        copy=False,
        readonly=True,
        groups="helpdesk_mgmt.group_helpdesk_user_own",
        help="Language the request was written in, as a two-letter code.",
    )
    ai_raised_cycle = fields.Integer(
        copy=False,
        readonly=True,
        aggregator=None,
        groups="helpdesk_mgmt.group_helpdesk_user_own",
        help="Last cycle in which anger raised the priority; once per cycle.",
    )

    def _check_facts(self, names, creating=False):
        """Refuse forged analyses, which would open other tickets' to the forger."""
        result = super()._check_facts(names, creating=creating)
        if not self.env.su and not AI_FACTS.isdisjoint(names):
            raise AccessError(self.env._("Analyses are written by the system only."))
        return result

    # ------------------------------------------------------------------ hooks

    def _after_create(self):
        super()._after_create()
        self._ai_begin("_ai_after_create")

    def _after_message(self, message, kind):
        super()._after_message(message, kind)
        if kind == "customer" and not self._ai_was_read(message):
            self._ai_safely("_ai_read_message", message)

    def _after_reclassification(self, previous):
        super()._after_reclassification(previous)
        if any("team_id" in changed for changed in previous.values()):
            self._ai_safely("_ai_learn_from_move", previous)

    def _after_stage_change(self, previous):
        super()._after_stage_change(previous)
        self._ai_safely("_ai_learn_from_close", previous)

    def _ai_safely(self, method, *args):
        """Call ``method``; an analysis may fail, what it watches may not.

        A clash with another transaction is passed on: Odoo repeats the request (R34).

        :return: whether it went well
        """
        try:
            with self.env.cr.savepoint():
                getattr(self, method)(*args)
        except OperationalError:
            raise
        except Exception:
            _logger.exception("%s failed on tickets %s", method, self.ids)
            return False
        return True

    # ------------------------------------------------------------------- text

    def _ai_text(self):
        """Return (subject, what the customer newly wrote) in plain text."""
        self.ensure_one()
        return self.name or "", self._ai_plain(self.description)

    @api.model
    def _ai_plain(self, html):
        html = _PICTURE.sub("data:,", str(html or ""))[:MAX_HTML]
        try:
            return _newly_written(html)
        except Exception:  # a body no parser takes is still a body
            _logger.info("Text of a ticket could not be parsed", exc_info=True)
            return html2plaintext(html)

    # -------------------------------------------------------------- messages

    def _ai_was_read(self, message):
        """Whether this is the request itself, analysed a moment ago as a new ticket."""
        # sudo: the text of a message that just came in, whoever brought it
        ticket_sudo, message_sudo = self.sudo(), message.sudo()
        analysis_sudo = ticket_sudo.ai_analysis_id
        return (
            analysis_sudo.state == "done"
            and analysis_sudo.create_date == message_sudo.create_date
            and ticket_sudo.description == message_sudo.body
        )

    def _ai_read_message(self, message):
        """Take the mood of a customer's message; anger may raise the priority."""
        self.ensure_one()
        # sudo: the text of a message that just came in, whoever brought it
        text = self._ai_plain(message.sudo().body)
        if not text.strip():
            return
        sentiment, emotion = self.env["helpdesk.ai.engine"]._mood(text)
        ticket = self._as_bot()
        ticket.write({"ai_sentiment": sentiment})
        ticket._ai_raise_priority(emotion, self.env._("a message of the customer"))

    def _ai_raise_priority(self, emotion, source):
        """Raise by one level for strong anger, at most to High, once per cycle."""
        for ticket in self:
            if (
                not ticket.team_id.ai_raise_priority
                or emotion > -0.5
                or ticket.closed
                or ticket.ai_raised_cycle >= ticket.cycle
                or ticket.priority not in ("0", "1")
            ):
                continue
            ticket.write(
                {
                    "priority": str(int(ticket.priority) + 1),
                    "ai_raised_cycle": ticket.cycle,
                }
            )
            ticket._message_log(
                body=self.env._(
                    "Priority raised by one level: %(text)s sounds angry.",
                    text=source,
                )
            )

    def _is_pure_thanks(self, message):
        """Recognise thanks in five languages; a doubtful one counts as a message."""
        if super()._is_pure_thanks(message):
            return True
        # sudo: the text of a message on a ticket whose rules are being applied
        message_sudo = message.sudo()
        return not message_sudo.attachment_ids and is_only_thanks(
            self._ai_plain(message_sudo.body)
        )
