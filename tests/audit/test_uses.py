from collections.abc import Callable
from pathlib import Path

from schleuse.audit.record import AuditEvent
from schleuse.audit.uses import RuleUses
from schleuse.audit.writer import AuditWriter


async def test_events_are_counted_by_rule(tmp_path: Path, make_event: Callable[..., AuditEvent]) -> None:
    url = f"sqlite:///{tmp_path / 'audit.sqlite3'}"
    writer = AuditWriter(url, 5)
    await writer.start()
    for rules in (("A", "E1"), ("E1",), ("B",)):
        await writer.record(make_event(rules=rules))
    await writer.close()
    reader = RuleUses(url)
    assert reader.count(["E1", "E2"]) == {"E1": 2, "E2": 0}
    reader.close()
