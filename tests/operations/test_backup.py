# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Backup while tickets come in, restore, and a copy that reaches nobody.

The commands are those of docs/operations.md.
"""

import socketserver
import threading
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from conftest import HOST, command
from processes import wait_until

DOMAIN = "backup.example"
PREPARE = """
domain = env["mail.alias.domain"].create({{"name": "{domain}"}})
env["res.company"].search([]).alias_domain_id = domain
team = env["helpdesk.ticket.team"].search([("code", "=", "officer")])
team.write({{"alias_name": "backup", "alias_domain_id": domain.id}})
env["helpdesk.webhook"].search([]).unlink()
env["helpdesk.webhook"].create(
    {{"name": "Backup", "url": "{url}", "allow_private": True}})
env["ir.mail_server"].search([]).unlink()
env["ir.mail_server"].create(
    {{"name": "Out", "smtp_host": "{host}", "smtp_port": {port}}})
env["fetchmail.server"].create(
    {{"name": "In", "server_type": "imap", "state": "done", "server": "{host}"}})
env["helpdesk.ai.provider"].create(
    {{"name": "LLM", "kind": "openai", "url": "http://{host}:9", "model_name": "m",
      "api_key": "sesame", "allow_private": True}})
env["ir.config_parameter"].set_param("helpdesk_mgmt_ext.health_token", "sesame")
env["ir.config_parameter"].set_param("helpdesk_mgmt_ext.mails_per_hour", "100000")
"""
#: Does by hand what a curious administrator of a copy might: everything at once.
PROVOKE = """
env["helpdesk.ticket"].create({"name": "from the copy", "description": "x"})
env.cr.commit()
for model, method in (("helpdesk.webhook.delivery", "_cron_deliver"),
                      ("helpdesk.ticket", "_cron_lifecycle")):
    getattr(env[model], method)()
env["mail.mail"].process_email_queue()
"""
CHECK_FILES = """
import hashlib
from odoo.addons.helpdesk_mgmt_ext.ticket_text import unpack
import base64
files = env["ir.attachment"].search([
    ("store_fname", "!=", False),
    "|", ("res_field", "=", False), ("res_field", "!=", False)])
broken = [f.id for f in files
          if hashlib.sha1(f.raw or b"").hexdigest() != f.checksum]
originals = env["helpdesk.mail.original"].search([])
unread = [o.id for o in originals if b"Subject" not in unpack(base64.b64decode(o.data))]
print("FILES", len(files), "BROKEN", broken,
      "ORIGINALS", len(originals), "UNREAD", unread)
"""
#: Of a mail ticket all must be there: the message, its original and its file.
INCOMPLETE = """
SELECT t.id FROM helpdesk_ticket t
 WHERE t.name LIKE 'Backup %' AND NOT EXISTS (
       SELECT 1 FROM mail_message m
         JOIN helpdesk_mail_original o ON o.mail_message_id = m.id
         JOIN message_attachment_rel r ON r.message_id = m.id
        WHERE m.model = 'helpdesk.ticket' AND m.res_id = t.id)
"""
COUNT = "SELECT count(*) FROM helpdesk_ticket WHERE name LIKE 'Backup %'"


class Outside:
    """A webhook's receiver and a mail server; both only count who calls."""

    def __init__(self):
        self.calls = 0
        outside = self

        class Hook(BaseHTTPRequestHandler):
            def do_POST(self):
                outside.calls += 1
                self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_args):
                pass

        class Mail(socketserver.StreamRequestHandler):
            def handle(self):
                outside.calls += 1
                self.wfile.write(b"421 not now\r\n")

        self.hook = ThreadingHTTPServer((HOST, 0), Hook)
        self.mail = socketserver.ThreadingTCPServer((HOST, 0), Mail)
        for server in (self.hook, self.mail):
            threading.Thread(target=server.serve_forever, daemon=True).start()

    def close(self):
        for server in (self.hook, self.mail):
            server.shutdown()
            server.server_close()


@pytest.fixture
def outside():
    outside = Outside()
    yield outside
    outside.close()


