# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How machines word their subjects, by language: data, no logic."""

import re

#: Mail programs write these before the subject they answer; people do not.
AUTOMATIC_REPLY = re.compile(
    r"(?:auto(?:matic|mated)?[ -]?(?:reply|response|answer)|autoreply|autoresponder"
    r"|auto"
    r"|out of office autoreply"
    r"|automatische (?:antwort|antwortmail)|automatisierte antwort"
    r"|réponse automatique|réponse automatisée"
    r"|respuesta automática|contestación automática"
    r"|risposta automatica|resposta automática"
    r"|automatisch(?:e)? (?:antwoord|beantwoording)"
    r"|автоответ|автоматический ответ|автоответчик|автоматична відповідь"
    r"|autosvar|automatiskt svar|automatisk svar|automaattinen vastaus"
    r"|automatická odpověď|odpowiedź automatyczna|autoodpowiedź|automatikus válasz"
    r"|otomatik (?:yanıt|cevap)|αυτόματη απάντηση|răspuns automat"
    r"|رد تلقائي|الرد التلقائي|رد آلي"
    r"|自动回复|自動回覆|自動応答|自動返信|자동 회신|자동 응답)"
    r"(?:\s?[:：\]-].*|\s*)",
    re.IGNORECASE,
)

#: People may write these too: the body has to say the same.
ABSENCE = re.compile(
    r"(?:out of (?:the )?office|ooo|on (?:vacation|holiday|leave)|vacation"
    r"|abwesenheits(?:notiz|benachrichtigung|meldung|assistent)|abwesenheit|abwesend"
    r"|nicht im büro"
    r"|absen(?:ce|t)(?: du bureau)?|message d['’]absence|notification d['’]absence"
    r"|absent du bureau|en congés?"
    r"|fuera de la oficina|ausente|ausencia|de vacaciones"
    r"|fuori (?:ufficio|sede)|assente|assenza"
    r"|fora do escritório|ausência"
    r"|afwezig(?:heid)?|niet aanwezig|buiten kantoor"
    r"|нет на месте|вне офиса|в отпуске|отсутствие"
    r"|frånvaro(?:meddelande)?|fravær|ikke på kontoret|poissa(?:olo)?"
    r"|mimo kancelář|nieobecność|poza biurem"
    r"|خارج المكتب|خارج العمل|في إجازة|إجازة|不在办公室|外出|不在)"
    r"(?:\s?[:：!\])–—-].*|\s*)",
    re.IGNORECASE,
)
ABSENCE_BODY = re.compile(
    r"\bi(?: am|['’]m| will be) (?:currently |away |out )*(?:out of (?:the )?office"
    r"|away|on"
    r" (?:vacation|holiday|annual leave|leave|parental leave)|not in the office)"
    r"|\b(?:limited|no) access to (?:my )?e-?mail|\bi will (?:be back|return|reply)\b"
    r"|\bautomat(?:ic|ed) (?:reply|response)"
    r"|ich bin (?:derzeit |zurzeit |momentan |bis |vom |ab |leider )?.{0,40}"
    r"(?:nicht im (?:büro|haus)|abwesend|im urlaub|nicht erreichbar)"
    r"|automatisch (?:generiert|erstellt|erzeugt)"
    r"|je (?:suis|serai) (?:actuellement |absent|en congé|hors|de retour)"
    r"|réponse automatique|en mon absence|de retour le"
    r"|estoy (?:actualmente )?(?:fuera|ausente|de vacaciones)|estaré (?:fuera|ausente"
    r"|de"
    r" vacaciones|de vuelta)"
    r"|(?:sono|sarò) (?:attualmente )?(?:fuori|assente|in ferie)"
    r"|(?:estou|estarei) (?:atualmente )?(?:fora|ausente|de férias)"
    r"|ik ben (?:momenteel |tot |van )?.{0,30}(?:afwezig|niet aanwezig|met vakantie"
    r"|op vakantie)"
    r"|я (?:нахожусь )?в отпуске|буду отсутствовать|меня не будет"
    r"|jag är (?:för närvarande )?(?:inte på kontoret|bortrest|på semester|ledig)"
    r"|jeg er (?:for tiden |desværre )?(?:ikke på kontoret|på ferie|fraværende)"
    r"|olen (?:tällä hetkellä )?(?:poissa|lomalla)"
    r"|jsem mimo kancelář|na dovolené|jestem (?:poza biurem|na urlopie|nieobecn)"
    r"|أنا (?:حاليا |حاليًا )?(?:خارج المكتب|في إجازة)|سأكون (?:خارج|في إجازة)|سأعود"
    r"|不在办公室|休假|休暇|外出しております",
    re.IGNORECASE,
)

#: Mail servers write these when they give a mail back.
BOUNCE = re.compile(
    r"(?:undelivered mail returned to sender|returned mail: .*|failure notice"
    r"|mail delivery (?:failed|failure|subsystem)\b.*|mail system error\b.*"
    r"|delivery status notification \((?:failure|delay)\).*"
    r"|warning: could not send message .*|message delivery failure"
    r"|delivery (?:failure|has failed)(?: notification)?\b.*)",
    re.IGNORECASE,
)
#: Exchange writes "Undeliverable: …" in its user's language; so could a person.
MAYBE_BOUNCE = re.compile(
    r"(?:undeliverable|delivery delayed|unzustellbar|non remis|no se puede entregar"
    r"|non recapitabile|não entregue|niet bestelbaar|kan niet worden bezorgd"
    r"|не удается доставить|недоставленное сообщение|går inte att leverera|kan ikke"
    r" leveres"
    r"|nedoručitelné|niedostarczalne|غير قابل للتسليم|تعذر التسليم|无法送达|配信不能)"
    r"\s?[:：].*",
    re.IGNORECASE,
)
