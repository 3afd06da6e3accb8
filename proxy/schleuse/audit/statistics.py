"""Counts by day, from the table that outlives the events. Nothing here is broken down by unit, by person or by a time
shorter than a day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select

from schleuse.audit.reading import Reader
from schleuse.audit.schema import statistic
from schleuse.model import Action, Justification, Reason


@dataclass(frozen=True, slots=True)
class DayCounts:
    """How many requests ended how on one day, or in the stretch of days that begins with it."""

    day: date
    actions: Mapping[Action, int]

    @property
    def requests(self) -> int:
        """All requests of the day."""
        return sum(self.actions.values())


@dataclass(frozen=True, slots=True)
class DayDetails:
    """A day or several, by everything that is not a person. Mappings are ordered, the largest count first."""

    day: date
    """The first one."""
    actions: Mapping[Action, int]
    reasons: Mapping[Reason, int]
    services: Mapping[str, Mapping[Action, int]]
    rules: Mapping[str, int]
    """Requests that a rule decided; one request may have several."""
    entities: Mapping[str, int]
    """Findings, not requests."""
    justifications: Mapping[Justification, int]
    """Requests that were sent after a warning, by the reason that was chosen."""
    false_alarms: Mapping[str, int]
    """Refusals that were reported as a false alarm, by rule."""

    @property
    def requests(self) -> int:
        """All requests of the days."""
        return sum(self.actions.values())


@dataclass(frozen=True, slots=True)
class Sent:
    """Requests of one day to one service that went out with findings in clear, or unread."""

    day: date
    service: str
    action: Action
    kind: str
    """``reason`` or ``rule``: what ``key`` is."""
    key: str
    count: int


class Statistics(Reader):
    """Days are those of the machine's time zone (``TZ``)."""

    def day(self, day: date) -> DayDetails:
        """Return the counts of one day.

        Raises:
            StoreError: the store cannot be read.

        """
        return self.span(day, day)

    def span(self, first: date, last: date) -> DayDetails:
        """Return the counts from the first day to the last.

        Raises:
            StoreError: the store cannot be read.

        """
        table = statistic
        columns = (table.c.kind, table.c.service, table.c.action, table.c.key)
        query = (
            select(*columns, func.sum(table.c.count).label("total"))
            .where(table.c.day >= first, table.c.day <= last)
            .group_by(*columns)
        )
        actions = dict.fromkeys(Action, 0)
        services: dict[str, dict[Action, int]] = {}
        kinds: dict[str, dict[str, int]] = {}
        with self.connect() as connection:
            for kind, service, name, key, total in connection.execute(query):
                count = int(total)
                counts = kinds.setdefault(kind, {})
                counts[key] = counts.get(key, 0) + count
                if kind == "reason":
                    action = Action(name)
                    actions[action] += count
                    by_action = services.setdefault(service, {})
                    by_action[action] = by_action.get(action, 0) + count
        ordered = sorted(services.items(), key=lambda item: (-sum(item[1].values()), item[0]))
        return DayDetails(
            day=first,
            actions=actions,
            reasons={Reason(name): count for name, count in _largest_first(kinds.get("reason", {}))},
            services=dict(ordered),
            rules=dict(_largest_first(kinds.get("rule", {}))),
            entities=dict(_largest_first(kinds.get("entity", {}))),
            justifications={
                Justification(name): count for name, count in _largest_first(kinds.get("justification", {}))
            },
            false_alarms=dict(_largest_first(kinds.get("false_alarm", {}))),
        )

    def week(self, last: date) -> list[DayCounts]:
        """Return the seven days that end with ``last``, the oldest first.

        Raises:
            StoreError: the store cannot be read.

        """
        days = [last - timedelta(days=back) for back in range(6, -1, -1)]
        return self.series([*days, last + timedelta(days=1)])

    def series(self, starts: Iterable[date]) -> list[DayCounts]:
        """Return the counts of each stretch between one day and the next of ``starts`` (ascending; the last one ends).

        Raises:
            StoreError: the store cannot be read.

        """
        bounds = list(starts)
        table = statistic
        query = (
            select(table.c.day, table.c.action, func.sum(table.c.count))
            .where(table.c.kind == "reason", table.c.day >= bounds[0], table.c.day < bounds[-1])
            .group_by(table.c.day, table.c.action)
        )
        result = [DayCounts(start, dict.fromkeys(Action, 0)) for start in bounds[:-1]]
        with self.connect() as connection:
            for day, action, count in connection.execute(query):
                index = max(position for position, start in enumerate(bounds) if start <= day)
                counts = result[index].actions
                assert isinstance(counts, dict)
                counts[Action(action)] += int(count)
        return result

    def sent(self, first: date, exceptions: Iterable[str]) -> list[Sent]:
        """Return what may have been a transfer (Art. 33 GDPR) since a day, the newest first.

        That is what a rule observed, what could not be read and went to a service that is open for that, and what one
        of these exceptions (ids of rules) let through.

        Raises:
            StoreError: the store cannot be read.

        """
        table = statistic
        observed = (table.c.kind == "reason") & (table.c.action == Action.OBSERVE.value)
        excepted = (
            (table.c.kind == "rule") & (table.c.action == Action.ALLOW.value) & table.c.key.in_(sorted(exceptions))
        )
        columns = (
            table.c.day,
            table.c.service,
            table.c.action,
            table.c.kind,
            table.c.key,
            table.c.count.label("total"),
        )
        query = select(*columns).where(table.c.day >= first, observed | excepted)
        with self.connect() as connection:
            rows = connection.execute(query.order_by(table.c.day.desc(), table.c.service, table.c.key)).all()
        return [Sent(row.day, row.service, Action(row.action), row.kind, row.key, row.total) for row in rows]


def _largest_first(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda row: (-row[1], row[0]))
