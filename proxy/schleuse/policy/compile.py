"""From the checked words of a policy file to a policy that can decide."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from ipaddress import ip_network
from pathlib import Path
from types import MappingProxyType

from schleuse.model import Action, Service
from schleuse.policy.check_rules import closure
from schleuse.policy.groups import Group, HostPattern
from schleuse.policy.ignore import IgnoreList, phone_digits, plain_address
from schleuse.policy.limits import Limits
from schleuse.policy.merge import Merged
from schleuse.policy.policy import DEFAULT_CONFIDENCE, Example, Policy, PolicyException, Retention, Rule
from schleuse.policy.schema import ExamplesSchema, GroupSchema, IgnoreSchema, MatchSchema, PolicySchema, RuleSchema
from schleuse.policy.words import SHIPPED_ROLES
from schleuse.shipped import shipped
from schleuse.yamlfile import Problem


def compile_groups(schema: PolicySchema, services: Mapping[str, Service]) -> Mapping[str, Group]:
    """Resolve all groups against the catalogue."""
    return MappingProxyType(
        {name: _group(name, group, schema.services, services) for name, group in schema.services.items()}
    )


def _group(name: str, group: GroupSchema, groups: Mapping[str, GroupSchema], services: Mapping[str, Service]) -> Group:
    narrowed = frozenset(
        service.id
        for service in services.values()
        if (not group.categories or set(group.categories) & set(service.categories))
        and (not group.countries or service.country in group.countries)
    )
    selected = narrowed if (group.categories or group.countries) and not group.catalogue else frozenset()
    return Group(
        name=name,
        hosts=tuple(HostPattern.of(host) for host in group.hosts),
        ids=frozenset(group.ids) | selected,
        public=narrowed if group.catalogue else frozenset(),
        parts=frozenset(closure(groups, group.groups)),
        unknown=group.unknown_ai_hosts,
        approval=group.approval,
        review=group.review,
        audit=group.audit,
        fail_open=group.fail == "open",
    )


def compile_policy(
    merged: Merged,
    groups: Mapping[str, Group],
    names: Mapping[str, frozenset[str]],
    warnings: tuple[Problem, ...],
    files: tuple[Path, ...],
) -> Policy:
    """Build the policy from parts that have been checked."""
    schema = merged.schema
    content = _content(schema, names)
    return Policy(
        version=hashlib.sha256(content.encode()).hexdigest()[:12],
        title=schema.title,
        authority=schema.authority,
        mode=schema.mode,
        rules=tuple(sorted((_rule(rule, schema) for rule in schema.rules), key=lambda rule: rule.id)),
        groups=groups,
        ignore=_ignore(schema, names),
        pseudonyms=MappingProxyType(dict(schema.pseudonyms)),
        instruct=schema.instruct,
        units=tuple((ip_network(text), unit) for unit, texts in schema.units.items() for text in texts),
        known_ai=Action(schema.default.known_ai),
        unknown_ai_hosts=Action(schema.default.unknown_ai_hosts),
        contact=schema.contact,
        alternative=schema.alternative,
        retention=Retention(
            schema.retention.events_days, schema.retention.statistics_months, schema.retention.four_eyes_log_days
        ),
        smallest_group=schema.privacy.smallest_group,
        warnings=warnings,
        files=files,
        content=content,
    )


def _content(schema: PolicySchema, names: Mapping[str, frozenset[str]]) -> str:
    content = schema.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude={"rules", "extends"})
    rules = [rule.model_dump(mode="json", by_alias=True, exclude_defaults=True) for rule in schema.rules]
    content["rules"] = sorted(rules, key=lambda rule: str(rule["id"]))
    content["names"] = {entry: sorted(found) for entry, found in names.items()}
    return json.dumps(content, sort_keys=True, ensure_ascii=False)


def _rule(rule: RuleSchema, schema: PolicySchema) -> Rule:
    when = rule.when
    sender = when.from_
    clause = rule.exception
    return Rule(
        id=rule.id,
        title=rule.title,
        action=rule.do,
        final=rule.final,
        groups=frozenset(when.to),
        entities=frozenset(entity for name in when.contains for entity in schema.data.get(name, (name,))),
        confidence=DEFAULT_CONFIDENCE if when.confidence is None else when.confidence,
        carries=frozenset(when.carries),
        unread=bool(when.unread),
        networks=tuple(ip_network(text) for text in sender.network) if sender else (),
        units=frozenset(unit.casefold() for unit in sender.group) if sender else frozenset(),
        unparsed=when.unparsed,
        limits=Limits(rule.limits.else_, **rule.limits.model_dump(exclude={"else_"})) if rule.limits else None,
        exception=PolicyException(frozenset(clause.to), clause.until, clause.approval) if clause else None,
        message=rule.message or "",
        law=rule.law,
        ask_reason=rule.ask_reason,
        examples=tuple(_examples(rule.examples)),
    )


def _examples(examples: ExamplesSchema) -> list[Example]:
    found = [Example(text, action) for action in Action for text in getattr(examples, action.value)]
    return found + [Example(text, None) for text in examples.pass_]


def _ignore(schema: PolicySchema, names: Mapping[str, frozenset[str]]) -> IgnoreList:
    """Put all lists without a review into one; the others keep their day."""
    lasting = {name: entry for name, entry in schema.ignore.items() if entry.review is None}
    dated = tuple(
        (entry.review, _ignore_list({name: entry}, names)) for name, entry in schema.ignore.items() if entry.review
    )
    return replace(_ignore_list(lasting, names), dated=dated)


def _ignore_list(entries: Mapping[str, IgnoreSchema], names: Mapping[str, frozenset[str]]) -> IgnoreList:
    matches = [entry.match or MatchSchema() for entry in entries.values()]
    roles = {role for match in matches for role in match.roles}
    public = shipped_roles() if SHIPPED_ROLES in roles else frozenset()
    return IgnoreList(
        email_domains=frozenset(domain for match in matches for domain in match.email_domains),
        email_addresses=frozenset(address for match in matches for address in match.email_addresses),
        phone_prefixes=tuple(sorted({phone_digits(prefix) for match in matches for prefix in match.phone_prefixes})),
        ibans=frozenset(iban for match in matches for iban in match.ibans),
        addresses=frozenset(
            plain for match in matches for address in match.addresses if (plain := plain_address(address))
        ),
        names=frozenset(name for entry in entries for name in names.get(entry, ())),
        roles=frozenset(role.casefold() for role in roles - {SHIPPED_ROLES}) | public,
    )


def shipped_roles() -> frozenset[str]:
    """Return the words for offices of the Federation and the Länder, case-folded."""
    lines = shipped("rules/words/federal-and-land-offices.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip().casefold() for line in lines if line.strip() and not line.startswith("#"))
