"""Embedded mitmproxy with the gateway's own addon chain, but no guard: what the proxying alone costs."""

import argparse
import asyncio
from pathlib import Path

import certifi

from schleuse.gateway.certificates import open_authority, trust_bundle
from schleuse.gateway.master import Wiring, build_master
from schleuse.gateway.scope import Scope
from schleuse.services.catalogue import Catalogue
from schleuse.settings import ProxySettings, UpstreamSettings


async def _run(listen: str, data_dir: Path, upstream: UpstreamSettings) -> None:
    catalogue = Catalogue.load()
    open_authority(data_dir / "ca", catalogue.domains())
    trust = trust_bundle(data_dir / "ca", Path(certifi.where()), upstream.ca_file)
    allow_hosts = catalogue.allow_hosts()
    wiring = Wiring(ProxySettings(listen=listen), data_dir / "ca", trust, "", allow_hosts)
    master = build_master(wiring, Scope(allow_hosts, upstream.connect_map()), None)
    master.started = lambda: print("ready", flush=True)
    await master.run()


def main() -> None:
    """Run until ended."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("listen")
    parser.add_argument("data_dir", type=Path)
    parser.add_argument("ca_file", type=Path)
    parser.add_argument("connect_to")
    arguments = parser.parse_args()
    upstream = UpstreamSettings(ca_file=arguments.ca_file, connect_to=arguments.connect_to.split(","))
    asyncio.run(_run(arguments.listen, arguments.data_dir, upstream))


if __name__ == "__main__":
    main()
