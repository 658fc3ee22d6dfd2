# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError

STATUSES = [("error", "Does not work"), ("warning", "Look at it"), ("ok", "Works")]
RANK = {status: rank for rank, (status, _label) in enumerate(STATUSES)}
NAMED = 5


class HelpdeskHealth(models.TransientModel):
    """What the helpdesk needs in order to work, one row per check, made anew each time.

    Addons add rows by extending ``_health_checks``.
    """

    _name = "helpdesk.health"
    _description = "Helpdesk Health"
    _order = "rank, id"

    key = fields.Char(readonly=True)
    label = fields.Char(string="Check", readonly=True)
    status = fields.Selection(STATUSES, readonly=True)
    rank = fields.Integer(readonly=True)
    detail = fields.Char(readonly=True)
    remedy = fields.Char(readonly=True, help="The action that mends it.")
    checked_at = fields.Datetime(string="Checked", readonly=True)

    @api.model
    def action_open(self):
        """Check everything now and show it.

        :raises AccessError: not a helpdesk manager
        """
        self._check_manager()
        now = fields.Datetime.now()
        # sudo: the rows are made by the check, nobody writes them himself
        rows = self.sudo().create(
            [
                {
                    **{name: check.get(name) for name in self._row_fields()},
                    "rank": RANK[check["status"]],
                    "checked_at": now,
                }
                for check in self._health_checks()
            ]
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "helpdesk_mgmt_ext.helpdesk_health_action_list"
        )
        return {**action, "domain": [("id", "in", rows.ids)]}

    def action_remedy(self):
        """Open where the problem is solved, if there is one."""
        self.ensure_one()
        self._check_manager()
        if not self.remedy:
            return False
        return self.env["ir.actions.actions"]._for_xml_id(self.remedy)

    @api.model
    def _check_manager(self):
        if not self.env.user.has_group("helpdesk_mgmt.group_helpdesk_manager"):
            raise AccessError(self.env._("Only helpdesk managers see the health page."))

    @api.model
    def _row_fields(self):
        return ["key", "label", "status", "detail", "remedy"]

    @api.model
    def _report(self):
        """Return ``(worst status, checks)`` for a monitoring system."""
        checks = self._health_checks()
        worst = min(checks, key=lambda check: RANK[check["status"]])["status"]
        wanted = ("key", "label", "status", "detail")
        return worst, [{name: check[name] for name in wanted} for check in checks]

    # ----------------------------------------------------------------- checks

    @api.model
    def _health_checks(self):
        """Return the checks as dictionaries; addons extend the list with ``super()``.

        ``key`` (stable), ``label``, ``status`` (``ok``, ``warning``, ``error``),
        ``detail`` (a sentence) and ``remedy`` (XML-ID of an action, or None).
        """
        return [
            self._check_mail_domain(),
            self._check_aliases(),
            self._check_incoming_mail(),
            self._check_outgoing_mail(),
            *self._check_jobs(),
            self._check_quarantine(),
            self._check_automation(),
        ]

    @api.model
    def _row(self, key, label, problem, good, *, remedy=None, status="warning"):
        """Return a check: ``problem`` says what is wrong, ``good`` that nothing is."""
        return {
            "key": key,
            "label": label,
            "status": status if problem else "ok",
            "detail": problem or good,
            "remedy": remedy if problem else None,
        }

    @api.model
    def _names(self, records):
        """Return the names of a few records, and how many more there are."""
        names = records[:NAMED].mapped("display_name")
        more = len(records) - len(names)
        return ", ".join(names) + (self.env._(" and %s more", more) if more else "")

    @api.model
    def _admin_remedy(self, xmlid):
        """Return an action that only system administrators can use, or None."""
        return xmlid if self.env.user.has_group("base.group_system") else None

    @api.model
    def _check_mail_domain(self):
        companies = self.env.companies.filtered(lambda c: not c.alias_domain_id)
        problem = companies and self.env._(
            "No mail domain: %s. Teams have no address, answers of customers are lost.",
            self._names(companies),
        )
        return self._row(
            "mail_domain",
            self.env._("Mail domain"),
            problem,
            ", ".join(self.env.companies.alias_domain_id.mapped("name")),
            remedy=self._admin_remedy("base_setup.action_general_configuration"),
            status="error",
        )

    @api.model
    def _check_aliases(self):
        teams = self.env["helpdesk.ticket.team"].search([("active", "=", True)])
        without = teams.filtered(lambda t: not (t.alias_name and t.alias_domain_id))
        problem = without and self.env._(
            "Teams that cannot get mail: %s", self._names(without)
        )
        return self._row(
            "aliases",
            self.env._("Addresses of the teams"),
            problem,
            self.env._("%s teams, each with an address", len(teams)),
            remedy="helpdesk_mgmt.helpdesk_ticket_team_action",
        )

    @api.model
    def _check_incoming_mail(self):
        # sudo: managers may not read mail servers; only their state is told
        servers = self.env["fetchmail.server"].sudo().search([("active", "=", True)])
        failing = servers.filtered(lambda s: s.state != "done" or s.error_date)
        if failing:
            problem = self.env._("Not fetching: %s", self._names(failing))
        else:
            problem = not servers and self.env._(
                "No incoming mail server: fine if a script hands the mails over."
            )
        return self._row(
            "mail_in",
            self.env._("Incoming mail"),
            problem,
            self._names(servers),
            remedy=self._admin_remedy("mail.action_email_server_tree"),
            status="error" if failing else "warning",
        )

    @api.model
    def _check_outgoing_mail(self):
        # sudo: managers may neither read mail servers nor the queue
        servers = self.env["ir.mail_server"].sudo().search([("active", "=", True)])
        yesterday = fields.Datetime.now() - timedelta(days=1)
        failed = (
            self.env["mail.mail"]
            .sudo()  # sudo: as above
            .search_count(
                [
                    ("model", "=", "helpdesk.ticket"),
                    ("state", "=", "exception"),
                    ("create_date", ">=", yesterday),
                ]
            )
        )
        if failed:
            problem = self.env._("%s mails to customers failed since yesterday", failed)
        else:
            problem = not servers and self.env._(
                "No outgoing mail server: that of the configuration file is used."
            )
        return self._row(
            "mail_out",
            self.env._("Outgoing mail"),
            problem,
            self._names(servers),
            remedy=self._admin_remedy("base.action_ir_mail_server_list"),
            status="error" if failed else "warning",
        )

    @api.model
    def _check_jobs(self):
        Team = self.env["helpdesk.ticket.team"]
        silent = Team._get_silent_jobs()
        return [
            self._check_job(xmlid, xmlid in silent) for xmlid in Team._watched_jobs()
        ]

    @api.model
    def _check_job(self, xmlid, silent):
        # sudo: managers may not read scheduled actions; only how they are is told
        job = self.env.ref(xmlid, raise_if_not_found=False)
        job = (job or self.env["ir.cron"]).sudo()
        if not job:
            problem = self.env._("It was deleted: update the addon.")
        elif not job.active:
            problem = self.env._("It is switched off.")
        elif job._helpdesk_waits_for_old_time():
            problem = self.env._(
                "It waits for %s UTC, because the clock was set back.", job.nextcall
            )
        elif silent:
            problem = self.env._("Overdue since %s UTC.", job.nextcall)
        else:
            problem = job.failure_count and self.env._(
                "It failed %s times in a row.", job.failure_count
            )
        good = self.env._("Has not run yet")
        if job.lastcall:
            good = self.env._("Last run: %s UTC", job.lastcall)
        return self._row(
            xmlid,
            job.cron_name or xmlid,
            problem,
            good,
            remedy=self._admin_remedy("base.ir_cron_act"),
            status="error" if silent or not job.active else "warning",
        )

    @api.model
    def _check_quarantine(self):
        groups = self.env["helpdesk.mail.quarantine"]._read_group(
            [("state", "=", "waiting")], ["kind"], ["__count"]
        )
        counts = dict(groups)
        failed = counts.get("failed")
        problem = self.env._("%s mails are held back", sum(counts.values()))
        if failed:
            problem = self.env._("%s mails could not be processed", failed)
        return self._row(
            "quarantine",
            self.env._("Quarantine"),
            counts and problem,
            self.env._("No mail is held back"),
            remedy="helpdesk_mgmt_ext.helpdesk_mail_quarantine_action",
            status="error" if failed else "warning",
        )

    @api.model
    def _check_automation(self):
        count = self.env["helpdesk.ticket"].search_count(
            [("automation_failures", ">", 0)]
        )
        return self._row(
            "automation",
            self.env._("Automation"),
            count and self.env._("On %s tickets the automation failed", count),
            self.env._("No failures"),
            remedy="helpdesk_mgmt_ext.helpdesk_ticket_action_automation_problem",
        )
