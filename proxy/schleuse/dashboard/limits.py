"""How often one address may ask. Kept in memory only, for as long as it counts."""

import time
from collections import OrderedDict
from collections.abc import Callable

_MAX_ADDRESSES = 10_000


class RateLimit:
    """A bucket for each address and one for all together; each holds a minute's worth and fills steadily."""

    def __init__(self, each: int, total: int, clock: Callable[[], float] = time.monotonic) -> None:
        """Allow ``each`` requests a minute from one address and ``total`` from all."""
        self._each = each
        self._total = total
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._all = (float(total), clock())

    def allow(self, address: str) -> bool:
        """Whether one more request may be answered now; counts it if so."""
        now = self._clock()
        one = self._filled(self._buckets.pop(address, (float(self._each), now)), self._each, now)
        everyone = self._filled(self._all, self._total, now)
        allowed = one >= 1 and everyone >= 1
        self._buckets[address] = (one - allowed, now)
        self._all = (everyone - allowed, now)
        while len(self._buckets) > _MAX_ADDRESSES:
            self._buckets.popitem(last=False)
        return allowed

    @staticmethod
    def _filled(bucket: tuple[float, float], per_minute: int, now: float) -> float:
        level, since = bucket
        return min(float(per_minute), level + (now - since) * per_minute / 60)
