"""``schleuse scan``: what the gateway would find and do, without a proxy.

The JSON-lines format is a public contract (docs/scan.md): one object a line in, one object a line out.
"""

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, TextIO

import typer
from rich.console import Console
from rich.table import Table

from schleuse.cli.common import ACTION_DE, Config, analyzer, settings
from schleuse.cli.scan_file import report_file
from schleuse.entities import ENTITIES
from schleuse.files.formats import Format, recognise
from schleuse.model import (
    Action,
    AttachmentKind,
    Decision,
    Finding,
    LocatedFinding,
    Reason,
    SchleuseError,
    Service,
    Subject,
)
from schleuse.policy.decide import decide
from schleuse.policy.facts import Facts
from schleuse.policy.load import load_policy
from schleuse.policy.policy import Policy
from schleuse.services.catalogue import Catalogue

DEFAULT_SERVICE = "chatgpt-web"
MAX_FILE = 64 * 1024 * 1024
"""Bytes of one file."""
MAX_LINE = 16 * 1024 * 1024
"""Characters of one line or one text that are read; more is an error, not a cut."""


class ScanError(SchleuseError):
    """An input cannot be scanned; says which and where."""


@dataclass(slots=True)
class Scanner:
    """Detection and policy, as the gateway uses them."""

    policy: Policy
    catalogue: Catalogue
    analyse: Callable[[Sequence[str]], Sequence[Sequence[Finding]]]
    """Finds what the messages of a conversation hold."""
    unit: str | None = None

    def scan(
        self,
        texts: Sequence[str],
        service: Service,
        carries: frozenset[AttachmentKind] = frozenset(),
        unread: frozenset[AttachmentKind] = frozenset(),
    ) -> Decision:
        """Judge the texts as one request to a service; with ``carries``, as texts of files of these kinds."""
        findings = [
            LocatedFinding(index, finding) for index, found in enumerate(self.analyse(texts)) for finding in found
        ]
        facts = Facts(
            service=service,
            host=service.hosts[0] if service.hosts else "",
            subject=Subject(unit=self.unit),
            findings=findings,
            texts=texts,
            carries=carries,
            unread=unread,
            failure=None,
            native=service.parsed,
            today=datetime.now(UTC).date(),
        )
        decision = decide(self.policy, facts)
        if carries and decision.action is Action.PSEUDONYMISE:  # nothing is replaced in files
            return decide(self.policy, replace(facts, failure=Reason.NOT_REWRITABLE))
        return decision


def scan(
    inputs: Annotated[
        list[str] | None, typer.Argument(metavar="[TEXT|FILE]…", help="Texts, or names of files; none: standard input.")
    ] = None,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="One JSON object a line in, one a line out.")] = False,
    service: Annotated[
        str, typer.Option(help="AI service that the text would go to (id, name or host).")
    ] = DEFAULT_SERVICE,
    unit: Annotated[str | None, typer.Option(help="Department of the person.")] = None,
    policy: Annotated[
        Path | None, typer.Option(help="Policy file; default: that of the settings, else the shipped 'kommune'.")
    ] = None,
    show: Annotated[bool, typer.Option("--show", help="Show the found texts in the report.")] = False,
    config: Config = None,
) -> None:
    """Show what would be found in a text and what the gateway would do with it."""
    house = settings(config)
    catalogue = Catalogue.load(path=house.services.path)
    rules = load_policy(policy or house.policy.path, catalogue.services)
    scanner = Scanner(rules, catalogue, analyzer(house.detection).analyse_all, unit)
    target = catalogue.resolve(service)
    if jsonl:
        raise typer.Exit(_scan_lines(scanner, inputs or [], target))
    for name, content in _texts(inputs or []):
        if isinstance(content, bytes):
            report_file(name, content, scanner, target, show=show)
        else:
            _report(name, content, scanner.scan([content], target), target, show=show)


# --- for people ------------------------------------------------------------------------------------------


def _texts(inputs: Sequence[str]) -> Iterator[tuple[str, str | bytes]]:
    """Yield texts, and files that are not plain text as bytes."""
    if not inputs:
        yield "-", _bounded(sys.stdin.read(MAX_LINE + 1), "standard input")
    for item in inputs:
        path = Path(item)
        if len(item) < 256 and "\n" not in item and path.is_file():
            content = _read(path)
            try:
                text = content.decode() if recognise(content) is Format.TEXT else ""
            except UnicodeDecodeError:
                text = ""
            yield item, _bounded(text, item) if text or not content else content
        else:
            yield "Text", _bounded(item, "the text")


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(MAX_FILE + 1)
    except OSError as error:
        raise ScanError(f"{path}: cannot be read: {error.strerror}") from None
    if len(content) > MAX_FILE:
        raise ScanError(f"{path}: larger than {MAX_FILE} bytes")
    return content


