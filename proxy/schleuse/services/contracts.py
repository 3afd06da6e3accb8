"""What the authority itself has agreed: contract numbers, and the tenants in which its people may work.

These columns of the catalogue lie in a file of their own (setting ``services.contracts``), which no update touches.
Whether a service is approved, by whom and until when, says the policy, and only the policy.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from schleuse import yamlfile
from schleuse.model import Request
from schleuse.services import hosts, paths
from schleuse.services.schema import TenantControlSpec, Word
from schleuse.yamlfile import ConfigError, Document, Problem

SCHEMA = "schleuse-contracts/1"

Tenant = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$")]
"""Id of a workspace, organisation or directory, or a mail domain."""
Line = Annotated[str, Field(min_length=1, max_length=300)]


class Contract(BaseModel):
    """What was agreed with one service."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    contract: Line = ""
    """Number of the agreement on processing by Art. 28 DSGVO (AVV)."""
    note: Line = ""
    tenants: Annotated[tuple[Tenant, ...], Field(max_length=100)] = ()
    """Nobody gets into other accounts of this service through the gateway; empty for no such limit."""


class ContractFile(BaseModel):
    """The file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    schema_: Annotated[Literal["schleuse-contracts/1"], Field(alias="schema")]
    services: Annotated[dict[Word, Contract], Field(max_length=1000)] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Control:
    hosts: re.Pattern[str]
    headers: tuple[tuple[str, str], ...]
    closed: tuple[re.Pattern[str], ...]


@dataclass(frozen=True, slots=True)
class Tenants:
    """Holds people to the tenants of their authority, where services offer headers for that."""

    controls: tuple[_Control, ...] = ()

    def headers(self, host: str) -> list[tuple[str, str]]:
        """Return the headers that every request to a host gets, whatever the client has set there."""
        return [header for control in self.controls if control.hosts.fullmatch(host) for header in control.headers]

    def closes(self, request: Request) -> bool:
        """Whether a request is for use without an account, which no tenant covers."""
        path = paths.normalise(request.path)
        return any(
            pattern.search(path)
            for control in self.controls
            if control.hosts.fullmatch(request.host)
            for pattern in control.closed
        )


@dataclass(frozen=True, slots=True)
class Contracts:
    """The file, checked against the catalogue."""

    services: Mapping[str, Contract] = field(default_factory=dict)

    def tenants(self, controls: Mapping[str, Sequence[TenantControlSpec]]) -> Tenants:
        """Return what holds people to these tenants, by the controls that the catalogue knows of each service."""
        return Tenants(
            tuple(
                _control(spec, contract.tenants)
                for name, contract in self.services.items()
                if contract.tenants
                for spec in controls.get(name, ())
            )
        )


def load_contracts(path: Path, controls: Mapping[str, Sequence[TenantControlSpec]]) -> Contracts:
    """Read the file; ``controls`` holds every service of the catalogue with the tenant controls it offers.

    Raises:
        ConfigError: with file, line and column of every fault.

    """
    document = yamlfile.load(path)
    model = yamlfile.validate(ContractFile, document)
    problems = list(_problems(model, document, controls))
    if problems:
        raise ConfigError(problems)
    return Contracts(model.services)


def _problems(
    model: ContractFile, document: Document, controls: Mapping[str, Sequence[TenantControlSpec]]
) -> Iterable[Problem]:
    for name, contract in model.services.items():
        if name not in controls:
            hint = yamlfile.nearest(name, controls) or "'schleuse services list' names them"
            yield document.problem(["services", name], f"there is no service '{name}'", hint, at_key=True)
        elif contract.tenants and not controls[name]:
            capable = ", ".join(service for service, offered in controls.items() if offered)
            message = "this service offers nothing to hold people to a tenant"
            yield document.problem(["services", name, "tenants"], message, f"these do: {capable}")


def _control(spec: TenantControlSpec, tenants: tuple[str, ...]) -> _Control:
    words = {"{tenants}": ",".join(tenants), "{tenant}": tenants[0]}
    return _Control(
        re.compile("|".join(hosts.regex(host) for host in spec.hosts)),
        tuple((name, words.get(value, value)) for name, value in spec.headers.items()),
        tuple(re.compile(pattern, re.ASCII) for pattern in spec.closed),
    )
