import gc

from hypothesis import given, settings
from hypothesis import strategies as st

from schleuse.detection.cache import FindingCache
from schleuse.model import Finding


def findings(count: int) -> tuple[Finding, ...]:
    return tuple(Finding(n, n + 1, "PERSON", 0.8, "r") for n in range(count))


def test_remembers_by_text_and_version():
    cache = FindingCache(10)
    key = cache.key("Herr Müller \ud800", "v1")
    assert cache.get(key) is None
    cache.put(key, findings(2))
    assert cache.get(cache.key("Herr Müller \ud800", "v1")) == findings(2)
    assert cache.get(cache.key("Herr Müller \ud800", "v2")) is None
    assert (cache.hits, cache.misses) == (1, 2)


def test_no_findings_are_a_result_too():
    cache = FindingCache(10)
    cache.put(cache.key("a", ""), ())
    assert cache.get(cache.key("a", "")) == ()


def test_the_key_is_secret_to_the_process():
    assert FindingCache(1).key("a", "v") != FindingCache(1).key("a", "v")


def test_least_recently_used_leaves():
    cache = FindingCache(2)
    a, b, c = (cache.key(text, "") for text in "abc")
    cache.put(a, findings(1))
    cache.put(b, findings(1))
    cache.get(a)
    cache.put(c, findings(1))
    assert cache.get(b) is None
    assert cache.get(a) == findings(1)


def test_switched_off():
    cache = FindingCache(0)
    cache.put(cache.key("a", ""), findings(1))
    assert len(cache) == 0


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 9))))
def test_bounded_by_entries_and_findings(puts):
    cache = FindingCache(4, findings=12)
    held: dict[bytes, int] = {}
    for text, count in puts:
        key = cache.key(str(text), "")
        cache.put(key, findings(count))
        held[key] = count
        kept = [cache.get(known) for known in held]
        assert len(cache) <= 4
        assert sum(len(found) for found in kept if found) <= 12
        assert cache.get(key) == findings(count)


def test_too_many_findings_are_not_kept():
    cache = FindingCache(4, findings=12)
    key = cache.key("list", "")
    cache.put(key, findings(13))
    assert cache.get(key) is None


def test_holds_no_text():
    cache = FindingCache(4)
    secret = "Hannelore-" + "Schmitz-Kowalski"
    cache.put(cache.key(secret, "v"), findings(1))
    reachable, todo = set(), [cache]
    while todo:
        item = todo.pop()
        if id(item) not in reachable and not isinstance(item, type):
            reachable.add(id(item))
            todo.extend(gc.get_referents(item))
    assert id(secret) not in reachable
    assert secret.encode() not in b"".join(cache._entries)
