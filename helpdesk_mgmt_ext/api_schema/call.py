# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""One method that outsiders may call."""

import inspect
from dataclasses import dataclass, field

#: Arguments that several calls have.
REQUEST_ID = {
    "type": "string",
    "minLength": 1,
    "maxLength": 128,
    "description": "Chosen by the caller, unique per method. The same id again changes "
    "nothing and answers `duplicate` with the first result.",
}
TICKET = {
    "type": ["string", "null"],
    "maxLength": 64,
    "description": "Number of the ticket, such as HT00042; or give `ids` with its id.",
}


def optional_text(longest, description, **more):
    """Return the schema of a text that may be left out."""
    return {
        "type": ["string", "null"],
        "maxLength": longest,
        "description": description,
        **more,
    }


@dataclass(frozen=True)
class Call:
    """What a method takes, answers and is for, as JSON Schema."""

    summary: str
    properties: dict
    required: tuple = ()
    answer: dict = field(default_factory=dict)
    example: dict = field(default_factory=dict)
    example_answer: dict = field(default_factory=dict)
    description: str = ""

    @property
    def schema(self):
        return {
            "type": "object",
            "properties": self.properties,
            "required": list(self.required),
            "additionalProperties": False,
        }

    @property
    def on_ticket(self):
        """Whether it is about one ticket, given by number or id."""
        return "ticket" in self.properties

    def __call__(self, method):
        """Decorate ``method`` with its description."""
        method._helpdesk_call = self
        return method

    def differences(self, method):
        """Return what ``method`` takes that is not described, and the reverse.

        An argument with a default may be required: the check of the values sees to it.
        """
        parameters = dict(inspect.signature(method).parameters)
        parameters.pop("self", None)
        wrong = set(parameters) ^ set(self.properties)
        for name in set(parameters) & set(self.properties):
            optional = parameters[name].default is not inspect.Parameter.empty
            if not optional and name not in self.required:
                wrong.add(name)
        return sorted(wrong)


def described(cls):
    """Return {name: :class:`Call`} of the methods of ``cls`` that outsiders call."""
    found = {}
    for name in dir(cls):
        call = name.startswith("api_") and getattr(
            getattr(cls, name), "_helpdesk_call", None
        )
        if call:
            found[name] = call
    return found
