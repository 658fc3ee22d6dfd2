# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from lxml import etree

X2MANY = ("one2many", "many2many")


class ViewSpecifications:
    """What the web client asks for to fill a view: all its fields, hidden ones too."""

    def __init__(self):
        self.known = {}

    def specification(self, tickets, kind):
        """Return the fields to read and the order of the default view of ``kind``."""
        key = (kind, tickets.env.uid)
        if key not in self.known:
            found = tickets.get_views([(False, kind)])
            arch = etree.fromstring(found["views"][kind]["arch"])
            spec = self.fields_of(tickets, arch)
            self.known[key] = spec, arch.get("default_order") or ""
        return self.known[key]

    def fields_of(self, records, arch):
        spec = {}
        for node in arch.iter("field"):
            if next(node.iterancestors("field"), arch) is not arch:
                continue  # of a list within the form
            name = node.get("name")
            field = records._fields.get(name)
            if field and not spec.get(name):
                spec[name] = self.detail(records, field, node)
        return spec

    def detail(self, records, field, node):
        if field.type == "many2one":
            return {"fields": {"display_name": {}}}
        if field.type not in X2MANY:
            return {}
        inner = records.env[field.comodel_name]
        for child in node:
            if child.tag in ("list", "kanban"):
                return {"fields": self.fields_of(inner, child), "limit": 40}
        if node.get("widget") == "many2many_tags":
            return {"fields": {"display_name": {}}}
        return {}
