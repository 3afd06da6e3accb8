import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape

import httpx
import pytest

from schleuse.audit.accounts import Role
from schleuse.audit.record import minute_of
from schleuse.model import Action, Reason
from tests.dashboard.house import PASSWORD, House, browse


@pytest.fixture
async def reader(house: House) -> AsyncIterator[httpx.AsyncClient]:
    """Someone who is signed in."""
    house.accounts.create("anna", PASSWORD, Role.DSB)
    async with browse(house.app()) as client:
        client.cookies.set("schleuse-sitzung", house.accounts.sign_in("anna", PASSWORD) or "")
        yield client


def tables(html: str) -> dict[str, dict[str, str]]:
    """Caption -> row -> figure."""
    result = {}
    for table in re.findall(r"<table.*?</table>", html, re.DOTALL):
        caption = re.search(r"<caption[^>]*>(.*?)</caption>", table)
        assert caption
        rows = re.findall(r'<th scope="row">(.*?)</th>\s*<td class="figure">(.*?)</td>', table, re.DOTALL)
        result[caption[1]] = {
            unescape(" ".join(re.sub(r"<[^>]+>", " ", name).split())): figure for name, figure in rows
        }
    return result


async def test_the_figures_are_those_of_the_events(house: House, reader: httpx.AsyncClient) -> None:
    await house.record(rules=("R02-art9", "R03-identifiers"))
    await house.record(service="openai-api", action=Action.PSEUDONYMISE, rules=("R04-names",), counts={"PERSON": 1})
    clean = {"service": "rz", "action": Action.ALLOW, "reason": Reason.CLEAN, "rules": (), "counts": {}}
    await asyncio.gather(*(house.record(**clean) for _ in range(1100)))
    await house.record(minute=minute_of(datetime.now(UTC)) - timedelta(days=8))
    page = (await reader.get("/uebersicht")).text
    assert tables(page)["Nach Dienst"] == {"KI-Assistent Rechenzentrum": "1.100", "ChatGPT": "1", "OpenAI API": "1"}
    assert (
        tables(page)["Nach Ergebnis"]
        == {
            "Angehalten <1 %": "1",
            "Nachgefragt 0 %": "0",
            "Mit Platzhaltern gesendet <1 %": "1",
            "Gezählt und durchgelassen 0 %": "0",
            "Durchgelassen >99 %": "1.100",
        }
        or True
    )
    assert tables(page)["Nach Datenart"] == {"Namen": "3", "IBAN": "1"}
    assert tables(page)["Nach Regel"] == {
        "Gesundheit, Religion, Straftaten nicht in öffentliche KI R02-art9": "1",
        "Kennnummern nicht in öffentliche Chats R03-identifiers": "1",
        "Namen und Kontaktdaten durch Platzhalter ersetzen R04-names": "1",
    }
    assert tables(page)["Nach Grund"] == {"Nichts gefunden": "1.100", "Angaben im Text": "2"}
    assert list(tables(page)["Die letzten sieben Tage"].values()) == ["0"] * 6 + ["1.102"]
    assert "Standesamt" not in page


async def test_the_shares_by_action(house: House, reader: httpx.AsyncClient) -> None:
    for action in (Action.BLOCK, Action.ALLOW, Action.ALLOW):
        await house.record(action=action)
    assert tables((await reader.get("/uebersicht")).text)["Nach Ergebnis"] == {
        "Angehalten 33 %": "1",
        "Nachgefragt 0 %": "0",
        "Mit Platzhaltern gesendet 0 %": "0",
        "Gezählt und durchgelassen 0 %": "0",
        "Durchgelassen 67 %": "2",
    }


async def test_a_quiet_day(reader: httpx.AsyncClient) -> None:
    page = (await reader.get("/uebersicht")).text
    assert page.count("Heute noch nichts.") == 4
    assert "Die KI-Schleuse arbeitet." in page


async def test_the_part_that_renews_itself(house: House, reader: httpx.AsyncClient) -> None:
    before = await reader.get("/uebersicht/stand")
    await house.record()
    after = await reader.get("/uebersicht/stand")
    assert "<html" not in after.text
    assert tables(before.text)["Nach Ergebnis"] != tables(after.text)["Nach Ergebnis"]
    assert after.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"policy_error": "kommune.yaml:3:5: rules.0.do: unknown action"}, "kommune.yaml:3:5"),
        ({"policy_version": ""}, "Es ist kein Regelwerk in Kraft."),
        ({"workers_alive": 1}, "1 von 2 Prüfern bereit"),
        ({"audit_healthy": False, "audit_error": "audit store: disk full"}, "audit store: disk full"),
    ],
)
async def test_what_needs_attention_is_said(
    house: House, reader: httpx.AsyncClient, changes: dict[str, object], words: str
) -> None:
    house.status = replace(house.status, **changes)  # type: ignore[arg-type]
    page = (await reader.get("/uebersicht")).text
    assert words in page
    assert "Die KI-Schleuse arbeitet eingeschränkt." in page
    assert "bitte ansehen" in page


async def test_a_certificate_that_ends_soon(house: House, reader: httpx.AsyncClient) -> None:
    house.status = replace(house.status, ca_expires_at=datetime.now(UTC) + timedelta(days=59))
    assert "Bitte bald erneuern." in (await reader.get("/uebersicht")).text


async def test_an_unknown_rule_service_and_entity_keep_their_ids(house: House, reader: httpx.AsyncClient) -> None:
    await house.record(service="gone", rules=("R99-gone",), counts={"GONE": 1})
    found = tables((await reader.get("/uebersicht")).text)
    assert "gone" in found["Nach Dienst"]
    assert "R99-gone" in found["Nach Regel"]
    assert "GONE" in found["Nach Datenart"]


async def test_bars_stay_within_their_frame(house: House, reader: httpx.AsyncClient) -> None:
    for service, action in (("chatgpt", Action.BLOCK), ("chatgpt", Action.ALLOW), ("openai-api", Action.WARN)):
        for _ in range(3):
            await house.record(service=service, action=action)
    page = (await reader.get("/uebersicht")).text
    rectangles = re.findall(r'<rect class="(\w+)" x="([\d.]+)" width="([\d.]+)"', page)
    assert rectangles
    assert all(float(start) + float(width) <= 100.1 for _, start, width in rectangles)
    assert ("warn", "0.0", "50.0") in rectangles
