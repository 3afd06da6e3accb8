"""``schleuse scan`` of files: read in a process of their own, as the gateway reads them."""

import asyncio
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from schleuse.cli.common import ACTION_DE
from schleuse.enforcement.messages import load_messages
from schleuse.enforcement.places import place_at
from schleuse.entities import ENTITIES
from schleuse.files.readers import FileReaders
from schleuse.model import FileReading, PartKind, Service, TextPart
from schleuse.services.media import attachment
from schleuse.settings import FileSettings

if TYPE_CHECKING:
    from schleuse.cli.scan import Scanner

_SECONDS = 120
"""For one file: nobody waits for an answer here."""


def report_file(name: str, content: bytes, scanner: "Scanner", service: Service, *, show: bool) -> None:
    """Say what is in a file, where, and what the gateway would do with it."""
    reading = asyncio.run(_read(content, name))
    kinds = frozenset({attachment(content).kind})
    parts = [TextPart(text.text, PartKind.DOCUMENT, marks=text.marks) for text in reading.texts]
    unread = frozenset() if reading.complete else kinds
    decision = scanner.scan([part.text for part in parts], service, kinds, unread)
    words = load_messages("de").places
    console = Console(highlight=False, soft_wrap=False)
    console.print(f"[bold]{name}[/] ({reading.format}) → {service.name}: [bold]{ACTION_DE[decision.action]}[/]")
    if decision.rules:
        console.print(f"Regeln: {', '.join(decision.rules)}")
    if not reading.complete:
        console.print(f"Nicht lesbar: {words.missed([reading], [()])}")
    if not decision.findings:
        console.print("Nichts gefunden.\n")
        return
    table = Table(box=None, pad_edge=False)
    for heading in ("Stelle", "Art", "Sicherheit", "Folge", *(["Fundstelle"] if show else [])):
        table.add_column(heading, justify="right" if heading == "Sicherheit" else "left")
    for verdict in decision.findings:
        part, finding = parts[verdict.located.part], verdict.located.finding
        row = [words.name(place_at(part, finding.start), frozenset()), ENTITIES[finding.entity].singular]
        row += [f"{finding.score:.0%}", ACTION_DE[verdict.action]]
        if show:
            row.append(part.text[finding.start : finding.end].replace("\n", "⏎"))
        table.add_row(*row)
    console.print(table)
    console.print()


async def _read(content: bytes, name: str) -> FileReading:
    readers = FileReaders(FileSettings(workers=1, timeout_seconds=_SECONDS))
    try:
        return await readers.read(content, name)
    finally:
        await readers.close()
