# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Near duplicates: they must not sit on both sides of a split."""

import random

_SIGNATURES = 24
_BANDS = 8
_PRIME = (1 << 31) - 1


def _hashers(count):
    source = random.Random(20260302)
    return [
        (source.randrange(1, _PRIME), source.randrange(_PRIME)) for _ in range(count)
    ]


_HASHERS = _hashers(_SIGNATURES)


def _signature(columns):
    return [min((a * c + b) % _PRIME for c in columns) for a, b in _HASHERS]


def _find(parents, item):
    while parents[item] != item:
        parents[item] = parents[parents[item]]
        item = parents[item]
    return item


def near_duplicate_groups(column_sets, similarity=0.7):
    """Return one group number per set; sets with that Jaccard index share one."""
    parents = list(range(len(column_sets)))
    buckets = {}
    rows = _SIGNATURES // _BANDS
    for number, columns in enumerate(column_sets):
        if not columns:
            continue
        signature = _signature(columns)
        for band in range(_BANDS):
            key = (band, *signature[band * rows : (band + 1) * rows])
            buckets.setdefault(key, []).append(number)
    for members in buckets.values():
        first = members[0]
        for other in members[1:]:
            one, two = column_sets[first], column_sets[other]
            if len(one & two) >= similarity * len(one | two):
                parents[_find(parents, other)] = _find(parents, first)
    return [_find(parents, number) for number in range(len(parents))]


def grouped_folds(groups, count, seed=0):
    """Return a fold number per item; a group lies in one fold, folds are even."""
    members = {}
    for number, group in enumerate(groups):
        members.setdefault(group, []).append(number)
    order = sorted(members.values(), key=lambda items: items[0])
    random.Random(seed).shuffle(order)
    order.sort(key=len, reverse=True)
    sizes, folds = [0] * count, [0] * len(groups)
    for items in order:
        fold = sizes.index(min(sizes))
        sizes[fold] += len(items)
        for number in items:
            folds[number] = fold
    return folds
