# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
TEAMS, PEOPLE = 12, 30


class PeopleSeeding:
    """The few records that are made by the ORM: people, teams, promises."""

    def people(self):
        groups = {"manager": "manager", "officer": "user", "agent": "user_team"}
        groups |= {f"member-{n}": "user_own" for n in range(PEOPLE - len(groups))}
        users = self.env["res.users"].with_context(no_reset_password=True)
        self.users = users.create(
            [
                {
                    "name": f"Bench {name}",
                    "login": f"bench-{name}",
                    "email": f"{name}@bench-desk.test",
                    "group_ids": [
                        (4, self.env.ref(f"helpdesk_mgmt.group_helpdesk_{group}").id)
                    ],
                }
                for name, group in groups.items()
            ]
        )
        self.env["mail.alias.domain"].search([], limit=1) or self.env[
            "mail.alias.domain"
        ].create({"name": "bench.test"})

    def teams(self):
        domain = self.env["mail.alias.domain"].search([], limit=1)
        self.env.company.alias_domain_id = domain
        self.team_records = self.env["helpdesk.ticket.team"].create(
            [
                {
                    "name": f"Bench {number}",
                    "alias_name": f"bench-{number}",
                    "alias_domain_id": domain.id,
                    "use_sla": True,
                    "resource_calendar_id": self.env.company.resource_calendar_id.id,
                    "user_ids": [(6, 0, self.members(number).ids)],
                }
                for number in range(TEAMS)
            ]
        )

    def members(self, number):
        """The agent is in three teams, everybody else in one or two."""
        people = self.users[2:]
        mine = people[number % len(people) :: TEAMS] | people[number * 2 :][:4]
        return mine | self.users[2] if number < 3 else mine

    def policies(self):
        """Two targets a ticket in stock; ours has those it is installed with."""
        if self.ours:
            return
        stages = ("stage_in_progress", "stage_done")
        self.env["helpdesk.sla"].create(
            [
                {
                    "name": f"Bench {name}",
                    "hours": hours,
                    "stage_id": self.env.ref(
                        f"helpdesk_mgmt.helpdesk_ticket_{name}"
                    ).id,
                }
                for name, hours in zip(stages, (4, 40), strict=True)
            ]
        )
