"""What needs two places of a policy to be judged: names, groups and dates; rules are in :mod:`check_rules`.

Errors keep a policy from being used; warnings are what a person should look at (expiries above all).
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from schleuse.entities import ENTITIES
from schleuse.model import Service
from schleuse.policy import check_rules
from schleuse.policy.merge import Merged
from schleuse.policy.schema import GroupSchema
from schleuse.yamlfile import Key, Problem

WARN_DAYS = 30
"""So many days before an approval or exception ends, a warning begins."""
Place = Sequence[Key]


def errors(merged: Merged, services: Mapping[str, Service], today: date) -> list[Problem]:
    """Return every fault of the whole, in the order of the file."""
    found = [
        *_classes(merged),
        *_groups(merged, services),
        *check_rules.errors(merged, today),
    ]
    order = {document.file: index for index, document in enumerate(merged.documents)}
    return sorted(found, key=lambda problem: (order[problem.file], problem.line, problem.column))


def warnings(merged: Merged, today: date) -> list[Problem]:
    """Return what ends soon or has ended."""
    found: list[Problem] = []
    for name, group in merged.schema.services.items():
        if group.approval and group.review:
            found.extend(_ending(merged, ["services", name, "review"], group.review, today, _REVIEW))
    for index, rule in enumerate(merged.schema.rules):
        if rule.exception:
            path: Place = ["rules", index, "exception", "until"]
            found.extend(_ending(merged, path, rule.exception.until, today, _EXCEPTION))
    for name, ignore in merged.schema.ignore.items():
        if ignore.review:
            found.extend(_ending(merged, ["ignore", name, "review"], ignore.review, today, _LIST))
    return found


_LIST = ("the review of this list was due on {day}: it releases nothing until it is renewed", "list")
_REVIEW = ("the review of this approval was due on {day}: its services count as public until it is renewed", "approval")
_EXCEPTION = ("this exception ended on {day} and is ignored", "exception")


def _ending(merged: Merged, path: Place, day: date, today: date, words: tuple[str, str]) -> Iterator[Problem]:
    left = (day - today).days
    if left < 0:
        yield merged.problem(path, words[0].format(day=day))
    elif left <= WARN_DAYS:
        yield merged.problem(path, f"this {words[1]} ends in {left} day{'' if left == 1 else 's'}, on {day}")


def _classes(merged: Merged) -> Iterator[Problem]:
    for name, entities in merged.schema.data.items():
        if name in ENTITIES:
            hint = "choose another name"
            yield merged.problem(["data", name], f"'{name}' is an entity already", hint, at_key=True)
        for index, entity in enumerate(entities):
            if entity not in ENTITIES:
                yield merged.unknown(["data", name, index], "entity", entity, ENTITIES)


def _groups(merged: Merged, services: Mapping[str, Service]) -> Iterator[Problem]:
    groups = merged.schema.services
    categories = {category for service in services.values() for category in service.categories}
    for name, group in groups.items():
        path: Place = ["services", name]
        for key, words, choices in (
            ("ids", group.ids, services),
            ("categories", group.categories, categories),
            ("groups", group.groups, groups),
        ):
            for index, word in enumerate(words):
                if word not in choices:
                    what = {"ids": "service", "categories": "category", "groups": "group"}[key]
                    yield merged.unknown([*path, key, index], what, word, choices)
        if _leads_back(groups, name):
            yield merged.problem([*path, "groups"], f"'{name}' contains itself")
        yield from _approval(merged, path, group)


def _leads_back(groups: Mapping[str, GroupSchema], name: str) -> bool:
    seen: set[str] = set()
    queue = list(groups[name].groups)
    while queue:
        current = queue.pop()
        if current == name:
            return True
        if current not in seen and current in groups:
            seen.add(current)
            queue.extend(groups[current].groups)
    return False


def _approval(merged: Merged, path: Place, group: GroupSchema) -> Iterator[Problem]:
    if group.approval and group.review is None:
        yield merged.problem([*path, "approval"], "an approval needs a 'review' date, for example 2027-09-15")
    if group.review is not None and not group.approval:
        yield merged.problem([*path, "review"], "a review date needs an 'approval': who approved it, under which sign")
    if group.approval and (group.groups or group.catalogue or group.unknown_ai_hosts):
        message = "only a group that names services itself (hosts, ids, categories, countries) can be approved"
        yield merged.problem([*path, "approval"], message, "put the approval to the groups inside")
    if group.fail == "open" and not group.approval:
        yield merged.problem([*path, "fail"], "only a group with an approval may say 'fail: open'")
    if group.groups:
        for key in ("audit", "fail"):
            if getattr(group, key) is not None:
                yield merged.problem([*path, key], f"'{key}' has no effect here", "put it to the groups inside")
