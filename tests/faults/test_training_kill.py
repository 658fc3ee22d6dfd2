# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The training job dies by SIGKILL wherever it is: the old model stays in charge."""

import signal

import pytest

ADDON = "helpdesk_ai_routing"
INSTALL = f"""
module = env["ir.module.module"].search([("name", "=", "{ADDON}")])
if module.state != "installed":
    module.button_immediate_install()
print("DONE")
"""
SEED = """
import random
from datetime import datetime, timedelta
source = random.Random(%(seed)d)
Team = env["helpdesk.ticket.team"]
words = {
    "Kill Garden": ["rose", "tulip", "hedge", "lawn", "mower", "soil", "spade", "seed"],
    "Kill Kitchen": ["oven", "pan", "knife", "stove", "recipe", "flour", "kettle"],
}
teams = [
    Team.search([("name", "=", name)]) or Team.create({"name": name}) for name in words
]
closed = env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done")
texts = [
    (team, " ".join(source.choices(words[team.name], k=5)))
    for team in teams for _n in range(%(each)d)
]
source.shuffle(texts)
tickets = env["helpdesk.ticket"].create([
    {
        "name": text, "description": f"<p>Please look at the {text}</p>",
        "team_id": team.id, "stage_id": closed.id,
    }
    for team, text in texts
])
for number, ticket in enumerate(tickets):
    at = datetime(2026, 3, %(day)d, 8) + timedelta(minutes=number)
    ticket._write_facts({"closed_date": at})
env.cr.commit()
print("DONE")
"""
TRAIN = """
env["helpdesk.ai.trainer"]._cron_train()
env.cr.commit()
print("DONE")
"""
#: Kills its own process on the way into, or out of, one step of the training.
KILLED = """
import os, signal
from odoo.addons.helpdesk_ai_routing.ticket_classifier import learning, storage
from odoo.addons.helpdesk_ai_routing.models import helpdesk_ai_trainer
Model, Trainer = type(env["helpdesk.ai.model"]), type(env["helpdesk.ai.trainer"])
owner, name, after, nth = {
    "labels read": (Trainer, "_labelled", True, 1),
    "rival learned": (learning, "train", True, 1),
    "model learned": (learning, "train", True, 2),
    "gate passed": (Trainer, "_gate", True, 1),
    "file written": (helpdesk_ai_trainer, "dump", True, 1),
    "old one retired": (Model, "_retire", True, 1),
    "new one stored": (Model, "_store", True, 1),
}[%(point)r]
calls, original = [], getattr(owner, name)
def dying(*args, **kwargs):
    result = original(*args, **kwargs)
    calls.append(name)
    if len(calls) == nth:
        env.flush_all()  # whatever can be in the database is
        os.kill(os.getpid(), signal.SIGKILL)
    return result
setattr(owner, name, dying)
env["helpdesk.ai.trainer"]._cron_train()
print("SURVIVED")
"""
CHECK = """
from odoo.addons.helpdesk_ai_routing.ticket_classifier.storage import checksum
model = env["helpdesk.ai.model"]._active_model()
assert checksum(model._bytes()) == model.checksum
classifier, version = env["helpdesk.ai.engine"]._classifier()
assert version == model.name and classifier.learned is not None
told = classifier.predict("oven pan", "Please look at the oven pan knife stove recipe")
team = env["helpdesk.ticket.team"].search([("name", "=", "Kill Kitchen")])
assert told.label == str(team.id), told
print("DONE")
"""
MODELS = "SELECT id, state, checksum FROM helpdesk_ai_model ORDER BY id"
FILES = """
    SELECT id, store_fname FROM ir_attachment
     WHERE res_model = 'helpdesk.ai.model' ORDER BY id
"""
POINTS = [
    "labels read",
    "rival learned",
    "gate passed",
    "model learned",
    "file written",
    "old one retired",
    "new one stored",
]


@pytest.fixture
def learned(database):
    """A database in which one model is in charge and newer labels wait."""
    database.run(INSTALL)
    database.run(SEED % {"seed": 1, "each": 50, "day": 2})
    database.run(TRAIN)
    database.run(SEED % {"seed": 2, "each": 20, "day": 3})
    return database


def test_a_killed_training_leaves_the_old_model_in_charge(learned):
    models, files = learned.query(MODELS), learned.query(FILES)
    assert [row[1] for row in models] == ["active"] and len(files) == 1
    for point in POINTS:
        process = learned.start(KILLED % {"point": point})
        process.wait(200)
        assert process.returncode == -signal.SIGKILL, point
        assert learned.query(MODELS) == models, point
        assert learned.query(FILES) == files, point
    learned.run(CHECK)
    learned.run(TRAIN)  # no lock was left behind
    after = learned.query(MODELS)
    assert [row[1] for row in after] == ["retired", "active"]
    assert after[0][2] == models[0][2] != after[1][2]
    learned.run(CHECK)
