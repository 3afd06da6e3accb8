"""Which AI services there are, which of them a request goes to, and who reads it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from schleuse import yamlfile
from schleuse.model import Request, SchleuseError, Service
from schleuse.services import hosts, paths
from schleuse.services.contracts import Contracts, Tenants, load_contracts
from schleuse.services.dialect import Dialect
from schleuse.services.load import CatalogueData, LoadedService, Surface, load_files
from schleuse.services.reader import Reader, SurfaceReader
from schleuse.services.refusals import Refusals
from schleuse.services.schema import RefusalSpec
from schleuse.shipped import shipped

UNKNOWN_SURFACE = "other"
"""Id of everything at a guarded host that is no surface of its service."""


@dataclass(frozen=True, slots=True)
class Match:
    """What a request is."""

    service: Service
    surface_id: str
    """``<service>/<dialect>``, or ``<service>/other``; never made of the request itself."""
    reader: Reader
    native: bool
    """Whether a native reader reads, refuses and restores this surface, or the request has no body to read
    (GET, HEAD, OPTIONS) and its service has native readers."""
    passthrough: bool = False
    """The host serves other things too, and this is one of them: neither read nor refused."""


class Catalogue:
    """The services, those that are guarded, and the way from a request to its reader."""

    def __init__(self, data: CatalogueData, enabled: frozenset[str], contracts: Contracts | None = None) -> None:
        self._data = data
        self.contracts = contracts or Contracts()
        """What the authority has agreed with services."""
        self.services: Mapping[str, Service] = {name: loaded.service for name, loaded in data.services.items()}
        """All services of the catalogue by id, also those that are not enabled."""
        self.dialects: Mapping[str, Dialect] = data.dialects
        """How bodies are built, by the names that surfaces use."""
        self.enabled = enabled
        """Ids of the services whose hosts are guarded."""
        self._refusals = refusals = Refusals(data.refusals)
        self.fallback: Reader = SurfaceReader(data.dialects[data.fallback], refusals, data.refusal_names[data.fallback])
        """Reads and refuses what belongs to no service."""
        self._readers: dict[tuple[str, str], Reader] = {}
        for loaded in self._guarded():
            for dialect_id in {surface.dialect for surface in loaded.surfaces} | {data.fallback}:
                reader = SurfaceReader(data.dialects[dialect_id], refusals, self._refusal_names(loaded, dialect_id))
                self._readers[loaded.service.id, dialect_id] = reader
        held = {name for name, contract in self.contracts.services.items() if contract.tenants} & enabled
        self.tenants: Tenants = self.contracts.tenants({name: data.services[name].controls for name in held})
        """What holds people to the tenants of their authority."""
        self._hosts = _HostTable(
            (pattern, loaded)
            for loaded in self._guarded()
            for pattern in (
                *loaded.service.hosts,
                *loaded.side_hosts,
                *(loaded.control_hosts if loaded.service.id in held else ()),
            )
        )

    @classmethod
    def load(
        cls, enabled: Sequence[str] = ("all",), path: Path | None = None, contracts: Path | None = None
    ) -> "Catalogue":
        """Read the packaged catalogue and, if given, a folder with further files.

        Args:
            enabled: ids, aliases or hosts of the services to guard, or ``all``.
            path: a folder of files like those in ``rules/services``.
            contracts: the file of the authority, see :mod:`schleuse.services.contracts`.

        Raises:
            ConfigError: a file is broken, with file, line and column.
            SchleuseError: ``enabled`` names a service that does not exist.

        """
        data = load_files([shipped("rules/services"), *([path] if path else [])])
        every = cls(data, frozenset())
        controls = {name: loaded.controls for name, loaded in data.services.items()}
        agreed = load_contracts(contracts, controls) if contracts else None
        if any(name.strip().lower() == "all" for name in enabled):
            return cls(data, frozenset(every.services), agreed)
        return cls(data, frozenset(every.resolve(name).id for name in enabled), agreed)

    def service_for_host(self, host: str) -> Service | None:
        """Return the guarded service of a host: an exact name beats a pattern, then the longest suffix wins."""
        found = self._hosts.find(hosts.normalise(host))
        return found[0].service if found else None

    def resolve(self, name: str) -> Service:
        """Return the service that a person means: by id, alias, unique beginning of an id, or host.

        Raises:
            SchleuseError: with the nearest word.

        """
        word = name.strip().lower()
        if word in self._data.names:
            return self.services[self._data.names[word]]
        prefixed = [service for service in self.services.values() if service.id.startswith(word)]
        if word and len(prefixed) == 1:
            return prefixed[0]
        table = _HostTable(
            (pattern, loaded) for loaded in self._data.services.values() for pattern in loaded.service.hosts
        )
        if "." in word and (found := table.find(hosts.normalise(word))):
            return found[0].service
        hint = yamlfile.nearest(word, self._data.names)
        if word and len(prefixed) > 1:
            hint = "it could be " + ", ".join(service.id for service in prefixed)
        hint = hint or "'schleuse services' lists them"
        raise SchleuseError(f"there is no AI service '{name}' in the catalogue ({hint})")

    def identify(self, request: Request) -> Match | None:
        """Return what a request is, or ``None`` where its host is not guarded."""
        path = paths.normalise(request.path)
        candidates = self._hosts.find(request.host)
        for loaded in candidates:
            surface = _surface(loaded, request, path)
            if surface is not None:
                return self._match(loaded, surface.id, surface.dialect, request)
        if not candidates:
            return None
        loaded = candidates[0]
        match = self._match(loaded, f"{loaded.service.id}/{UNKNOWN_SURFACE}", self._data.fallback, request)
        shared = any(other.is_shared(request.host) for other in candidates) and len(path) <= paths.MAX_PATH
        return Match(match.service, match.surface_id, match.reader, match.native, passthrough=shared)

    def allow_hosts(self) -> list[str]:
        """Return regular expressions for ``host:port`` of everything to be decrypted; never empty.

        A trailing dot names the same host, so it is covered too. Without any host, one that matches nothing:
        mitmproxy takes an empty list for "everything".
        """
        expressions = []
        for pattern in self._hosts.patterns:
            port = hosts.port(pattern)
            expressions.append(rf"^{hosts.regex(pattern)}\.?:{port if port else r'\d{1,5}'}$")
        return expressions or [r"^(?!)$"]

    def domains(self) -> list[str]:
        """Return the DNS suffixes that cover every guarded host, for the name constraints of the CA."""
        names = {hosts.domain(pattern) for pattern in self._hosts.patterns}
        return sorted(name for name in names if not any(name.endswith(f".{other}") for other in names))

    def dialects_of(self, service_id: str) -> tuple[str, ...]:
        """Return the names of the dialects of a service's surfaces, in order."""
        return tuple(dict.fromkeys(surface.dialect for surface in self._data.services[service_id].surfaces))

    def refusal_of(self, service_id: str, dialect: str) -> tuple[str, RefusalSpec]:
        """Return how a service says no to requests of a dialect, or to messages of its WebSocket."""
        choose = self._refusals.choose_message if self.dialects[dialect].socket else self._refusals.choose
        return choose(self._refusal_names(self._data.services[service_id], dialect))

    def _refusal_names(self, loaded: LoadedService, dialect: str) -> tuple[str, ...]:
        named = (loaded.refusal_map.get(name, name) for name in self._data.refusal_names[dialect])
        return (*named, *loaded.refusal_map.values())

    def _guarded(self) -> list[LoadedService]:
        return [loaded for name, loaded in self._data.services.items() if name in self.enabled]

    def _match(self, loaded: LoadedService, surface_id: str, dialect: str, request: Request) -> Match:
        bodyless = request.method in {"GET", "HEAD", "OPTIONS"} and not request.body
        native = self._data.dialects[dialect].native is not None or (bodyless and loaded.service.parsed)
        return Match(loaded.service, surface_id, self._readers[loaded.service.id, dialect], native)


