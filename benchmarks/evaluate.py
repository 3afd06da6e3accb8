"""Measure detection on a corpus of prompts with gold spans (format: shared/data/prompts/README.md).

    python benchmarks/evaluate.py CORPUS.jsonl[.gz|.xz] [--misses] [--model FOLDER]

Prints per label: gold spans, recall (every character that is no blank covered by a finding of at least 0.5; the same
by findings of the right entity), precision; and per item: acted upon, left uncovered, clean items touched.
"""

import argparse
import gzip
import json
import lzma
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from schleuse.detection.merge import resolve
from schleuse.detection.normalise import plain
from schleuse.detection.recognizers import german_recognizers
from schleuse.model import Finding

THRESHOLD = 0.5
ENTITIES_OF: dict[str, frozenset[str]] = {
    label: frozenset(entities.split())
    for label, entities in {
        "PERSON": "PERSON",
        "ADDRESS": "DE_ADDRESS",
        "DATE_OF_BIRTH": "DATE_OF_BIRTH",
        "CASE_NUMBER": "DE_FILE_SIGN DE_COURT_FILE DE_CASH_SIGN DE_BENEFIT_NUMBER "
        "DE_AZR DE_BAMF DE_HANDELSREGISTER DE_LAND_REGISTER",
        "PHONE_NUMBER": "PHONE_NUMBER",
        "EMAIL_ADDRESS": "EMAIL_ADDRESS",
        "IBAN_CODE": "IBAN_CODE",
        "USERNAME": "USERNAME EMAIL_ADDRESS",
        "IP_ADDRESS": "IP_ADDRESS",
        "MAC_ADDRESS": "MAC_ADDRESS",
        "ORG_PERSON_NUMBER": "DE_STAFF_NUMBER DE_STUDENT_NUMBER",
        "DE_KFZ": "DE_KFZ VIN",
        "SECRET": "SECRET",
        "DE_ID_CARD": "DE_ID_CARD DE_RESIDENCE_PERMIT",
        "DE_PASSPORT": "DE_PASSPORT",
        "DE_FUEHRERSCHEIN": "DE_DRIVING_LICENCE",
        "DE_TAX_ID": "DE_TAX_ID",
        "DE_TAX_NUMBER": "DE_TAX_NUMBER",
        "DE_SOCIAL_SECURITY": "DE_SOCIAL_SECURITY",
        "DE_HEALTH_INSURANCE": "DE_HEALTH_INSURANCE",
        "CLASSIFICATION": "CONFIDENTIALITY_MARK",
        "COORDINATES": "COORDINATES",
        "BANK_ACCOUNT": "BANK_ACCOUNT",
        "CREDIT_CARD": "CREDIT_CARD",
    }.items()
}
"""Which of our entities a label of the corpus means."""
UNLABELLED = frozenset(
    [
        "HEALTH",
        "DISABILITY",
        "RELIGION",
        "UNION",
        "ORIGIN",
        "POLITICS",
        "SEXUALITY",
        "BIOMETRIC",
        "CRIMINAL",
        "MINOR",
        "SOCIAL_BENEFIT",
        "DE_REGISTER_BLOCK",
        "DE_PARCEL",
        "DE_VAT_ID",
        "DE_BUSINESS_ID",
        "DE_LANR",
        "DE_BSNR",
        "DE_EMPLOYER_NUMBER",
    ]
)
"""Entities for which the corpus has no spans: left out of precision, but they count as touching a clean item."""

type Analyse = Callable[[str], Sequence[Finding]]


def harness(model: Path) -> Analyse:
    """Return the analysis with the NER model of the recipe (outside the repository) and the recognizers here."""
    sys.path.insert(0, str(model))
    import feats  # noqa: F401, PLC0415
    import spacy  # noqa: PLC0415

    nlp = spacy.load(model / "model")
    recognizers = german_recognizers()
    entities = sorted({entity for recognizer in recognizers for entity in recognizer.supported_entities})

    class Artifacts:
        def __init__(self, doc: Any) -> None:
            self.entities = doc.ents

    def analyse(text: str) -> Sequence[Finding]:
        view = plain(text)
        begin = time.process_time()
        artifacts = Artifacts(nlp(view.text))
        TIMES["model"] += time.process_time() - begin
        findings = []
        for recognizer in recognizers:
            begin = time.process_time()
            for result in recognizer.analyze(view.text, entities, artifacts):
                findings.append(
                    Finding(*view.span(result.start, result.end), result.entity_type, result.score, recognizer.name)
                )
            TIMES[recognizer.name] += time.process_time() - begin
        begin = time.process_time()
        resolved = resolve(text, findings)
        TIMES["resolve"] += time.process_time() - begin
        return resolved

    return analyse


TIMES: dict[str, float] = defaultdict(float)


