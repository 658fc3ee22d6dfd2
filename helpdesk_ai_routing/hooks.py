# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What installation does to teams that are there already."""

#: Seeded teams that get tickets from other teams, not from outside.
NOT_ROUTABLE = ("team_qa_knowledge", "team_officer")


def post_init_hook(env):
    """Take the seeded teams that are no targets out of automatic routing."""
    for name in NOT_ROUTABLE:
        team = env.ref(f"helpdesk_mgmt_ext.{name}", raise_if_not_found=False)
        if team:
            team.ai_routable = False
