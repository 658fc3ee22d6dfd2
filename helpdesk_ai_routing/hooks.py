# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What installing does to teams that are there, uninstalling to what was changed."""

from odoo.addons.helpdesk_mgmt_ext.stock_records import restore_stock

#: Seeded teams that get tickets from other teams, not from outside.
NOT_ROUTABLE = ("team_qa_knowledge", "team_officer")


def post_init_hook(env):
    """Take the seeded teams that are no targets out of automatic routing."""
    for name in NOT_ROUTABLE:
        team = env.ref(f"helpdesk_mgmt_ext.{name}", raise_if_not_found=False)
        if team:
            team.ai_routable = False


def uninstall_hook(env):
    """Leave the triage list of the base addon as it was."""
    restore_stock(env, "helpdesk_ai_routing")