def items(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the items of a corpus."""
    opener = {".gz": gzip.open, ".xz": lzma.open}.get(path.suffix, open)
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def measure(corpus: Sequence[dict[str, Any]], analyse: Analyse, misses: bool) -> None:
    gold: Counter[str] = Counter()
    covered: Counter[str] = Counter()
    same: Counter[str] = Counter()
    predicted: Counter[str] = Counter()
    right: Counter[str] = Counter()
    missed: dict[str, list[str]] = defaultdict(list)
    wrong: dict[str, list[str]] = defaultdict(list)
    data = acted = leaking = clean = touched = hard = hard_touched = words = 0
    for item in corpus:
        texts = [item["text"]] if "text" in item else [message["content"] for message in item["messages"]]
        words += sum(len(text.split()) for text in texts)
        found = [[finding for finding in analyse(text) if finding.score >= THRESHOLD] for text in texts]
        uncovered = False
        for span in item["spans"]:
            message = span.get("message", 0)
            label = span["label"]
            wanted = {at for at in range(span["start"], span["end"]) if not texts[message][at].isspace()}
            every = {at for finding in found[message] for at in range(finding.start, finding.end)}
            own = {
                at
                for finding in found[message]
                if finding.entity in ENTITIES_OF[label]
                for at in range(finding.start, finding.end)
            }
            if item["public_figure_only"]:
                continue
            gold[label] += 1
            covered[label] += wanted <= every
            same[label] += wanted <= own
            if not wanted <= every:
                uncovered = True
                context = texts[message][max(0, span["start"] - 40) : span["end"] + 25].replace("\n", "⏎")
                missed[label].append(f"{item['id']} {span['text']!r} in …{context}…")
        for message, text in enumerate(texts):
            spans = [span for span in item["spans"] if span.get("message", 0) == message]
            for finding in found[message]:
                if finding.entity in UNLABELLED:
                    continue
                predicted[finding.entity] += 1
                if any(span["start"] < finding.end and finding.start < span["end"] for span in spans):
                    right[finding.entity] += 1
                else:
                    context = text[max(0, finding.start - 35) : finding.end + 25].replace("\n", "⏎")
                    wrong[finding.entity].append(
                        f"{item['id']}{'' if item['contains_personal_data'] else ' CLEAN'} "
                        f"{text[finding.start : finding.end]!r} {finding.score:.2f} "
                        f"{finding.recognizer} in …{context}…"
                    )
        if item["contains_personal_data"]:
            data += 1
            acted += any(found)
            leaking += uncovered
        else:
            clean += 1
            touched += any(found)
            if "hard negative" in (item["note"] or ""):
                hard += 1
                hard_touched += any(found)
            if misses and any(found):
                for part in found:
                    for finding in part:
                        if finding.entity in UNLABELLED:
                            wrong[finding.entity].append(f"{item['id']} CLEAN {finding}")
    if misses:
        for title, table in (("MISSED", missed), ("WRONG", wrong)):
            for name, lines in sorted(table.items()):
                print(f"\n{title} {name}")
                for line in lines:
                    print("  ", line)
        print()
    print(f"{'label':22}{'gold':>6}{'covered':>9}{'same':>8}")
    for label, count in gold.most_common():
        print(f"{label:22}{count:6}{covered[label] / count:9.3f}{same[label] / count:8.3f}")
    total = sum(gold.values())
    print(f"{'all':22}{total:6}{sum(covered.values()) / total:9.3f}{sum(same.values()) / total:8.3f}")
    print(f"\n{'entity':22}{'found':>6}{'precision':>10}")
    for entity, count in predicted.most_common():
        print(f"{entity:22}{count:6}{right[entity] / count:10.3f}")
    print(f"{'all':22}{sum(predicted.values()):6}{sum(right.values()) / max(1, sum(predicted.values())):10.3f}")
    print(
        f"\nitems with data: {data}, acted upon {acted} ({acted / data:.1%})"
        f", with anything left uncovered {leaking} ({leaking / data:.1%})"
    )
    print(
        f"clean items: {clean}, touched {touched} ({touched / max(1, clean):.1%})"
        f"; hard negatives {hard}, touched {hard_touched} ({hard_touched / max(1, hard):.1%})"
    )
    if TIMES:
        rules = sum(seconds for name, seconds in TIMES.items() if name != "model")
        print(
            f"{words} words; model {TIMES['model'] / words * 200e3:.1f} "
            f"ms, rules {rules / words * 200e3:.1f} ms for 200 words; slowest: "
            + ", ".join(
                f"{name} {seconds / words * 200e3:.2f}"
                for name, seconds in sorted(TIMES.items(), key=lambda each: -each[1])[:9]
            )
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--misses", action="store_true", help="list what was missed and what was wrong")
    parser.add_argument(
        "--model", type=Path, default=Path("/work/scratch/ner"), help="folder with feats.py, model/ and lex/"
    )
    arguments = parser.parse_args()
    measure(list(items(arguments.corpus)), harness(arguments.model), arguments.misses)


if __name__ == "__main__":
    main()
