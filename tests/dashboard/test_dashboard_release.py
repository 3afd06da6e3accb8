"""The page behind a warning: a reason is chosen without signing in, only on our own form, once."""

import re

import httpx
import pytest

from schleuse.enforcement.release import Releases
from schleuse.model import Action, Justification
from tests.dashboard.house import House, browse

BINDING = b"binding"
REASONS = (Justification.INVENTED, Justification.LEGAL_TASK)
FORM = {"content-type": "application/x-www-form-urlencoded"}


def csrf_of(page: httpx.Response) -> str:
    match = re.search(r'name="csrf" value="([^"]+)"', page.text)
    assert match
    return match[1]


async def test_a_reason_is_chosen(house: House) -> None:
    token = await house.releases.offer(BINDING, REASONS, "rz")
    async with browse(house.app()) as client:
        page = await client.get(f"/freigabe/{token}")
        assert page.status_code == 200
        assert page.headers["cache-control"] == "no-store"
        assert "KI-Assistent Rechenzentrum" in page.text
        assert re.findall(r'type="radio" name="grund" value="(\w+)"', page.text) == list(REASONS)
        done = await client.post(f"/freigabe/{token}", data={"csrf": csrf_of(page), "grund": "gesetzliche_aufgabe"})
        assert "Bitte senden Sie Ihren Text jetzt noch einmal" in done.text
        assert "Meine gesetzliche Aufgabe verlangt es." in done.text
        assert "radio" not in (await client.get(f"/freigabe/{token}")).text
    assert await house.releases.redeem(None, BINDING) is Justification.LEGAL_TASK
    assert await house.releases.redeem(None, BINDING) is None


@pytest.mark.parametrize("reason", ["", "einwilligung", "<b>"])
async def test_without_one_of_the_reasons_the_form_comes_back(house: House, reason: str) -> None:
    token = await house.releases.offer(BINDING, REASONS, "rz")
    async with browse(house.app()) as client:
        page = await client.get(f"/freigabe/{token}")
        again = await client.post(f"/freigabe/{token}", data={"csrf": csrf_of(page), "grund": reason})
        assert again.status_code == 422
        assert "Bitte wählen Sie einen Grund." in again.text
        assert "<b>" not in again.text
    assert await house.releases.redeem(None, BINDING) is None


async def test_another_page_cannot_choose(house: House) -> None:
    token = await house.releases.offer(BINDING, REASONS, "rz")
    async with browse(house.app()) as client:
        assert (await client.post(f"/freigabe/{token}", data={"grund": "erfunden"})).status_code == 403
        page = await client.get(f"/freigabe/{token}")
        fields = {"csrf": csrf_of(page), "grund": "erfunden"}
        other = await client.post(f"/freigabe/{token}", data=fields, headers={"sec-fetch-site": "cross-site"})
        assert other.status_code == 403
    assert await house.releases.redeem(None, BINDING) is None


async def test_a_token_that_is_void(house: House) -> None:
    async with browse(house.app()) as client:
        for token in ("x", "0" * 20 + "-" + "0" * 30, await Releases().offer(BINDING, REASONS, "rz")):
            page = await client.get(f"/freigabe/{token}")
            assert page.status_code == 404
            assert "Diese Seite gilt nicht mehr" in page.text


async def test_the_page_of_the_event_and_the_overview_name_the_reason(house: House) -> None:
    event = await house.record(service="rz", action=Action.OBSERVE, justification=Justification.LEGAL_TASK)
    async with browse(house.app()) as client:
        page = await client.get(f"/vorgang/{event.reference}")
        assert "Meine gesetzliche Aufgabe verlangt es." in page.text
        assert "einer wurde gewählt" in page.text
