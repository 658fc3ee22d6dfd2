# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import random
from collections import namedtuple

#: A task that needs a person: its team and method, who may take it, and who gets it
#: if he has room (a person or None).
Request = namedtuple("Request", "task team method candidates wanted")

UNLIMITED = float("inf")


class Drawing:
    """Gives out tasks one after the other and remembers to whom.

    People and teams are any hashable, sortable keys.

    :param load: {person: open tasks he has already}
    :param capacity: {person: most open tasks he may have}; unlimited if missing
    :param last: {team: {person: number of his last turn in it}}
    :param chooser: what draws lots, an object with ``choice``
    """

    def __init__(self, load=None, capacity=None, last=None, chooser=None):
        self.load = dict(load or {})
        self.capacity = dict(capacity or {})
        self.last = {team: dict(turns) for team, turns in (last or {}).items()}
        self.chooser = chooser or random.SystemRandom()
        turns = [turn for people in self.last.values() for turn in people.values()]
        self.turn = max(turns, default=0)

    def pick_all(self, requests):
        """Return {task: person} for the requests that somebody has room for."""
        chosen = {}
        for request in requests:
            person = None
            if request.wanted is not None:
                person = self.pick(request.team, [request.wanted], "balanced")
            if person is None:
                person = self.pick(request.team, request.candidates, request.method)
            if person is not None:
                chosen[request.task] = person
        return chosen

    def pick(self, team, candidates, method):
        """Return who of ``candidates`` is next, or None if nobody has room.

        :param method: ``round_robin`` whoever waits longest; ``random_no_repeat``
            anybody but the one before, unless he is alone; ``balanced`` or ``skill``
            the fewest open tasks, then the most room, then whoever waits longest
        """
        free = [person for person in candidates if self.room(person) > 0]
        if not free:
            return None
        if method == "round_robin":
            chosen = min(free, key=lambda person: (self._last(team, person), person))
        elif method == "random_no_repeat":
            before = self._previous(team)
            others = [person for person in free if person != before]
            chosen = self.chooser.choice(others or free)
        else:
            chosen = min(free, key=lambda person: self._burden(team, person))
        self._remember(team, chosen)
        return chosen

    def room(self, person):
        """Return how many more tasks ``person`` may have."""
        return self.capacity.get(person, UNLIMITED) - self.load.get(person, 0)

    def _last(self, team, person):
        return self.last.get(team, {}).get(person, 0)

    def _previous(self, team):
        turns = self.last.get(team, {})
        return max(turns, key=turns.get, default=None)

    def _burden(self, team, person):
        return (
            self.load.get(person, 0),
            -self.room(person),
            self._last(team, person),
            person,
        )

    def _remember(self, team, person):
        self.turn += 1
        self.load[person] = self.load.get(person, 0) + 1
        self.last.setdefault(team, {})[person] = self.turn
