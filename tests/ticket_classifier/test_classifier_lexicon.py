# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import pytest
from ticket_classifier.lexicon import LANGUAGES, TEAMS, Lexicon, _shipped_sections
from ticket_classifier.model import Classifier
from ticket_classifier.text import words


def small():
    lexicon = Lexicon(("shop", "cash"))
    lexicon.add_terms("shop", "3: purchase order*, deliver*, *lager")
    lexicon.add_terms("cash", "order, payment")
    return lexicon


def test_every_language_has_every_team():
    for language in LANGUAGES:
        sections = _shipped_sections(language)
        assert set(sections) == set(TEAMS)
        assert all(len(text) > 200 for text in sections.values()), language


def test_a_word_of_a_phrase_does_not_count_alone():
    scores, _evidence = small().scores(words("the purchase orders"))
    assert scores == [3.0, 0.0]
    assert small().scores(words("the order"))[0] == [0.0, 2.0]


def test_stems_and_endings_match():
    assert small().scores(words("delivered"))[0] == [3.0, 0.0]
    assert small().scores(words("Zentrallager"))[0] == [3.0, 0.0]


def test_a_repeated_word_counts_once():
    assert small().scores(words("payment payment payment"))[0] == [0.0, 2.0]


def test_evidence_names_the_words():
    assert small().scores(words("my payment"))[1] == [("payment", "cash", 2.0)]


def test_description_gives_weak_hints():
    lexicon = small()
    lexicon.add_description("cash", "Handles treasury and money")
    assert lexicon.scores(words("treasury"))[0] == [0.0, 0.5]


@pytest.mark.parametrize(
    ("team", "text"),
    [
        ("functional", "How do we set reordering rules for a warehouse?"),
        ("functional", "كيف أضيف مستودع جديد وأوامر الشراء؟"),
        ("technical", "AttributeError in our custom module when the wizard opens"),
        ("technical", "Notre module spécifique lève une exception Python"),
        ("integration", "The Shopify connector gets a 401 from the API"),
        ("integration", "El conector de PrestaShop no sincroniza por la API"),
        ("crm", "Assign leads of the pipeline to the sales team"),
        ("crm", "Wie verteilen wir Leads und Verkaufschancen im Vertrieb?"),
        ("finance_hr", "VAT report and payslip of the employee are wrong"),
        ("finance_hr", "ضريبة القيمة المضافة وكشف المرتبات"),
        ("infrastructure", "Server down, nginx says 502 bad gateway"),
        ("infrastructure", "Le serveur est inaccessible, sauvegarde à restaurer"),
        ("qa_knowledge", "Please write a user manual and the test cases"),
        ("qa_knowledge", "Wir brauchen Testfälle und eine Schulung"),
    ],
)
def test_day_one_knows_the_teams(team, text):
    prediction = Classifier(TEAMS).predict(text)
    assert prediction.label == team
    assert prediction.assigned(0.8), prediction
    assert prediction.terms
