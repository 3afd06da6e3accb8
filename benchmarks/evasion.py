"""Which ways to disguise a value are seen through? Measures all of them and writes the table of docs/evasion.md.

    python -m benchmarks.evasion [--write] [WAY ...]

Every way of :mod:`benchmarks.disguises` is applied to three invented values of every kind, each in a sentence with a
label and in one without, and analysed with the embedded model.
"""

import argparse
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.disguises import SENTENCES, VALUES, WAYS, Way
from schleuse.detection.engine import build_analyzer
from schleuse.model import Finding

THRESHOLD = 0.5
DOCUMENT = Path(__file__).parents[1] / "docs" / "evasion.md"
FOUND, LABELLED, PARTLY, PASSES, UNCHANGED = "found", "with label", "partly", "passes", ""

type Analyse = Callable[[str], Sequence[Finding]]


def is_covered(text: str, start: int, end: int, findings: Sequence[Finding]) -> bool:
    """Whether every letter and digit between two offsets lies in a finding (where there are none: every sign)."""
    covered = {at for each in findings if each.score >= THRESHOLD for at in range(each.start, each.end)}
    wanted = {at for at in range(start, end) if text[at].isalnum()}
    return (wanted or {at for at in range(start, end) if not text[at].isspace()}) <= covered


def outcome(analyse: Analyse, way: Way, kind: str) -> str:
    """Return what becomes of the values of a kind that are disguised in a way."""
    if way.kinds and kind not in way.kinds:
        return UNCHANGED
    seen = []
    for sentence in SENTENCES[kind]:
        for value in VALUES[kind]:
            written = way.write(value)
            text = sentence.format(written)
            start = text.index(written)
            seen.append(is_covered(text, start, start + len(written), analyse(text)))
    if all(seen):
        return FOUND
    if all(seen[: len(VALUES[kind])]):
        return LABELLED
    return PARTLY if any(seen) else PASSES


def table(analyse: Analyse, ways: Sequence[Way] = WAYS) -> list[str]:
    """Return the lines of the table: a way each, with an example, and its outcome for every kind of value."""
    lines = [
        f"| way | example | {' | '.join(VALUES)} |",
        f"| --- | --- | {' | '.join('---' for _ in VALUES)} |",
    ]
    for way in ways:
        kind = way.kinds[0] if way.kinds else "name"
        outcomes = " | ".join(outcome(analyse, way, each) for each in VALUES)
        lines.append(f"| {way.title} | `{_shown(way.write(VALUES[kind][0]))}` | {outcomes} |")
    return lines


def _shown(written: str) -> str:
    """Return an example as it can be seen: invisible signs as codes, one line, not too long."""
    visible = "".join(
        char if (char.isprintable() and char.strip()) or char == " " else f"\\u{ord(char):04x}" for char in written
    )
    visible = re.sub(r"[\u0300-\u036f\u200b-\u200f\u2060-\u206f\ufe0f]", lambda mark: f"\\u{ord(mark[0]):04x}", visible)
    visible = visible.replace("|", "\\|").replace("`", "'")
    return visible if len(visible) <= 44 else visible[:43] + "…"


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("way", nargs="*", help="only these")
    parser.add_argument("--write", action="store_true", help="put the table into docs/evasion.md")
    arguments = parser.parse_args()
    ways = [way for way in WAYS if not arguments.way or way.id in arguments.way]
    lines = table(build_analyzer("embedded").analyse, ways)
    print("\n".join(lines))
    if arguments.write:
        text = DOCUMENT.read_text(encoding="utf-8")
        before, _, rest = text.partition("| way |")
        behind = rest.partition("\n\n")[2]
        DOCUMENT.write_text(f"{before}{'\n'.join(lines)}\n\n{behind}", encoding="utf-8")


if __name__ == "__main__":
    main()
