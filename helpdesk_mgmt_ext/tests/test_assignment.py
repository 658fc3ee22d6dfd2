# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import Counter

from odoo.tests import tagged

from .common import HelpdeskCommon


class AssignmentCommon(HelpdeskCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.third = cls._new_user("hs-third", "helpdesk_mgmt.group_helpdesk_user_team")
        cls.people = cls.agent + cls.colleague + cls.third
        cls.team.write(
            {"user_ids": [(6, 0, cls.people.ids)], "user_id": cls.manager.id}
        )
        cls.queue = cls.env.ref("helpdesk_mgmt_ext.team_officer")

    def _share_out(self, number, method, **vals):
        """Return the owners of tickets made one after the other."""
        self.team.assignment_method = method
        return [self._create_tickets(**vals).user_id for _index in range(number)]

    def _alerts(self, ticket):
        return ticket.activity_ids.filtered(lambda a: a.user_id == self.manager)


@tagged("post_install", "-at_install")
class TestAssignmentMethods(AssignmentCommon):
    def test_manual_team_leaves_ticket_to_whoever_takes_it(self):
        self.assertFalse(self._share_out(1, "manual")[0])
        self.assertFalse(self._receive().user_id)

    def test_switch_on_means_random_without_repeat(self):
        self.team.auto_assign = True
        self.assertEqual(self.team.assignment_method, "random_no_repeat")
        self.team.auto_assign = False
        self.assertEqual(self.team.assignment_method, "manual")

    def test_switch_on_keeps_the_method_chosen(self):
        self.team.assignment_method = "balanced"
        self.team.auto_assign = True
        self.assertEqual(self.team.assignment_method, "balanced")

    def test_round_robin_gives_everybody_his_turn(self):
        owners = self._share_out(9, "round_robin")
        self.assertEqual(owners[:3], owners[3:6])
        self.assertEqual(Counter(owners), dict.fromkeys(self.people, 3))

    def test_random_never_gives_to_the_same_person_twice_running(self):
        owners = self._share_out(20, "random_no_repeat")
        for before, after in zip(owners, owners[1:], strict=False):
            self.assertNotEqual(before, after)
        self.assertEqual(set(owners), set(self.people))

    def test_random_gives_to_the_same_person_if_he_is_alone(self):
        (self.colleague + self.third).helpdesk_away = True
        self.assertEqual(self._share_out(2, "random_no_repeat"), [self.agent] * 2)

    def test_balanced_gives_to_who_has_the_fewest_open(self):
        self._create_tickets(2, user_id=self.agent.id)
        self._create_tickets(1, user_id=self.third.id)
        done = self._create_tickets(3, user_id=self.colleague.id)
        done.action_resolve("Done.")
        owners = self._share_out(3, "balanced")
        self.assertEqual(owners[0], self.colleague)
        self.assertEqual(set(owners[1:]), {self.colleague, self.third})

    def test_balanced_tie_goes_to_who_has_waited_longest(self):
        first, second, third = self._share_out(3, "balanced")
        self.assertEqual(len(first + second + third), 3)
        everything = self.env["helpdesk.ticket"].search(
            [("team_id", "=", self.team.id)]
        )
        everything.action_close()
        self.assertEqual(self._share_out(3, "balanced"), [first, second, third])

    def test_capacity_is_never_exceeded(self):
        self.people.helpdesk_capacity = 2
        self.team.assignment_method = "round_robin"
        tickets = self._create_tickets(8)
        self.assertEqual(Counter(tickets.user_id.mapped("helpdesk_open_count")), {2: 3})
        self.assertEqual(len(tickets.filtered(lambda t: not t.user_id)), 2)

    def test_skill_must_cover_category_type_and_tags(self):
        category = self.env["helpdesk.ticket.category"].create({"name": "hs printers"})
        child = category.create({"name": "hs laser", "parent_id": category.id})
        kind = self.env["helpdesk.ticket.type"].create({"name": "hs bug"})
        tag = self.env["helpdesk.ticket.tag"].create({"name": "hs vip"})
        self.agent.helpdesk_category_ids = category
        self.colleague.helpdesk_category_ids = category
        self.colleague.helpdesk_type_ids = kind
        self.third.helpdesk_tag_ids = tag
        for label, vals, expected in (
            ("nothing asked", {}, self.people),
            ("category", {"category_id": category.id}, self.agent + self.colleague),
            ("sub-category", {"category_id": child.id}, self.agent + self.colleague),
            ("both", {"category_id": child.id, "type_id": kind.id}, self.colleague),
            ("tag", {"tag_ids": [(6, 0, tag.ids)]}, self.third),
        ):
            with self.subTest(label):
                owners = self._share_out(4, "skill", **vals)
                self.assertEqual(set(owners), set(expected))

    def test_skill_nobody_has_goes_to_the_officers(self):
        kind = self.env["helpdesk.ticket.type"].create({"name": "hs rare"})
        self.team.assignment_method = "skill"
        ticket = self._create_tickets(type_id=kind.id)
        self.assertEqual((ticket.team_id, ticket.user_id.ids), (self.queue, []))
        self.assertIn("lacks a skill", self._alerts(ticket).note)

    def test_batch_is_shared_out_evenly(self):
        self.team.assignment_method = "balanced"
        tickets = self._create_tickets(12)
        owners = Counter(ticket.user_id for ticket in tickets)
        self.assertEqual(owners, dict.fromkeys(self.people, 4))

    def test_drawing_costs_the_same_for_any_number_of_tickets(self):
        self.team.assignment_method = "balanced"
        counts = []
        for number in (2, 2, 40):  # the first one warms the caches
            tickets = self._create_tickets(number, user_id=self.agent.id).sudo()
            methods = dict.fromkeys(tickets, "balanced")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            picks, _reasons = self.team._draw_people(tickets, methods, {})
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(picks), number)
        self.assertEqual(counts[1], counts[2])
        self.assertLess(counts[1], 15)

    def test_turns_of_others_count_until_they_are_rolled_back(self):
        """Another process draws at the same moment: still at work, done, given up."""
        turns = self.env["helpdesk.team.turn"]
        team_id = self.env["helpdesk.ticket.team"].create({"name": "HS New"}).id
        taken, past = [(team_id, self.agent.id)], []
        for label, end, happened in (
            ("still at work", None, True),
            ("given up", "rollback", False),
            ("done", "commit", True),
        ):
            with self.subTest(label), self.env.registry.cursor() as cr:
                turns.with_env(self.env(cr=cr))._draw([team_id], lambda _past: taken)
                if end:
                    getattr(cr, end)()
                turns._draw([team_id], lambda history: past.append(history) or [])
                last, unseen = past.pop()
                self.assertEqual(self.agent.id in last.get(team_id, {}), happened)
                self.assertEqual(unseen.get(self.agent.id, 0), int(happened))
                cr.rollback()

    def test_old_turns_are_forgotten_but_the_last_of_each(self):
        turns = self.env["helpdesk.team.turn"]
        vals = {"team_id": self.team.id, "user_id": self.agent.id, "xact": "1"}
        old = turns.create(
            [{**vals, "drawn_at": "2020-01-01"}, {**vals, "drawn_at": "2020-01-02"}]
        )
        self.env.flush_all()
        turns._gc_turns()
        self.assertEqual(old.exists(), old[1])
