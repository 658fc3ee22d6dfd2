# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How people say thanks or that it works, by language: data, no logic."""

import re

#: Whole phrases of which such a message may consist, nothing else.
PHRASES = (
    # en
    r"(?:ok(?:ay)?|great|perfect|excellent|wonderful|awesome|brilliant|super|nice"
    r"|good|cool"
    r"|fine|lovely|amazing|fantastic)",
    r"(?:many |much )?thanks(?: (?:a (?:lot|million)|so much|very much|again|all"
    r"|everyone"
    r"|(?:for|to) (?:your|the|all your) (?:(?:quick|fast|great|kind|excellent|prompt)"
    r" )?"
    r"(?:help|support|reply|answer|response|assistance|work|service|team)|guys|team"
    r"|everybody))*",
    r"thank ?(?:you|u)(?: (?:so much|very much|again|all|kindly|guys|team|everyone"
    r"|for (?:your|the|all your|all the) (?:(?:quick|fast|great|kind|excellent"
    r"|prompt) )?"
    r"(?:help|support|reply|answer|response|assistance|work|service)))*",
    r"thx|tks|ty|cheers|much appreciated|(?:we|i) (?:really )?appreciate (?:it|your"
    r" help)",
    r"(?:it|that|this|everything|all) (?:(?:is|seems|['’]s)? ?(?:now |all )?)?"
    r"(?:works?|worked|working|fixed|solved|resolved|good|fine|ok(?:ay)?|perfect)"
    r"(?: (?:now|again|fine|well|perfectly|great|for me|for us))*",
    r"(?:works?|worked|working|fixed|solved|resolved|all good|all set|problem solved"
    r"|issue (?:is )?(?:solved|resolved|fixed)|the (?:problem|issue) is (?:now )?"
    r"(?:solved|resolved|fixed|gone))(?: (?:now|again|fine|well|perfectly|great|for"
    r" me))*",
    r"you (?:can|may) close (?:the|this|my) (?:ticket|case|issue|request)(?: now)?",
    r"(?:please )?close (?:the|this|my) (?:ticket|case)",
    r"(?:have|wish you) a (?:nice|good|great|lovely) (?:day|weekend|evening|week|one)",
    r"(?:you are|you['’]re) (?:the best|great|awesome)|great (?:job|work|support"
    r"|service)",
    r"(?:good|well) (?:job|done)|got it|received|noted|understood|confirmed|will do",
    # fr
    r"(?:un (?:grand|grand grand) )?merci(?: (?:beaucoup|bien|infiniment|encore|mille"
    r" fois"
    r"|à (?:vous|toi|tous)|d['’]avoir (?:réglé|résolu) (?:le|ce) problème"
    r"|pour (?:votre|ton|vos|l['’]|la|le|tout) ?"
    r"(?:(?:rapide|précieuse|excellente) )?(?:aide|réponse|retour|support|assistance"
    r"|réactivité"
    r"|intervention|travail)?(?: rapide)?))*",
    r"parfait|génial|super|très bien|c['’]est (?:bon|parfait|réglé|résolu|ok|noté)(?:"
    r" (?:pour"
    r" moi|maintenant))?|d['’]accord|bien reçu|entendu",
    r"(?:ça|cela|tout) (?:marche|fonctionne|remarche)(?: (?:bien|parfaitement"
    r"|maintenant"
    r"|à nouveau|de nouveau))*|le problème est (?:résolu|réglé)|problème (?:résolu"
    r"|réglé)",
    r"vous pouvez (?:clôturer|fermer|clore) (?:le|ce) ticket|bonne (?:journée|soirée"
    r"|fin de"
    r" (?:journée|semaine))|bon week-?end",
    # de
    r"(?:vielen|herzlichen|besten|tausend|lieben|schönen)? ?dank(?:e(?: ?(?:schön"
    r"|sehr|ihnen"
    r"|euch|dir|vielmals|nochmals))*)?(?: (?:für (?:die|ihre|eure|deine|den)"
    r" (?:(?:schnelle"
    r"|rasche|prompte|tolle) )?(?:hilfe|unterstützung|antwort|hilfestellung|support"
    r"|rückmeldung"
    r"|bearbeitung)|nochmals|im voraus))*",
    r"perfekt|prima|klasse|toll|sehr gut|alles klar|passt|passt so|in ordnung|gerne"
    r"|wunderbar",
    r"(?:es|das|alles|jetzt)? ?(?:funktioniert|klappt|geht|läuft)(?: (?:jetzt|nun"
    r"|wieder|alles"
    r"|einwandfrei|wunderbar|super|gut|bei mir|prima))*",
    r"(?:das )?problem (?:ist )?(?:gelöst|behoben|erledigt)|erledigt|gelöst"
    r"|(?:sie können )?(?:das|dieses) ticket (?:kann |können sie )?(?:schließen"
    r"|geschlossen"
    r" werden)|schöne(?:n|s)? (?:tag|abend|wochenende)(?: noch)?",
    # es
    r"(?:muchas|muchísimas|mil)? ?gracias(?: (?:a (?:ustedes|todos|vosotros)|por"
    r" (?:su|tu|la"
    r"|el|todo|vuestra)(?: (?:ayuda|respuesta|apoyo|soporte|rapidez|atención|gestión))?"
    r"|de nuevo|otra vez))*",
    r"perfecto|genial|excelente|estupendo|vale|de acuerdo|todo (?:bien|ok|correcto)"
    r"|recibido",
    r"(?:ya |ahora |todo )*(?:funciona|va|está (?:solucionado|resuelto|arreglado|bien))"
    r"(?: (?:bien|perfectamente|correctamente|ahora|todo|de nuevo))*"
    r"|(?:el )?problema (?:está )?(?:solucionado|resuelto)"
    r"|pueden? cerrar (?:el|este) (?:ticket|caso)|(?:que tenga(?:n|s)? )?(?:un"
    r" )?buen(?:os)?"
    r" (?:día|días|fin de semana)|saludos",
    # it
    r"(?:grazie|molte grazie|mille grazie)(?: (?:mille|tante|ancora|infinite|a (?:voi"
    r"|lei"
    r"|tutti)|per (?:l['’] ?aiuto|il supporto|la risposta|l['’]assistenza|tutto"
    r"|il vostro aiuto)))*|vi ringrazio|la ringrazio|ti ringrazio",
    r"perfetto|ottimo|benissimo|va bene|tutto (?:ok|bene|a posto|risolto)|ricevuto"
    r"|d['’]accordo",
    r"(?:ora |adesso |tutto )*funziona(?: (?:tutto|bene|perfettamente|ora|adesso|di"
    r" nuovo))*"
    r"|(?:il )?problema (?:è (?:stato )?)?risolto|risolto|potete chiudere il ticket"
    r"|buona (?:giornata|serata)",
    # pt
    r"(?:muito )?obrigad[oa]s?(?: (?:pela (?:ajuda|resposta|atenção)|pelo (?:apoio"
    r"|suporte"
    r"|retorno)|a todos|novamente))*|agradeço|agradecid[oa]",
    r"perfeito|ótimo|excelente|certo|tudo (?:certo|ok|bem|resolvido)|recebido"
    r"|(?:já |agora |tudo )*(?:funciona|está funcionando|está a funcionar|funcionou)"
    r"(?: (?:bem|perfeitamente|agora|tudo))*|(?:o )?problema (?:foi |está )?resolvido"
    r"|resolvido"
    r"|podem? fechar o (?:ticket|chamado)|bom (?:dia|fim de semana)|boa tarde",
    # nl
    r"(?:hartelijk |heel erg |hartstikke )?(?:bedankt|dank(?: ?(?:je|u))?(?:"
    r" ?wel)?)(?: (?:voor"
    r" (?:je|uw|jullie|de) (?:(?:snelle|goede) )?(?:hulp|reactie|antwoord"
    r"|ondersteuning)"
    r"|allemaal|nogmaals))*|dankjewel|dankuwel|alvast bedankt",
    r"perfect|prima|top|helemaal goed|in orde|akkoord|geweldig|(?:het|alles)? ?"
    r"(?:werkt|doet het|is opgelost)(?: (?:nu|weer|goed|prima|perfect))*|opgelost"
    r"|(?:het )?probleem is opgelost|fijne (?:dag|avond)|fijn weekend",
    # sv, da, no, fi
    r"(?:tusen |stort |många |mange |tusind )?ta(?:ck|kk?)(?: (?:så mycket|skal du ha"
    r"|så meget|for hjelpen|for hjælpen|för hjälpen|för hjälp))*|fungerar (?:nu|igen"
    r"|bra)"
    r"|det (?:fungerer|virker|fungerar)(?: (?:nå|nu|igen|igjen|fint))*|perfekt|löst"
    r"|løst",
    r"(?:paljon )?kiito(?:s|ksia)(?: (?:paljon|avusta))*|toimii(?: (?:nyt|taas"
    r"|hyvin))*",
    # pl, cs
    r"(?:bardzo )?dzi(?:ę|e)ki|(?:bardzo )?dziękuj(?:ę|emy)(?: (?:bardzo|za pomoc))*"
    r"|(?:już |teraz )*działa(?: (?:dobrze|teraz))*|super",
    r"(?:moc )?d(?:ě|e)kuj(?:i|eme|u)(?: (?:moc|za pomoc|mockrát))*|díky(?: moc)?"
    r"|(?:už |teď )*funguje(?: to)?",
    # ru, tr
    r"(?:большое |огромное )?спасибо(?: (?:большое|огромное|за (?:помощь|ответ)|вам))*"
    r"|благодар(?:ю|им)(?: (?:за помощь|вас))*|вс(?:ё|е) (?:работает|хорошо|отлично)"
    r"|работает"
    r"|отлично|заработало|проблема решена",
    r"(?:çok )?teşekkür(?:ler| ederim| ederiz)|sağ ?olun|tamam|çalışıyor|sorun çözüldü",
    # ar
    r"شكر(?:ا|اً|ًا)(?: (?:جزيلا|جزيلاً|لك|لكم|لمساعدتكم|على (?:المساعدة|مساعدتكم"
    r"|الدعم|الرد)"
    r"|كثيرا|مرة أخرى))*|(?:جزيل )?الشكر(?: لكم)?|أشكركم|جزاكم الله خيرا",
    r"ممتاز|رائع|تمام|حسنا|(?:تم )?حل المشكلة|تم الحل|تم حل المشكلة"
    r"|(?:كل شيء |الأمر )?يعمل(?: (?:الآن|بشكل جيد|جيدا))*|يمكنكم إغلاق التذكرة",
    # zh, ja
    r"谢谢(?:你|您|大家)?|非常感谢|多谢|感谢|好的|可以了|解决了|问题(?:已)?解决(?:了)?"
    r"|ありがとう(?:ございます|ございました)?|助かりました|解決しました|了解(?:です|しました)?",
)
GREETING = re.compile(
    r"(?:hi|hello|dear|hey|good (?:morning|afternoon|evening)|bonjour|bonsoir|salut"
    r"|hallo"
    r"|guten (?:tag|morgen|abend)|moin|servus|liebe[rs]?|sehr geehrte[rs]?|hola"
    r"|buenos días"
    r"|buenas tardes|estimad[oa]s?|ciao|buongiorno|salve|gentile|olá|bom dia|beste"
    r"|geachte"
    r"|hoi|dag|здравствуйте|добрый день|привет|مرحبا|مرحباً|السلام عليكم|أهلا|您好|你好"
    r"|hej|hei"
    r"|cher|chère|dobrý den|dzień dobry|merhaba)(?: [\w.'’-]+){0,4}",
    re.IGNORECASE,
)
CLOSING = re.compile(
    r"(?:(?:best|kind|warm|many)? ?regards|best|cordialement|bien à vous|(?:mit )?"
    r"(?:freundlichen|besten|vielen|viele|liebe|lieben|beste|freundliche)? ?grüßen?"
    r"|lg|mfg|vg"
    r"|un saludo|saludos|cordiali saluti|saluti|atenciosamente|cumprimentos|abraços?"
    r"|groeten?"
    r"|(?:met )?vriendelijke groet(?:en)?|mvg|с уважением|مع التحية|تحياتي|med vänlig"
    r" hälsning"
    r"|mvh|hilsen|sincerely)",
    re.IGNORECASE,
)
PHRASE = re.compile("|".join(f"(?:{phrase})" for phrase in PHRASES), re.IGNORECASE)
#: Words that join such phrases, or fill them: "and it works now, thanks".
JOIN = re.compile(
    r"(?:and|et|und|y|e|en|och|og|ja|i|a|и|و|so|now|again|very|really|yes|yep|hooray"
    r"|oui|ja|sí"
    r"|sì|sim|да|نعم|super|it|all|maintenant|jetzt|nun)",
    re.IGNORECASE,
)
FIRST_LETTER = r"[A-ZÀ-ÞА-Я\u0621-\u064a]"
NAME = re.compile(
    rf"{FIRST_LETTER}[\w.'’-]{{0,20}}(?: {FIRST_LETTER}[\w.'’-]{{0,20}}){{0,2}}"
)
