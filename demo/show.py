"""Prints the demonstration: colours and a spinner on a terminal, plain lines elsewhere, narrow windows welcome."""

import contextlib
import time
from collections.abc import Callable, Iterator

from rich.console import Console
from rich.rule import Rule
from rich.text import Text

from demo.scene import PLACEHOLDER, Scene

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
        for index, line in enumerate(text.wrap(self._console, max(self._console.width - len(mark) - 1, 20))):
            line.rstrip()
            self._console.print(Text.assemble((mark if index == 0 else " " * len(mark), style), " ", line))

    def _block(self, label: str, text: str, after: str = "", style: str = "") -> None:
        self._console.print(Text.assemble((f"  {label}", "bold cyan"), (after, "dim")))
        body = Text(text, style=style)
        body.highlight_regex(PLACEHOLDER, "bold magenta")
        for line in body.wrap(self._console, max(self._console.width - 4, 20)):
            line.rstrip()
            self._console.print(Text.assemble("    ", line) if line else "")

    def end(self, good: int, scenes: int, *, dashboard: bool) -> None:
        """Print how many scenes went as they should, and whether the dashboard answers."""
        self._console.print(Rule(style="dim"))
        self.line(f"{good} of {scenes} scenes went as they should.", "bold green" if good == scenes else "bold red")
        if not dashboard:
            self.line("The dashboard does not answer.", "bold red")
        self.line()

    def address(self, label: str, url: str) -> None:
        """Print an address on a line of its own, so that it can be copied from a narrow window."""
        self._console.print(Text(f"{label}:", style="bold"))
        self._console.print(f"  {url}", soft_wrap=True)