def _surface(loaded: LoadedService, request: Request, path: str) -> Surface | None:
    if len(path) > paths.MAX_PATH:
        return None
    host = request.host
    own = any(re.fullmatch(hosts.regex(pattern), host) for pattern in loaded.service.hosts)
    for surface in loaded.surfaces:
        if request.method not in surface.methods or surface.pattern.search(path) is None:
            continue
        if surface.hosts is None and own and not (surface.catch_all and loaded.is_shared(host)):
            return surface
        if surface.hosts is not None and surface.hosts.fullmatch(host):
            return surface
    return None


class _HostTable:
    """From a host to the services that have it."""

    def __init__(self, entries: Iterable[tuple[str, LoadedService]]) -> None:
        by_pattern: dict[str, list[LoadedService]] = {}
        for pattern, loaded in entries:
            if loaded not in (owners := by_pattern.setdefault(pattern, [])):
                owners.append(loaded)
        self.patterns = sorted(by_pattern, key=hosts.specificity, reverse=True)
        self._exact = {
            pattern.partition(":")[0]: owners for pattern, owners in by_pattern.items() if "*" not in pattern
        }
        self._wild = [
            (re.compile(hosts.regex(pattern)), by_pattern[pattern]) for pattern in self.patterns if "*" in pattern
        ]

    def find(self, host: str) -> list[LoadedService]:
        """Return the services of a host, most specific pattern first; those of one pattern in catalogue order."""
        if host in self._exact:
            return self._exact[host]
        return next((owners for expression, owners in self._wild if expression.fullmatch(host)), [])
