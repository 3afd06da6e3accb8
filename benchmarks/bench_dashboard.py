"""How long a page takes with 100,000 events and 50 units on SQLite: ``python -m benchmarks.bench_dashboard``.

The events are written as the gateway writes them (chain, counts, units); then each page is asked for through the
application itself, without a network.
"""

import argparse
import asyncio
import random
import statistics
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from schleuse.audit.accounts import Role
from schleuse.audit.administration import Administration
from schleuse.audit.database import Database
from schleuse.audit.inserting import Entry, Inserter
from schleuse.audit.record import AuditEvent, minute_of, new_reference
from schleuse.audit.writer import AuditWriter
from schleuse.dashboard.desk import PLACES
from schleuse.model import Action, Reason
from tests.dashboard.house import PASSWORD, SERVICES, TITLES, House, browse

ENTITIES = ("PERSON", "IBAN_CODE", "DE_TAX_ID", "HEALTH", "DE_ADDRESS", "PHONE_NUMBER")
BATCH = 5000
EXTRA = ("/verlauf?nach=monat", "/verlauf.json", "/aemter.json", "/uebersicht/stand", "/berichte/monat", "/vorgang/{}")


def fill(url: str, events: int, units: int) -> str:
    """Write the events of the last 30 days and return the reference of one."""
    draw = random.Random(1)
    now = minute_of(datetime.now(UTC))
    inserter, engine = Inserter("bench"), Database(url).writer()
    reference = ""
    for start in range(0, events, BATCH):
        entries = []
        for _ in range(min(BATCH, events - start)):
            action = draw.choices(list(Action), [70, 5, 15, 2, 8])[0]
            counts = {} if action is Action.ALLOW else {draw.choice(ENTITIES): draw.randint(1, 3)}
            reference = new_reference()
            event = AuditEvent(
                reference,
                now - timedelta(minutes=draw.randrange(30 * 24 * 60)),
                f"Amt {draw.randrange(units):02}",
                draw.choice(SERVICES).id,
                "chat",
                action,
                Reason.FINDINGS if counts else Reason.CLEAN,
                (draw.choice(list(TITLES)),) if counts else (),
                "3fa9c1d0e77b",
                counts,
                "<1K",
                "<200ms",
            )
            entries.append(Entry(event, {"": 40, **dict.fromkeys(counts, 12)}))
        with engine.begin() as connection:
            inserter.insert(connection, entries)
    engine.dispose()
    return reference


async def measure(url: str, reference: str, rounds: int) -> dict[str, list[float]]:
    """Return the milliseconds of each page, once it was asked for."""
    accounts = Administration(url)
    house = House(url, AuditWriter(url), accounts)
    app = house.app()
    result: dict[str, list[float]] = {}
    for role in Role:
        accounts.create(role.value, PASSWORD, role)
        async with browse(app) as client:
            client.cookies.set("schleuse-sitzung", accounts.sign_in(role.value, PASSWORD) or "")
            paths = [path for path, _, roles in PLACES if role in roles and path not in result]
            if role is Role.DSB:
                paths += EXTRA
            for path in paths:
                result[path] = [await one(client, path.format(reference)) for _ in range(rounds + 1)][1:]
    accounts.close()
    return result


async def one(client: httpx.AsyncClient, path: str) -> float:
    start = time.perf_counter()
    response = await client.get(path)
    assert response.status_code == 200, path
    return (time.perf_counter() - start) * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--units", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=10)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "audit.sqlite3"
        url = f"sqlite:///{path}"
        database = Database(url)
        engine = database.writer()
        database.migrate(engine)
        engine.dispose()
        start = time.perf_counter()
        reference = fill(url, arguments.events, arguments.units)
        seconds = time.perf_counter() - start
        print(f"{arguments.events} events, {arguments.units} units, {path.stat().st_size / 1e6:.0f} MB, ", end="")
        print(f"written in {seconds:.1f} s ({arguments.events / seconds:.0f}/s)")
        for page, times in asyncio.run(measure(url, reference, arguments.rounds)).items():
            print(f"{page:24} median {statistics.median(times):6.1f} ms   worst {max(times):6.1f} ms")


if __name__ == "__main__":
    main()
