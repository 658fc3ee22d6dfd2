# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.addons.helpdesk_mgmt_ext.tests.common import HelpdeskCommon


class KbCommon(HelpdeskCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kb_manager = cls._new_user("hs-kb", "helpdesk_kb.group_kb_manager")
        cls.editor = cls._new_user("hs-editor", "document_page.group_document_editor")

    @classmethod
    def _article(
        cls, name, content="<p>Text</p>", audience="public", publish=True, **vals
    ):
        page = cls.env["document.page"].create(
            {
                "name": name,
                "content": content,
                "kb_article": True,
                "kb_audience": audience,
                "kb_lang": "en_US",
                "parent_id": cls.env.ref("helpdesk_kb.category_articles").id,
                **vals,
            }
        )
        if publish:
            page.with_user(cls.kb_manager).action_kb_publish()
        return page

    def _solve(self, summary, **vals):
        ticket = self._create_tickets(**vals)
        ticket.action_resolve(summary)
        ticket.action_close("confirmed")
        return ticket
