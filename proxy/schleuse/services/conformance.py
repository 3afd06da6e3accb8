"""What the program can do with each service, and whether the golden files show it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from schleuse.model import InspectionError, SchleuseError, Service
from schleuse.services.catalogue import UNKNOWN_SURFACE, Catalogue
from schleuse.services.dialect import Dialect
from schleuse.services.golden import Golden, GoldenError, Restoring

_FILE_KINDS = frozenset({"file", "binary"})
_RESTORED = {
    "json": "JSON",
    "jsonarray": "JSON",
    "sse": "events",
    "ndjson": "lines",
    "lines": "lines",
    "ws": "WebSocket",
}
"""First part of the name of a way of answering to what a restorer can put values back into."""
_STREAMED = {**_RESTORED, "jsonarray": "array", "wrb": "chunks", "aws": "frames", "connect": "frames"}
_PROOFS = ("sdk", "decoder", "transport")


@dataclass(frozen=True, slots=True)
class Abilities:
    """One row of the table."""

    service: Service
    read: tuple[str, ...]
    """Native dialects of its surfaces, in the order of the catalogue."""
    unread: tuple[str, ...]
    """Its other dialects: read by the fallback, never rewritten, refused where that fails."""
    rewrite: tuple[str, ...]
    refuse: Mapping[str, str]
    """Dialect to the refusal that is given."""
    answered: bool
    """Whether at least one refusal is an answer in the chat."""
    restore: tuple[str, ...]
    files: tuple[str, ...]
    """Dialects whose files are seen as files, and judged by kind."""
    stream: tuple[str, ...]
    verified: tuple[str, ...]
    """``golden`` (all its native dialects have files that hold), and how its refusals were tried."""

    def as_json(self) -> dict[str, object]:
        """Return the row as plain data, with the id of the service."""
        return {
            **described(self.service),
            "read": list(self.read),
            "unread": list(self.unread),
            "rewrite": list(self.rewrite),
            "refuse": dict(self.refuse),
            "restore": list(self.restore),
            "files": list(self.files),
            "stream": list(self.stream),
            "verified": list(self.verified),
        }


def described(service: Service) -> dict[str, object]:
    """Return what the catalogue says of a service, as plain data."""
    return {
        "id": service.id,
        "name": service.name,
        "operator": service.operator,
        "country": service.country,
        "residency": service.residency,
        "candidate": service.candidate,
        "categories": list(service.categories),
        "hosts": list(service.hosts),
        "readable": service.parsed,
    }


@dataclass(slots=True)
class GoldenState:
    """Which golden files hold."""

    held: set[str] = field(default_factory=set)
    """Dialects with at least one file, all of which hold."""
    problems: list[str] = field(default_factory=list)
    """One line a fault."""


def check_golden(catalogue: Catalogue, folders: Sequence[Path], restoring: Restoring) -> GoldenState:
    """Compare every golden file with what the program makes of its request, and look for missing ones.

    A file belongs to the dialect after which it is named, up to the last dot or dots (``openai.chat.json.txt``).
    """
    state = GoldenState()
    broken: set[str] = set()
    for path in (path for folder in folders for path in sorted(folder.glob("*.txt"))):
        dialect = _dialect_of(path.stem, {*catalogue.dialects, UNKNOWN_SURFACE})
        if dialect is None:
            state.problems.append(f"{path}: no dialect of the catalogue has this name")
            continue
        fault = _fault(path, catalogue, restoring)
        if fault:
            state.problems.append(fault)
            broken.add(dialect)
        state.held.add(dialect)
    native = [name for name, dialect in catalogue.dialects.items() if dialect.native]
    state.problems += [f"{name}: this native dialect has no golden file" for name in native if name not in state.held]
    state.held -= broken
    return state


def table(catalogue: Catalogue, held: set[str]) -> list[Abilities]:
    """Return one row a service, in the order of the catalogue."""
    return [_abilities(catalogue, service, held) for service in catalogue.services.values()]


def _abilities(catalogue: Catalogue, service: Service, held: set[str]) -> Abilities:
    names = catalogue.dialects_of(service.id)
    dialects = {name: catalogue.dialects[name] for name in names}
    native = tuple(name for name in names if dialects[name].native)
    refusals = {name: catalogue.refusal_of(service.id, name) for name in names}
    rewrite = tuple(name for name in native if dialects[name].rewritable)
    proofs = {spec.verified for _, spec in refusals.values()}
    verified = ["golden"] if native and held.issuperset(native) else []
    return Abilities(
        service=service,
        read=native,
        unread=tuple(name for name in names if not dialects[name].native),
        rewrite=rewrite,
        refuse={name: refusal for name, (refusal, _) in refusals.items()},
        answered=any(
            (spec.status == 200 and spec.stream) or name.startswith("ws.answer") for name, spec in refusals.values()
        ),
        restore=_ways(_RESTORED, (dialects[name] for name in rewrite)),
        files=tuple(name for name in native if _has_files(dialects[name])),
        stream=tuple(way for way in _ways(_STREAMED, (dialects[name] for name in native)) if way != "JSON"),
        verified=(*verified, *(proof for proof in _PROOFS if proof in proofs)),
    )


def _ways(words: Mapping[str, str], dialects: Iterable[Dialect]) -> tuple[str, ...]:
    named = {name.split(".")[0] for dialect in dialects for name in dialect.answers if _arrives(name, dialect)}
    found = {words[name] for name in named if name in words}
    return tuple(word for word in dict.fromkeys(words.values()) if word in found)


def _arrives(answer: str, dialect: Dialect) -> bool:
    """Whether an answer can be seen: messages of a WebSocket only where the dialect reads them."""
    return dialect.socket is not None or not answer.startswith("ws.")


def _has_files(dialect: Dialect) -> bool:
    carried = any(rule.kind in _FILE_KINDS for rule in dialect.rules)
    return carried or (dialect.native is not None and (dialect.native.raw or dialect.native.announced is not None))


def _dialect_of(stem: str, known: Collection[str]) -> str | None:
    while stem and stem not in known:
        stem = stem.rpartition(".")[0]
    return stem or None


def _fault(path: Path, catalogue: Catalogue, restoring: Restoring) -> str:
    try:
        golden = Golden.load(path)
        derived = golden.derived(catalogue, restoring)
    except GoldenError as error:
        return str(error) if str(path) in str(error) else f"{path}: {error}"
    except (InspectionError, SchleuseError, ValueError) as error:
        return f"{path}: {error}"
    wrong = [name for name in derived.sections if derived.sections[name] != golden.sections.get(name)]
    wrong += [name for name in golden.sections if name not in derived.sections]
    return f"{path}: the section '{wrong[0]}' is not what the program makes of the request" if wrong else ""