def mail(number):
    """Return a mail with a file, as bytes."""
    message = EmailMessage()
    message["From"] = f"Customer {number} <customer{number}@outside.example>"
    message["To"] = f"backup@{DOMAIN}"
    message["Subject"] = f"Backup {number}"
    message["Message-Id"] = f"<backup-{number}@outside.example>"
    message.set_content("Please help.")
    text = f"log of {number}".encode()
    message.add_attachment(
        text, maintype="application", subtype="octet-stream", filename="log.bin"
    )
    return message.as_bytes()


class Customers(threading.Thread):
    """Write mails until told to stop."""

    def __init__(self, site):
        super().__init__(daemon=True)
        self.site, self.sent, self.over = site, 0, threading.Event()

    def run(self):
        while not self.over.is_set():
            self.site.rpc(
                "mail.thread", "message_process", None, mail(self.sent).decode()
            )
            self.sent += 1


def test_backup_under_load_restores_complete_and_silent(
    template, sites, outside, tmp_path
):
    site = sites("busy").copy_of(template)
    hook = f"http://{HOST}:{outside.hook.server_port}/hook"
    port = outside.mail.server_address[1]
    site.shell(PREPARE.format(domain=DOMAIN, url=hook, host=HOST, port=port))
    customers = Customers(site.start())
    customers.start()
    wait_until(lambda: customers.sent >= 5, 120, customers.is_alive)
    before = customers.sent
    # First the database, then the files: a file is written before the row naming it.
    command("pg_dump", "--format=custom", "--file", tmp_path / "dump", site.name)
    command("cp", "-a", site.files, tmp_path / "files")
    wait_until(lambda: customers.sent >= before + 5, 120, customers.is_alive)
    customers.over.set()
    customers.join(120)
    site.stop()

    copy = sites("copy")
    command("createdb", "--template", "template0", copy.name)
    command("pg_restore", "--no-owner", "--dbname", copy.name, tmp_path / "dump")
    command("cp", "-a", tmp_path / "files", copy.files)
    assert before <= int(copy.value(COUNT)) < int(site.value(COUNT))
    assert copy.query(INCOMPLETE) == []
    told = copy.shell(CHECK_FILES)
    assert "BROKEN [] " in told and "UNREAD []" in told and "ORIGINALS 0" not in told
    check_numbers_go_on(copy)
    check_silent(copy, outside)


def check_numbers_go_on(copy):
    """The next ticket gets a number nobody has."""
    known = {row[0] for row in copy.query("SELECT number FROM helpdesk_ticket")}
    told = copy.shell(
        "t = env['helpdesk.ticket'].create({'name': 'next', 'description': 'x'})\n"
        "print('NUMBER', t.number)"
    )
    number = told.split("NUMBER ")[1].split()[0]
    assert number not in known
    assert number > max(known, key=lambda n: (len(n), n))


def check_silent(copy, outside):
    """A neutralised copy reaches neither customers nor programs."""
    waiting = "SELECT count(*) FROM mail_mail WHERE state = 'outgoing'"
    assert int(copy.value(waiting)), "there is something that could be sent"
    pending = "SELECT count(*) FROM helpdesk_webhook_delivery WHERE state = 'pending'"
    assert int(copy.value(pending)), "there is something that could be delivered"
    copy.odoo("neutralize")
    assert copy.value(pending) == "0"
    outside.calls = 0
    copy.start(cron_threads=2)
    copy.shell(PROVOKE)
    copy.stop()
    assert outside.calls == 0
    for sql in (
        "SELECT count(*) FROM helpdesk_webhook WHERE active",
        "SELECT count(*) FROM fetchmail_server WHERE active",
        "SELECT count(*) FROM helpdesk_ai_provider WHERE active AND kind <> 'embedded'",
        "SELECT count(*) FROM helpdesk_ai_provider WHERE api_key IS NOT NULL",
        "SELECT count(*) FROM ir_cron WHERE active AND cron_name ILIKE '%helpdesk%'",
        "SELECT count(*) FROM ir_config_parameter WHERE key LIKE '%health_token'",
    ):
        assert copy.value(sql) == "0", sql
