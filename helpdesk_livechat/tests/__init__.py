# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import test_chat_ticket, test_chat_tour, test_privacy
