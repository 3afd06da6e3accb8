"""``schleuse run``: the gateway."""

import asyncio
import os
import signal
import sys
from typing import TYPE_CHECKING

from schleuse.cli.common import Config, settings_file
from schleuse.settings import load_settings
from schleuse.telemetry import logs

if TYPE_CHECKING:
    from schleuse.gateway.runtime import Gateway


def run(config: Config = None) -> None:
    """Start the gateway. Ctrl-C ends it, twice at once."""
    config = settings_file(config)
    from schleuse.gateway.runtime import Gateway  # noqa: PLC0415 - mitmproxy takes a second; other commands need none

    logs.install_excepthooks()
    asyncio.run(_run(Gateway(load_settings(config), config)))


async def _run(gateway: "Gateway") -> None:
    loop = asyncio.get_running_loop()
    stopping = False

    def stop() -> None:
        nonlocal stopping
        if stopping:
            sys.stderr.write("schleuse: forced to end\n")
            os._exit(130)
        stopping = True
        gateway.stop()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
    await gateway.run()
