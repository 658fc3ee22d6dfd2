# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Which policy gives a ticket its target: one search for any number of tickets."""

import logging
from collections import defaultdict
from typing import NamedTuple

from odoo import api, models, tools

_logger = logging.getLogger(__name__)

#: Conditions of a policy: field of the policy, and how to read the ticket.
CONDITIONS = {
    "company_id": lambda ticket: ticket.company_id.ids,
    "priority": lambda ticket: [ticket.priority],
    "tier_id": lambda ticket: ticket.customer_tier_id.ids,
    "team_ids": lambda ticket: ticket.team_id.ids,
    "category_ids": lambda ticket: ticket.category_id.ids,
    "type_ids": lambda ticket: ticket.type_id.ids,
    "channel_ids": lambda ticket: ticket.channel_id.ids,
    "tag_ids": lambda ticket: ticket.tag_ids.ids,
    "partner_ids": lambda ticket: (
        (ticket.partner_id | ticket.partner_id.commercial_partner_id).ids
    ),
}


class _Criteria(NamedTuple):
    """A policy as plain values, so that thousands of tickets are cheap."""

    policy_id: int
    company_id: int | bool
    metric: str
    wanted: dict
    is_filtered: bool

    def fits(self, facts):
        return all(
            not want.isdisjoint(facts[name]) for name, want in self.wanted.items()
        )


class HelpdeskSla(models.Model):
    _name = "helpdesk.sla"
    _inherit = ["helpdesk.sla", "helpdesk.remembered.mixin"]

    @api.model
    def _match(self, tickets):
        """Return the policies that give the tickets their targets.

        One per metric: lowest sequence, then most conditions, then oldest. Of the
        ``stage`` metric all that fit, as in stock. Strictly per company, even for the
        superuser. A policy that cannot be applied is left out and logged.

        :return: ticket → policies (empty if its team makes no promises)
        """
        result = {ticket: self.browse() for ticket in tickets}
        # sudo: whoever creates a ticket need not know its team's policies or customer
        promised = tickets.sudo().filtered("team_id.use_sla")
        if not promised:
            return result
        criteria = self._ranked_criteria(promised.company_id)
        passing = self._passing_by_policy(criteria, promised)
        chosen = defaultdict(list)
        for facts_key, group in self._grouped_facts(promised).items():
            facts = dict(facts_key)
            for ticket_id in group:
                chosen[ticket_id] = self._choose(criteria, passing, ticket_id, facts)
        for ticket in tickets:
            # sudo: policies bind tickets, whoever opens them
            result[ticket] = self.sudo().browse(chosen.get(ticket.id, []))
        return result

    @api.model
    def _choose(self, criteria, passing, ticket_id, facts):
        chosen, taken = [], set()
        for candidate in criteria:
            if candidate.metric in taken or not candidate.fits(facts):
                continue
            if candidate.is_filtered and ticket_id not in passing[candidate.policy_id]:
                continue
            chosen.append(candidate.policy_id)
            if candidate.metric != "stage":
                taken.add(candidate.metric)
        return chosen

    @api.model
    def _grouped_facts(self, tickets):
        """Return facts → ids of the tickets that share them."""
        groups = defaultdict(list)
        for ticket in tickets:
            facts = tuple(
                (name, tuple(read(ticket))) for name, read in CONDITIONS.items()
            )
            groups[facts].append(ticket.id)
        return groups

    @api.model
    def _ranked_criteria(self, companies):
        """Return the criteria of the policies that bind tickets of ``companies``."""
        company_ids = {False, *companies.ids}
        return [c for c in self._known_criteria() if c.company_id in company_ids]

    @api.model
    @tools.ormcache()
    def _known_criteria(self):
        """Return what the policies ask for, first the one that wins.

        Kept per worker until a policy is changed, or something that one of them names
        (``helpdesk_sla_condition_mixin.py``).
        """
        ranked = []
        for policy in self._remembered([], "sequence, id"):
            problems = policy._get_blocking_problems()
            if problems:
                _logger.warning("SLA policy %s is not applied: %s", policy.id, problems)
                continue
            criteria = policy._criteria()
            weight = len(criteria.wanted) + criteria.is_filtered
            ranked.append((policy.sequence, -weight, policy.id, criteria))
        return [entry[-1] for entry in sorted(ranked, key=lambda entry: entry[:3])]

    @api.model
    def _condition_names(self):
        """Return the fields that say which tickets a policy is for."""
        return tuple(CONDITIONS)

    def _criteria(self):
        self.ensure_one()
        wanted = {}
        for name in CONDITIONS:
            value = self[name]
            if value:
                wanted[name] = frozenset([value] if name == "priority" else value.ids)
        is_filtered = not self._parsed_domain().is_true()
        return _Criteria(self.id, self.company_id.id, self.metric, wanted, is_filtered)

    @api.model
    def _passing_by_policy(self, criteria, tickets):
        """Return {policy id: ids of the tickets that pass its filter}."""
        # sudo: policies bind tickets, whoever opens them
        filtered = self.sudo().browse(c.policy_id for c in criteria if c.is_filtered)
        return {
            policy.id: frozenset(policy._passing(tickets, policy._parsed_domain()))
            for policy in filtered
        }

    def _passing(self, tickets, domain):
        """Return the ids of the tickets that pass the filter; none if it cannot run."""
        try:
            return tickets.filtered_domain(domain).ids
        except Exception:
            _logger.warning("SLA policy %s: the filter fails", self.id, exc_info=True)
            return []
