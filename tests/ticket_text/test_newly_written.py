# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a customer newly wrote, below and above of what mail programs add."""

import pytest
from markupsafe import Markup
from ticket_text import html_to_text, newly_written

MINE = "The label printer in hall 2 still prints blank pages.\nWhat now?"
OLD = "Please restart the printer and tell us what happens."

#: As mail programs of these languages write it above a quoted mail.
ATTRIBUTIONS = {
    "en gmail": "On Thu, Mar 5, 2026 at 10:12 AM Helpdesk <a@b.eu> wrote:",
    "en apple": "On 5 Mar 2026, at 10:12, Helpdesk <a@b.eu> wrote:",
    "en thunderbird": "On 05/03/2026 10:12, Helpdesk wrote:",
    "en two lines": "On Thu, Mar 5, 2026 at 10:12 AM Helpdesk <\na@b.eu> wrote:",
    "en zoho": "---- On Thu, 05 Mar 2026 10:12:50 +0100 a@b.eu wrote ----",
    "fr gmail": "Le jeu. 5 mars 2026 à 10:12, Helpdesk <a@b.eu> a écrit :",
    "fr two lines": "Le jeu. 5 mars 2026 à 10:12, Helpdesk <a@b.eu>\na écrit :",
    "de gmail": "Am Do., 5. März 2026 um 10:12 Uhr schrieb Helpdesk <a@b.eu>:",
    "de thunderbird": "Am 05.03.26 um 10:12 schrieb Helpdesk:",
    "es": "El jue, 5 mar 2026 a las 10:12, Helpdesk (<a@b.eu>) escribió:",
    "it": "Il giorno gio 5 mar 2026 alle ore 10:12 Helpdesk <a@b.eu> ha scritto:",
    "pt": "Em qui., 5 de mar. de 2026 às 10:12, Helpdesk <a@b.eu> escreveu:",
    "nl": "Op do 5 mrt 2026 om 10:12 schreef Helpdesk <a@b.eu>:",
    "ar gmail": (
        "في الخميس، 5 مارس 2026 في 10:12 ص تمت كتابة ما يلي بواسطة Helpdesk <a@b.eu>:"
    ),
    "ar apple": "في ٥ مارس ٢٠٢٦، الساعة ١٠:١٢ ص، كتب Helpdesk:",
    "ru gmail": "чт, 5 мар. 2026 г. в 10:12, Helpdesk <a@b.eu>:",
    "ru apple": "5 марта 2026 г., в 10:12, Helpdesk написал(а):",
    "sv": "Den tors 5 mars 2026 kl 10:12 skrev Helpdesk <a@b.eu>:",
    "da": "Den tors. 5. mar. 2026 kl. 10.12 skrev Helpdesk <a@b.eu>:",
    "no": "tor. 5. mars 2026 kl. 10:12 skrev Helpdesk <a@b.eu>:",
    "fi": "to 5. maalisk. 2026 klo 10.12 Helpdesk (a@b.eu) kirjoitti:",
    "cs": "čt 5. 3. 2026 v 10:12 odesílatel Helpdesk <a@b.eu> napsal:",
    "pl": "W dniu 5.03.2026 o 10:12, Helpdesk pisze:",
    "hu": "2026. 03. 05. 10:12 keltezéssel, Helpdesk írta:",
    "tr": "Helpdesk <a@b.eu>, 5 Mar 2026 Per, 10:12 tarihinde şunu yazdı:",
    "el": "Στις 5 Μαρ 2026, στις 10:12, Helpdesk έγραψε:",
    "zh": "Helpdesk <a@b.eu> 于2026年3月5日周四 10:12写道：",
    "ja": "2026年3月5日(木) 10:12 Helpdesk <a@b.eu>:",
    "ko": "2026년 3월 5일 (목) 오전 10:12, Helpdesk <a@b.eu>님이 작성:",
}
HEADER_BLOCKS = {
    "en": "From: Helpdesk <a@b.eu>\nSent: Thursday, March 5, 2026 10:12 AM\n"
    "To: Ann Bell <ann@client.example>\nSubject: Printer",
    "en bold": "*From:* Helpdesk <a@b.eu>\n*Date:* March 5, 2026 10:12\n"
    "*To:* Ann\n*Subject:* Printer",
    "fr": "De : Helpdesk <a@b.eu>\nEnvoyé : jeudi 5 mars 2026 10:12\n"
    "À : Ann Bell\nObjet : Imprimante",
    "de": "Von: Helpdesk <a@b.eu>\nGesendet: Donnerstag, 5. März 2026 10:12\n"
    "An: Ann Bell\nBetreff: Drucker",
    "es": "De: Helpdesk <a@b.eu>\nEnviado el: jueves, 5 de marzo de 2026\n"
    "Para: Ann\nAsunto: Impresora",
    "it": "Da: Helpdesk <a@b.eu>\nInviato: giovedì 5 marzo 2026 10:12\n"
    "A: Ann\nOggetto: Stampante",
    "pt": "De: Helpdesk <a@b.eu>\nEnviado: quinta-feira, 5 de março de 2026\n"
    "Para: Ann\nAssunto: Impressora",
    "nl": "Van: Helpdesk <a@b.eu>\nVerzonden: donderdag 5 maart 2026 10:12\n"
    "Aan: Ann\nOnderwerp: Printer",
    "sv": "Från: Helpdesk <a@b.eu>\nSkickat: den 5 mars 2026 10:12\n"
    "Till: Ann\nÄmne: Skrivare",
    "ru": "От: Helpdesk <a@b.eu>\nОтправлено: 5 марта 2026 г. 10:12\n"
    "Кому: Ann\nТема: Принтер",
    "ar": "من: Helpdesk <a@b.eu>\nتم الإرسال: 5 مارس 2026 10:12\n"
    "إلى: Ann\nالموضوع: الطابعة",
    "zh": "发件人: Helpdesk <a@b.eu>\n发送时间: 2026年3月5日 10:12\n"
    "收件人: Ann\n主题: 打印机",
}
RULES = [
    "-----Original Message-----",
    "---------- Forwarded message ---------",
    "-----Ursprüngliche Nachricht-----",
    "-------- Message d'origine --------",
    "Begin forwarded message:",
    "-----Mensaje original-----",
    "-----Messaggio originale-----",
    "-------- Пересылаемое сообщение --------",
    "-----الرسالة الأصلية-----",
    "------------------ 原始邮件 ------------------",
]
#: name: HTML of the mail program around MINE (as two paragraphs) and OLD
CONTAINERS = {
    "gmail": '<div dir="ltr">{mine}</div><br><div class="gmail_quote'
    ' gmail_quote_container">'
    '<div dir="ltr" class="gmail_attr">On Thu, Mar 5, 2026 Helpdesk wrote:<br></div>'
    '<blockquote class="gmail_quote" style="border-left:1px'
    ' solid">{old}</blockquote></div>',
    "apple": '<body>{mine}<br><div><br><blockquote type="cite"><div>On 5 Mar 2026, at'
    " 10:12, Helpdesk &lt;a@b.eu&gt; wrote:</div><br><div>{old}</div>"
    "</blockquote></div></body>",
    "thunderbird": '{mine}<div class="moz-cite-prefix">On 05/03/2026 10:12, Helpdesk'
    ' wrote:<br></div><blockquote type="cite" cite="mid:1@desk">{old}</blockquote>',
    "outlook web": '<div class="elementToProof">{mine}</div><div'
    ' id="appendonsend"></div>'
    '<hr style="width:98%"><div id="divRplyFwdMsg" dir="ltr"><b>Från:</b> Helpdesk<br>'
    "<b>Till:</b> Ann</div><div>{old}</div>",
    "outlook": '<div class="WordSection1">{mine}<div'
    ' style="border:none;border-top:solid'
    ' #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal"><b>Von:</b>'
    " Helpdesk"
    " &lt;a@b.eu&gt;<br><b>Gesendet:</b> Donnerstag, 5. März 2026 10:12<br>"
    "<b>An:</b> Ann<br><b>Betreff:</b> Drucker</p></div>{old}</div>",
    "outlook for mac": '{mine}<div id="mail-editor-reference-message-container">'
    "{old}</div>",
    "yahoo": '<div>{mine}</div><div id="ydp1234abcdyahoo_quoted_99"'
    ' class="ydp1234abcdyahoo_quoted"><div>On Thursday, Helpdesk'
    " wrote:</div>{old}</div>",
    "proton": '<div>{mine}</div><div class="protonmail_quote">Helpdesk wrote:<br>'
    '<blockquote class="protonmail_quote" type="cite">{old}</blockquote></div>',
    "gmx": '<div>{mine}</div><div name="quote" style="margin:10px"><div'
    ' name="quoted-content">'
    "{old}</div></div>",
    "hotmail": '<div>{mine}<hr id="stopSpelling">Date: Thu, 5 Mar 2026<br>{old}</div>',
    "odoo": '<div>{mine}</div><div data-o-mail-quote-container="1"'
    ' data-o-mail-quote="1">'
    '<blockquote data-o-mail-quote-node="1"'
    ' data-o-mail-quote="1">{old}</blockquote></div>',
    "roundcube": '{mine}<p id="reply-intro">On 2026-03-05 10:12, Helpdesk wrote:</p>'
    "<blockquote>{old}</blockquote>",
    "plain text in odoo": "<pre>{text}\n\nOn 05/03/2026 10:12, Helpdesk wrote:\n&gt;"
    " {old}"
    "\n</pre>",
    "yandex": "<div>{mine}</div><div>05.03.2026, 10:12, &quot;Helpdesk&quot;"
    " &lt;a@b.eu&gt;:</div><blockquote><p>{old}</p></blockquote>",
}
SIGNATURES = [
    "-- \nAnn Bell\nWarehouse · +32 2 555 01 02",
    "--\nAnn",
    "Best regards,\nAnn Bell\nWarehouse",
    "Mit freundlichen Grüßen\nAnn Bell",
    "Cordialement,\nAnn Bell",
    "Un saludo,\nAnn",
    "Met vriendelijke groet,\nAnn",
    "С уважением,\nАнна",
    "مع أطيب التحيات،\nآن",
    "Sent from my iPhone",
    "Envoyé de mon iPhone",
    "Von meinem iPhone gesendet",
    "Get Outlook for Android",
    "This e-mail is confidential and intended only for the person it is sent"
    " to.\nMore.",
    "Ce message est confidentiel et destiné à son seul destinataire.",
]


