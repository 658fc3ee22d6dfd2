# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Finding articles: PostgreSQL full text, in the article's language, typos forgiven."""

import re

from odoo import api, fields, models
from odoo.tools import SQL

#: Odoo's language code → PostgreSQL's configuration (each ships with PostgreSQL).
CONFIGS = {
    "ar": "arabic",
    "da": "danish",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fr": "french",
    "it": "italian",
    "nl": "dutch",
    "pt": "portuguese",
    "ru": "russian",
    "sv": "swedish",
}
MAX_WORDS = 12
WORD_LIKENESS = 0.45
#: A word that stands in more articles says so little that the order among them may be
#: left to chance; ranking them all would take longer than typing the next letter.
MAX_CANDIDATES = 500


class DocumentPage(models.Model):
    _inherit = "document.page"

    kb_config = fields.Char(compute="_compute_kb_config", store=True)

    @api.depends("kb_lang")
    def _compute_kb_config(self):
        for page in self:
            page.kb_config = CONFIGS.get((page.kb_lang or "")[:2], "simple")

    def init(self):
        """Let PostgreSQL keep the search vector; it can never be stale.

        Stemmed in the article's language, and unstemmed for names and codes.
        """
        stems = SQL(" ").join(
            SQL(
                "WHEN %(name)s THEN to_tsvector(%(name)s::regconfig, %(text)s)",
                name=SQL(f"'{config}'"),
                text=SQL("coalesce(kb_search_text, '')"),
            )
            for config in sorted(set(CONFIGS.values()))
        )
        self.env.cr.execute(
            SQL(
                """
                ALTER TABLE document_page ADD COLUMN IF NOT EXISTS kb_vector tsvector
                GENERATED ALWAYS AS (
                    setweight(to_tsvector('simple', coalesce(name, '')), 'A')
                    || CASE kb_config %s
                       ELSE to_tsvector('simple', coalesce(kb_search_text, '')) END
                ) STORED
                """,
                stems,
            )
        )
        self.env.cr.execute(
            """
            CREATE INDEX IF NOT EXISTS document_page_kb_vector_index
                ON document_page USING gin (kb_vector) WHERE kb_article
            """
        )
        return super().init()

    @api.model
    def _kb_audiences(self):
        """Return the audiences the current user belongs to."""
        user = self.env.user
        if user._is_internal():
            return ["internal", "portal", "public"]
        return ["public"] if user._is_public() else ["portal", "public"]

    @api.model
    def _kb_domain(self):
        """Return the domain of the articles the current user may read."""
        return [
            ("kb_article", "=", True),
            ("type", "=", "content"),
            ("kb_state", "=", "published"),
            ("kb_audience", "in", self._kb_audiences()),
            ("company_id", "in", [False, self.env.company.id]),
        ]

    @api.model
    def _kb_search(self, text, limit=5):
        """Return the published articles that fit ``text``, best first.

        The last word matches by its beginning, for searching while typing. If no word
        is found at all, titles that look alike are (where ``pg_trgm`` is there).

        :param text: what somebody typed, of any length and kind
        :return: articles as superuser, of the current user's audiences only
        """
        # sudo: visitors have no access to pages; the domain is what they may read
        pages = self.sudo()
        words = re.findall(r"\w+", (text or "")[:500].lower())[:MAX_WORDS]
        if not words:
            return pages.browse()
        ids = self._kb_ranked(words, limit) or self._kb_alike(" ".join(words), limit)
        return pages.browse(ids)

    @api.model
    def _kb_ranked(self, words, limit):
        query = " | ".join([f"'{word}'" for word in words] + [f"'{words[-1]}':*"])
        # An article is stemmed in its own language, whatever the reader's is.
        parts = [
            SQL("to_tsquery(%s::regconfig, %s)", config, query)
            for config in self._kb_query_configs()
        ]
        tsquery = SQL("(%s)", SQL(" || ").join(parts))
        return self._kb_select(
            SQL("kb_vector @@ %s", tsquery),
            SQL("ts_rank_cd(kb_vector, %s) DESC, kb_helpful_count DESC", tsquery),
            limit,
        )

    @api.model
    def _kb_query_configs(self):
        """Return PostgreSQL's configurations of the languages in use, and "simple"."""
        codes = [code for code, _name in self.env["res.lang"].get_installed()]
        return sorted({CONFIGS.get(code[:2], "simple") for code in codes} | {"simple"})

    @api.model
    def _kb_alike(self, text, limit):
        if not self.env.registry.has_trigram:
            return []
        likeness = SQL("word_similarity(%s, name)", text)
        return self._kb_select(
            SQL("%s > %s", likeness, WORD_LIKENESS), SQL("%s DESC", likeness), limit
        )

    @api.model
    def _kb_select(self, condition, order, limit):
        """Return ids of readable articles; flushes what the query reads."""
        # sudo: as in _kb_search
        self.sudo().flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id FROM (
                    SELECT * FROM document_page
                     WHERE kb_article AND active AND type = 'content'
                       AND kb_state = 'published' AND kb_audience IN %s
                       AND (company_id IS NULL OR company_id = %s)
                       AND %s
                     LIMIT %s
                ) AS document_page
                 ORDER BY %s, id LIMIT %s
                """,
                tuple(self._kb_audiences()),
                self.env.company.id,
                condition,
                MAX_CANDIDATES,
                order,
                limit,
            )
        )
        return [page_id for (page_id,) in rows]
