# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Did a machine send it? In doubt a person did: a lost mail is worse than a loop guard
that has to be asked."""

import pytest
from ticket_text import automatic_verdict

ANN = {"From": "Ann Bell <ann@client.example>", "Return-Path": "<ann@client.example>"}

#: name: (headers, kind, word in the reason)
MACHINES = {
    "RFC 3834 reply": (
        {"Auto-Submitted": "auto-replied"},
        "auto_reply",
        "Auto-Submitted",
    ),
    "RFC 3834 with parameter": (
        {"auto-submitted": "auto-replied (vacation); owner-email=a@b.example"},
        "auto_reply",
        "auto-replied",
    ),
    "RFC 3834 generated": (
        {"Auto-Submitted": "auto-generated"},
        "auto_generated",
        "Auto",
    ),
    "RFC 5436 notified": (
        {"Auto-Submitted": "auto-notified"},
        "auto_generated",
        "Auto",
    ),
    "X-Autoreply": ({"X-Autoreply": "yes"}, "auto_reply", "X-Autoreply"),
    "X-Autorespond": ({"X-Autorespond": "Re: x"}, "auto_reply", "X-Autorespond"),
    "Precedence auto_reply": ({"Precedence": "auto_reply"}, "auto_reply", "auto_reply"),
    "Precedence bulk": ({"Precedence": "bulk"}, "bulk", "bulk"),
    "Precedence junk": ({"Precedence": "Junk"}, "bulk", "junk"),
    "Precedence list": ({"Precedence": "list"}, "list", "Precedence"),
    "newsletter": (
        {"List-Unsubscribe": "<mailto:u@x.example>"},
        "list",
        "List-Unsubscribe",
    ),
    "announcement list": (
        {"List-Id": "<news.x.example>", "List-Post": "NO (posting not allowed)"},
        "list",
        "List-Id",
    ),
    "DSN": (
        {"Content-Type": 'multipart/report; report-type="delivery-status"; boundary=x'},
        "bounce",
        "delivery report",
    ),
    "read receipt": (
        {"Content-Type": "multipart/report; report-type=disposition-notification"},
        "auto_reply",
        "read receipt",
    ),
    "feedback report": (
        {"Content-Type": "multipart/report; report-type=feedback-report"},
        "auto_generated",
        "feedback",
    ),
    "empty return path": ({"Return-Path": "<>"}, "bounce", "return path"),
    "blank return path": ({"Return-Path": ""}, "bounce", "return path"),
    "mailer daemon": (
        {"From": "Mail Delivery Subsystem <MAILER-DAEMON@mx.example>"},
        "bounce",
        "mailer-daemon",
    ),
    "postmaster": ({"From": "postmaster@mx.example"}, "bounce", "postmaster"),
    "Exchange system": (
        {"From": "MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@client.example"},
        "bounce",
        "mail system",
    ),
    "X-Failed-Recipients": ({"X-Failed-Recipients": "a@b.example"}, "bounce", "Failed"),
    "no-reply": (
        {"From": "no-reply@shop.example"},
        "auto_generated",
        "takes no answer",
    ),
    "noreply with tag": (
        {"From": "x-noreply+7@shop.example"},
        "auto_generated",
        "noreply",
    ),
    "ne pas répondre": (
        {"From": "ne-pas-repondre@shop.example"},
        "auto_generated",
        "pas",
    ),
    "calendar answer": (
        {"Content-Type": "text/calendar; charset=utf-8; method=REPLY"},
        "calendar",
        "calendar",
    ),
}
PEOPLE = {
    "plain": {},
    "Auto-Submitted no": {"Auto-Submitted": "no"},
    "X-Autoreply no": {"X-Autoreply": "no"},
    "Precedence normal": {"Precedence": "normal"},
    "Precedence first-class": {"Precedence": "first-class"},
    "no return path at all": {"Return-Path": None},
    "suppresses receipts": {"X-Auto-Response-Suppress": "DR, RN, NRN"},
    "group that forwards to us": {
        "List-Id": "<support.client.example>",
        "List-Post": "<mailto:support@client.example>",
        "List-Unsubscribe": "<mailto:googlegroups-manage+1@googlegroups.com>",
        "Precedence": "list",
    },
    "web form": {"From": "noreply@shop.example", "Reply-To": "ann@client.example"},
    "invitation": {"Content-Type": "text/calendar; method=REQUEST"},
    "name that sounds so": {"From": "Noreply Mayer <nora.reply@client.example>"},
    "Odoo customer": {"X-Odoo-Objects": "res.partner-1"},
}
AUTOMATIC_SUBJECTS = [
    "Automatic reply: Printer",
    "Auto: Printer",
    "Out of Office AutoReply: Printer",
    "Réponse automatique : Imprimante",
    "Automatische Antwort: Drucker",
    "Respuesta automática: Impresora",
    "Risposta automatica: Stampante",
    "Resposta automática: Impressora",
    "Automatisch antwoord: Printer",
    "Автоматический ответ: Принтер",
    "Autosvar: Skrivare",
    "Automaattinen vastaus: Tulostin",
    "Odpowiedź automatyczna: Drukarka",
    "رد تلقائي: الطابعة",
    "自动回复: 打印机",
    "자동 회신: 프린터",
    "Undelivered Mail Returned to Sender",
    "Mail delivery failed: returning message to sender",
    "Delivery Status Notification (Failure)",
    "failure notice",
]
#: (subject, body): only both together tell
ABSENCES = [
    ("Out of office", "I am out of the office until Monday."),
    ("Out of office: Re: Printer", "<p>I will be back on 3 March.</p>"),
    ("Abwesenheitsnotiz", "Ich bin bis 3. März nicht im Büro."),
    ("Absence du bureau : Imprimante", "Je suis actuellement en congé."),
    ("Fuera de la oficina", "Estaré ausente hasta el lunes."),
    ("Fuori ufficio", "Sono in ferie fino a lunedì."),
    ("Fora do escritório", "Estou de férias."),
    ("Afwezigheid: Printer", "Ik ben tot maandag afwezig."),
    ("خارج المكتب", "أنا حاليا في إجازة"),
    ("Frånvaro", "Jag är på semester."),
]
HUMAN_SUBJECTS = [
    "Re: out of office printer",
    "Out of office printer is broken",
    "Out of office",
    "Re: Automatic reply: Printer",
    "Automatic reply does not work",
    "Auto parts order missing",
    "Automatic door: does not open",
    "Autoresponder settings",
    "Vacation request form",
    "Undeliverable: parcel 17",
    "Delivery status of order 12",
    "Failure notice in the log",
    "Absence",
    "",
]


def test_person_is_no_machine():
    assert automatic_verdict(ANN, "Printer", "It is broken") == (False, "", "", False)


@pytest.mark.parametrize(("headers", "kind", "word"), MACHINES.values(), ids=MACHINES)
def test_machine_is_recognised_by_its_headers(headers, kind, word):
    verdict = automatic_verdict(ANN | headers, "Printer", "It is broken")
    assert (verdict.automatic, verdict.kind) == (True, kind)
    assert word.lower() in verdict.reason.lower()
    assert verdict.suppress_reply


@pytest.mark.parametrize("headers", PEOPLE.values(), ids=PEOPLE)
def test_headers_of_people_do_not_make_them_machines(headers):
    assert not automatic_verdict(ANN | headers, "Printer", "It is broken").automatic


@pytest.mark.parametrize("subject", AUTOMATIC_SUBJECTS)
def test_subject_that_only_machines_write(subject):
    verdict = automatic_verdict(ANN, subject)
    assert verdict.automatic and verdict.kind in ("auto_reply", "bounce")
    assert subject[:20] in verdict.reason


@pytest.mark.parametrize(("subject", "body"), ABSENCES)
def test_subject_and_body_tell_of_an_absence(subject, body):
    assert automatic_verdict(ANN, subject, body).kind == "auto_reply"
    assert not automatic_verdict(ANN, subject, "The printer is broken.").automatic


@pytest.mark.parametrize("subject", HUMAN_SUBJECTS)
def test_subject_that_a_person_may_write(subject):
    assert not automatic_verdict(ANN, subject, "The printer there is broken.").automatic


def test_returned_mail_of_exchange_needs_a_status_code():
    subject = "Unzustellbar: Drucker"
    assert automatic_verdict(ANN, subject, "#550 5.1.1 user unknown").kind == "bounce"
    assert not automatic_verdict(ANN, subject, "Mein Paket ist es.").automatic


@pytest.mark.parametrize("value", ["All", "OOF", "DR, OOF, AutoReply"])
def test_auto_response_suppress_silences_us_but_hides_no_mail(value):
    verdict = automatic_verdict(ANN | {"X-Auto-Response-Suppress": value}, "Printer")
    assert (verdict.automatic, verdict.suppress_reply) == (False, True)
    assert "X-Auto-Response-Suppress" in verdict.reason


def test_discussion_list_is_named_but_not_automatic():
    verdict = automatic_verdict(ANN | PEOPLE["group that forwards to us"])
    assert (verdict.automatic, verdict.kind) == (False, "list")


def test_headers_come_in_any_case_and_as_lists():
    headers = {"FROM": ["ann@client.example"], "AUTO-SUBMITTED": ["no", "auto-replied"]}
    assert not automatic_verdict(headers).automatic  # the first one is ours to believe
    assert automatic_verdict({"precedence": ["bulk"]}).kind == "bulk"


def test_subject_is_taken_from_the_headers():
    assert automatic_verdict(ANN | {"Subject": "Automatic reply: x"}).automatic


@pytest.mark.parametrize(
    "headers", [{}, None, {"From": "\x00<<@>", "Return-Path": None}]
)
def test_missing_or_broken_headers_are_a_person(headers):
    assert not automatic_verdict(headers).automatic