def as_paragraphs(text):
    return "".join(f"<p>{line}</p>" for line in text.split("\n"))


@pytest.mark.parametrize("header", ATTRIBUTIONS.values(), ids=ATTRIBUTIONS)
def test_history_marked_by_angle_brackets_is_left_out(header):
    assert newly_written(f"{MINE}\n\n{header}\n\n> {OLD}\n>\n> Bye\n") == MINE


@pytest.mark.parametrize("header", ATTRIBUTIONS.values(), ids=ATTRIBUTIONS)
def test_unmarked_history_below_an_attribution_is_left_out(header):
    assert newly_written(f"{MINE}\n\n{header}\n\n{OLD}\n") == MINE


@pytest.mark.parametrize("header", ATTRIBUTIONS.values(), ids=ATTRIBUTIONS)
def test_attribution_above_a_bare_blockquote_is_left_out(header):
    header = header.replace("<", "&lt;").replace("\n", "<br>")
    body = f"{as_paragraphs(MINE)}<div>{header}</div><blockquote>{OLD}</blockquote>"
    assert newly_written(body) == MINE


@pytest.mark.parametrize("header", HEADER_BLOCKS.values(), ids=HEADER_BLOCKS)
def test_history_below_a_header_block_is_left_out(header):
    assert newly_written(f"{MINE}\n\n{header}\n\n{OLD}") == MINE
    assert newly_written(f"{MINE}\n________________________________\n{header}") == MINE


