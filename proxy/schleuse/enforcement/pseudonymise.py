"""Replace findings, in all texts of a request at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from schleuse.enforcement.linking import owners
from schleuse.enforcement.sent import CONTEXT, Gap, Place, token_of
from schleuse.entities import ENTITIES
from schleuse.model import Action, FindingVerdict, TextPart
from schleuse.policy.words import Strategy
from schleuse.pseudonyms import placeholder
from schleuse.pseudonyms.book import Assigned, Batch, Mention
from schleuse.pseudonyms.forms import squeeze
from schleuse.pseudonyms.general import general
from schleuse.pseudonyms.people import core
from schleuse.pseudonyms.standin import Taken
from schleuse.pseudonyms.store import PseudonymStore, Scope

_BEFORE = 40
"""Characters in front of a name in which a salutation is looked for."""


@dataclass(frozen=True, slots=True)
class Pseudonymised:
    """What is sent, and what is needed to undo it."""

    texts: Mapping[int, str] = field(default_factory=dict)
    """New texts by index of their part."""
    values: Mapping[str, str] = field(default_factory=dict)
    """What was sent in place of a value -> that value, in its best spelling."""
    places: Sequence[Place] = ()
    stand_ins: Sequence[Assigned] = ()
    """What stands for values realistically, if anything does."""

    @property
    def has_placeholders(self) -> bool:
        """Whether at least one placeholder was sent."""
        return any(place.token.startswith("[") for place in self.places)


@dataclass(slots=True)
class _Span:
    part: int
    start: int
    end: int
    mention: Mention
    sent: str = ""


async def pseudonymise(
    parts: Sequence[TextPart],
    verdicts: Sequence[FindingVerdict],
    store: PseudonymStore,
    scope: Scope,
    *,
    replay: bool = True,
    continued: bool = False,
    strategies: Mapping[str, Strategy] = MappingProxyType({}),
) -> Pseudonymised:
    """Replace the findings whose action is ``pseudonymise``.

    Args:
        parts: the texts of the request.
        verdicts: what was decided on each finding.
        store: where the conversation's map is kept.
        scope: whose conversation it is.
        replay: the request holds the conversation from its beginning.
        continued: the conversation began in earlier requests.
        strategies: how values of an entity are replaced; by placeholders where it is not named.

    Raises:
        InspectionError: the store cannot be reached.

    """
    spans = _spans(parts, verdicts)
    redacted = [span for span in spans if strategies.get(span.mention.entity) is Strategy.REDACT]
    for span in redacted:
        span.sent = placeholder.write(ENTITIES[span.mention.entity].placeholder, placeholder.NO_NUMBER)
    kept = [span for span in spans if not span.sent]
    for span, owner in zip(kept, owners(kept, parts), strict=True):
        span.mention = span.mention._replace(owner=owner)
    found = (placeholder.PLACEHOLDER.finditer(part.text) for part in parts)
    reserved = frozenset(placeholder.canonical(match) for matches in found for match in matches)
    wished = frozenset(entity for entity, how in strategies.items() if how is Strategy.SURROGATE)
    realistic = wished & {span.mention.entity for span in kept}
    taken = Taken.of(part.text for part in parts) if realistic else Taken()
    batch = Batch([span.mention for span in kept], reserved, replay, continued, realistic, taken)
    values: dict[str, str] = {}
    stand_ins: dict[str, Assigned] = {}
    for span, assigned in zip(kept, await store.assign(scope, batch) if kept else (), strict=True):
        span.sent = assigned.sent or assigned.placeholder
        span.end -= assigned.rest
        values[assigned.placeholder] = assigned.text
        if assigned.stand_in:
            stand_ins[assigned.placeholder] = assigned
        if strategies.get(span.mention.entity) is Strategy.GENERALISE:
            span.sent = placeholder.with_hint(span.sent, general(span.mention.entity, span.mention.text, date.today()))
    by_part: dict[int, list[_Span]] = {}
    for span in spans:
        by_part.setdefault(span.part, []).append(span)
    texts: dict[int, str] = {}
    places: list[Place] = []
    for part, inside in by_part.items():
        texts[part] = _replace(parts[part].text, inside, places)
    return Pseudonymised(texts, values, places, list(stand_ins.values()))


def _spans(parts: Sequence[TextPart], verdicts: Sequence[FindingVerdict]) -> list[_Span]:
    """Return what is replaced, in the order of the texts. Salutations and titles stay."""
    spans = []
    for verdict in verdicts:
        if verdict.action is not Action.PSEUDONYMISE:
            continue
        part, finding = verdict.located.part, verdict.located.finding
        text = parts[part].text
        start, end = finding.start, finding.end
        if finding.entity == "PERSON":
            inner_start, inner_end = core(text[start:end])
            start, end = start + inner_start, start + inner_end
        before = text[max(0, start - _BEFORE) : start]
        spans.append(_Span(part, start, end, Mention(finding.entity, text[start:end], before, parts[part].message)))
    return sorted(spans, key=lambda span: (span.part, span.start))


def _replace(text: str, spans: Sequence[_Span], places: list[Place]) -> str:
    pieces: list[str] = []
    letters, position = "", 0
    for span in spans:
        between = text[position : span.start]
        gap = squeeze(between)
        letters = (letters + gap)[-CONTEXT:]
        written, token = text[span.start : span.end], token_of(span.sent)
        places.append(Place(token, written, span.part, letters, Gap().plus(gap), text[span.end : span.end + 1]))
        pieces += [between, span.sent]
        letters = (letters + squeeze(token))[-CONTEXT:]
        position = span.end
    return "".join([*pieces, text[position:]])
