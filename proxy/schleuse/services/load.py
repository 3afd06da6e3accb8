"""Read the files of the catalogue and put them together; every fault has its place in a file."""

import functools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from schleuse import yamlfile
from schleuse.model import Service
from schleuse.services import hosts
from schleuse.services.dialect import Dialect, compile_dialect
from schleuse.services.restore import READERS
from schleuse.services.schema import DialectSpec, RefusalSpec, ServiceFile, ServiceSpec, SurfaceSpec, TenantControlSpec
from schleuse.services.textpath import Rule, compile_rule
from schleuse.yamlfile import ConfigError, Document, Key, Problem

FALLBACK = "generic.auto"
"""The dialect by which everything without one of its own is read."""


@dataclass(frozen=True, slots=True)
class Surface:
    """One address of a service."""

    id: str
    methods: frozenset[str]
    pattern: re.Pattern[str]
    dialect: str
    hosts: re.Pattern[str] | None
    """Hosts at which only this surface lies; ``None`` for all hosts of the service."""
    catch_all: bool
    """The pattern fits any path, so it says nothing about a host that serves other things too."""


@dataclass(frozen=True, slots=True, eq=False)
class LoadedService:
    """A service with its surfaces."""

    service: Service
    surfaces: tuple[Surface, ...]
    side_hosts: tuple[str, ...]
    """Hosts that only single surfaces name."""
    refusal_map: Mapping[str, str]
    controls: tuple[TenantControlSpec, ...]
    control_hosts: tuple[str, ...]
    """Hosts that are none of this service, but hold people to their tenants."""
    _shared: re.Pattern[str]

    def is_shared(self, host: str) -> bool:
        """Whether a host serves other things than this service too."""
        return self._shared.fullmatch(host) is not None