def _bounded(text: str, name: str) -> str:
    if len(text) > MAX_LINE:
        raise ScanError(f"{name}: longer than {MAX_LINE} characters; split it")
    return text


def _report(name: str, text: str, decision: Decision, service: Service, *, show: bool) -> None:
    console = Console(highlight=False, soft_wrap=False)
    console.print(f"[bold]{name}[/] → {service.name}: [bold]{ACTION_DE[decision.action]}[/]")
    if decision.rules:
        console.print(f"Regeln: {', '.join(decision.rules)}")
    if not decision.findings:
        console.print("Nichts gefunden.\n")
        return
    table = Table(box=None, pad_edge=False)
    for heading in ("Zeile", "Spalte", "Art", "Sicherheit", "Folge", *(["Fundstelle"] if show else [])):
        table.add_column(heading, justify="right" if heading in {"Zeile", "Spalte", "Sicherheit"} else "left")
    for verdict in decision.findings:
        finding = verdict.located.finding
        line = text.count("\n", 0, finding.start) + 1
        column = finding.start - (text.rfind("\n", 0, finding.start) + 1) + 1
        row = [str(line), str(column), ENTITIES[finding.entity].singular, f"{finding.score:.0%}"]
        row.append(ACTION_DE[verdict.action])
        if show:
            row.append(text[finding.start : finding.end].replace("\n", "⏎"))
        table.add_row(*row)
    console.print(table)
    console.print()


# --- for programs ----------------------------------------------------------------------------------------


def _scan_lines(scanner: Scanner, inputs: Sequence[str], default: Service) -> int:
    """Scan JSON lines; return the exit status: 2 if any line could not be read, else 0."""
    failed = False
    for stream in _streams(inputs):
        for number, line in enumerate(iter(lambda: stream.readline(MAX_LINE + 1), ""), 1):  # noqa: B023
            if not line.strip():
                continue
            identity: Any = None
            try:
                item = _parse(line)
                identity = item.get("id")
                result = _result(scanner, item, default)
            except ScanError as error:
                failed = True
                print(f"schleuse: line {number}: {error}", file=sys.stderr)
                result = {"error": f"line {number}: {error}"}
            sys.stdout.write(json.dumps({"id": identity, **result}, ensure_ascii=False) + "\n")
        sys.stdout.flush()
    return 2 if failed else 0


def _streams(inputs: Sequence[str]) -> Iterator[TextIO]:
    if not inputs:
        sys.stdin.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
        yield sys.stdin
    for item in inputs:
        try:
            with Path(item).open(encoding="utf-8") as file:
                yield file
        except OSError as error:
            raise ScanError(f"{item}: cannot be read: {error.strerror}") from None


def _parse(line: str) -> Mapping[str, Any]:
    if len(line) > MAX_LINE:
        raise ScanError(f"longer than {MAX_LINE} characters")
    try:
        item = json.loads(line)
    except json.JSONDecodeError as error:
        raise ScanError(f"not JSON at column {error.colno}: {error.msg}") from None
    except RecursionError:
        raise ScanError("nested too deep") from None
    if not isinstance(item, dict):
        raise ScanError('expected an object like {"id": "1", "text": "…"}')
    return item


def _result(scanner: Scanner, item: Mapping[str, Any], default: Service) -> dict[str, Any]:
    service = default
    if item.get("service") is not None:
        try:
            service = scanner.catalogue.resolve(str(item["service"]))
        except SchleuseError as error:
            raise ScanError(str(error)) from None
    decision = scanner.scan(_messages(item), service)
    return {
        "action": decision.action.value,
        "rules": list(decision.rules),
        "findings": [
            {
                "message": verdict.located.part,
                "start": verdict.located.finding.start,
                "end": verdict.located.finding.end,
                "entity": verdict.located.finding.entity,
                "score": round(verdict.located.finding.score, 4),
                "recognizer": verdict.located.finding.recognizer,
            }
            for verdict in decision.findings
        ],
    }


def _messages(item: Mapping[str, Any]) -> list[str]:
    text, messages = item.get("text"), item.get("messages")
    if isinstance(text, str) and messages is None:
        return [text]
    if isinstance(messages, list) and text is None:
        contents = [message.get("content") if isinstance(message, dict) else None for message in messages]
        for index, content in enumerate(contents):
            if not isinstance(content, str):
                raise ScanError(f"messages.{index}.content: expected a text")
        return [content for content in contents if isinstance(content, str)]
    raise ScanError('expected either "text" (a text) or "messages" (a list of {"role", "content"})')
