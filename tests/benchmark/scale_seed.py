# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Fill a database with tickets by SQL, the same ones in stock and in ours.

``python scale_seed.py DATABASE ADDONS_PATH SIZE`` commits. The tickets cover three
years, the newest have the highest ids; few are open, as in a helpdesk that works.
"""

import sys
import time

from scale_facts import FactsSeeding
from scale_people import PEOPLE, TEAMS, PeopleSeeding
from scale_sql import BulkInsert, array
from scale_texts import sentences

import odoo
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

OPEN = {10_000: 1_000, 100_000: 5_000, 1_000_000: 10_000}
#: The portal customer's tickets, whatever the size.
CUSTOMER_TICKETS = 200
YEARS = "interval '3 years'"


class Seeding(PeopleSeeding, FactsSeeding):
    def __init__(self, env, size):
        self.env, self.size = env, size
        self.ours = "helpdesk.sla.event" in env
        self.bulk = BulkInsert(env.cr)
        self.open = OPEN.get(size, max(size // 20, 50))

    def run(self):
        for step in (
            self.people,
            self.teams,
            self.policies,
            self.texts,
            self.partners,
            self.tickets,
            self.messages,
            self.targets,
            self.facts,
        ):
            began = time.monotonic()
            step()
            self.env.flush_all()
            self.env.cr.commit()
            sys.stderr.write(f"{step.__name__}: {time.monotonic() - began:.0f} s\n")
        self.env.cr.execute("ANALYZE")
        self.env.cr.commit()

    # ----------------------------------------------------------------- by SQL

    def texts(self):
        cr = self.env.cr
        pool = sentences()
        cr.execute(
            "CREATE UNLOGGED TABLE bench_sentence (id int PRIMARY KEY, text text)"
        )
        cr.execute(
            "INSERT INTO bench_sentence SELECT n - 1, t"
            " FROM unnest(%s) WITH ORDINALITY AS u(t, n)",
            [pool],
        )
        cr.execute(
            """
            CREATE FUNCTION bench_hash(a bigint, b int) RETURNS int LANGUAGE sql
                IMMUTABLE AS 'SELECT hashint8(a * 8191 + b) & 2147483647';
            CREATE FUNCTION bench_text(seed bigint, fewest int, most int) RETURNS text
                LANGUAGE sql STABLE AS $$
                SELECT string_agg(text, ' ') FROM bench_sentence WHERE id = ANY (ARRAY(
                    SELECT bench_hash(seed, i) % 20000 FROM generate_series(
                        1, fewest + bench_hash(seed, 0) % (most - fewest + 1)) i)) $$;
            """
        )

    def partners(self):
        template = self.env["res.partner"].create({"name": "Bench customer"})
        self.env.flush_all()
        self.number_of_partners = max(500, self.size // 20)
        self.first_partner = self.bulk.multiply(
            "res_partner",
            template.id,
            self.number_of_partners,
            {
                "name": "'Customer ' || g",
                "complete_name": "'Customer ' || g",
                "email": "'c' || g || '@bench-customer.test'",
                "email_normalized": "'c' || g || '@bench-customer.test'",
            },
        )
        self.env.cr.execute(
            "UPDATE res_partner SET commercial_partner_id = id WHERE id >= %s",
            [self.first_partner],
        )
        self.env.invalidate_all()
        self.env["res.users"].with_context(no_reset_password=True).create(
            {
                "login": "bench-customer",
                "partner_id": self.first_partner,
                "group_ids": [(6, 0, [self.env.ref("base.group_portal").id])],
            }
        )

    def tickets(self):
        template = self.env["helpdesk.ticket"].create(
            {
                "name": "Bench",
                "description": "<p>Bench</p>",
                "user_id": False,
                "team_id": self.team_records[0].id,
            }
        )
        self.env.flush_all()
        self.first_ticket = self.bulk.multiply(
            "helpdesk_ticket", template.id, self.size, self.ticket_columns()
        )

    def is_open(self):
        """The open ones are every fifth of the newest."""
        return f"(g > {self.size - 5 * self.open} AND g % 5 = 0)"

    def arrival(self):
        return (
            f"(now() AT TIME ZONE 'UTC' - ({self.size} - g) * ({YEARS} / {self.size}))"
        )

    def partner(self):
        every = self.size // CUSTOMER_TICKETS
        return (
            f"CASE WHEN g % {every} = 0 THEN {self.first_partner} ELSE"
            f" {self.first_partner + 1} + bench_hash(g, 3)"
            f" % {self.number_of_partners - 1} END"
        )

    def ticket_columns(self):
        arrival, is_open, partner = self.arrival(), self.is_open(), self.partner()
        solved = (
            f"CASE WHEN NOT {is_open} THEN {arrival} + (g % 97) * interval '1 hour' END"
        )
        stage = self.stage()
        role = f"(SELECT role FROM helpdesk_ticket_stage s WHERE s.id = {stage})"
        return {
            "number": "'B' || lpad(g::text, 8, '0')",
            "name": "left(bench_text(g, 1, 1), 80)",
            "description": "'<p>' || bench_text(g + 10000000, 1, 9)"
            " || ' Reference R' || g || '.</p>'",
            "stage_id": stage,
            "stage_role": role,
            "unattended": f"(SELECT unattended FROM helpdesk_ticket_stage s"
            f" WHERE s.id = {stage})",
            "team_id": f"({array(self.team_records.ids)})[1 + g % {TEAMS}]",
            "user_id": f"CASE WHEN NOT {is_open} OR g % 4 > 0 THEN"
            f" ({array(self.users[2:].ids)})[1 + bench_hash(g, 4) % {PEOPLE - 2}] END",
            "priority": "(ARRAY['0','1','1','1','1','1','1','2','2','3'])"
            "[1 + bench_hash(g, 5) % 10]",
            "partner_id": partner,
            "commercial_partner_id": partner,
            "partner_name": f"'Customer ' || ({partner} - {self.first_partner} + 1)",
            "partner_email": f"'c' || ({partner} - {self.first_partner} + 1)"
            " || '@bench-customer.test'",
            "access_token": "md5(g::text || 'bench')",
            "create_date": arrival,
            "write_date": arrival,
            "received_at": arrival,
            "cycle_started_at": arrival,
            "assigned_date": arrival,
            "last_stage_update": f"coalesce({solved}, {arrival})",
            "last_customer_message_at": arrival,
            "first_response_at": f"{arrival} + (g % 23) * interval '10 minutes'",
            "closed_date": solved,
            "resolved_at": solved,
            "first_solved_at": solved,
            "metrics_frozen_at": solved,
            "last_writer": "CASE WHEN g % 3 = 0 THEN 'customer' ELSE 'us' END",
            "first_response_hours": "(g % 23) / 6.0",
            "resolution_hours": f"CASE WHEN NOT {is_open} THEN g % 97 END",
            "rating_last_value": "CASE WHEN g % 50 = 0 THEN 1 WHEN g % 9 = 0 THEN 5"
            " ELSE 0 END",
            "automation_due_at": "NULL",
            "sla_state": f"CASE WHEN {is_open} THEN 'running' ELSE 'met' END",
            "sla_deadline": f"CASE WHEN {is_open} THEN {self.deadline()} END",
            "ai_analysis_id": "NULL",
        }

    def stage(self):
        """Nine in ten closed ones are done; the open ones are in four stages."""

        def ids(*names):
            return [
                self.env.ref(f"helpdesk_mgmt.helpdesk_ticket_{n}").id for n in names
            ]

        done, cancelled = ids("stage_done", "stage_cancelled")
        open_ones = ids("stage_new", "stage_in_progress", "stage_in_progress")
        open_ones += ids("stage_awaiting")
        return (
            f"CASE WHEN {self.is_open()} THEN ({array(open_ones)})"
            f"[1 + bench_hash(g, 6) % 4] WHEN g % 10 = 0 THEN {cancelled}"
            f" ELSE {done} END"
        )

    def deadline(self):
        return "(now() AT TIME ZONE 'UTC' + (1 + g % 72) * interval '1 hour')"

    def messages(self):
        """The customer's message and our answer; he and whose it is follow."""
        comment = self.env.ref("mail.mt_comment").id
        agent = self.users[2].partner_id.id
        arrival, partner = self.arrival(), self.partner()
        columns = {
            "model": "'helpdesk.ticket'",
            "res_id": f"{self.first_ticket - 1} + g",
            "subtype_id": str(comment),
            "body": "'<p>' || bench_text(20000000 + 2 * g + m, 1, 6) || '</p>'",
            "author_id": f"CASE WHEN m = 0 THEN {partner} ELSE {agent} END",
            "message_type": "CASE WHEN m = 0 THEN 'email' ELSE 'comment' END",
            "message_id": "'<' || g || '-' || m || '@bench.test>'",
            "is_internal": "FALSE",
            "date": f"{arrival} + m * interval '30 minutes'",
            "create_date": f"{arrival} + m * interval '30 minutes'",
            "create_uid": "1",
        }
        both = f"generate_series(1, {self.size}) g, generate_series(0, 1) m"
        self.bulk.insert("mail_message", columns, both)
        colleague = (
            f"({array(self.users[2:].partner_id.ids)})"
            f"[1 + bench_hash(g, 4) % {PEOPLE - 2}]"
        )
        self.bulk.insert(
            "mail_followers",
            {
                "res_model": "'helpdesk.ticket'",
                "res_id": f"{self.first_ticket - 1} + g",
                "partner_id": f"CASE WHEN m = 0 THEN {partner} ELSE {colleague} END",
            },
            both,
        )


def main(database, addons_path, size):
    config.parse_config(["-d", database, "--addons-path", addons_path, "--no-http"])
    odoo.tools.config["log_level"] = "critical"
    with Registry(database).cursor() as cr:
        context = {"lang": "en_US", "mail_notify_force_send": False}
        Seeding(api.Environment(cr, SUPERUSER_ID, context), int(size)).run()


if __name__ == "__main__":
    main(*sys.argv[1:4])
