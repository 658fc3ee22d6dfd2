# Fed to "odoo shell": plays tests/journey/story.py on the demo database.
# ruff: noqa: F821  (env comes from the shell)
import os
import runpy

root = os.path.dirname(os.path.dirname(os.environ["ODOO_RC"]))
story = runpy.run_path(os.path.join(root, "tests", "journey", "story.py"))
try:
    ticket = story["tell"](env)
except story["StoryError"] as error:
    raise SystemExit(f"The story stops here: {error}") from None
env.cr.commit()
if not ticket.closed:
    raise SystemExit("The story did not end with a closed ticket.")
