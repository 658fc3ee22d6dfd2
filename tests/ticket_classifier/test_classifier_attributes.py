# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import pytest
from ticket_classifier.attributes import PRIORITIES, attributes, is_only_thanks


@pytest.mark.parametrize(
    ("expected", "subject", "body"),
    [
        ("bug", "Traceback on save", "It crashes with an error."),
        ("question", "Default warehouse", "How do I set it per user?"),
        ("change", "Driver name", "Please add a field to the slip."),
        ("opportunity", "Proposal", "Please quote for 20 additional users."),
        ("bug", "خطأ في النظام", "لا يعمل التقرير"),
        ("question", "TVA", "Comment lettrer une facture ?"),
    ],
)
def test_type_is_told(expected, subject, body):
    assert attributes(subject, body).type == expected


def test_urgent_needs_an_outage_and_its_scope():
    assert attributes("Server is down", "nobody can work").priority == "3"
    assert attributes("My screen is down", "please look").priority != "3"
    assert attributes("Question", "for everybody in the company").priority == "1"
    assert (
        attributes("Server nicht erreichbar", "niemand kann arbeiten").priority == "3"
    )


def test_the_word_http_alone_is_no_outage():
    told = attributes("Address", "The link begins with http, is that right")
    assert told.priority == "1"
    assert attributes("Down", "Error 502 for all users").priority == "3"


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("Till", "It does not print and customers complain"),
        ("Caisse", "Erreur à la caisse, les clients se plaignent"),
        ("Kasse", "Fehler an der Kasse, die Kunden beschweren sich"),
        ("Caja", "Error en la caja, los clientes se quejan"),
        ("نقطة البيع", "خطأ في الطباعة والعملاء يشتكون"),
        ("Wrong price", "The price is wrong for all customers"),
    ],
)
def test_a_problem_that_presses_or_hits_many_is_high(subject, body):
    assert attributes(subject, body).priority == "2"


def test_minor_matters_are_low():
    assert attributes("Typo on the help page", "no hurry").priority == "0"


def test_an_error_report_is_not_anger():
    told = attributes("Traceback", "The invoice fails with an error, it is wrong.")
    assert told.emotion == 0
    assert told.raised_priority() == told.priority


def test_anger_raises_the_priority_by_one_level_never_to_urgent():
    angry = "This is unacceptable and outrageous, I am furious!"
    told = attributes("Report", angry)
    assert told.sentiment == "negative" and told.emotion <= -0.5
    assert (told.priority, told.raised_priority()) == ("1", "2")
    high = attributes("Cannot ship", f"Urgent! Error, we cannot deliver. {angry}")
    assert (high.priority, high.raised_priority()) == ("2", "2")


def test_joy_never_lowers_the_priority():
    told = attributes("Server is down", "nobody can work, but we love you, great work")
    assert told.raised_priority() == "3"


def test_praise_is_positive():
    assert (
        attributes("Great work", "We love it, thank you so much").sentiment
        == "positive"
    )


@pytest.mark.parametrize("text", ["", "😀", "x" * 100_000, "\x00" * 50, "؟؟؟"])
def test_odd_text_has_allowed_values(text):
    told = attributes(text, text)
    assert told.priority in PRIORITIES and -1 <= told.sentiment_score <= 1


@pytest.mark.parametrize(
    "text",
    [
        "Thank you!",
        "Thanks a lot, it works now.",
        "شكرا جزيلا",
        "Merci beaucoup, tout fonctionne",
        "Muchas gracias, ya funciona",
        "Vielen Dank, funktioniert jetzt",
        "Perfect, thanks.\n\nOn Mon, Ann wrote:\n> is the error gone?",
    ],
)
def test_pure_thanks_is_recognised(text):
    assert is_only_thanks(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Thanks, but it still fails.",
        "Thanks. Another question: how do I print it?",
        "Thank you, could you also add the field?",
        "Thanks for nothing, this is unacceptable",
        "Merci, mais ça ne marche pas",
        "شكرا ولكن ما زالت المشكلة موجودة",
        "Danke, aber der Fehler ist noch da",
        "Please call me",
        "Thanks " + "and more details follow here " * 20,
    ],
)
def test_doubtful_thanks_is_not(text):
    assert not is_only_thanks(text)
