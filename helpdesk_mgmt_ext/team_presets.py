# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The known ways of setting a team up: plain data, applied by the preset dialog.

A stage is a role, or (role, name) where the trade has its own word for it. Options are
fields of the team; those that an addon brings are set when it is there.
"""

from dataclasses import dataclass, field

from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

ENDINGS = ("closed", "cancelled", "rejected")
EIGHT_STEPS = (
    "new",
    "in_progress",
    "investigating",
    "pending_customer",
    "on_hold",
    "resolved",
    *ENDINGS,
)
USER_GUIDE = (
    "new",
    "assigned",
    "in_progress",
    "pending_customer",
    "resolved",
    *ENDINGS,
)
CLASSIC = (
    "new",
    "in_progress",
    "pending_customer",
    "escalated",
    "resolved",
    *ENDINGS,
)
STOCK_SIX = ("new", "in_progress", "pending_customer", *ENDINGS)


@dataclass(frozen=True)
class Preset:
    """One way of working.

    :param stages: the pipeline in its order, roles or (role, name)
    :param categories: names of categories that the team handles
    :param options: {team field: value}
    :param team_codes: codes of the teams it is meant for; empty: the one chosen
    """

    key: str
    label: str
    description: str
    stages: tuple
    categories: tuple = ()
    options: dict = field(default_factory=dict)
    team_codes: tuple = ()


PRESETS = {
    preset.key: preset
    for preset in (
        Preset(
            "eight_steps",
            _lt("Pipeline: eight steps"),
            _lt(
                "New, In Progress, Investigating, Pending Customer, On Hold, Resolved, "
                "Closed, and how a ticket may end otherwise. The default."
            ),
            EIGHT_STEPS,
        ),
        Preset(
            "user_guide",
            _lt("Pipeline: with Assigned"),
            _lt(
                "New, Assigned, In Progress, Pending Customer, Resolved, Closed: for "
                "teams that distribute work before it begins."
            ),
            USER_GUIDE,
        ),
        Preset(
            "classic",
            _lt("Pipeline: with Escalated"),
            _lt(
                "New, In Progress, Pending Customer, Escalated, Resolved, Closed: "
                "escalated tickets have a stage of their own."
            ),
            CLASSIC,
        ),
        Preset(
            "stock_six",
            _lt("Pipeline: six stages"),
            _lt(
                "New, In Progress, Pending Customer, Closed, Cancelled, Rejected: the "
                "shortest. A solution closes the ticket."
            ),
            STOCK_SIX,
        ),
        Preset(
            "odoo_partner",
            _lt("Odoo partner with seven teams"),
            _lt(
                "Seven specialised teams behind a triage queue; work begins when the "
                "issue has been put in words."
            ),
            EIGHT_STEPS,
            options={
                "require_summary": True,
                "require_understanding": True,
                "reopen_window_days": 30,
                "auto_close_hours": 168,
                "assignment_method": "random_no_repeat",
            },
            team_codes=(
                "functional",
                "technical",
                "integration",
                "crm",
                "finance_hr",
                "infrastructure",
                "qa_knowledge",
            ),
        ),
        Preset(
            "internal_it",
            _lt("Internal IT"),
            _lt("Colleagues are the customers; the least busy member gets the work."),
            USER_GUIDE,
            categories=(
                _lt("Hardware"),
                _lt("Software"),
                _lt("Network and WiFi"),
                _lt("Accounts and passwords"),
                _lt("Printers"),
            ),
            options={
                "auto_close_hours": 72,
                "reopen_window_days": 14,
                "reopen_raises_priority": False,
                "assignment_method": "balanced",
                "on_assign_role": "assigned",
            },
        ),
        Preset(
            "ecommerce",
            _lt("E-commerce"),
            _lt("Orders and deliveries: resolved tickets close after 24 hours."),
            USER_GUIDE,
            categories=(
                _lt("Order"),
                _lt("Delivery"),
                _lt("Return and refund"),
                _lt("Payment"),
                _lt("Product question"),
            ),
            options={
                "auto_close_hours": 24,
                "reopen_window_days": 14,
                "assignment_method": "random_no_repeat",
                "on_assign_role": "assigned",
            },
        ),
        Preset(
            "property",
            _lt("Property management"),
            _lt("Repairs in buildings, with a stage for missing parts."),
            (
                "new",
                "assigned",
                "in_progress",
                ("on_hold", _lt("Waiting for Parts")),
                "pending_customer",
                "resolved",
                *ENDINGS,
            ),
            categories=(
                _lt("Plumbing"),
                _lt("Electrical"),
                _lt("Heating and cooling"),
                _lt("Keys and access"),
                _lt("Common areas"),
            ),
            options={
                "auto_close_hours": 168,
                "reopen_window_days": 60,
                "assignment_method": "manual",
            },
        ),
        Preset(
            "software_house",
            _lt("Software house"),
            _lt("Bugs and changes of a product; members get what they know about."),
            EIGHT_STEPS,
            categories=(
                _lt("Application error"),
                _lt("Performance"),
                _lt("Installation and upgrade"),
                _lt("Feature request"),
                _lt("Documentation"),
            ),
            options={
                "require_understanding": True,
                "auto_close_hours": 168,
                "assignment_method": "skill",
            },
        ),
    )
}