@pytest.mark.parametrize("rule", RULES)
def test_history_below_a_rule_is_left_out(rule):
    assert newly_written(f"{MINE}\n\n{rule}\n{OLD}") == MINE


@pytest.mark.parametrize("template", CONTAINERS.values(), ids=CONTAINERS)
def test_quote_container_of_the_mail_program_is_left_out(template):
    body = template.format(mine=as_paragraphs(MINE), text=MINE, old=OLD)
    assert newly_written(body) == MINE


@pytest.mark.parametrize("signature", SIGNATURES)
def test_signature_is_left_out(signature):
    assert newly_written(f"{MINE}\n\n{signature}") == MINE


@pytest.mark.parametrize("signature", SIGNATURES)
def test_signature_above_the_history_is_left_out(signature):
    history = f"{ATTRIBUTIONS['en gmail']}\n> {OLD}"
    assert newly_written(f"{MINE}\n\n{signature}\n\n{history}") == MINE


@pytest.mark.parametrize(
    "markup",
    [
        '<div class="gmail_signature" data-smartmail="gmail_signature">Ann<br>HQ</div>',
        '<div id="Signature"><p>Ann</p></div>',
        '<div class="moz-signature">-- <br>Ann</div>',
        '<div class="o-signature-container">Ann</div>',
        "<div>--<br>Ann</div>",
    ],
)
def test_marked_signature_is_left_out(markup):
    assert newly_written(f"<div>{as_paragraphs(MINE)}</div>{markup}") == MINE


def test_answers_between_the_quoted_lines_are_kept():
    body = "On 05/03/2026 10:12, Bo wrote:\n> Which one?\nThe left.\n> Since?\nMay.\n"
    assert newly_written(body) == "The left.\nMay."


