# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Drafting an article of what solved a ticket."""

import logging
import re

from markupsafe import Markup
from psycopg2 import OperationalError

from odoo import models

from odoo.addons.helpdesk_mgmt_ext.ticket_text import newly_written, normalize_subject

from ..kb_redaction import redact

_logger = logging.getLogger(__name__)

#: A shorter summary explains nothing to anybody else.
MIN_WORDS, MIN_CHARACTERS = 6, 40
MAX_PROBLEM = 3_000


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    def _after_stage_change(self, previous):
        result = super()._after_stage_change(previous)
        for ticket in self:
            if ticket.stage_role == "closed" and ticket._is_worth_an_article():
                ticket._draft_article_safely()
        return result

    def _is_worth_an_article(self):
        """Whether somebody else could learn from the solution.

        Not for cancelled, rejected, duplicate and merged tickets, nor for those an
        article already helped in.
        """
        self.ensure_one()
        summary = (self.resolution_summary or "").strip()
        # sudo: whoever closes the ticket need not be allowed to read articles
        return (
            not self._is_void()
            and len(summary) >= MIN_CHARACTERS
            and len(re.findall(r"\w+", summary)) >= MIN_WORDS
            and not self.sudo().article_ids  # sudo: see above
        )

    def _draft_article_safely(self):
        """Draft as the bot; whatever goes wrong, the ticket is closed all the same."""
        try:
            with self.env.cr.savepoint():
                self._as_bot()._draft_article()
        except OperationalError:
            raise  # two transactions met: Odoo repeats the request (R34)
        except Exception:
            _logger.exception("No article could be drafted of %s", self.number)

    def _draft_article(self):
        """Make a draft for review, or propose a revision of an article much like it."""
        self.ensure_one()
        draft = self._prepare_article()
        page = self._find_similar_article(draft["name"])
        if page:
            if _words(draft["solution"]) - _words(page.kb_search_text or ""):
                page._kb_propose(
                    Markup("%s<h3>%s</h3>%s")
                    % (
                        Markup(page.content or ""),
                        self.env._("Another solution"),
                        _paragraphs(draft["solution"]),
                    ),
                    self.env._("Solved again in %(ticket)s", ticket=self.number),
                )
        else:
            page = self.env["document.page"].create(self._prepare_page_vals(draft))
        self.article_ids |= page
        self._emit("ticket.article_drafted", {"article": page.name})
        return page

    def _find_similar_article(self, title):
        """Return an article, published or not, whose title says the same."""
        pages = self.env["document.page"]
        domain = [("kb_article", "=", True), ("name", "=ilike", _escape(title))]
        same = pages.search(domain, limit=1)
        if same or not self.env.registry.has_trigram:
            return same
        pages.flush_model(["name", "kb_article", "active"])
        self.env.cr.execute(
            """
            SELECT id FROM document_page
             WHERE kb_article AND active AND type = 'content'
               AND (company_id IS NULL OR company_id = %s)
               AND name %% %s AND similarity(name, %s) > 0.8
             ORDER BY similarity(name, %s) DESC, id LIMIT 1
            """,
            (self.company_id.id, title, title, title),
        )
        return pages.browse(row[0] for row in self.env.cr.fetchall())

    def _prepare_article(self):
        """Return title, problem, solution, expected result and what was taken out."""
        names = self._people_to_hide()
        problem = newly_written(self.description or "")[:MAX_PROBLEM]
        texts = {
            "name": normalize_subject(self.name or ""),
            "problem": self.understanding_issue or problem,
            "solution": self.resolution_summary or "",
            "expected": self.resolution_expected_result or "",
        }
        found = []
        for key, text in texts.items():
            texts[key], findings = redact(text, names)
            found += findings
        texts["name"] = " ".join(texts["name"].split())[:200] or self.number
        texts["found"] = found
        return texts

    def _people_to_hide(self):
        """Return the names that must not stand in the article."""
        partners = self.partner_id | self.commercial_partner_id
        return [name for name in [*partners.mapped("name"), self.partner_name] if name]

    def _prepare_page_vals(self, draft):
        category = self.env.ref("helpdesk_kb.category_articles", False)
        found = sorted(
            {f"{finding.kind}: {finding.hint}" for finding in draft["found"]}
        )
        parts = [
            (self.env._("Problem"), draft["problem"]),
            (self.env._("Solution"), draft["solution"]),
            (self.env._("What you should see then"), draft["expected"]),
        ]
        content = Markup("").join(
            Markup("<h3>%s</h3>%s") % (title, _paragraphs(text))
            for title, text in parts
            if text.strip()
        )
        return {
            "name": draft["name"],
            "type": "content",
            "kb_article": True,
            "kb_audience": "internal",
            "kb_lang": self.partner_id.lang or self.env.lang,
            "kb_redactions": "\n".join(found) or False,
            "parent_id": category and category.id,
            "company_id": self.company_id.id,
            "draft_name": "1",
            "draft_summary": self.env._("Drafted of %(ticket)s", ticket=self.number),
            "content": content,
        }


def _paragraphs(text):
    """Return plain text as escaped paragraphs; lines that begin with a number or a
    dash become steps."""
    blocks = []
    for line in filter(None, map(str.strip, text.splitlines())):
        step = re.match(r"(?:\d{1,2}[.)]|[-*•])\s+(.*)", line)
        if not step:
            blocks.append(Markup("<p>%s</p>") % line)
        elif blocks and blocks[-1].startswith("<ol>"):
            item = Markup("<li>%s</li></ol>") % step.group(1)
            blocks[-1] = blocks[-1].removesuffix("</ol>") + item
        else:
            blocks.append(Markup("<ol><li>%s</li></ol>") % step.group(1))
    return Markup("").join(blocks)


def _words(text):
    return set(re.findall(r"[^\W\d]+", text.lower()))


def _escape(text):
    """Return ``text`` for ``=ilike``, which knows wildcards."""
    return re.sub(r"([\\%_])", r"\\\1", text)
