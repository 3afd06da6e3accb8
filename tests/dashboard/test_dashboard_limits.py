from schleuse.dashboard.limits import RateLimit


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_one_address_gets_its_minute_and_then_waits() -> None:
    clock = Clock()
    limit = RateLimit(each=3, total=100, clock=clock)
    assert [limit.allow("a") for _ in range(4)] == [True, True, True, False]
    assert limit.allow("b")
    clock.now = 19
    assert not limit.allow("a")
    clock.now = 20
    assert limit.allow("a")
    assert not limit.allow("a")
    clock.now = 10_000
    assert [limit.allow("a") for _ in range(4)] == [True, True, True, False]


def test_all_together_are_bounded_too() -> None:
    limit = RateLimit(each=3, total=10, clock=Clock())
    assert sum(limit.allow(f"address{number}") for number in range(50)) == 10


def test_addresses_are_forgotten() -> None:
    limit = RateLimit(each=3, total=10**9, clock=Clock())
    for number in range(20_000):
        limit.allow(str(number))
    assert len(limit._buckets) == 10_000
