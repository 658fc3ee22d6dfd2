# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What mail programs write around a reply, by language: data, no logic."""

import re

#: "On … **wrote**:"
WROTE = (
    r"wrote|writes|schrieb|a écrit|escribió|ha scritto|escreveu|schreef|skrev"
    r"|kirjoitti|написала?|написал\(а\)|пишет|писал|написав|napsala?|napsal\(a\)"
    r"|napisała?|napisał\(a\)|pisze|użytkownik|كتب|كتبت|írta|yazdı|şunu yazdı|έγραψε"
    r"|a scris|rašė|rakstīja|napisao|napísal|đã viết|menulis|schreven|va escriure"
)

#: The same in languages that put no blanks between words.
WROTE_UNSPACED = r"写道|寫道|のメール|作成|님이 작성"

#: First word of each line in the header that Outlook puts above the old mail.
HEADER_FROM = (
    "from|von|de|da|van|от|от кого|från|fra|lähettäjä|od|من|发件人|寄件者|差出人"
    "|보낸 사람|kimden|feladó|expéditeur|remitente|mittente|afzender"
)
#: "Sent:", which nobody writes in a list of his own.
HEADER_SENT = (
    "sent|gesendet|envoyé|envoyé le|envoyé par|date d'envoi|enviado|enviado el"
    "|enviada em|enviado em|inviato|verzonden|отправлено|skickat|sendt|lähetetty"
    "|odesláno|wysłano|تم الإرسال|أرسل|تاريخ الإرسال|发送时间|送信日時|보낸 날짜"
    "|gönderildi|elküldve"
)
HEADER_OTHER = (
    "date|to|cc|subject|reply-to|datum|an|betreff|kopie|à|a|objet|sujet|copie à|copie"
    "|fecha|para|asunto|assunto|data|oggetto|aan|onderwerp|дата|кому|тема|копия|till"
    "|ämne|til|emne|dato|vastaanottaja|aihe|päiväys|komu|předmět|do|temat"
    "|تاريخ|التاريخ|إلى|الموضوع|收件人|主题|抄送|日期|宛先|件名|받는 사람|제목"
    "|kime|konu|tárgy|címzett|message du"
)
HEADER_LINE = re.compile(
    rf"[*_ ]*(?:(?P<sender>{HEADER_FROM})|(?P<sent>{HEADER_SENT})|(?:{HEADER_OTHER}))"
    r"[*_ ]*\s?[:：][*_ ]*(?P<value>.*)",
    re.IGNORECASE,
)

#: Text of the rule above an old or forwarded mail: "-----Original Message-----".
OLD_MESSAGE = (
    r"original message|original appointment|forwarded message|begin forwarded message"
    r"|reply message|forwarded by .{1,60}"
    r"|ursprüngliche nachricht|originalnachricht|weitergeleitete nachricht"
    r"|anfang der weitergeleiteten (?:e-mail|nachricht)"
    r"|message d['’]origine|message original|message transféré|message initial"
    r"|début du message (?:transféré|réexpédié)|e-mail d['’]origine|courriel original"
    r"|mensaje original|mensaje reenviado|inicio del mensaje reenviado"
    r"|messaggio originale|messaggio inoltrato|inizio messaggio inoltrato"
    r"|mensagem original|mensagem encaminhada|início da mensagem (?:reenviada"
    r"|encaminhada)"
    r"|oorspronkelijk bericht|origineel bericht|doorgestuurd bericht"
    r"|begin doorgestuurd bericht"
    r"|исходное сообщение|пересылаемое сообщение|пересланное сообщение"
    r"|ursprungligt meddelande|ursprungligt mejl|vidarebefordrat meddelande"
    r"|oprindelig (?:besked|meddelelse)|videresendt (?:besked|meddelelse)"
    r"|opprinnelig melding|videresendt melding"
    r"|alkuperäinen viesti|välitetty viesti|původní zpráva|přeposlaná zpráva"
    r"|oryginalna wiadomość|wiadomość oryginalna|przekazana wiadomość"
    r"|الرسالة الأصلية|رسالة معاد توجيهها|رسالة محولة|原始邮件|转发邮件|原始郵件"
    r"|元のメッセージ|転送されたメッセージ|원본 메시지|orijinal mesaj"
)
OLD_MESSAGE_RULE = re.compile(
    rf"(?:[-_=—–]{{2,}} ?(?:{OLD_MESSAGE})(?: ?[-_=—–]{{2,}})?|(?:{OLD_MESSAGE})"
    rf" ?[:：])",
    re.IGNORECASE,
)

