"""What happened to one prompt of the demonstration."""

import re
from dataclasses import dataclass, field

PLACEHOLDER = re.compile(r"\[[A-ZÄÖÜ_]+_\d+\]")


@dataclass
class Scene:
    """One prompt: what was sent, what arrived, what came back, and whether it should be so."""

    title: str
    to: str
    sent: str = ""
    arrived: str = ""
    """What the vendor's server received; empty when nothing did."""
    got: str = ""
    checks: list[tuple[str, bool]] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Whether everything was as it should be."""
        return bool(self.checks) and all(holds for _, holds in self.checks)
