"""``schleuse run``: the gateway."""

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Annotated

import typer

from schleuse.gateway.runtime import Gateway
from schleuse.settings import load_settings


def run(
    config: Annotated[
        Path | None,
        typer.Option(
            "--config",
            "-c",
            envvar="SCHLEUSE_CONFIG",
            help="Settings file (YAML); default: schleuse.yaml if it exists.",
        ),
    ] = None,
) -> None:
    """Start the gateway. Ctrl-C ends it, twice at once."""
    if config is None and Path("schleuse.yaml").is_file():
        config = Path("schleuse.yaml")
    settings = load_settings(config)
    asyncio.run(_run(Gateway(settings, config)))


async def _run(gateway: Gateway) -> None:
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