@dataclass(slots=True)
class CatalogueData:
    """All files together."""

    services: dict[str, LoadedService] = field(default_factory=dict)
    dialects: dict[str, Dialect] = field(default_factory=dict)
    refusals: dict[str, RefusalSpec] = field(default_factory=dict)
    refusal_names: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Dialect to the refusals it asks for, best first."""
    names: dict[str, str] = field(default_factory=dict)
    """Ids and aliases to ids."""
    fallback: str = FALLBACK


def load_files(folders: Sequence[Path]) -> CatalogueData:
    """Read all ``*.yaml`` of the folders.

    Raises:
        ConfigError: with every fault of the first broken stage.

    """
    return _Assembly([_read(path) for folder in folders for path in _files(folder)]).data


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise ConfigError([Problem(str(folder), 1, 1, "", "this folder does not exist", "check services.path")])
    return sorted(folder.glob("*.yaml"))


@dataclass(frozen=True, slots=True)
class _File:
    document: Document
    model: ServiceFile


def _read(path: Path) -> _File:
    state = path.stat()
    return _read_once(path, state.st_mtime_ns, state.st_size)


@functools.lru_cache(maxsize=64)  # a file that has not changed is not read again: YAML takes most of the time
def _read_once(path: Path, changed: int, size: int) -> _File:
    document = yamlfile.load(path)
    return _File(document, yamlfile.validate(ServiceFile, document))


class _Assembly:
    """Puts files together and collects what does not fit."""

    def __init__(self, files: list[_File]) -> None:
        self._files = files
        self._problems: list[Problem] = []
        self.data = CatalogueData()
        self._dialect_specs: dict[str, DialectSpec] = {}
        self._sets: dict[str, tuple[SurfaceSpec, ...]] = {}
        self._further = self._further_hosts()
        for stage in (self._collect, self._compile_dialects, self._add_services, self._check_hosts):
            stage()
            if self._problems:
                raise ConfigError(self._problems)

    def _collect(self) -> None:
        answers = {name for file in self._files for name in file.model.answers}
        for file in self._files:
            model = file.model
            self._unique(file, "refusals", model.refusals, self.data.refusals)
            self._unique(file, "dialects", model.dialects, self._dialect_specs)
            sets = {
                name: tuple(SurfaceSpec(**surface.model_dump()) for surface in surfaces)
                for name, surfaces in model.surface_sets.items()
            }
            self._unique(file, "surface_sets", sets, self._sets)
        for file in self._files:
            for name, spec in file.model.dialects.items():
                self._known(file, ["dialects", name, "answers"], spec.answers, answers, "way of answering")
                self._known(file, ["dialects", name, "refusals"], spec.refusals, self.data.refusals, "refusal")

    def _compile_dialects(self) -> None:
        for file in self._files:
            for name, spec in file.model.dialects.items():
                rules, base = self._rules(spec), spec.extends
                if base is not None:
                    self._known(file, ["dialects", name, "extends"], [base], self._dialect_specs, "dialect")
                    rules += self._rules(self._dialect_specs[base]) if base in self._dialect_specs else ()
                self._known(file, ["dialects", name, "stream"], [spec.stream.reader], ["", *READERS], "stream reader")
                self._known(file, ["dialects", name, "lines"], spec.lines, self._dialect_specs, "dialect")
                lines = tuple(
                    rule
                    for other in spec.lines
                    if other in self._dialect_specs
                    for rule in self._rules(self._dialect_specs[other])
                    if rule.location == "json"
                )
                self.data.dialects[name] = compile_dialect(name, spec, rules, lines)
                self.data.refusal_names[name] = spec.refusals
        if FALLBACK not in self.data.dialects and not self._problems:
            self._problems.append(Problem("rules/services", 1, 1, "dialects", f"the dialect '{FALLBACK}' is missing"))

    @staticmethod
    def _rules(spec: DialectSpec) -> tuple[Rule, ...]:
        return tuple(compile_rule(rule.kind, rule.path, fixed=rule.fixed) for rule in spec.text)

    def _add_services(self) -> None:
        for file in self._files:
            for index, spec in enumerate(file.model.services):
                for where, name in [("id", spec.id), *(("aliases", alias) for alias in spec.aliases)]:
                    if name in self.data.names:
                        message = f"'{name}' is already a name of the service '{self.data.names[name]}'"
                        self._problem(file, ["services", index, where], message, "ids and aliases are unique")
                    self.data.names.setdefault(name, spec.id)
                self.data.services.setdefault(spec.id, self._service(file, index, spec))

    def _service(self, file: _File, index: int, spec: ServiceSpec) -> LoadedService:
        surfaces: list[Surface] = []
        for number, surface in enumerate(spec.surfaces):
            where: list[Key] = ["services", index, "surfaces", number]
            members = [surface]
            if surface.use is not None:
                self._known(file, [*where, "use"], [surface.use], self._sets, "set of surfaces")
                members = [
                    member.model_copy(update={"path": (member.path or "").replace("{base}", surface.base)})
                    for member in self._sets.get(surface.use, ())
                ]
            else:
                self._known(file, [*where, "dialect"], [surface.dialect or ""], self.data.dialects, "dialect")
            surfaces += [_surface(spec, member, surface.hosts) for member in members]
        own = tuple(dict.fromkeys((*spec.hosts, *self._further.get(spec.id, ()))))
        named = dict.fromkeys(host for surface in spec.surfaces for host in surface.hosts)
        side = tuple(host for host in named if host not in own)
        for number, host in enumerate(spec.shared_hosts):
            if host not in {*own, *side}:
                self._problem(file, ["services", index, "shared_hosts", number], f"'{host}' is no host of this service")
        self._known(file, ["services", index, "refusal_map"], spec.refusal_map.values(), self.data.refusals, "refusal")
        parsed = any(
            self.data.dialects[surface.dialect].native for surface in surfaces if surface.dialect in self.data.dialects
        )
        service = Service(
            spec.id, spec.name, spec.operator, spec.country, own, spec.categories, spec.residency, parsed,
            spec.candidate, spec.aliases,
        )  # fmt: skip
        named = dict.fromkeys(host for control in spec.tenant_controls for host in control.hosts)
        controlling = tuple(host for host in named if host not in {*own, *side})
        shared = _any_of((*spec.shared_hosts, *controlling))
        return LoadedService(
            service, tuple(surfaces), side, spec.refusal_map, spec.tenant_controls, controlling, shared
        )

    def _further_hosts(self) -> dict[str, tuple[str, ...]]:
        further: dict[str, tuple[str, ...]] = {}
        known = {spec.id for file in self._files for spec in file.model.services}
        for file in self._files:
            for name, names in file.model.hosts.items():
                self._known(file, ["hosts", name], [name], known, "service", at_key=True)
                further[name] = (*further.get(name, ()), *names)
        return further

    def _check_hosts(self) -> None:
        """Refuse a host that two services have, unless both say that it serves other things too."""
        owners: dict[str, ServiceSpec] = {}
        for file in self._files:
            for index, spec in enumerate(file.model.services):
                for number, host in enumerate(spec.hosts):
                    other = owners.setdefault(host, spec)
                    if other is not spec and not (host in spec.shared_hosts and host in other.shared_hosts):
                        self._problem(
                            file,
                            ["services", index, "hosts", number],
                            f"'{host}' is already a host of the service '{other.id}'",
                            "name a host once, or list it under shared_hosts of both",
                        )
                if len(set(spec.hosts)) != len(spec.hosts):
                    self._problem(file, ["services", index, "hosts"], "a host stands here twice", "remove one")

    def _unique[ValueT](self, file: _File, where: str, new: Mapping[str, ValueT], into: dict[str, ValueT]) -> None:
        for name, value in new.items():
            if name in into:
                self._problem(
                    file, [where, name], f"'{name}' is already described in another file", "choose a new name"
                )
            into.setdefault(name, value)

    def _known(
        self,
        file: _File,
        where: list[Key],
        names: Iterable[str],
        known: Iterable[str],
        what: str,
        *,
        at_key: bool = False,
    ) -> None:
        choices = list(known)
        for name in names:
            if name not in choices:
                hint = yamlfile.nearest(name, choices)
                self._problems.append(file.document.problem(where, f"there is no {what} '{name}'", hint, at_key=at_key))

    def _problem(self, file: _File, where: list[Key], message: str, hint: str = "") -> None:
        self._problems.append(file.document.problem(where, message, hint))


def _surface(service: ServiceSpec, spec: SurfaceSpec, narrowed: tuple[str, ...]) -> Surface:
    pattern = re.compile(spec.path or "", re.ASCII)
    return Surface(
        f"{service.id}/{spec.dialect}",
        frozenset((spec.method or "").split("|")),
        pattern,
        spec.dialect or "",
        _any_of(narrowed) if narrowed else None,
        all(pattern.search(path) for path in ("/", "/any/path")),
    )


def _any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(hosts.regex(pattern) for pattern in patterns) or r"(?!)")
