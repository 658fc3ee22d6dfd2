# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A "thank you" on a closed ticket does not reopen it; anything more does."""

import pytest
from ticket_text import is_thank_you

THANKS = [
    "Thanks!",
    "thx",
    "Thank you very much.",
    "Thank you so much for your quick help!",
    "Thanks a lot, it works now.",
    "It works again, thank you",
    "Perfect, thanks. Have a nice day!",
    "ok",
    "OK, thanks :)",
    "👍",
    "Thanks 🙏🙏",
    "Great job!",
    "Hi Sam,\n\nall good now, many thanks!\n\nBest regards,\nAnn Bell",
    "Thanks\nAnn",
    "You can close the ticket.",
    "Merci beaucoup !",
    "Bonjour,\nça marche, merci à vous.\nCordialement\nAnn",
    "Parfait, merci pour votre aide. Bonne journée",
    "Vielen Dank!",
    "Danke, funktioniert wieder.\nLG Max",
    "Super, danke für die schnelle Hilfe",
    "Herzlichen Dank\n\nMit freundlichen Grüßen\nMax Muster",
    "Muchas gracias, ya funciona",
    "Perfecto, gracias por su ayuda. Saludos",
    "Grazie mille, ora funziona tutto",
    "Muito obrigada!",
    "Bedankt, het werkt weer",
    "Спасибо, всё работает",
    "شكرا جزيلا",
    "شكراً لكم، كل شيء يعمل الآن",
    "Tack så mycket",
    "Tusen takk",
    "Kiitos paljon",
    "Dziękuję bardzo",
    "Díky moc",
    "谢谢",
    "ありがとうございます",
    "Teşekkürler",
]
MORE = [
    "",
    None,
    "   ",
    "No",
    "No thanks",
    "Not ok",
    "Thanks for nothing",
    "Thanks, but it still fails",
    "Thank you. Please also reset my password.",
    "Thanks, when will it be delivered?",
    "thanks?",
    "Thanks :(",
    "It does not work",
    "It doesn't work, thanks",
    "works only in Chrome",
    "It worked yesterday",
    "Ok, now it is broken again",
    "nothing works",
    "Merci, mais cela ne marche pas",
    "Merci. Imprimante HS",
    "Danke, Drucker",
    "Danke, aber leider geht es nicht",
    "geht nicht",
    "funktioniert nicht",
    "ne marche pas",
    "Gracias, pero no funciona",
    "no funciona",
    "non funziona",
    "Grazie, però non va",
    "Спасибо, но не работает",
    "не работает",
    "شكرا لكن لا يعمل",
    "لا يعمل",
    "Thanks, Broken",
    "Hello",
    "Hello Sam",
    "Best regards\nAnn",
    "Ann Bell",
    "Thanks, see the attached file",
    "Thanks. Call me on 555 01 02",
    "I appreciate your help but would rather have my money back",
    "thanks " * 40,
]


@pytest.mark.parametrize("text", THANKS)
def test_mere_thanks(text):
    assert is_thank_you(text)


@pytest.mark.parametrize("text", MORE)
def test_anything_more_or_doubtful_is_not(text):
    assert not is_thank_you(text)


@pytest.mark.parametrize("thanks", [text for text in THANKS if "\n" not in text])
@pytest.mark.parametrize(
    "more", ["but it fails", "Why?", "Also the scanner", "mais non", "0815"]
)
def test_thanks_with_more_behind_it_is_not(thanks, more):
    assert not is_thank_you(f"{thanks} {more}")
    assert not is_thank_you(f"{more}. {thanks}")


def test_known_names_may_stand_anywhere():
    assert is_thank_you("Thank you Sam, Ann", names=["Sam Poe", "Ann Bell"])
    assert is_thank_you("Thanks, Ann Bell", names=["Ann Bell"])
    assert not is_thank_you("Thanks, Ann Bell", names=["Sam Poe", None, ""])
    assert not is_thank_you("Thanks, Ann: broken", names=["Ann"])
