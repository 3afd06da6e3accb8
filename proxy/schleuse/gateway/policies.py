"""The policies of a gateway: the one in force, and the shadow beside it; both read again when their files change."""

import asyncio
from collections.abc import Mapping

from schleuse.model import Service
from schleuse.policy.approval import Gate
from schleuse.policy.history import History
from schleuse.policy.watch import PolicyFile
from schleuse.settings import Settings
from schleuse.telemetry import logs

_log = logs.get("gateway")


class Policies:
    """Reads both, and tells the operator when one has changed or is broken."""

    def __init__(self, settings: Settings, services: Mapping[str, Service]) -> None:
        """Read them.

        Raises:
            ConfigError: a file cannot be used.

        """
        self._settings = settings.policy
        gate = Gate(History(settings.history_dir), needs_approval=settings.policy.approval == "second_person")
        self.live = PolicyFile(settings.policy.path, services, gate)
        self.shadow = PolicyFile(settings.policy.shadow, services) if settings.policy.shadow else None

    async def watch(self) -> None:
        """Look for changes, for ever."""
        while True:
            await asyncio.sleep(self._settings.reload_seconds)
            await self._poll(self.live, "policy")
            if self.shadow:
                await self._poll(self.shadow, "shadow policy")

    @staticmethod
    async def _poll(policy: PolicyFile, name: str) -> None:
        before = policy.error
        try:
            changed = await asyncio.to_thread(policy.poll)
        except Exception as error:
            _log.error(f"the {name} could not be read again; the old one stays in force", exc_info=error)
            return
        if changed:
            _log.info(f"{name} in force", policy_version=policy.current.version)
        if policy.error and policy.error != before:
            _log.error(f"the {name} file is not in force; the old one stays", error=policy.error)
