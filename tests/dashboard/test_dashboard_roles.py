"""Every page behind the sign-in: who sees it, who does not, and that nothing on it names a person or a value."""

import csv
import io
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from schleuse.audit import totp
from schleuse.audit.accounts import Role
from schleuse.audit.identity import MonthKey
from schleuse.audit.inserting import Entry, Inserter
from schleuse.audit.notes import NoteKind, Notes
from schleuse.audit.record import minute_of
from schleuse.audit.units import Units
from schleuse.audit.writer import AuditWriter
from schleuse.dashboard.desk import PLACES
from schleuse.dashboard.reports import REPORTS
from schleuse.dashboard.tables import csv_response
from schleuse.model import Action, Reason
from tests.dashboard.house import PASSWORD, House, browse


@asynccontextmanager
async def signed_in(house: House, role: Role, app: Starlette | None = None) -> AsyncIterator[httpx.AsyncClient]:
    name = f"wer-{role.value}"
    if name not in {each.name for each in house.accounts.everybody()}:
        house.accounts.create(name, PASSWORD, role)
    async with browse(app or house.app()) as client:
        client.cookies.set("schleuse-sitzung", house.accounts.sign_in(name, PASSWORD) or "")
        yield client


async def post(client: httpx.AsyncClient, path: str, **fields: str) -> httpx.Response:
    await client.get(path)
    token = client.cookies.get("schleuse-csrf") or ""
    return await client.post(path, data={"csrf": token, **fields})


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("language", ["de", "en"])
async def test_each_role_sees_its_places_and_no_others(house: House, role: Role, language: str) -> None:
    await house.record()
    await house.record(action=Action.OBSERVE, service="unknown")
    async with signed_in(house, role, house.app(language=language)) as client:
        for path, _, roles in PLACES:
            response = await client.get(path)
            assert response.status_code == (200 if role in roles else 404), path
            if role in roles:
                assert response.text.count("<h1") == 1
                assert f'href="{path}" aria-current="page"' in response.text
                for other, _, others in PLACES:
                    assert (f'<li><a href="{other}"' in response.text) == (role in others) or other == "/uebersicht"


async def test_nobody_gets_in_without_signing_in(house: House) -> None:
    app = house.app()
    guarded = [route.path for route in app.routes if isinstance(route, Route)]
    public = {
        "/", "/vorgang", "/vorgang/{reference}", "/freigegeben", "/robots.txt", "/freigabe/{token}", "/anmelden",
        "/abmelden", "/erstanmeldung/{token}", "/einladung/{token}", "/pruefen", "/zertifikat",
        "/zertifikat/ki-schleuse.crt", "/zertifikat/ki-schleuse.pem", "/proxy.pac",
    }  # fmt: skip
    async with browse(app) as client:
        for path in set(guarded) - public:
            for method in ("GET", "POST"):
                response = await client.request(method, path.replace("{name}", "vvt"))
                assert response.status_code in {303, 401, 405}, path


async def test_only_the_own_role_may_post(house: House) -> None:
    async with signed_in(house, Role.STAFF_COUNCIL) as client:
        assert (await client.post("/konten", data={"csrf": "x"})).status_code == 404
        assert (await client.post("/bewerten", data={"csrf": "x"})).status_code == 404
        assert (await client.post("/einsicht", data={"csrf": "x", "step": "key"})).status_code == 403


# --- figures -------------------------------------------------------------------------------------------


async def test_history_and_its_files(house: House) -> None:
    await house.record(service="chatgpt")
    await house.record(action=Action.ALLOW, reason=Reason.CLEAN, rules=(), counts={})
    async with signed_in(house, Role.DSB) as client:
        for query in ("", "?nach=monat"):
            page = await client.get("/verlauf" + query)
            assert "Im ganzen Zeitraum: 2 Anfragen" in page.text
            table = await client.get("/verlauf.csv" + query)
            rows = list(csv.reader(io.StringIO(table.content.decode("utf-8-sig")), delimiter=";"))
            assert rows[0] == ["from", *Action]
            assert [sum(map(int, row[1:])) for row in rows[1:]][-1] == 2
            data = (await client.get("/verlauf.json" + query)).json()
            assert data["series"][-1]["allow"] == 1
            assert data["entities"] == {"PERSON": 2, "IBAN_CODE": 1}
    notes = Notes(house.url)
    assert len(notes.latest(NoteKind.EXPORT)) == 4
    notes.close()


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_no_cell_of_a_table_is_a_formula(cell: str) -> None:
    body = csv_response("x.csv", ["a"], [[cell], ['Amt; "eins"']]).body
    rows = list(csv.reader(io.StringIO(bytes(body).decode("utf-8-sig"), newline=""), delimiter=";"))
    assert rows[1] == ["'" + cell]
    assert rows[2] == ['Amt; "eins"']


