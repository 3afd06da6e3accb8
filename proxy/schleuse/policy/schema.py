"""The format of a policy file: what may be written where. docs/policy.md describes it for people.

Only the shape is checked here, one value at a time; what needs two places of the file (names, exceptions, dates)
is checked in :mod:`schleuse.policy.check`. Every key is optional here where a file may ``extends`` another one.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from schleuse.entities import ENTITIES, SURROGATES
from schleuse.model import Action, AttachmentKind, Justification
from schleuse.policy import shapes
from schleuse.policy.words import MESSAGES, Mode, Strategy
from schleuse.yamlfile import nearest


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _some(value: Any) -> Any:
    if value == []:
        raise ValueError("the list is empty: name at least one, or leave the key out")
    return _as_list(value)


def _listed(item: Any, read: Callable[[Any], Any] = _as_list) -> BeforeValidator:
    """Take one or a list; the JSON Schema says both."""
    return BeforeValidator(read, json_schema_input_type=item | list[item])


def _message(value: str) -> str:
    key = value.replace("-", "_")
    if key not in MESSAGES:
        hint = nearest(key, MESSAGES) or f"known messages: {', '.join(MESSAGES)}"
        raise ValueError(f"there is no message '{value}' ({hint})")
    return key


def _not_unknown_allow(value: Any) -> Any:
    if value == "allow":
        raise ValueError("an unknown AI host is never let through unread: 'block' or 'observe'")
    return value


def _closed(value: Any) -> Any:
    if value == "open":
        raise ValueError("only a group with an approval may say 'fail: open', never the whole policy")
    return value


Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]
Name = Annotated[str, StringConstraints(pattern=r"^[\w][\w.-]{0,63}$")]
"""Name of a group or class: letters, digits, ``.``, ``_``, ``-``; up to 64."""
Names = Annotated[tuple[Name, ...], _listed(str), Field(max_length=200)]
SomeNames = Annotated[tuple[Name, ...], _listed(str, _some), Field(max_length=200)]
Hosts = Annotated[tuple[Annotated[str, AfterValidator(shapes.host)], ...], _listed(str), Field(max_length=2000)]
Networks = Annotated[
    tuple[Annotated[str, AfterValidator(shapes.network)], ...], _listed(str, _some), Field(max_length=1000)
]
UnitName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Text = Annotated[str, StringConstraints(min_length=1, max_length=10_000)]
Texts = Annotated[tuple[Text, ...], _listed(str), Field(max_length=200)]


Count = Annotated[int, Field(ge=0, le=100_000)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RetentionSchema(_Strict):
    """How long what is remembered."""

    events_days: Annotated[int, Field(ge=1, le=365)] = 30
    statistics_months: Annotated[int, Field(ge=1, le=36)] = 13
    four_eyes_log_days: Annotated[int, Field(ge=30, le=3650)] = 365


class PrivacySchema(_Strict):
    """What the record may say about employees. Upper bounds: the gateway never records more."""

    user: Literal["none", "pseudonym"] = "pseudonym"
    pseudonym_key_rotates: Literal["monthly"] = "monthly"
    smallest_group: Annotated[int, Field(ge=5, le=1000)] = 5
    store_content: Literal["never"] = "never"


class GroupSchema(_Strict):
    """A named group of AI services. Several selectors add up; categories and countries narrow each other."""

    hosts: Hosts = ()
    ids: Names = ()
    categories: Names = ()
    countries: Annotated[tuple[Country, ...], _listed(str), Field(max_length=250)] = ()
    catalogue: Literal["public"] | None = None
    groups: Names = ()
    unknown_ai_hosts: bool = False
    approval: Line = ""
    review: date | None = None
    audit: Literal["refuse", "continue"] | None = None
    fail: Literal["closed", "open"] | None = None


class MatchSchema(_Strict):
    """Values of the authority itself."""

    email_domains: Annotated[tuple[Annotated[str, AfterValidator(shapes.domain)], ...], Field(max_length=1000)] = ()
    phone_prefixes: Annotated[
        tuple[Annotated[str, AfterValidator(shapes.phone_prefix)], ...], Field(max_length=1000)
    ] = ()
    ibans: Annotated[tuple[Annotated[str, AfterValidator(shapes.iban)], ...], Field(max_length=1000)] = ()
    email_addresses: Annotated[tuple[Annotated[str, AfterValidator(shapes.mail)], ...], Field(max_length=1000)] = ()
    addresses: Annotated[tuple[Annotated[str, AfterValidator(shapes.address)], ...], Field(max_length=1000)] = ()
    roles: Annotated[tuple[Annotated[str, AfterValidator(shapes.role)], ...], Field(max_length=1000)] = ()


class IgnoreSchema(_Strict):
    """What is never a finding."""

    match: MatchSchema | None = None
    names_file: Path | None = None
    reason: Line = ""
    owner: Line = ""
    review: date | None = None

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.match is None and self.names_file is None:
            raise ValueError("nothing to ignore is named: give 'match' or 'names_file'")
        if bool(self.owner) != (self.review is not None):
            raise ValueError("'owner' and 'review' go together: who answers for the list, and until when it holds")
        return self


class FromSchema(_Strict):
    """Who sends."""

    network: Annotated[
        tuple[Annotated[str, AfterValidator(shapes.network)], ...], _listed(str), Field(max_length=1000)
    ] = ()
    group: Annotated[tuple[Line, ...], _listed(str), Field(max_length=200)] = ()

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.network and not self.group:
            raise ValueError("nobody is named: give 'network' or 'group'")
        return self


class WhenSchema(_Strict):
    """What a rule acts on; all keys together must hold."""

    to: SomeNames = ()
    contains: SomeNames = ()
    confidence: Annotated[float, Field(ge=0, le=1)] | None = None
    carries: Annotated[
        tuple[AttachmentKind, ...], _listed(AttachmentKind, _some), Field(max_length=len(AttachmentKind))
    ] = ()
    unread: Literal[True] | None = None
    from_: FromSchema | None = Field(default=None, alias="from")
    unparsed: bool | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("no condition is given: name at least 'to'")
        if self.confidence is not None and not self.contains:
            raise ValueError("'confidence' needs 'contains': it says how certain a finding must be")
        if self.unread and not self.carries:
            raise ValueError("'unread' needs 'carries': it says what could not be read completely")
        return self


class LimitsSchema(_Strict):
    """From how many findings, persons, rows of a table or kinds on the rule is stricter."""

    findings_max: Count | None = None
    persons_max: Count | None = None
    rows_max: Count | None = None
    kinds_max: Count | None = None
    else_: Action = Field(alias="else")

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.model_fields_set <= {"else_"}:
            raise ValueError("no limit is named: give 'findings_max', 'persons_max', 'rows_max' or 'kinds_max'")
        return self


class ExceptionSchema(_Strict):
    """Which rules are taken out, until when, and who approved it."""

    to: Annotated[tuple[str, ...], _listed(str, _some), Field(max_length=200)]
    until: date
    approval: Annotated[str, StringConstraints(strip_whitespace=True, min_length=5, max_length=500)]


class ExamplesSchema(_Strict):
    """Texts with what this rule makes of them."""

    block: Texts = ()
    warn: Texts = ()
    pseudonymise: Texts = ()
    observe: Texts = ()
    allow: Texts = ()
    pass_: Texts = Field(default=(), alias="pass")


class RuleSchema(_Strict):
    """One rule."""

    id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")]
    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=200)]
    when: WhenSchema
    do: Action
    final: bool = False
    message: Annotated[str, AfterValidator(_message)] | None = None
    law: Line = ""
    limits: LimitsSchema | None = None
    log: Literal["count_only"] | None = None
    ask_reason: Annotated[tuple[Justification, ...], _listed(Justification), Field(max_length=20)] = ()
    exception: ExceptionSchema | None = None
    examples: ExamplesSchema = ExamplesSchema()


class DefaultSchema(_Strict):
    """What holds where no rule acts."""

    known_ai: Literal["allow", "observe", "block"] = "allow"
    unknown_ai_hosts: Annotated[Literal["block", "observe"], BeforeValidator(_not_unknown_allow)] = "block"


def _entity(value: str) -> str:
    if value not in ENTITIES:
        hint = nearest(value, ENTITIES) or "docs/entities.md lists them"
        raise ValueError(f"there is no entity '{value}' ({hint})")
    return value


def _fitting(value: dict[str, Strategy]) -> dict[str, Strategy]:
    for entity, how in value.items():
        if how is Strategy.SURROGATE and entity not in SURROGATES:
            known = ", ".join(sorted(SURROGATES))
            raise ValueError(f"nothing realistic can stand in for {entity}: 'surrogate' is for {known}")
    return value


class PolicySchema(_Strict):
    """A policy file."""

    version: Literal[1]
    title: Line = ""
    authority: Line = ""
    extends: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")] | None = None
    mode: Mode = Mode.ENFORCE
    decision: Literal["strictest"] = "strictest"
    fail: Annotated[Literal["closed"], BeforeValidator(_closed)] = "closed"
    contact: Line = ""
    alternative: Line = ""
    retention: RetentionSchema = RetentionSchema()
    privacy: PrivacySchema = PrivacySchema()
    services: Annotated[dict[Name, GroupSchema], Field(max_length=200)] = Field(default_factory=dict)
    data: Annotated[dict[Name, SomeNames], Field(max_length=200)] = Field(default_factory=dict)
    ignore: Annotated[dict[Name, IgnoreSchema], Field(max_length=200)] = Field(default_factory=dict)
    pseudonyms: Annotated[dict[Annotated[str, AfterValidator(_entity)], Strategy], AfterValidator(_fitting)] = Field(
        default_factory=dict
    )
    instruct: bool = False
    units: Annotated[dict[UnitName, Networks], Field(max_length=1000)] = Field(default_factory=dict)
    rules: Annotated[tuple[RuleSchema, ...], Field(max_length=1000)] = ()
    default: DefaultSchema = DefaultSchema()
