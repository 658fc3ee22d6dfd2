# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import inspect

from odoo.exceptions import AccessError
from odoo.models import BaseModel
from odoo.service.model import get_public_method


class MatrixMixin:
    """Find and call what RPC may call, whatever is installed."""

    def _public_methods(self, name):
        """Return what ours adds to the model; what every model has is core's."""
        for method in dir(self.env.registry[name]):
            if method.startswith("_") or hasattr(BaseModel, method):
                continue
            function = getattr(self.env.registry[name], method)
            if not inspect.isfunction(function):
                continue
            try:
                get_public_method(self.env[name], method)
            except AccessError:
                continue
            yield method

    def _call(self, records, method):
        """Call it as RPC does, with a senseless value for each thing it asks."""
        function = getattr(type(records), method)
        parameters = list(inspect.signature(function).parameters.values())[1:]
        needed = [
            p
            for p in parameters
            if p.default is p.empty
            and p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)
        ]
        if getattr(function, "_api_model", False):
            records = records.browse()
        return getattr(records, method)(*["1"] * len(needed))
