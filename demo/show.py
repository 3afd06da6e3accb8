"""Prints the demonstration: colours and a spinner on a terminal, plain lines elsewhere, narrow windows welcome."""

import contextlib
import time
from collections.abc import Callable, Iterator

from rich.console import Console
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from demo.scenes import PLACEHOLDER, Scene

Progress = Callable[[float], None]


class Show:
    """The screen."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(highlight=False)

    @contextlib.contextmanager
    def working(self, what: str) -> Iterator[Progress]:
        """Show that something takes its time; gives a function to tell the seconds so far."""
        started = time.monotonic()
        if self._console.is_terminal:
            with self._console.status(f"{what} …") as status:
                yield lambda seconds: status.update(f"{what} … {seconds:.0f} s")
        else:
            told = 0.0

            def tell(seconds: float) -> None:
                nonlocal told
                if seconds - told >= 5:
                    told = seconds
                    self._console.print(f"{what} … {seconds:.0f} s")

            yield tell
        self._console.print(Text(f"✓ {what} ({time.monotonic() - started:.1f} s)", style="dim"))

    def line(self, text: str = "", style: str = "") -> None:
        """Print a line."""
        self._console.print(Text(text, style=style))

    def scene(self, number: int, scene: Scene) -> None:
        """Print one scene."""
        self._console.print()
        self._console.print(Rule(style="dim"))
        self._hanging(f"{number}", Text(scene.title, style="bold"))
        self._block("employee sends", scene.sent, f" to {scene.to}")
        self._block("vendor receives", scene.arrived or "— nothing —", style="" if scene.arrived else "bold")
        self._block("employee gets", scene.got or "— nothing —")
        for claim, holds in scene.checks:
            mark, style = ("✓", "green") if holds else ("✗", "bold red")
            self._hanging(f"  {mark}", Text(claim), style)

    def _hanging(self, mark: str, text: Text, style: str = "bold") -> None:
        """Print a mark and a text whose further lines stand under its first."""
        table = Table.grid(padding=(0, 1))
        table.add_row(Text(mark, style=style), text)
        self._console.print(table)

    def _block(self, label: str, text: str, after: str = "", style: str = "") -> None:
        self._console.print(Text.assemble((f"  {label}", "bold cyan"), (after, "dim")))
        body = Text(text, style=style)
        body.highlight_regex(PLACEHOLDER, "bold magenta")
        self._console.print(Padding(body, (0, 0, 0, 4), expand=False))

    def end(self, good: int, scenes: int) -> None:
        """Print how many scenes went as they should."""
        self._console.print()
        style = "bold green" if good == scenes else "bold red"
        self._console.print(Text(f"{good} of {scenes} scenes went as they should.", style=style))

    def address(self, label: str, url: str) -> None:
        """Print an address on a line of its own, so that it can be copied from a narrow window."""
        self._console.print(Text(f"{label}:", style="bold"))
        self._console.print(f"  {url}", soft_wrap=True)
