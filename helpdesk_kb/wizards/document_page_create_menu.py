# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import AccessError


class DocumentPageCreateMenu(models.TransientModel):
    _inherit = "document.page.create.menu"

    def document_page_menu_create(self):
        """Make the menu; only for document managers, as everybody sees it.

        :raises AccessError: the user may not change what others see
        """
        # The stock method creates it with sudo for every reader of pages
        if not self.env.su and not self.env.user.has_group(
            "document_page.group_document_manager"
        ):
            raise AccessError(
                self.env._("Only a document manager may add a menu for everybody.")
            )
        return super().document_page_menu_create()
