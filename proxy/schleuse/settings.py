"""How this installation runs: addresses, stores, workers, limits. What may leave the house is policy, not a setting.

Sources, strongest first: command line, environment (``SCHLEUSE_PROXY__LISTEN``), file (``schleuse.yaml``), default.
Every setting is described in docs/settings.md; a test fails on one that is not.
"""

import ipaddress
import os
import re
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    IPvAnyNetwork,
    SecretStr,
    ValidationError,
    field_validator,
)
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from schleuse import yamlfile
from schleuse.model import SchleuseError

ENV_PREFIX = "SCHLEUSE_"


class SettingsError(SchleuseError):
    """A setting from the environment cannot be used; one line a fault, naming the variable."""


def _listen(value: str) -> str:
    host, _, port = value.rpartition(":")
    if not host or not port.isdigit() or not 0 <= int(port) <= 65535:
        raise ValueError(f"'{value}' is not host:port, for example 127.0.0.1:8080 or [::]:8080")
    return value


def split_listen(value: str) -> tuple[str, int]:
    """Split ``host:port`` (``[::1]:80`` allowed); port 0 stands for any free port."""
    host, _, port = value.rpartition(":")
    return host.strip("[]"), int(port)


def _comma_list(value: Any) -> Any:
    if isinstance(value, str):
        return [item.strip() for item in value.split(",") if item.strip()]
    return value


Listen = Annotated[str, AfterValidator(_listen)]
Words = Annotated[list[str], NoDecode, BeforeValidator(_comma_list)]