async def units_of_last_week(house: House, cells: dict[str, tuple[int, int]]) -> None:
    minute = minute_of((await house.record(unit=None)).minute) - timedelta(days=7)
    for unit, (requests, senders) in cells.items():
        for number in range(20):
            event = replace(
                await_event(house), minute=minute, unit=unit, counts={"IBAN_CODE": 1} if number < requests else {}
            )
            await house.writer.record(Entry(event, {"": 9, "IBAN_CODE": senders}))


def await_event(house: House):  # type: ignore[no-untyped-def]
    from schleuse.audit.record import AuditEvent, new_reference

    return AuditEvent(
        new_reference(), minute_of(house.status.started_at), None, "chatgpt", "", Action.BLOCK, Reason.FINDINGS
    )


async def everything_by_unit(house: House) -> list[str]:
    """Every answer that a signed-in person, or the machine that reads metrics, can get."""
    answers = []
    app = house.app()
    week = Units(house.url).last_week().isoformat()
    for role in Role:
        async with signed_in(house, role, app) as client:
            for route in app.routes:
                if not isinstance(route, Route) or "GET" not in (route.methods or ()) or "{" in route.path:
                    continue
                queries = ("", f"?woche={week}", "?nach=monat") if route.path[1:5] in {"verl", "aemt"} else ("",)
                answers += [(await client.get(route.path + query)).text for query in queries]
    noise = r'value="[\w-]{43}"|[A-Z2-7]{32}|[0-9A-Z]{5}-[0-9A-Z]{5}|\d\d:\d\d'
    # Events of one minute stand in the order of their random references.
    return ["\n".join(sorted(re.sub(noise, "", answer).splitlines())) for answer in answers]


