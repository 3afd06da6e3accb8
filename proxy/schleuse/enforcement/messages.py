"""What people read when the gateway steps in, from ``rules/messages/<language>.yaml``."""

import string
from collections.abc import Iterator, Mapping
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
MAX_WORDS = 90
"""Of a whole text, its placeholders counted as one word each."""


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


def load_messages(language: str, folder: Path | None = None, own: Path | None = None) -> Messages:
    """Read the texts of a language.

    Args:
        language: ``de`` or ``en``.
        folder: where all of them lie; the shipped ones by default.
        own: a folder in which the authority keeps texts of its own (``de.yaml``): each replaces the one of its key.

    Raises:
        ConfigError: missing file, unknown key or placeholder, a text that is needed is missing, an own one is too long
            or leads to no event.

    """
    folder = folder or shipped("rules/messages")
    document = yamlfile.load(folder / f"{language}.yaml")
    texts = dict(yamlfile.validate(_Texts, document).root)
    problems = _unknown_placeholders(document, texts)
    if FALLBACK not in texts:
        problems.append(document.problem([], f"the text '{FALLBACK}' is missing"))
    if own is not None:
        document = yamlfile.load(own / f"{language}.yaml")
        changed = yamlfile.validate(_Texts, document).root
        problems += _unknown_placeholders(document, changed)
        problems += [problem for key, text in changed.items() for problem in _unfit(document, key, text, texts)]
        texts |= changed
    if problems:
        raise yamlfile.ConfigError(problems)
    reasons = _load_reasons(folder / "reasons" / f"{language}.yaml")
    return Messages(texts, reasons, load_places(folder / "places" / f"{language}.yaml"), language)


def _unknown_placeholders(document: yamlfile.Document, texts: Mapping[str, _Text]) -> list[yamlfile.Problem]:
    problems = []
    for key, text in texts.items():
        for part in ("title", "body", "way"):
            try:
                names = [name for _, name, _, _ in string.Formatter().parse(getattr(text, part)) if name is not None]
            except ValueError as error:
                problems.append(document.problem([key, part], f"a brace stands alone: {error}", "write {{ for a brace"))
                continue
            problems += [
                document.problem([key, part], f"unknown placeholder {{{name}}}", yamlfile.nearest(name, PLACEHOLDERS))
                for name in names
                if name not in PLACEHOLDERS
            ]
    return problems


def _unfit(
    document: yamlfile.Document, key: str, text: _Text, known: Mapping[str, _Text]
) -> Iterator[yamlfile.Problem]:
    """Find what an authority's own text may not be: of no use, too long, without a way to go on."""
    if key not in known:
        yield document.problem([key], f"there is no text '{key}'", yamlfile.nearest(key, known), at_key=True)
        return
    words = sum(len(part.split()) for part in (text.title, text.body, text.way))
    if words >= MAX_WORDS:
        yield document.problem([key], f"{words} words; nobody reads {MAX_WORDS} or more", "shorten it", at_key=True)
    if "{" in text.title:
        yield document.problem([key, "title"], "a title has no placeholders")
    for name in ("reference", "contact"):
        if f"{{{name}}}" in known[key].way and f"{{{name}}}" not in text.body + text.way:
            yield document.problem([key, "way"], f"{{{name}}} is missing", "people must know how to go on")


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
