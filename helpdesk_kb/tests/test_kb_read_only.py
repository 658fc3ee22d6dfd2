# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged

from odoo.addons.helpdesk_mgmt_ext.tests.common_read_only import ReadOnlyCase

from .common import KbCommon


@tagged("post_install", "-at_install")
class TestKbReadOnly(ReadOnlyCase, KbCommon, HttpCase):
    def test_searching_articles_writes_nothing(self):
        self._get("/helpdesk?search=printer")
        self._get("/helpdesk/kb/suggest?q=printer")