async def test_no_answer_tells_in_which_unit_one_person_works(
    house: House, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two houses that differ in one person's unit, below k: whatever is asked, both answer the same."""
    from schleuse.audit.administration import Administration

    url = f"sqlite:///{tmp_path_factory.mktemp('other') / 'audit.sqlite3'}"
    writer = AuditWriter(url)
    await writer.start()
    other = House(url, writer, Administration(url), status=house.status, ca=house.ca)
    await units_of_last_week(house, {"Amt A": (16, 9), "Amt B": (15, 9), "Amt C": (4, 4), "Amt D": (2, 2)})
    await units_of_last_week(other, {"Amt A": (16, 9), "Amt B": (15, 9), "Amt C": (3, 3), "Amt D": (3, 3)})
    mine, theirs = await everything_by_unit(house), await everything_by_unit(other)
    assert any("Amt A" in answer for answer in mine)
    assert any('"low":500,"high":1001' in answer for answer in mine)
    assert mine == theirs
    other.accounts.close()
    await writer.close()


# --- duties --------------------------------------------------------------------------------------------


async def test_the_list_of_events_has_no_unit_no_person_and_no_search(house: House) -> None:
    event = await house.record()
    async with signed_in(house, Role.DSB) as client:
        page = (await client.get("/vorgaenge")).text
        assert event.reference in page
        assert "Standesamt" not in page
        assert (await client.get(f"/vorgaenge?nummer={event.reference}&unit=Standesamt")).text.count("<tr>") == 2


async def test_a_possible_transfer_is_assessed(house: House) -> None:
    event = await house.record(action=Action.OBSERVE, service="mistral")
    await house.record(action=Action.BLOCK)
    async with signed_in(house, Role.DSB) as client:
        page = (await client.get("/bewerten")).text
        assert page.count("<article") == 1
        assert "Le Chat" in page
        assert re.search(r"Noch \d\d Stunden", page)
        day = event.minute.astimezone().date().isoformat()
        fields = {"day": day, "service": "mistral", "key": "findings"}
        assert (await post(client, "/bewerten", **fields, verdict="weg")).status_code == 404
        assert (await post(client, "/bewerten", **fields | {"service": "x"}, verdict="no_risk")).status_code == 404
        assert (await post(client, "/bewerten", **fields, verdict="no_risk")).status_code == 303
        page = (await client.get("/bewerten")).text
        assert "Verletzung ohne Risiko, wer-dsb" in page
        assert 'name="verdict"' not in page
        assert "Bewertung" in (await client.get("/loeschung")).text


async def test_the_reports_say_what_is_set(house: House) -> None:
    await house.record()
    async with signed_in(house, Role.DSB) as client:
        for name in REPORTS:
            page = await client.get(f"/berichte/{name}")
            assert page.status_code == 200
            assert "Stadt Beispielstadt" in page.text
            if name != "monat":
                assert 'class="confirm"' in page.text
        assert (await client.get("/berichte/anderes")).status_code == 404
        assert "30 Tage" in (await client.get("/berichte/vvt")).text
        assert "1 × IBAN" in (await client.get("/berichte/monat")).text
    async with signed_in(house, Role.DSB, house.app(users=True)) as client:
        assert "monatlich wechselndes Pseudonym" in (await client.get("/berichte/dienstvereinbarung")).text


# --- four eyes -----------------------------------------------------------------------------------------


async def test_both_roles_find_out_together_and_the_person_sees_it(house: House, tmp_path) -> None:  # type: ignore[no-untyped-def]
    writer = AuditWriter(house.url, inserter=Inserter("chain", MonthKey(tmp_path / "month.json")))
    await writer.start()
    async with signed_in(house, Role.DSB) as dsb, signed_in(house, Role.STAFF_COUNCIL) as council:
        assert (await post(dsb, "/einsicht", step="key", passphrase="kurz")).status_code == 422
        assert (await post(dsb, "/einsicht", step="key", passphrase="Kiesel am Ufer 7")).status_code == 303
        assert (await post(council, "/einsicht", step="key", passphrase="Weide am Bach 12")).status_code == 303
        event = await_event(house)
        await writer.record(Entry(event, user="petra.beispiel"))
        asked = {"step": "ask", "reference": event.reference, "purpose": "art15"}
        assert (await post(council, "/einsicht", **asked)).status_code == 422
        assert (await post(dsb, "/einsicht", **asked | {"purpose": "neugier"})).status_code == 422
        assert (await post(dsb, "/einsicht", **asked)).status_code == 303
        identifier = re.findall(r'name="id" value="([^"]+)"', (await council.get("/einsicht")).text)[0]
        step = {"id": identifier, "passphrase": "Kiesel am Ufer 7"}
        assert (await post(dsb, "/einsicht", step="approve", **step)).status_code == 422
        assert (await post(dsb, "/einsicht", step="resolve", **step)).status_code == 422
        words = {"id": identifier, "passphrase": "Weide am Bach 12"}
        assert (await post(council, "/einsicht", step="approve", **words)).status_code == 303
        shown = await post(dsb, "/einsicht", step="resolve", **step)
        assert "petra.beispiel" in shown.text
        assert event.reference in shown.text
        for client in (dsb, council):
            for path, _, _ in PLACES:
                assert "petra" not in (await client.get(path)).text
        assert "aufgelöst" in (await dsb.get(f"/vorgang/{event.reference}")).text
        assert "resolved" in (await council.get("/loeschung")).text
    await writer.close()


# --- accounts ------------------------------------------------------------------------------------------


async def test_an_administrator_invites_and_the_guest_signs_in_with_a_code(house: House) -> None:
    app = house.app()
    async with signed_in(house, Role.ADMIN, app) as admin, browse(app) as guest:
        page = await post(admin, "/konten", step="invite", name="paul", role="personalrat")
        link = re.findall(r"<code>http://schleuse\.example(/einladung/[^<]+)</code>", page.text)[0]
        assert "paul" not in (await admin.get("/konten")).text.split("<tbody>")[1].split("</tbody>")[0]
        assert (await post(guest, link, password=PASSWORD, again="anders")).status_code == 422
        assert (await post(guest, link, password="kurz", again="kurz")).status_code == 422
        assert (await post(guest, link, password=PASSWORD, again=PASSWORD)).status_code == 303
        assert (await guest.get(link)).status_code == 404
        signed = await post(guest, "/anmelden", name="paul", password=PASSWORD)
        assert signed.headers["location"] == "/uebersicht"
        secret = re.findall(r"<code>([A-Z2-7]{32})</code>", (await guest.get("/konto")).text)[0]
        step = int(house.accounts.now().timestamp()) // 30
        assert (await post(guest, "/konto", step="code", secret=secret, code="000000")).status_code == 422
        code = totp.code_of(secret, step)
        assert (await post(guest, "/konto", step="code", secret=secret, code=code)).status_code == 303
        assert (await post(guest, "/konto", step="password", old="x", password=PASSWORD, again="y")).status_code == 422
        guest.cookies.delete("schleuse-sitzung")
        assert (await post(guest, "/anmelden", name="paul", password=PASSWORD)).status_code == 401
        assert (await post(guest, "/anmelden", name="paul", password=PASSWORD, code=code)).status_code == 401
        code = totp.code_of(secret, step + 1)
        assert (await post(guest, "/anmelden", name="paul", password=PASSWORD, code=code)).status_code == 303
        assert (await post(admin, "/konten", step="remove", name="wer-admin")).status_code == 422
        assert (await post(admin, "/konten", step="remove", name="paul")).status_code == 303
        assert (await guest.get("/uebersicht")).status_code == 303


# --- employees -----------------------------------------------------------------------------------------


async def test_a_text_is_checked_and_its_answer_restored(house: House) -> None:
    text = "Schreibe Frau Petra Müller,\ndass die Zahlung auf DE89 3704 0044 0532 0130 00 einging. <b>"
    async with browse(house.app()) as client:
        page = await post(client, "/pruefen", text=text.replace("\n", "\r\n"), service="openai-api")
        assert "<mark>Petra Müller<span" in page.text
        assert "würde so nicht gesendet" in page.text
        replaced = re.findall(r'<textarea id="replaced"[^>]*>(.*?)</textarea>', page.text, re.DOTALL)[0]
        assert "Petra" not in replaced
        assert "DE89" not in replaced
        assert "&lt;b&gt;" in replaced
        placeholder = re.findall(r"\[PERSON_\d+\]", replaced)[0]
        answer = f"Sehr geehrte Frau {placeholder}, danke. [PERSON_77]"
        page = await post(client, "/pruefen", text=text, service="openai-api", answer=answer)
        assert "Sehr geehrte Frau Petra Müller, danke. [PERSON_77]" in page.text
        page = await post(client, "/pruefen", text="Guten Tag", service="weg")
        assert "ginge unverändert hinaus" in page.text


async def test_a_text_is_bounded_and_nothing_is_kept(house: House) -> None:
    from pathlib import Path

    async with browse(house.app()) as client:
        assert (await post(client, "/pruefen", text="  ")).status_code == 422
        assert (await post(client, "/pruefen", text="x" * 20_001)).status_code == 422
        assert (await post(client, "/pruefen", text="x" * 1_100_000)).status_code == 413
        assert (await client.post("/pruefen", data={"text": "Petra Müller"})).status_code == 403
        answers = [(await post(client, "/pruefen", text="Frau Petra Müller")).status_code for _ in range(25)]
        assert answers[0] == 200
        assert answers[-1] == 429
    folder = Path(house.url.removeprefix("sqlite:///")).parent
    assert all(b"Petra" not in path.read_bytes() for path in folder.iterdir())


async def test_a_check_that_is_down(house: House) -> None:
    from schleuse.model import InspectionError

    async def down(_text: str) -> object:
        raise InspectionError(Reason.BUSY)

    async with browse(house.app(detect=down)) as client:
        page = await post(client, "/pruefen", text="Frau Petra Müller")
    assert page.status_code == 503
    assert "gerade nicht erreichbar" in page.text


async def test_a_false_alarm_is_counted_once(house: House) -> None:
    event = await house.record()
    sent = await house.record(action=Action.ALLOW)
    async with browse(house.app()) as client:
        path = f"/vorgang/{event.reference}"
        assert "Als falschen Alarm melden" in (await client.get(path)).text
        assert (await post(client, path)).status_code == 303
        assert (await post(client, path)).status_code == 303
        assert "Danke, der falsche Alarm ist gezählt." in (await client.get(path)).text
        assert "Als falschen Alarm melden" not in (await client.get(f"/vorgang/{sent.reference}")).text
        assert (await post(client, "/vorgang/AAAAA-AAAAA")).status_code == 303
    async with signed_in(house, Role.DSB) as client:
        data = (await client.get("/verlauf.json")).json()
    assert data["false_alarms"] == {"R03-identifiers": 1}


async def test_the_proxy_file_leads_listed_hosts_to_the_gateway_and_nothing_else(house: House) -> None:
    async with browse(house.app()) as client:
        pac = await client.get("/proxy.pac")
    assert pac.headers["content-type"].startswith("application/x-ns-proxy-autoconfig")
    assert run_pac(pac.text, "api.openai.com") == "PROXY schleuse.example:8080"
    assert run_pac(pac.text, "API.OPENAI.COM") == "PROXY schleuse.example:8080"
    assert run_pac(pac.text, "chat.mistral.ai") == "PROXY schleuse.example:8080"
    assert run_pac(pac.text, "sparkasse.example") == "DIRECT"
    assert run_pac(pac.text, "api.openai.com.example") == "DIRECT"
    assert run_pac(pac.text, "constructor") == "DIRECT"


def run_pac(script: str, host: str) -> str:
    import json
    import shutil
    import subprocess

    node = shutil.which("node")
    if node is None:
        pytest.skip("no Node.js to run the script")
    glob = (
        "function shExpMatch(s, p) { return new RegExp('^' + p.replace(/[.]/g, '\\\\.').replace(/[*]/g, '.*') + '$')"
        ".test(s); }"
    )
    program = f"{glob}\n{script}\nconsole.log(FindProxyForURL('https://x/', {json.dumps(host)}));"
    return subprocess.run([node, "-e", program], capture_output=True, text=True, check=True).stdout.strip()
