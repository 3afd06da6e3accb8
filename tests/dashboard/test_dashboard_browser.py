"""The DSB's and the employee's way through the pages, in a real Chromium, on real events."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from schleuse.audit.record import minute_of
from schleuse.model import Action, Justification, Reason
from tests.dashboard.house import PASSWORD, House

pytestmark = pytest.mark.browser

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture
async def browser() -> AsyncIterator[Any]:
    from playwright.async_api import async_playwright

    executable = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not executable:
        message = "no Chromium: apt-get install chromium, or set CHROMIUM to the path of one"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=executable, headless=True, args=FLAGS)
        yield running
        await running.close()


@asynccontextmanager
async def served(house: House, **changes: Any) -> AsyncIterator[str]:
    """The dashboard as the gateway runs it."""
    config = uvicorn.Config(
        house.app(**changes),
        port=0,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="off",
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    await task


async def a_busy_day(house: House) -> None:
    clean: dict[str, Any] = {"action": Action.ALLOW, "reason": Reason.CLEAN, "rules": (), "counts": {}}
    replaced: dict[str, Any] = {"action": Action.PSEUDONYMISE, "rules": ("R04-names",)}
    plan: list[tuple[int, dict[str, Any]]] = [
        (412, clean | {"service": "chatgpt"}),
        (188, clean | {"service": "rz"}),
        (96, {"service": "mistral", "action": Action.OBSERVE, "rules": (), "counts": {"PERSON": 1}}),
        (73, replaced | {"counts": {"PERSON": 2, "DE_ADDRESS": 1, "PHONE_NUMBER": 1}}),
        (31, replaced | {"service": "openai-api", "counts": {"PERSON": 1}}),
        (17, {"counts": {"DE_TAX_ID": 1, "IBAN_CODE": 1}}),
        (9, {"rules": ("R02-art9",), "counts": {"HEALTH": 2}}),
        (6, {"service": "anthropic-api", "reason": Reason.FILE, "rules": ("R07-uploads",), "counts": {}}),
        (4, {"service": "mistral", "action": Action.WARN, "rules": ("R02-art9",), "counts": {"HEALTH": 1}}),
        (1, {"reason": Reason.DETECTOR_TIMEOUT, "rules": (), "counts": {}}),
    ]
    for number, values in plan:
        await asyncio.gather(*(house.record(**values) for _ in range(number)))
    for back, number in ((1, 640), (2, 120), (3, 60), (4, 700), (5, 590), (6, 655)):
        minute = minute_of(datetime.now(UTC)) - timedelta(days=back)
        actions = [Action.ALLOW if index % 4 else list(Action)[(index // 4) % 5] for index in range(number)]
        await asyncio.gather(*(house.record(minute=minute, action=action) for action in actions))


async def test_the_dsb_from_the_first_link_to_signing_out(house: House, browser: Any) -> None:
    await house.record()
    await house.record(action=Action.PSEUDONYMISE, rules=("R04-names",))
    token = house.accounts.first_login_token()
    async with served(house) as url:
        page = await browser.new_page(locale="de-DE")
        problems: list[str] = []
        page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: problems.append(str(error)))
        requested: list[str] = []
        page.on("request", lambda request: requested.append(request.url))

        await page.goto(f"{url}/erstanmeldung/{token}")
        await page.get_by_label("Name", exact=True).fill("Anna Beispiel")
        await page.get_by_label("Kennwort", exact=True).fill(PASSWORD)
        await page.get_by_label("Kennwort wiederholen").fill(PASSWORD)
        await page.get_by_role("button", name="Konto anlegen").click()
        await page.wait_for_url("**/uebersicht")

        async def figures(caption: str) -> list[str]:
            table = page.get_by_role("table", name=caption)
            return [" ".join(text.split()) for text in await table.locator("tbody tr").all_inner_texts()]

        assert await figures("Nach Dienst") == ["ChatGPT 2"]
        assert await figures("Nach Datenart") == ["Namen 4", "IBANs 2"]
        assert (await figures("Nach Ergebnis"))[0] == "Angehalten 50 % 1"
        assert (await figures("Die letzten sieben Tage"))[-1].endswith(" 2")
        bar = page.get_by_role("table", name="Nach Ergebnis").locator("rect").first
        assert (await bar.bounding_box())["width"] > 20, "the bars are drawn under the content security policy"

        await house.record(service="mistral", action=Action.WARN)
        await page.evaluate("renew()")
        assert await figures("Nach Dienst") == ["ChatGPT 2", "Le Chat 1"]
        assert await page.get_by_text("Die Zahlen ließen sich gerade nicht erneuern.").is_hidden()

        await page.get_by_role("button", name="Abmelden").click()
        await page.wait_for_url(f"{url}/")
        await page.goto(f"{url}/uebersicht")
        await page.wait_for_url("**/anmelden")
        await page.get_by_label("Name").fill("Anna Beispiel")
        await page.get_by_label("Kennwort").fill("falsch-falsch-falsch")
        await page.get_by_label("Kennwort").press("Enter")
        assert await page.get_by_role("alert").inner_text() != ""
        await page.get_by_label("Kennwort").fill(PASSWORD)
        await page.get_by_label("Kennwort").press("Enter")
        await page.wait_for_url("**/uebersicht")

        assert all(address.startswith(url) for address in requested)
        assert [problem for problem in problems if "401" not in problem] == []


async def test_figures_renew_themselves_and_say_when_they_do_not(house: House, browser: Any) -> None:
    house.accounts.create_first(house.accounts.first_login_token() or "", "anna", PASSWORD)
    async with served(house) as url:
        page = await browser.new_page()
        await page.clock.install()
        await page.goto(f"{url}/anmelden")
        await page.get_by_label("Name").fill("anna")
        await page.get_by_label("Kennwort").fill(PASSWORD)
        await page.get_by_role("button", name="Anmelden").click()
        await page.wait_for_url("**/uebersicht")
        await house.record()
        await page.clock.run_for(11_000)
        await page.get_by_role("table", name="Nach Dienst").get_by_text("ChatGPT").wait_for()
        await page.route("**/uebersicht/stand", lambda route: route.abort())
        await page.clock.run_for(11_000)
        await page.get_by_text("Die Zahlen ließen sich gerade nicht erneuern.").wait_for()
        await page.unroute("**/uebersicht/stand")
        await page.context.clear_cookies()
        await page.clock.run_for(11_000)
        await page.wait_for_url("**/anmelden")


async def test_an_employee_with_a_reference_number_and_a_keyboard(house: House, browser: Any) -> None:
    event = await house.record()
    async with served(house) as url:
        page = await browser.new_page()
        await page.goto(url)
        await page.keyboard.press("Tab")
        assert await page.evaluate("document.activeElement.className") == "skip"
        await page.keyboard.press("Enter")
        await page.keyboard.press("Tab")
        assert await page.evaluate("document.activeElement.id") == "nummer"
        await page.keyboard.type(event.reference.lower().replace("-", " "))
        await page.keyboard.press("Enter")
        await page.wait_for_url(f"**/vorgang/{event.reference}")
        assert await page.get_by_role("heading", level=1).inner_text() == "Kurz angehalten – es wurde nichts gesendet."
        async with page.expect_download() as download:
            await page.goto(f"{url}/zertifikat")
            await page.get_by_role("link", name=".crt").click()
        assert (await download.value).suggested_filename == "ki-schleuse.crt"


async def test_an_employee_gives_a_reason_with_the_keyboard(house: House, browser: Any) -> None:
    token = await house.releases.offer(b"binding", tuple(Justification), "rz")
    async with served(house) as url:
        page = await browser.new_page()
        await page.goto(f"{url}/freigabe/{token}")
        await page.get_by_role("button", name="Grund bestätigen").click()
        assert await page.get_by_role("radio").count() == len(Justification), "nothing is sent without a choice"
        await page.get_by_role("radio", name="Es sind erfundene Angaben.").focus()
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Enter")
        await page.get_by_role("heading", name="Danke. Bitte senden Sie Ihren Text jetzt noch einmal.").wait_for()
    assert await house.releases.redeem(None, b"binding") is Justification.NOT_RECOGNISABLE


@pytest.mark.slow
async def test_pages_fit_every_screen(house: House, browser: Any, tmp_path: Path) -> None:
    """Screenshots of every page lie in pytest's folder for whoever wants to look (``--basetemp``)."""
    await a_busy_day(house)
    event = await house.record()
    first = house.accounts.first_login_token()
    async with served(house) as url:
        contexts = {
            f"{width}-{scheme}": await browser.new_context(
                color_scheme=scheme, viewport={"width": width, "height": 900}, locale="de-DE"
            )
            for width in (1280, 390)
            for scheme in ("light", "dark")
        }

        async def look(name: str, path: str) -> None:
            for kind, context in contexts.items():
                page = await context.new_page()
                await page.goto(url + path)
                assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} {kind}"
                assert await page.evaluate(_LOW_CONTRAST) == []
                await page.screenshot(path=tmp_path / f"{name}-{kind}.png", full_page=True)
                await page.close()

        await look("start", "/")
        await look("anmelden", "/anmelden")
        await look("erstanmeldung", f"/erstanmeldung/{first}")
        await look("vorgang", f"/vorgang/{event.reference}")
        await look("unbekannt", "/vorgang/AAAAA-AAAAA")
        token = await house.releases.offer(b"", tuple(Justification), "rz")
        await look("freigabe", f"/freigabe/{token}")
        await house.releases.choose(token, "gesetzliche_aufgabe")
        await look("freigabe-gewaehlt", f"/freigabe/{token}")
        await look("freigegeben", "/freigegeben")
        await look("zertifikat", "/zertifikat")
        house.accounts.create_first(first or "", "Anna Beispiel", PASSWORD)
        session = house.accounts.sign_in("Anna Beispiel", PASSWORD)
        for context in contexts.values():
            await context.add_cookies([{"name": "schleuse-sitzung", "value": session or "", "url": url}])
        await look("uebersicht", "/uebersicht")
        house.status = replace(
            house.status,
            policy_error="/etc/ki-schleuse/kommune.yaml:41:9: rules.3.do: no action 'blok' (did you mean 'block'?)",
            workers_alive=1,
            queued=12,
            worker_restarts=3,
        )
        await look("eingeschraenkt", "/uebersicht")


# WCAG 2.1, 1.4.3: the contrast of every text that is seen, against the background that is painted behind it.
_LOW_CONTRAST = """
() => {
  const parse = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b]
    .map((v) => v / 255).map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (node) => {
    for (; node; node = node.parentElement) {
      const colour = parse(getComputedStyle(node).backgroundColor);
      if (colour.length === 3 || colour[3] > 0.99) return colour;
    }
    return [255, 255, 255];
  };
  const low = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !node.checkVisibility() || node.closest(".unseen, .skip")) continue;
    const pair = [light(parse(getComputedStyle(node).color)), light(behind(node))].sort((a, b) => b - a);
    const ratio = (pair[0] + 0.05) / (pair[1] + 0.05);
    if (ratio < 4.5) low.push(walker.currentNode.data.trim().slice(0, 40) + " " + ratio.toFixed(2));
  }
  return low;
}
"""