#: "Sent from my phone", a whole line.
SENT_FROM = re.compile(
    r"(?:sent (?:from|via|with) (?:my |outlook|yahoo|mail|samsung|proton|sparrow)"
    r"|get outlook for|download outlook|gesendet (?:von|mit) (?:meinem |outlook|mail)"
    r"|von meinem .{2,30} gesendet|diese nachricht wurde von meinem .{2,40} gesendet"
    r"|holen sie sich outlook|outlook für"
    r"|envoyé (?:de|depuis|à partir d['eu]+)|obtenez outlook|télécharger outlook"
    r"|enviado (?:desde|do|a partir|de) |obtener outlook|obter o outlook"
    r"|inviato da|scarica outlook|ottieni outlook"
    r"|verzonden (?:vanaf|met|vanuit)|outlook voor"
    r"|отправлено (?:с|из)|отправлено через|skickat från|sendt fra|hent outlook|hämta"
    r" outlook"
    r"|lähetetty |hanki outlook|odesláno z|wysłan[eo] z|gönderildi:|iphone['’]umdan"
    r" gönderildi"
    r"|أرسلت من|أُرسلت من|مرسل من|تم الإرسال من|发自我的|从我的.{1,12}发送"
    r"|iphoneから送信"
    r"|나의 .{1,20}에서 보냄)[^,;?!]{0,60}",
    re.IGNORECASE,
)

#: A closing formula, a whole line; thanks are no formula: they say something.
CLOSING = re.compile(
    r"(?:(?:with )?(?:best|kind|kindest|warm|warmest|many)? ?regards|best wishes"
    r"|best|yours (?:sincerely|faithfully|truly)|sincerely(?: yours)?|cheers|rgds|br|kr"
    r"|(?:mit )?(?:freundlichen|freundliche|besten|beste|herzlichen|herzliche|vielen"
    r"|viele|lieben|liebe|schönen|schöne)? ?gr(?:ü|ue)(?:ß|ss)(?:en|e)?"
    r"(?: aus [\w .-]{2,20})?|mfg|lg|vg|hochachtungsvoll"
    r"|(?:bien )?(?:très )?cordialement|salutations(?: distinguées)?|sincères"
    r" salutations"
    r"|(?:meilleures|sincères) salutations|bonne (?:journée|soirée|réception)|bien à"
    r" vous|cdlt"
    r"|(?:un )?(?:cordial )?saludos?(?: cordiales)?|atentamente|cordialmente"
    r"|(?:cordiali|distinti|cari) saluti|saluti"
    r"|(?:com os melhores )?cumprimentos|atenciosamente|abraços?|att"
    r"|(?:met )?(?:vriendelijke|hartelijke|beste) groet(?:en|jes)?|groet(?:en|jes)?|mvg"
    r"|с уважением|(?:med )?(?:vänliga?|bästa|vennlig|venlig|beste|bedste|mange)"
    r" h(?:ä|i)lsn?ing(?:ar|er)?"
    r"|(?:med )?(?:vennlig|venlig) hilsen|hilsen|hälsningar|mvh"
    r"|(?:ystävällisin|parhain) terveisin|terveisin|s pozdravem|s úctou"
    r"|z poważaniem|pozdrawiam|مع (?:أطيب|خالص) (?:التحيات|التحية|تحياتي)"
    r"|مع تحياتي|تحياتي|وتفضلوا بقبول فائق الاحترام|此致|敬礼|祝好|saygılarımla"
    r"|üdvözlettel)"
    r"\s?[,.!،，]?(?:\s?[^\w\s]{1,3})?",
    re.IGNORECASE,
)

#: Legal text that companies append; the beginning of its first line.
DISCLAIMER = re.compile(
    r"(?:\W{0,3})(?:confidentiality(?: notice)?\b|disclaimer\b|confidential\b.{0,5}:"
    r"|(?:this|the information (?:in|contained in) this) (?:e-?mail|message"
    r"|communication)"
    r"\b.{0,120}(?:confidential|privileged|intended)"
    r"|(?:diese|der inhalt dieser) (?:e-?mail|nachricht)\b.{0,120}(?:vertraulich"
    r"|bestimmt)"
    r"|(?:ce|les informations contenues dans ce) (?:message|courriel|mail|courrier)"
    r"\b.{0,120}(?:confidentiel|destiné|destinataire)"
    r"|(?:este|la información contenida en este) (?:mensaje|correo|e-?mail)"
    r"\b.{0,120}(?:confidencial|destinatario)"
    r"|(?:questo|le informazioni contenute in questo) (?:messaggio|e-?mail)"
    r"\b.{0,120}(?:riservat|confidenzial|destinatari)"
    r"|(?:esta|a informação contida nesta) (?:mensagem|e-?mail)\b.{0,120}confidencia"
    r"|(?:dit|de informatie in dit) (?:bericht|e-?mail)\b.{0,120}(?:vertrouwelijk"
    r"|bestemd)"
    r"|please consider the environment)",
    re.IGNORECASE,
)
