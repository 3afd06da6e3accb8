from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from schleuse.telemetry.status import Status

GOOD = Status(
    version="0.1.0",
    started_at=datetime(2026, 11, 24, 14, 5, tzinfo=UTC),
    policy_version="3fa9c1",
    policy_title="Grundregeln",
    policy_error=None,
    model="de_schleuse 5",
    workers=2,
    workers_alive=2,
    worker_restarts=0,
    queued=3,
    cache_hits=19,
    cache_misses=1,
    ca_expires_at=datetime(2027, 11, 24, tzinfo=UTC),
    audit_healthy=True,
)


@pytest.fixture
def make_status() -> Callable[..., Status]:
    def make(**changes: Any) -> Status:
        return replace(GOOD, **changes)

    return make
