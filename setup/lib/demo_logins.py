# Fed to "odoo shell": which demo users can log in with their login as password?
# Asked of the database, so that what is printed is true.
# ruff: noqa: F821  (env comes from the shell)
import os

from odoo.exceptions import AccessDenied

HELPDESK = [
    ("helpdesk_mgmt.group_helpdesk_manager", "helpdesk manager"),
    ("helpdesk_mgmt.group_helpdesk_user", "helpdesk officer"),
    ("helpdesk_mgmt.group_helpdesk_user_team", "agent, sees the team's tickets"),
    ("helpdesk_mgmt.group_helpdesk_user_own", "agent, sees own tickets"),
    ("base.group_portal", "customer (portal)"),
    ("base.group_user", "employee"),
]


def role(user):
    if user.has_group("base.group_system"):
        return "administrator"
    return next((label for group, label in HELPDESK if user.has_group(group)), "")


def can_log_in(user):
    credential = {"login": user.login, "password": user.login, "type": "password"}
    try:
        user.with_user(user)._check_credentials(credential, {"interactive": True})
    except AccessDenied:
        return False
    return True


users = env["res.users"].search([("login", "!=", False)], order="id")
lines = [
    f"{user.login:<12} {user.login:<12} {user.name}, {role(user)}\n"
    for user in users.filtered(lambda user: role(user))
    if can_log_in(user)
]
folder = os.path.dirname(os.environ["ODOO_RC"])
with open(os.path.join(folder, "demo-logins.txt"), "w") as logins:
    logins.writelines(lines)
