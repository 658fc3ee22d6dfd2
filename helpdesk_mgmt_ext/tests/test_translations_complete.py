# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""No addon of the suite shows a customer a term that French or Arabic lacks."""

import re

from babel.messages.pofile import read_po

from odoo.tests import TransactionCase, tagged
from odoo.tools import file_open
from odoo.tools.translate import TranslationModuleReader

SUITE = (
    "helpdesk_mgmt_ext",
    "helpdesk_kb",
    "helpdesk_sla_ext",
    "helpdesk_livechat",
    "helpdesk_survey",
)
#: What only agents and managers read, translated as well.
AGENTS_SUITE = (
    "helpdesk_ai_queue",
    "helpdesk_ai_routing",
    "helpdesk_crm_bridge",
    "helpdesk_kb_ai",
)
#: What a translation keeps as it is: places for values, and tags.
KEPT = re.compile(r"%\(\w+\)[.\d]*[sdf]|%[sd]|\{\{|</?[a-z]\w*")
#: Where customers read. The console, the API and its documentation are not theirs.
CUSTOMERS_READ = re.compile(
    r"/controllers/(?!api|health|mail_original)"
    r"|/models/(helpdesk_ticket_(ball|display|portal)|res_users_login)\.py"
    r"|helpdesk_livechat/models/"
    r"|/static/src/(portal|interactions)/"
    r"|mail\.template,subject|survey\.(survey|question),"
    r"|helpdesk\.ticket\.(stage|type|team),name"
    r"|ir\.ui\.view,arch_db:helpdesk_kb\.(article|help_centre|solved)\b"
)
#: The same in French; a translation equal to its source is left out of the catalogue.
SAME = {
    "%(hours)s h %(minutes)s min",
    "%(minutes)s min",
    "Infrastructure",
    "Ticket",
    "type",
}
#: Subjects of nothing but the customer's own words.
NO_WORDS = re.compile(r"(\W|\{\{[^}]*\}\})*")


@tagged("post_install", "-at_install")
class TestTranslationsComplete(TransactionCase):
    def _catalogue(self, module, language):
        """Return {term: translation} of what is translated."""
        try:
            with file_open(f"{module}/i18n/{language}.po", "rb") as file:
                return {m.id: m.string for m in read_po(file) if m.id and m.string}
        except FileNotFoundError:
            return {}

    def _translated(self, module, language):
        return set(self._catalogue(module, language))

    def _customer_terms(self, modules):
        """Return {module: terms}, read from the sources and the data of the addons."""
        terms = {module: set() for module in modules}
        for row in TranslationModuleReader(self.env.cr, modules=modules):
            module, _kind, name, res_id, source, _value, _comments = row
            if not CUSTOMERS_READ.search(f"{name}:{res_id}"):
                continue
            if not NO_WORDS.fullmatch(source):
                terms[module].add(source)
        return terms

    def test_every_addon_speaks_french_and_arabic_to_customers(self):
        installed = self.env["ir.module.module"].search(
            [("name", "in", SUITE), ("state", "=", "installed")]
        )
        terms = self._customer_terms(installed.mapped("name"))
        self.assertGreater(len(terms["helpdesk_mgmt_ext"]), 60)
        for module, sources in terms.items():
            for language, same in (("fr", SAME), ("ar", set())):
                with self.subTest(module, language=language):
                    known = self._translated(module, language) | same
                    self.assertFalse(sources - known)

    def test_arabic_knows_whatever_french_knows(self):
        for module in (*SUITE, *AGENTS_SUITE):
            with self.subTest(module):
                known = self._translated(module, "ar")
                self.assertFalse(self._translated(module, "fr") - known)

    def test_translations_keep_values_and_tags(self):
        for module in (*SUITE, *AGENTS_SUITE):
            for language in ("fr", "ar"):
                for term, translation in self._catalogue(module, language).items():
                    with self.subTest(module, language=language, term=term):
                        kept = sorted(KEPT.findall(translation))
                        self.assertEqual(kept, sorted(KEPT.findall(term)))
