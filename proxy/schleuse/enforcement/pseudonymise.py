"""Replace findings by placeholders, in all texts of a request at once."""

from collections.abc import Mapping, Sequence

from schleuse.model import Action, FindingVerdict, TextPart
from schleuse.pseudonyms import placeholder
from schleuse.pseudonyms.store import PseudonymStore, Scope, Value


async def pseudonymise(
    parts: Sequence[TextPart], verdicts: Sequence[FindingVerdict], store: PseudonymStore, scope: Scope
) -> tuple[Mapping[int, str], Mapping[str, str]]:
    """Return (part index -> new text, placeholder -> value) for the findings whose action is ``pseudonymise``.

    Raises:
        InspectionError: the store cannot be reached.

    """
    spans: dict[int, list[tuple[int, int, Value]]] = {}
    for verdict in verdicts:
        if verdict.action is not Action.PSEUDONYMISE:
            continue
        part, finding = verdict.located.part, verdict.located.finding
        value = Value(finding.entity, parts[part].text[finding.start : finding.end])
        spans.setdefault(part, []).append((finding.start, finding.end, value))
    ordered = [span[2] for part in sorted(spans) for span in sorted(spans[part])]
    reserved = {placeholder.canonical(match) for part in parts for match in placeholder.PLACEHOLDER.finditer(part.text)}
    assigned = await store.assign(scope, ordered, reserved)
    texts = {part: _replace(parts[part].text, sorted(found), assigned) for part, found in spans.items()}
    values: dict[str, str] = {}
    for value, name in assigned.items():
        values.setdefault(name, value.text)  # of several spellings the first comes home
    return texts, values


def _replace(text: str, spans: Sequence[tuple[int, int, Value]], assigned: Mapping[Value, str]) -> str:
    pieces: list[str] = []
    position = 0
    for start, end, value in spans:
        pieces += [text[position:start], assigned[value]]
        position = end
    return "".join([*pieces, text[position:]])
