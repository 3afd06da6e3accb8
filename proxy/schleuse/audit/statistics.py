"""Counts by day for the dashboard. Nothing here is broken down by unit, by person or by a time shorter than a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Connection, and_, func, select

from schleuse.audit.reading import Reader
from schleuse.audit.schema import event, event_count, event_rule
from schleuse.model import Action, Justification, Reason


@dataclass(frozen=True, slots=True)
class DayCounts:
    """How many requests ended how on one day."""

    day: date
    actions: Mapping[Action, int]

    @property
    def requests(self) -> int:
        """All requests of the day."""
        return sum(self.actions.values())


@dataclass(frozen=True, slots=True)
class DayDetails:
    """One day, by everything that is not a person. Mappings are ordered, the largest count first."""

    day: date
    actions: Mapping[Action, int]
    reasons: Mapping[Reason, int]
    services: Mapping[str, Mapping[Action, int]]
    rules: Mapping[str, int]
    """Requests that a rule decided; one request may have several."""
    entities: Mapping[str, int]
    """Findings, not requests."""
    justifications: Mapping[Justification, int]
    """Requests that were sent after a warning, by the reason that was chosen."""

    @property
    def requests(self) -> int:
        """All requests of the day."""
        return sum(self.actions.values())


class Statistics(Reader):
    """Days are those of the machine's time zone (``TZ``)."""

    def day(self, day: date) -> DayDetails:
        """Return the counts of one day.

        Raises:
            StoreError: the store cannot be read.

        """
        within = _within(day)
        with self.connect() as connection:
            services = connection.execute(
                select(event.c.service, event.c.action, func.count())
                .where(within)
                .group_by(event.c.service, event.c.action)
            ).all()
            reasons = connection.execute(
                select(event.c.reason, func.count()).where(within).group_by(event.c.reason)
            ).all()
            rules = connection.execute(
                select(event_rule.c.rule, func.count()).join(event).where(within).group_by(event_rule.c.rule)
            ).all()
            entities = connection.execute(
                select(event_count.c.entity, func.sum(event_count.c.count))
                .join(event)
                .where(within)
                .group_by(event_count.c.entity)
            ).all()
            justifications = connection.execute(
                select(event.c.justification, func.count())
                .where(within, event.c.justification.is_not(None))
                .group_by(event.c.justification)
            ).all()
        by_service: dict[str, dict[Action, int]] = {}
        actions = dict.fromkeys(Action, 0)
        for service, action, count in services:
            by_service.setdefault(service, {})[Action(action)] = count
            actions[Action(action)] += count
        ordered = sorted(by_service.items(), key=lambda item: (-sum(item[1].values()), item[0]))
        return DayDetails(
            day=day,
            actions=actions,
            reasons={Reason(name): count for name, count in _largest_first(reasons)},
            services=dict(ordered),
            rules=dict(_largest_first(rules)),
            entities={name: int(count) for name, count in _largest_first(entities)},
            justifications={Justification(name): count for name, count in _largest_first(justifications)},
        )

    def week(self, last: date) -> list[DayCounts]:
        """Return the seven days that end with ``last``, the oldest first.

        Raises:
            StoreError: the store cannot be read.

        """
        with self.connect() as connection:
            return [_counts(connection, last - timedelta(days=back)) for back in range(6, -1, -1)]


def _counts(connection: Connection, day: date) -> DayCounts:
    rows = connection.execute(select(event.c.action, func.count()).where(_within(day)).group_by(event.c.action))
    actions = dict.fromkeys(Action, 0)
    actions.update({Action(action): count for action, count in rows})
    return DayCounts(day, actions)


def _within(day: date) -> ColumnElement[bool]:
    return and_(event.c.minute >= _midnight(day), event.c.minute < _midnight(day + timedelta(days=1)))


def _midnight(day: date) -> datetime:
    # astimezone() knows for each day whether it is summer time there.
    return datetime.combine(day, time()).astimezone()


def _largest_first(rows: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    return sorted(((name, count) for name, count in rows), key=lambda row: (-row[1], row[0]))
