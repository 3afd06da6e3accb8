"""What people read when the gateway steps in, from ``rules/messages/<language>.yaml``."""

import string
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, RootModel

from schleuse import yamlfile
from schleuse.enforcement.places import PlaceWords, load_places
from schleuse.entities import ENTITIES
from schleuse.model import Action, Decision, Justification, Notice, Reason
from schleuse.services.extraction import Extraction
from schleuse.shipped import shipped

PLACEHOLDERS = frozenset({"counts", "alternative", "contact", "reference", "law", "release", "places", "unread"})
FALLBACK = "guard_down"


class _Text(BaseModel):
    model_config = ConfigDict(extra="forbid")
    title: str
    body: str
    way: str


class _Texts(RootModel[dict[str, _Text]]):
    pass


class _Reasons(RootModel[dict[Justification, Annotated[str, Field(min_length=1, max_length=200)]]]):
    pass


class Messages:
    """The texts of one language."""

    def __init__(
        self, texts: Mapping[str, _Text], reasons: Mapping[Justification, str], places: PlaceWords, language: str
    ) -> None:
        """Take texts by key; see :func:`load_messages`."""
        self._texts = texts
        self.places = places
        """What places in files are called."""
        self.reasons = reasons
        """A sentence for each reason that can be given."""
        self._language = language

    def notice(
        self, decision: Decision, reference: str, release: str = "", extraction: Extraction | None = None
    ) -> Notice:
        """Return the message for a decision. It names kinds, numbers and places in files, never a value.

        ``release`` is the address of the page on which a reason can be chosen, ``extraction`` what was judged.
        """
        return self.compose(
            decision.message,
            decision.action,
            decision.reason,
            decision.counts(),
            reference=reference,
            alternative=decision.alternative,
            contact=decision.contact,
            law=decision.law,
            release=release,
            where=self.places.found(extraction.parts, decision) if extraction else {},
            unread=self.places.missed(extraction.readings, extraction.outer)
            if extraction and extraction.readings
            else "",
        )

    def compose(
        self,
        message: str,
        action: Action,
        reason: Reason,
        counts: Mapping[str, int],
        where: Mapping[str, str] = MappingProxyType({}),
        **values: str,
    ) -> Notice:
        """Return a message by its key; ``values`` are those of :data:`PLACEHOLDERS` but counts (missing: empty).

        ``where`` names places in files for some of the kinds in ``counts``.
        """
        text = self._texts.get(message) or self._texts[FALLBACK]
        known = {entity: count for entity, count in counts.items() if entity in ENTITIES}
        places = self.places.joined(dict.fromkeys(where.values()))
        filled = {**dict.fromkeys(PLACEHOLDERS, ""), "places": places, **values, "counts": self.enumerate(known, where)}
        paragraphs = [text.title, _fill(text.body, filled), _fill(text.way, filled)]
        return Notice(
            text="\n\n".join(paragraph for paragraph in paragraphs if paragraph),
            title=text.title,
            action=action,
            reason=reason,
            reference=filled["reference"],
            counts=known,
        )

    def enumerate(self, counts: Mapping[str, int], where: Mapping[str, str] = MappingProxyType({})) -> str:
        """Return "2 Namen (Seite 3) und 1 Steuer-Identifikationsnummer": kinds and numbers, the most frequent first."""
        german = self._language == "de"
        words = []
        for entity, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
            known = ENTITIES[entity]
            one, many = (known.singular, known.plural) if german else (known.english, known.english_plural)
            place = f" ({where[entity]})" if entity in where else ""
            words.append(f"{count} {one if count == 1 else many}{place}")
        if len(words) < 2:
            return "".join(words)
        return f"{', '.join(words[:-1])} {'und' if german else 'and'} {words[-1]}"


def load_messages(language: str, folder: Path | None = None) -> Messages:
    """Read the texts of a language.

    Raises:
        ConfigError: missing file, unknown key, unknown placeholder, a text that is needed is missing.

    """
    folder = folder or shipped("rules/messages")
    document = yamlfile.load(folder / f"{language}.yaml")
    texts = yamlfile.validate(_Texts, document).root
    problems = [
        document.problem([key, part], f"unknown placeholder {{{name}}}", yamlfile.nearest(name, PLACEHOLDERS))
        for key, text in texts.items()
        for part in ("title", "body", "way")
        for _, name, _, _ in string.Formatter().parse(getattr(text, part))
        if name is not None and name not in PLACEHOLDERS
    ]
    if FALLBACK not in texts:
        problems.append(document.problem([], f"the text '{FALLBACK}' is missing"))
    if problems:
        raise yamlfile.ConfigError(problems)
    reasons = _load_reasons(folder / "reasons" / f"{language}.yaml")
    return Messages(texts, reasons, load_places(folder / "places" / f"{language}.yaml"), language)


def _load_reasons(path: Path) -> Mapping[Justification, str]:
    document = yamlfile.load(path)
    reasons = yamlfile.validate(_Reasons, document).root
    if missing := [reason for reason in Justification if reason not in reasons]:
        raise yamlfile.ConfigError([document.problem([], f"the text '{missing[0]}' is missing")])
    return reasons


def _fill(template: str, values: Mapping[str, str]) -> str:
    """Fill the placeholders; a line whose placeholder has no value is left out."""
    lines = []
    for line in template.strip().splitlines():
        names = [name for _, name, _, _ in string.Formatter().parse(line) if name]
        if all(values[name] for name in names):
            lines.append(line.format_map(values))
    return "\n".join(lines)
