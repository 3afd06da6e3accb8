"""How often rules took part in decisions, above all exceptions: as far back as the record is kept."""

from collections.abc import Collection, Mapping

from sqlalchemy import func, select

from schleuse.audit.reading import Reader
from schleuse.audit.schema import event_rule


class RuleUses(Reader):
    """Counts events by rule, and by nothing else."""

    def count(self, rules: Collection[str]) -> Mapping[str, int]:
        """Return the number of events of each rule (at most 1000 rules).

        Raises:
            StoreError: the store cannot be read.

        """
        column = event_rule.c.rule
        with self.connect() as connection:
            rows = connection.execute(
                select(column, func.count()).where(column.in_(list(rules)[:1000])).group_by(column)
            ).all()
        return dict.fromkeys(rules, 0) | {row[0]: row[1] for row in rows}
