"""The shape of ``rules/services/*.yaml``; docs/services.md explains each key to people."""

import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from schleuse.services import hosts, paths, textpath

SCHEMA = "schleuse-services/1"

Confidence = Literal["documented", "observed", "guess"]
TextKind = Literal[
    "chat", "system", "tool", "filename", "identifier", "metadata", "url", "secret", "any", "file", "binary",
    "protobuf", "opaque",
]  # fmt: skip


def _pattern(value: str) -> str:
    paths.check(value.replace("{base}", ""))
    return value


def _host(value: str) -> str:
    hosts.check(value)
    return value


def _text_path(value: str) -> str:
    textpath.check(value)
    return value


def _method(value: str) -> str:
    known = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "WS"}
    unknown = [word for word in value.split("|") if word not in known]
    if unknown:
        raise ValueError(f"'{unknown[0]}' is not one of {', '.join(sorted(known))} (several joined with |)")
    return value


Word = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.-]{0,63}$")]
Host = Annotated[str, AfterValidator(_host)]
PathPattern = Annotated[str, AfterValidator(_pattern)]
Method = Annotated[str, AfterValidator(_method)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TextRule(_Strict):
    """Where a text, file or token lies in a body."""

    kind: TextKind
    path: Annotated[str, AfterValidator(_text_path)]
    fixed: bool = False
    """Read, but never rewritten (signed)."""


class DialectSpec(_Strict):
    """How requests and answers of a surface are built."""

    extends: Name | None = None
    """Take the texts of this dialect too."""
    body: str
    text: tuple[TextRule, ...] = ()
    lines: tuple[Name, ...] = ()
    """Dialects in which the lines of an uploaded file may be written (batches, fine-tuning)."""
    answers: tuple[Name, ...]
    refusals: tuple[Name, ...]
    rewrite: Literal["ok", "risky", "no"]
    confidence: Confidence
    source: str
    note: str = ""


class RefusalSpec(_Strict):
    """How a refusal looks. ``{text}`` stands for the message, ``{reference}`` for the number of the event."""

    status: Annotated[int, Field(ge=200, le=499)] | None = None
    content_types: tuple[str, ...] = ()
    headers: dict[str, str] = Field(default_factory=dict)
    body: Any = None
    action: str = ""
    frames: tuple[Any, ...] = ()
    verified: Literal["sdk", "decoder", "transport", "none"]
    note: str = ""


class SurfaceSpec(_Strict):
    """One address of a service, or a set of them under a base."""

    method: Method | None = None
    path: PathPattern | None = None
    dialect: Name | None = None
    hosts: tuple[Host, ...] = ()
    use: Name | None = None
    base: str = ""
    confidence: Confidence | None = None
    note: str = ""

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        single = (self.method, self.path, self.dialect)
        if (self.use is None and None in single) or (self.use is not None and single != (None, None, None)):
            raise ValueError("give either method, path and dialect, or use and base")
        if self.base:
            paths.check(f"^{self.base}/$")
        return self


class SetSurfaceSpec(_Strict):
    """One address of a set; ``{base}`` in the path is replaced where the set is used."""

    method: Method
    path: PathPattern
    dialect: Name


class ServiceSpec(_Strict):
    """One AI service."""

    id: Word
    name: str
    operator: str
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    residency: str
    categories: tuple[Word, ...]
    aliases: tuple[Word, ...] = ()
    hosts: tuple[Host, ...]
    """Empty where every installation has its own; ``hosts:`` at the top of a file adds them."""
    shared_hosts: tuple[Host, ...] = ()
    """Those of its hosts that serve other things too: only the paths of its surfaces are read."""
    candidate: bool = False
    surfaces: tuple[SurfaceSpec, ...]
    refusal_map: dict[Name, Name] = Field(default_factory=dict)
    confidence: Confidence
    source: str
    note: str = ""


class ServiceFile(_Strict):
    """One file of the catalogue."""

    schema_: Annotated[Literal["schleuse-services/1"], Field(alias="schema")]
    family: str
    checked: datetime.date | None = None
    refusals: dict[Name, RefusalSpec] = Field(default_factory=dict)
    answers: dict[Name, str] = Field(default_factory=dict)
    surface_sets: dict[Name, tuple[SetSurfaceSpec, ...]] = Field(default_factory=dict)
    dialects: dict[Name, DialectSpec] = Field(default_factory=dict)
    hosts: dict[Word, tuple[Host, ...]] = Field(default_factory=dict)
    """Further hosts of services described elsewhere, for example those of this installation."""
    services: tuple[ServiceSpec, ...] = ()


def expand(pattern: str, base: str) -> str:
    """Put the base of a surface set into one of its paths."""
    return pattern.replace("{base}", base)
