"""Shares of counts, and how far they can be trusted."""

from dataclasses import dataclass
from math import sqrt

Z = 1.959964
"""Of the normal distribution, for intervals of 95 %."""


@dataclass(slots=True)
class Rate:
    """So many of so many."""

    hits: int = 0
    of: int = 0

    def add(self, hit: bool) -> None:
        """Count one more."""
        self.hits += hit
        self.of += 1

    @property
    def share(self) -> float | None:
        """0 to 1; ``None`` of nothing."""
        return self.hits / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson score interval of 95 % (E. B. Wilson, JASA 22, 1927): it also holds near 0 and 1 and for few cases."""
        if not self.of:
            return None
        share = self.hits / self.of
        middle = share + Z * Z / (2 * self.of)
        half = Z * sqrt(share * (1 - share) / self.of + Z * Z / (4 * self.of * self.of))
        scale = 1 + Z * Z / self.of
        return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)
