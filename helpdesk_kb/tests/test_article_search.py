# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import new_test_user, tagged

from .common import KbCommon


@tagged("post_install", "-at_install")
class TestArticleSearch(KbCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.toner = cls._article(
            "Toner smears on paper", "<p>Replacing the drum unit helps.</p>"
        )
        cls.portal_only = cls._article("Toner order form", audience="portal")
        cls.internal = cls._article("Toner stock list", audience="internal")
        cls.waiting = cls._article("Toner not yet reviewed", publish=False)
        cls.public = cls.env.ref("base.public_user")
        cls.portal = new_test_user(
            cls.env, login="hs-portal", groups="base.group_portal"
        )

    def _found(self, text, user=None):
        pages = self.env["document.page"].with_user(user or self.public)
        return pages._kb_search(text, limit=10)

    def test_words_match_by_their_stem(self):
        self.assertIn(self.toner, self._found("replace drums"))

    def test_last_word_matches_while_it_is_typed(self):
        self.assertIn(self.toner, self._found("smea"))

    def test_every_reader_finds_his_audience_only(self):
        everything = self.toner + self.portal_only + self.internal
        for user, expected in (
            (self.public, self.toner),
            (self.portal, self.toner + self.portal_only),
            (self.agent, everything),
        ):
            with self.subTest(user.login):
                self.assertEqual(
                    self._found("toner", user), expected & self._found("toner", user)
                )
                self.assertFalse(self._found("toner", user) - expected)
                self.assertFalse(expected - self._found("toner", user))

    def test_other_companys_articles_are_not_found(self):
        other = self.env["res.company"].create({"name": "HS Other"})
        self.toner.company_id = other
        self.assertNotIn(self.toner, self._found("smears"))

    def test_archived_article_is_not_found(self):
        self.toner.active = False
        self.assertNotIn(self.toner, self._found("smears"))

    def test_typing_error_in_the_title_is_forgiven(self):
        if not self.env.registry.has_trigram:
            self.assertFalse(self._found("smaers"))  # falls back cleanly
        else:
            self.assertIn(self.toner, self._found("tonner smers"))

    def test_any_input_is_stood(self):
        for text in (
            "",
            "   ",
            "!!! ??? ...",
            "a" * 10_000,
            "toner & | ! ( ) :* <-> ' \\ %",
            "'; DROP TABLE document_page; --",
            "😀 😀",
            "\x00toner",
        ):
            with self.subTest(text[:20]):
                self._found(text)
        self.assertIn(self.toner, self._found("toner & | ! ( ) :* '"))

    def test_long_article_can_be_stored_and_found(self):
        words = " ".join(f"word{index}" for index in range(60_000))
        page = self._article("Long", f"<p>needle {words}</p>")
        self.assertIn(page, self._found("needle"))
