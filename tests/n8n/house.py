# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A real Odoo and a real n8n on loopback, both of which can be stopped and killed."""

import json
import os
import signal
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

from processes import end, free_port, wait_until

ROOT = Path(__file__).resolve().parents[2]
RUN = ROOT / "setup" / "n8n" / "run"
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))
#: Makes an administrator's key, and leaves to n8n what Odoo would do on its own.
SEED = """
import datetime
admin = env.ref("base.user_admin")
until = datetime.datetime.now() + datetime.timedelta(days=2)
key = env["res.users.apikeys"].with_user(admin).sudo()._generate("rpc", "test", until)
env.ref("helpdesk_sla_ext.ir_cron_sla_sweep").active = False
env["ir.config_parameter"].set_param("web.base.url", %(url)r)
env.cr.commit()
print("KEY=" + key)
"""


def post(url, body, headers):
    """Return (status, text) of a POST, whatever the answer is."""
    request = urllib.request.Request(
        url, body, {"Content-Type": "application/json", **headers}
    )
    try:
        with OPENER.open(request, timeout=60) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


class House:
    """Both servers and the database of the first, a copy of ``template``."""

    def __init__(self, template, folder):
        self.folder = folder
        self.database = f"helpdesk_test_{os.getpid()}_n8n"
        self.n8n_database = self.database + "_flows"
        self.odoo_port, self.n8n_port = free_port(), free_port()
        self.odoo_url = f"http://127.0.0.1:{self.odoo_port}"
        self.n8n_url = f"http://127.0.0.1:{self.n8n_port}"
        self.process = None
        self.drop()
        subprocess.run(["createdb", "-T", template, self.database], check=True)

    # ------------------------------------------------------------------ both

    def open(self):
        seed = SEED % {"url": self.odoo_url}
        output = subprocess.run(
            [*self.odoo("shell"), "--no-http", "--log-level", "warn"],
            input=seed,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        self.key = output.split("KEY=")[1].split()[0]
        self.log = (self.folder / "odoo.log").open("w")
        self.process = subprocess.Popen(
            [*self.odoo(), "--http-port", str(self.odoo_port)],
            stdout=self.log,
            stderr=subprocess.STDOUT,
        )
        self.wait_for(self.odoo_answers, 180)
        self.n8n("--database", self.database, "--odoo", self.odoo_url)

    def close(self):
        self.n8n("--stop")
        end(self.process)
        self.drop()

    def drop(self):
        for name in (self.database, self.n8n_database):
            subprocess.run(["dropdb", "--if-exists", "--force", name], check=True)

    # ------------------------------------------------------------------ Odoo

    def odoo(self, *command):
        data = os.environ.get("HELPDESK_DATA_DIR")
        return [
            "odoo",
            *command,
            *("-d", self.database, "--db-filter", f"^{self.database}$"),
            *("--addons-path", str(ROOT), "--http-interface", "127.0.0.1"),
            *(["--data-dir", data] if data else []),
        ]

    def odoo_answers(self):
        assert self.process.poll() is None, "Odoo has ended, see its log"
        try:
            return OPENER.open(self.odoo_url + "/web/health", timeout=5).status == 200
        except OSError:
            return False

    def call(self, model, method, **arguments):
        """Call Odoo over JSON-2 as an administrator, and return its answer."""
        status, text = post(
            f"{self.odoo_url}/json/2/{model}/{method}",
            json.dumps(arguments).encode(),
            {"Authorization": f"bearer {self.key}"},
        )
        assert status == 200, text[:2000]
        return json.loads(text)

    def query(self, sql):
        """Return the rows of ``sql`` in Odoo's database as lists of text."""
        return self._rows(self.database, sql)

    def flows(self, sql):
        """Return the rows of ``sql`` in n8n's database."""
        return self._rows(self.n8n_database, sql)

    def _rows(self, database, sql):
        command = ["psql", "-XAtq", "-v", "ON_ERROR_STOP=1"]
        output = subprocess.run(
            [*command, "-d", database, "-c", sql],
            check=True,
            capture_output=True,
            text=True,
        )
        return [line.split("|") for line in output.stdout.splitlines()]

    def value(self, sql):
        return self.query(sql)[0][0]

    def ref(self, xmlid):
        module, name = xmlid.split(".")
        return int(
            self.value(
                "SELECT res_id FROM ir_model_data "
                f"WHERE module = '{module}' AND name = '{name}'"
            )
        )

    def tickets(self, *texts):
        """Return the ids of new tickets from the web form with these texts."""
        channel = self.ref("helpdesk_mgmt.helpdesk_ticket_channel_web")
        return self.call(
            "helpdesk.ticket",
            "create",
            vals_list=[
                {"name": text, "description": text, "channel_id": channel}
                for text in texts
            ],
        )

    # ------------------------------------------------------------------- n8n

    def n8n(self, *arguments):
        """Run ./setup/n8n/run; fail with what it says if it fails."""
        process = subprocess.run(
            [
                str(RUN),
                *("--port", str(self.n8n_port)),
                *("--n8n-database", self.n8n_database),
                *arguments,
            ],
            env={
                **os.environ,
                "HELPDESK_ENVIRONMENT": "1",
                "HELPDESK_N8N_STATE": str(self.folder / "n8n"),
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert process.returncode == 0, process.stdout[-4000:]
        return process.stdout

    def n8n_answers(self):
        try:
            return OPENER.open(self.n8n_url + "/healthz", timeout=30).status == 200
        except OSError:
            return False

    def kill_n8n(self):
        """End it as a power cut would."""
        pid = int((self.folder / "n8n" / "n8n.pid").read_text())
        os.killpg(pid, signal.SIGKILL)

    def wait_for(self, condition, seconds, pause=0.3):
        wait_until(condition, seconds, pause=pause)
