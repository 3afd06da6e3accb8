"""The format of the file with an authority's own patterns and lists; docs/detection-lists.md describes it for people.

Only the shape is checked here; whether patterns compile, stay cheap and fit their examples is checked in
:mod:`schleuse.detection.own.patterns`, the lists in :mod:`schleuse.detection.own.hashes`.
"""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from schleuse.entities import ENTITIES, is_own
from schleuse.yamlfile import nearest

MOST_PATTERNS = 200
MOST_LISTS = 50


def _entity(value: str) -> str:
    if value not in ENTITIES:
        hint = nearest(value, ENTITIES) or "docs/entities.md lists them; one of your own looks like OWN_PROJECT"
        raise ValueError(f"there is no entity '{value}' ({hint})")
    return value


def _own_entity(value: str) -> str:
    if not is_own(value):
        raise ValueError(f"'{value}' is not a name such as OWN_PROJECT: OWN_ and at most 31 capitals, digits and _")
    return value


Entity = Annotated[str, AfterValidator(_entity)]
Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=80)]
Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=60)]
Example = Annotated[str, StringConstraints(min_length=1, max_length=500)]
Score = Annotated[float, Field(ge=0.3, le=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TitleSchema(_Strict):
    """What people read, German and English."""

    de: Title
    en: Title


class EntitySchema(_Strict):
    """A kind of data of one's own."""

    de: Title
    de_plural: Title
    en: Title
    en_plural: Title


class ExamplesSchema(_Strict):
    """Texts in which the pattern must, and must not, find something. Checked whenever the file is read."""

    match: Annotated[tuple[Example, ...], Field(min_length=1, max_length=50)]
    no_match: Annotated[tuple[Example, ...], Field(min_length=1, max_length=50)]


class PatternSchema(_Strict):
    """What something looks like."""

    id: Id
    title: TitleSchema
    entity: Entity = "OWN"
    regex: Annotated[str, StringConstraints(min_length=3, max_length=500)]
    ignore_case: bool = False
    inside_words: bool = False
    """Whether a letter or digit may stand directly before or behind it."""
    context: Annotated[tuple[Word, ...], Field(max_length=50)] = ()
    needs_context: bool = False
    score: Score = 0.85
    score_with_context: Score = 0.95
    examples: ExamplesSchema

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.needs_context and not self.context:
            raise ValueError("'needs_context' needs words in 'context'")
        return self


class ListSchema(_Strict):
    """A file that ``schleuse lists build`` made."""

    id: Id
    title: TitleSchema
    file: Path
    score: Annotated[float, Field(ge=0.5, le=1)] = 0.9


class OwnSchema(_Strict):
    """The whole file."""

    version: Literal[1]
    key_file: Path | None = None
    entities: Annotated[dict[Annotated[str, AfterValidator(_own_entity)], EntitySchema], Field(max_length=50)] = Field(
        default_factory=dict
    )
    patterns: Annotated[tuple[PatternSchema, ...], Field(max_length=MOST_PATTERNS)] = ()
    lists: Annotated[tuple[ListSchema, ...], Field(max_length=MOST_LISTS)] = ()
