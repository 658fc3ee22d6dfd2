# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Real mails of other projects, where the machine has them beside the checkout.

They are no part of this project; without them there is nothing to run here.
"""

import email
import email.policy
from pathlib import Path

import pytest
from markupsafe import Markup
from ticket_text import html_to_text, newly_written, split_quoted

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "data" / "mail"
PLAIN = sorted((SAMPLES / "replies").glob("*.txt"))
MAILS = sorted(SAMPLES.glob("*/*.eml"))
HTML = sorted((SAMPLES / "talon").glob("*.html"))


def bodies(path):
    if path.suffix != ".eml":
        return [path.read_text(errors="replace")]
    mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    parts = [mail.get_body((kind,)) for kind in ("plain", "html")]
    return [part.get_content() for part in parts if part is not None]


@pytest.mark.parametrize("path", [*PLAIN, *MAILS, *HTML], ids=lambda path: path.name)
def test_real_mail_is_split_without_loss(path):
    for body in bodies(path):
        fresh, quoted = split_quoted(body)
        assert bool(newly_written(body)) == bool(html_to_text(body))
        parts = [html_to_text(Markup(part)).split() for part in (fresh, quoted)]
        assert sorted(sum(parts, [])) == sorted(html_to_text(body).split())


@pytest.mark.parametrize("path", HTML, ids=lambda path: path.name)
def test_real_html_reply_is_what_its_sender_wrote(path):
    text = newly_written(bodies(path)[0])
    assert " ".join(text.split()) in ("Hi. I am fine. Thanks, Alex", "Hi there Bob")
