from schleuse.gateway.pings import MAX_UNANSWERED, Pings


def test_what_a_client_writes_is_replaced_and_comes_back():
    pings = Pings()
    first, second = pings.asked(b"Erika", by_client=True), pings.asked(b"Erika", by_client=True)
    assert b"Erika" not in (first, second)
    assert first != second
    assert pings.answered(first, by_client=False) == b"Erika"
    assert pings.answered(first, by_client=False) is None


def test_a_pong_that_nobody_asked_for_goes_nowhere():
    pings = Pings()
    assert pings.answered(b"Erika", by_client=True) is None
    assert pings.asked(b"7", by_client=False) == b"7"
    assert pings.answered(b"8", by_client=True) is None
    assert pings.answered(b"7", by_client=True) == b"7"
    assert pings.answered(b"7", by_client=True) is None


def test_unanswered_pings_are_bounded():
    pings = Pings()
    numbers = [pings.asked(b"x", by_client=True) for _ in range(MAX_UNANSWERED + 1)]
    assert pings.answered(numbers[0], by_client=False) is None
    assert pings.answered(numbers[1], by_client=False) == b"x"