Networks = Annotated[list[IPvAnyNetwork], NoDecode, BeforeValidator(_comma_list)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ProxySettings(_Section):
    """The door for clients."""

    listen: Listen = "127.0.0.1:8080"
    connection_strategy: Literal["eager", "lazy"] = "eager"
    unit_header: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{0,64}$")] = ""
    trusted: Networks = Field(default_factory=list)


class DashboardSettings(_Section):
    """The pages for people."""

    enabled: bool = True
    listen: Listen = "127.0.0.1:8081"
    public_url: str = ""


class MetricsSettings(_Section):
    """``/metrics``, ``/healthz``, ``/readyz``."""

    listen: Listen = "127.0.0.1:9090"


class PolicySettings(_Section):
    """Where the rules lie."""

    path: Path | None = None
    reload_seconds: Annotated[float, Field(ge=0.1, le=3600)] = 2.0
    shadow: Path | None = None
    approval: Literal["none", "second_person"] = "none"


_CONNECT_TO = re.compile(
    r"(?P<name>[A-Za-z0-9.-]+):(?P<port>\d{1,5})=(?P<to>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+):(?P<to_port>\d{1,5})"
)


class UpstreamSettings(_Section):
    """The way out."""

    proxy: str = ""
    ca_file: Path | None = None
    connect_to: Words = Field(default_factory=list)

    @field_validator("proxy")
    @classmethod
    def _proxy(cls, value: str) -> str:
        if value and not re.fullmatch(r"https?://(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+):\d{1,5}", value):
            raise ValueError("expected http://host:port or https://host:port of the next proxy")
        return value

    @field_validator("connect_to")
    @classmethod
    def _connect_to(cls, value: list[str]) -> list[str]:
        for item in value:
            if not _CONNECT_TO.fullmatch(item):
                raise ValueError(f"'{item}' is not host:port=host:port, for example api.openai.com:443=10.0.0.5:8443")
        return value

    def connect_map(self) -> dict[tuple[str, int], tuple[str, int]]:
        """Return (name, port) -> (address, port) of ``connect_to``."""
        result = {}
        for item in self.connect_to:
            match = _CONNECT_TO.fullmatch(item)
            assert match
            key = (match["name"].lower().rstrip("."), int(match["port"]))
            result[key] = (match["to"].strip("[]"), int(match["to_port"]))
        return result


class ServiceSettings(_Section):
    """Which AI services are guarded (all others pass untouched)."""

    enabled: Words = Field(default_factory=lambda: ["all"])
    path: Path | None = None
    contracts: Path | None = None


class DetectionSettings(_Section):
    """The workers that analyse texts."""

    workers: Annotated[int, Field(ge=1, le=64)] = 2
    model: str = ""
    own: Path | None = None
    timeout_seconds: Annotated[float, Field(gt=0, le=300)] = 15.0
    queue: Annotated[int, Field(ge=1, le=100_000)] = 64
    chunk_characters: Annotated[int, Field(ge=500, le=100_000)] = 4000
    cache_entries: Annotated[int, Field(ge=0, le=10_000_000)] = 20_000


class FileSettings(_Section):
    """The workers that read what is in files."""

    workers: Annotated[int, Field(ge=1, le=64)] = 2
    queue: Annotated[int, Field(ge=1, le=10_000)] = 16
    timeout_seconds: Annotated[int, Field(ge=1, le=300)] = 20
    memory_bytes: Annotated[int, Field(ge=256 * 1024 * 1024, le=1 << 36)] = 1024 * 1024 * 1024
    ocr: bool = True


class LimitSettings(_Section):
    """Bounds in size and time."""

    body_bytes: Annotated[int, Field(ge=1024, le=1 << 30)] = 32 * 1024 * 1024
    decoded_bytes: Annotated[int, Field(ge=1024, le=1 << 30)] = 64 * 1024 * 1024
    request_seconds: Annotated[float, Field(gt=0, le=600)] = 30.0
    response_bytes: Annotated[int, Field(ge=1024, le=1 << 30)] = 64 * 1024 * 1024


class PseudonymSettings(_Section):
    """Where placeholders and their values are kept."""

    store: Literal["memory", "sqlite", "valkey"] = "memory"
    url: str = ""
    key: SecretStr = SecretStr("")
    key_file: Path | None = None
    key_command: str = ""
    timeout_seconds: Annotated[float, Field(gt=0, le=30)] = 2.0
    ttl_seconds: Annotated[int, Field(ge=60, le=30 * 86400)] = 8 * 3600
    conversations: Annotated[int, Field(ge=10, le=10_000_000)] = 100_000


class AuditSettings(_Section):
    """The record of decisions, without content."""

    url: str = ""
    user: Literal["none", "pseudonym"] = "none"
    retention_days: Annotated[int, Field(ge=1, le=365)] = 30
    write_timeout_seconds: Annotated[float, Field(gt=0, le=60)] = 5.0


class LogSettings(_Section):
    """What the process tells its operator."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["text", "json"] = "text"


class Settings(BaseSettings):
    """All settings of one gateway."""

    model_config = SettingsConfigDict(env_prefix=ENV_PREFIX, env_nested_delimiter="__", extra="forbid", frozen=True)

    data_dir: Path = Path("schleuse-data")
    language: Literal["de", "en"] = "de"
    messages_path: Path | None = None
    proxy: ProxySettings = ProxySettings()
    dashboard: DashboardSettings = DashboardSettings()
    metrics: MetricsSettings = MetricsSettings()
    policy: PolicySettings = PolicySettings()
    upstream: UpstreamSettings = UpstreamSettings()
    services: ServiceSettings = ServiceSettings()
    detection: DetectionSettings = DetectionSettings()
    files: FileSettings = FileSettings()
    limits: LimitSettings = LimitSettings()
    pseudonyms: PseudonymSettings = PseudonymSettings()
    audit: AuditSettings = AuditSettings()
    log: LogSettings = LogSettings()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Environment beats the file, which arrives as init arguments; no ``.env``, no secrets folder."""
        return env_settings, init_settings

    @property
    def audit_url(self) -> str:
        """The SQLAlchemy URL of the record."""
        return self.audit.url or f"sqlite:///{(self.data_dir / 'audit.sqlite3').absolute()}"

    @property
    def history_dir(self) -> Path:
        """Folder of every version of the policy."""
        return self.data_dir / "policy-history"

    @property
    def ca_dir(self) -> Path:
        """Folder of the CA's key and certificate."""
        return self.data_dir / "ca"


def load_settings(path: Path | None = None) -> Settings:
    """Read the settings from a file (if any) and the environment.

    Raises:
        ConfigError: the file is broken; with file, line, column.
        SettingsError: a variable of the environment is broken; naming it.

    """
    document = yamlfile.load(path) if path else yamlfile.parse("{}", "-")
    if document.data is None:
        document = yamlfile.parse("{}", str(path))
    if not isinstance(document.data, dict):
        yamlfile.validate(Settings, document)
    _refuse_unknown_variables()
    try:
        return Settings(**document.data)
    except ValidationError as error:
        raise _explain(error, document) from None
    except ValueError as error:  # pydantic-settings: a variable that should be JSON is not
        raise SettingsError(" ".join(str(error).split())) from None


def _explain(error: ValidationError, document: yamlfile.Document) -> SchleuseError:
    for details in error.errors():
        variable = ENV_PREFIX + "__".join(str(part) for part in details["loc"] if isinstance(part, str)).upper()
        if variable in os.environ:
            message = details["msg"].removeprefix("Value error, ")
            return SettingsError(f"{variable}: {message}")
    problems = [yamlfile.problem_of(document, Settings, details) for details in error.errors()]
    return yamlfile.ConfigError(problems)


def _refuse_unknown_variables() -> None:
    known = {name.upper() for name in setting_names()}
    for variable in sorted(os.environ):
        if not variable.startswith(ENV_PREFIX):
            continue
        name = variable.removeprefix(ENV_PREFIX).replace("__", ".")
        if name not in known and name != "CONFIG" and name not in {key.split(".")[0] for key in known}:
            hint = yamlfile.nearest(name.lower(), setting_names())
            hint = f" ({hint.replace('.', '__').upper().replace('DID YOU MEAN', 'did you mean')})" if hint else ""
            raise SettingsError(f"{variable}: there is no such setting{hint}")


def setting_names() -> list[str]:
    """Return the dotted name of every setting, in order."""
    names: list[str] = []
    for name, info in Settings.model_fields.items():
        if isinstance(info.annotation, type) and issubclass(info.annotation, BaseModel):
            names.extend(f"{name}.{inner}" for inner in info.annotation.model_fields)
        else:
            names.append(name)
    return names


def is_ip_address(host: str) -> bool:
    """Whether a host is an IP address rather than a name."""
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
