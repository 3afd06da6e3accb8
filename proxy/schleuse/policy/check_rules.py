"""Faults of rules and exceptions that show only beside the rest of the policy."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from schleuse.entities import ENTITIES
from schleuse.model import Action, Service
from schleuse.policy.groups import Group, membership, samples
from schleuse.policy.merge import Merged
from schleuse.policy.schema import GroupSchema, RuleSchema
from schleuse.yamlfile import Key, Problem

Place = Sequence[Key]


def errors(merged: Merged, today: date) -> Iterator[Problem]:
    """Find faults of names, of actions that do not fit, and of exceptions."""
    schema = merged.schema
    if not schema.rules:
        yield merged.problem(["rules"], "a policy needs at least one rule", "write rules:, or extends: kommune")
    rules: dict[str, RuleSchema] = {}
    for index, rule in enumerate(schema.rules):
        path: Place = ["rules", index]
        if rule.id in rules:
            yield merged.problem([*path, "id"], f"there is another rule '{rule.id}'", "an id may stand only once")
        rules.setdefault(rule.id, rule)
        for position, name in enumerate(rule.when.to):
            if name not in schema.services:
                yield merged.unknown([*path, "when", "to", position], "service group", name, schema.services)
        for position, name in enumerate(rule.when.contains):
            if name not in schema.data and name not in ENTITIES:
                place = [*path, "when", "contains", position]
                yield merged.unknown(place, "data class", name, [*schema.data, *ENTITIES])
        yield from _actions(merged, path, rule)
    for index, rule in enumerate(schema.rules):
        if rule.exception:
            yield from _exception(merged, ["rules", index], rule, rules, today)


def _actions(merged: Merged, path: Place, rule: RuleSchema) -> Iterator[Problem]:
    if rule.do is Action.PSEUDONYMISE and not rule.when.contains:
        yield merged.problem([*path, "do"], "only findings can be replaced: 'pseudonymise' needs 'contains'")
    reached = closure(merged.schema.services, rule.when.to)
    if rule.do is Action.ALLOW and any(merged.schema.services[name].unknown_ai_hosts for name in reached):
        message = "unknown AI hosts cannot be allowed, and a group in 'to' has unknown_ai_hosts"
        yield merged.problem([*path, "do"], message, "name the hosts in a group of their own")
    if rule.ask_reason and rule.do is not Action.WARN:
        yield merged.problem([*path, "ask_reason"], "reasons are asked for by 'do: warn' only")
    if rule.limits and not rule.when.contains:
        yield merged.problem([*path, "limits"], "findings are counted only where the rule has 'contains'")
    elif rule.limits and rule.limits.else_.severity <= rule.do.severity:
        message = f"'{rule.limits.else_}' is not stricter than '{rule.do}'"
        yield merged.problem([*path, "limits", "else"], message, "from mild to strict: " + ", ".join(Action))
    if rule.final and rule.exception:
        yield merged.problem([*path, "final"], "an exception cannot be final")


def closure(groups: Mapping[str, GroupSchema], names: Iterable[str]) -> set[str]:
    """Return the groups and all that they unite, through all levels; unknown names are left out."""
    found: set[str] = set()
    queue = list(names)
    while queue:
        name = queue.pop()
        if name in groups and name not in found:
            found.add(name)
            queue.extend(groups[name].groups)
    return found


def _exception(
    merged: Merged, path: Place, rule: RuleSchema, rules: Mapping[str, RuleSchema], today: date
) -> Iterator[Problem]:
    assert rule.exception is not None
    limit = _in_a_year(today)
    if rule.exception.until > limit:
        message = f"an exception may last 12 months at most, that is until {limit}"
        yield merged.problem([*path, "exception", "until"], message)
    for index, name in enumerate(rule.exception.to):
        place = [*path, "exception", "to", index]
        named = rules.get(name)
        if named is None:
            yield merged.unknown(place, "rule", name, rules)
        elif named.final:
            yield merged.problem(place, f"'{name}' is final: no exception may soften it")
        elif named.exception is not None:
            yield merged.problem(place, f"'{name}' is itself an exception", "name the rule that it softens")
        elif mismatch := _mismatch(merged, rule, named):
            yield merged.problem(place, f"the exception can never apply to '{name}': {mismatch}")


def _in_a_year(today: date) -> date:
    try:
        return today.replace(year=today.year + 1)
    except ValueError:  # 29 February
        return today.replace(year=today.year + 1, day=28)


def _target(rule: RuleSchema) -> str:
    if rule.when.contains:
        return "findings (contains)"
    return "what a request carries (carries)" if rule.when.carries else "whole requests"


def _mismatch(merged: Merged, exception: RuleSchema, rule: RuleSchema) -> str:
    """Say why an exception could never take a rule out; empty if it could."""
    if _target(exception) != _target(rule):
        return f"that rule acts on {_target(rule)}, this one on {_target(exception)}"
    if rule.when.contains and not _entities(merged, exception) & _entities(merged, rule):
        return "they have no data class in common"
    if rule.when.carries and exception.when.carries and not set(rule.when.carries) & set(exception.when.carries):
        return "they have no kind in 'carries' in common"
    return ""


def _entities(merged: Merged, rule: RuleSchema) -> set[str]:
    data = merged.schema.data
    return {entity for name in rule.when.contains for entity in data.get(name, (name,))}


def unreachable(
    merged: Merged, groups: Mapping[str, Group], services: Mapping[str, Service], today: date
) -> Iterator[Problem]:
    """Find rules whose groups no host belongs to, and exceptions that share no host with the rule they name.

    An empty group is a place to fill in, and which services are public depends on the catalogue in use; both are
    left alone.
    """
    schema = merged.schema
    reached = [membership(groups, service, host, today).names for service, host in samples(groups, services)]
    open_ended = {name for name, group in schema.services.items() if _is_open_ended(group)}
    ids = {rule.id: rule for rule in schema.rules}
    for index, rule in enumerate(schema.rules):
        to = set(rule.when.to)
        if not to or closure(schema.services, to) & open_ended:
            continue
        if not any(to & names for names in reached):
            message = "the rule can never fire: no host belongs to " + ", ".join(sorted(to))
            yield merged.problem(["rules", index, "when", "to"], message)
            continue
        for position, name in enumerate(rule.exception.to if rule.exception else ()):
            other = set(ids[name].when.to)
            if not other or closure(schema.services, other) & open_ended:
                continue
            if not any(to & names and other & names for names in reached):
                message = f"the exception can never apply to '{name}': they have no service in common"
                yield merged.problem(["rules", index, "exception", "to", position], message)


def _is_open_ended(group: GroupSchema) -> bool:
    selects = group.hosts or group.ids or group.categories or group.countries or group.groups
    return group.catalogue is not None or group.unknown_ai_hosts or not selects
