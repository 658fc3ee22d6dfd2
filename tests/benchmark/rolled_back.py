# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
import sys

import odoo
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config


def print_measured(measurement, database, addons_path):
    """Print as a line of JSON what ``measurement`` finds, and commit nothing.

    :param measurement: a callable that is given an environment and returns the results
    """
    config.parse_config(["-d", database, "--addons-path", addons_path, "--no-http"])
    odoo.tools.config["log_level"] = "critical"
    with Registry(database).cursor() as cr:
        results = measurement(api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"}))
        cr.rollback()
    sys.stdout.write(json.dumps(results) + "\n")