def test_answers_between_quotations_inside_the_container_are_kept():
    body = (
        '<div class="gmail_quote"><div class="gmail_attr">On Thu Helpdesk wrote:</div>'
        '<blockquote class="gmail_quote">Which one?</blockquote><div>The left.</div>'
        '<blockquote class="gmail_quote">Since when?</blockquote><div>May.</div></div>'
    )
    assert newly_written(body) == "The left.\nMay."


def test_answers_in_a_container_that_odoo_marked_are_kept():
    body = (
        '<div data-o-mail-quote-container="1" data-o-mail-quote="1">'
        '<blockquote data-o-mail-quote-node="1"'
        ' data-o-mail-quote="1">Which?</blockquote>'
        '<div data-o-mail-quote="1">The <b data-o-mail-quote="1">left</b>.</div></div>'
    )
    assert newly_written(body) == "The left."


def test_answer_below_the_history_is_kept():
    body = "On 05/03/2026 10:12, Helpdesk wrote:\n> Which one?\n\nThe left one.\n"
    assert newly_written(body) == "The left one."


def test_greeting_above_the_attribution_is_kept():
    assert newly_written("Hi,\nOn 05/03/2026 10:12, Helpdesk wrote:\n> x\n") == "Hi,"


@pytest.mark.parametrize(
    "text",
    [
        "On the one hand it prints.\nOn the other hand it does not.",
        "At 10:15 the server wrote:\nERROR 500",
        "From: and To: are empty in the form.\nDate: too",
        "Date: today\nSubject: none",
        "Please book:\nFrom: Lyon\nTo: Basel\nDate: 05.03.2026\nTwo seats.",
        "2026-03-05 10:12:01 login failed:\n2026-03-05 10:12:09 login failed:",
        "I need this:\n- paper\n- toner\n-- two boxes",
        "See:\n----\nTotal 5",
        "With regards to the invoice we differ.\nBest price wins.",
        "It was sent from my phone to all.\nSent from my desk, I mean.",
        "Regards from the warehouse.\nThe printer is broken again, who will repair it"
        " before the weekend?",
        "Regards\nCan you call me?",
        "The value is\n>50 percent",
        "Thanks, but it still fails",
        "Tak for hjælpen, men det virker ikke",
        "Please read this message, it is confidential.",
    ],
)
def test_own_words_that_resemble_quotations_are_kept(text):
    assert newly_written(text) == text


def test_indented_paragraph_is_no_quotation():
    body = '<p>Steps:</p><blockquote style="margin:0 0 0 40px;border:none">Open'
    assert newly_written(body) == "Steps:\nOpen"


@pytest.mark.parametrize(
    "text",
    [
        "> only\n> quoted",
        "---------- Forwarded message ---------\nFrom: a@b.example\nSubject: x\n\nText",
        "-- \nAnn Bell",
        "Best regards,\nAnn",
        "Sent from my iPhone",
    ],
)
def test_mail_without_own_words_is_returned_whole(text):
    assert newly_written(text) == html_to_text(text)


def test_signature_does_not_bring_the_history_back():
    history = f"{ATTRIBUTIONS['en gmail']}\n> {OLD}"
    assert newly_written(f"Best regards,\nAnn\n\n{history}") == "Best regards,\nAnn"


def test_picture_alone_is_something_written():
    body = '<div><img src="cid:1"></div><blockquote type="cite">Show us</blockquote>'
    assert newly_written(body) == "[image]"


@pytest.mark.parametrize(
    "body", ["", None, False, " \n ", "<p></p>", "<br/>", Markup("")]
)
def test_empty_body_gives_empty_text(body):
    assert newly_written(body) == ""
    assert html_to_text(body) == ""


def test_html_becomes_lines_as_a_reader_sees_them():
    body = (
        "<html><head><title>T</title><style>p {color: red}</style></head><body>"
        "<p>One &amp;  two<br>three</p><table><tr><td>a</td><td>b</td></tr></table>"
        "<ul><li>x</li><li>y</li></ul><script>evil()</script><pre>  code\n  more</pre>"
    )
    assert html_to_text(body) == "One & two\nthree\na b\nx\ny\ncode\nmore"


def test_plain_text_with_angle_brackets_is_not_markup():
    text = "if a < b and b > c then mail <ann@client.example>"
    assert newly_written(text) == text


def test_markup_object_is_read_as_html_even_without_tags():
    assert newly_written(Markup("a &lt; b")) == "a < b"
