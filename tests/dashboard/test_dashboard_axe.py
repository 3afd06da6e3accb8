"""Every page for every role in a real Chromium: wide and on a telephone, light and dark, no finding of axe-core.

axe-core 4.14.1 (MPL-2.0) lies in tests/dashboard/axe; it is used here only. Screenshots lie in pytest's folder.
"""

from pathlib import Path
from typing import Any

import pytest

from schleuse.audit.accounts import Role
from schleuse.audit.oversight import Oversight, Verdict
from schleuse.dashboard.desk import PLACES
from schleuse.dashboard.reports import REPORTS
from schleuse.model import Action
from tests.dashboard.house import PASSWORD, House
from tests.dashboard.test_dashboard_browser import browser, served  # noqa: F401 - a fixture
from tests.dashboard.test_dashboard_roles import units_of_last_week

pytestmark = [pytest.mark.browser, pytest.mark.slow]
AXE = (Path(__file__).parent / "axe" / "axe.min.js").read_text()
_RUN = """
async () => {
  const result = await axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"] });
  return result.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 90))}`);
}
"""


async def look(page: Any, address: str, name: str, folder: Path) -> None:
    await page.goto(address)
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{address} is too wide"
    await page.evaluate(AXE)
    assert await page.evaluate(_RUN) == [], address
    await page.screenshot(path=folder / f"{name}.png", full_page=True)


async def filled(house: House) -> None:
    for number, action in enumerate(Action):
        for _ in range(4 * number + 2):
            await house.record(action=action)
    event = await house.record(action=Action.OBSERVE, service="mistral")
    oversight = Oversight(house.url, "unsigned-n")
    day = event.minute.astimezone().date()
    oversight.assess(day, "mistral", "findings", Verdict.NO_BREACH, "dora")
    oversight.report_false_alarm(event.reference)
    oversight.close()
    await units_of_last_week(house, {"Bauamt": (16, 9), "Jugendamt": (15, 9), "Kämmerei": (4, 4), "übrige": (3, 2)})


@pytest.mark.parametrize("kind", ["wide-light", "wide-dark", "phone-light"])
async def test_every_page_is_for_everyone(house: House, browser: Any, tmp_path: Path, kind: str) -> None:  # noqa: F811
    await filled(house)
    size = {"width": 390, "height": 844} if kind.startswith("phone") else {"width": 1280, "height": 900}
    async with served(house) as url:
        context = await browser.new_context(
            viewport=size, color_scheme="dark" if kind.endswith("dark") else "light", locale="de-DE"
        )
        page = await context.new_page()
        for path in ("/", "/freigegeben", "/zertifikat", "/anmelden", "/pruefen", "/nirgends"):
            await look(page, url + path, f"{kind}{path.replace('/', '-')}", tmp_path)
        await page.goto(f"{url}/pruefen")
        await page.get_by_label("Ihr Text").fill("Schreibe Frau Petra Müller wegen DE89 3704 0044 0532 0130 00.")
        await page.get_by_role("button", name="Prüfen").click()
        await page.get_by_label("Antwort der KI").fill("Sehr geehrte Frau [PERSON_1]!")
        await page.get_by_role("button", name="Angaben wieder einsetzen").click()
        restored = page.get_by_label("Antwort mit Ihren Angaben")
        assert await restored.input_value() == "Sehr geehrte Frau Petra Müller!"
        await page.evaluate(AXE)
        assert await page.evaluate(_RUN) == []
        await page.screenshot(path=tmp_path / f"{kind}-geprueft.png", full_page=True)
        for role in Role:
            house.accounts.create(f"wer-{role.value}", PASSWORD, role)
            session = house.accounts.sign_in(f"wer-{role.value}", PASSWORD) or ""
            await context.add_cookies([{"name": "schleuse-sitzung", "value": session, "url": url}])
            for path, _, roles in PLACES:
                if role in roles:
                    await look(page, url + path, f"{kind}-{role.value}{path.replace('/', '-')}", tmp_path)
            if role is Role.DSB:
                for name in REPORTS:
                    await look(page, f"{url}/berichte/{name}", f"{kind}-bericht-{name}", tmp_path)
