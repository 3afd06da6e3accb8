"""Has the authority's own lists read again when they change."""

import asyncio

from schleuse.detection.pool import WorkerPool
from schleuse.model import SchleuseError
from schleuse.settings import PolicySettings
from schleuse.telemetry import logs

_log = logs.get("gateway")


async def watch_lists(workers: WorkerPool, settings: PolicySettings) -> None:
    """Look as often as for a new policy, for ever; a broken file leaves the old lists in force and is told once."""
    while True:
        await asyncio.sleep(settings.reload_seconds)
        try:
            if await workers.poll():
                _log.info("own lists in force", model=workers.description)
        except SchleuseError as error:
            _log.error("the own lists are broken; the old ones stay in force", error=str(error))
        except Exception as error:
            _log.error("the own lists could not be read again; the old ones stay in force", exc_info=error)
