"""The record as the gateway runs it: its keys, its writer, and the daily run that deletes and signs."""

import asyncio
import contextlib
from collections.abc import Callable

from schleuse.audit.identity import MonthKey
from schleuse.audit.inserting import Inserter
from schleuse.audit.recorder import Recorder
from schleuse.audit.retention import Periods, delete_expired
from schleuse.audit.signing import open_key
from schleuse.audit.writer import AuditWriter
from schleuse.model import SchleuseError
from schleuse.policy.policy import Policy
from schleuse.settings import Settings
from schleuse.telemetry import logs

_log = logs.get("gateway")
KEY_FILE = "record-key.pem"
MONTH_KEY_FILE = "pseudonym-key.json"
RETENTION_HOURS = 24


class Record:
    """The record of one gateway."""

    def __init__(self, settings: Settings, policy: Callable[[], Policy]) -> None:
        """Open the keys; the store is opened by :meth:`start`.

        Raises:
            SchleuseError: the key cannot be used, or the address of the store.

        """
        self._settings = settings
        self._policy = policy
        self.key = open_key(settings.data_dir / KEY_FILE)
        users = settings.audit.user == "pseudonym"
        month_key = MonthKey(settings.data_dir / MONTH_KEY_FILE) if users else None
        inserter = Inserter(self.key.events, month_key)
        self.writer = AuditWriter(settings.audit_url, settings.audit.write_timeout_seconds, inserter)
        self.recorder = Recorder(self.writer, lambda: policy().smallest_group, users=users)

    async def start(self, stack: contextlib.AsyncExitStack) -> None:
        """Open the store, write, and delete daily, until the stack ends.

        Raises:
            StoreError: the store cannot be opened or written.

        """
        await self.writer.start()
        stack.push_async_callback(self.writer.close)
        _log.info("record", url=_without_password(self._settings.audit_url), detail=f"signed by {self.key.public}")
        task = asyncio.create_task(self._daily())
        stack.callback(task.cancel)

    def periods(self) -> Periods:
        """Return for how long what is kept: what policy says, and of events what the setting says if that is less."""
        wanted = self._policy().retention
        days = min(self._settings.audit.retention_days, wanted.events_days)
        return Periods(days, wanted.statistics_months, wanted.four_eyes_log_days)

    async def _daily(self) -> None:
        while True:
            try:
                done = await asyncio.to_thread(delete_expired, self._settings.audit_url, self.periods(), self.key)
                _log.info("expired events deleted", count=done.events)
            except SchleuseError as error:
                _log.error("expired events could not be deleted", error=str(error))
            await asyncio.sleep(RETENTION_HOURS * 3600)


def _without_password(url: str) -> str:
    scheme, separator, rest = url.partition("://")
    return f"{scheme}{separator}{rest.rpartition('@')[2]}" if "@" in rest else url
