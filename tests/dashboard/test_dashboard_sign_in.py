import re
from collections.abc import AsyncIterator

import httpx
import pytest

from schleuse.audit.accounts import Role
from tests.dashboard.house import PASSWORD, House, browse


@pytest.fixture
async def visitor(house: House) -> AsyncIterator[httpx.AsyncClient]:
    async with browse(house.app()) as client:
        yield client


async def post(client: httpx.AsyncClient, path: str, page: str = "", **fields: str) -> httpx.Response:
    """Fill in the form of a page and send it."""
    form = await client.get(page or path)
    match = re.search(r'name="csrf" value="([^"]+)"', form.text)
    assert match
    return await client.post(path, data={"csrf": match[1], **fields})


async def signed_in(house: House, client: httpx.AsyncClient) -> None:
    house.accounts.create("anna", PASSWORD, Role.DSB)
    response = await post(client, "/anmelden", name="anna", password=PASSWORD)
    assert (response.status_code, response.headers["location"]) == (303, "/uebersicht")


async def test_from_the_first_link_to_signing_out(house: House, visitor: httpx.AsyncClient) -> None:
    assert "Es gibt noch kein Konto." in (await visitor.get("/anmelden")).text
    token = house.accounts.first_login_token()
    path = f"/erstanmeldung/{token}"
    response = await post(visitor, path, name="anna", password=PASSWORD, again=PASSWORD)
    assert (response.status_code, response.headers["location"]) == (303, "/uebersicht")
    page = await visitor.get("/uebersicht")
    assert "Angemeldet als anna (Administration)" in page.text
    assert (await visitor.get("/anmelden")).headers["location"] == "/uebersicht"
    response = await post(visitor, "/abmelden", "/uebersicht")
    assert (response.status_code, response.headers["location"]) == (303, "/")
    assert (await visitor.get("/uebersicht")).headers["location"] == "/anmelden"
    assert "Es gibt noch kein Konto." not in (await visitor.get("/anmelden")).text
    assert (await visitor.get(path)).status_code == 404


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"name": "anna", "password": PASSWORD, "again": PASSWORD + "x"}, "verschieden"),
        ({"name": "anna", "password": "kurz", "again": "kurz"}, "12 bis 256 Zeichen"),
        ({"name": "", "password": PASSWORD, "again": PASSWORD}, "1 bis 64 Zeichen"),
        ({"name": "anna", "password": "aaaaaaaaaaaa", "again": "aaaaaaaaaaaa"}, "leicht zu erraten"),
    ],
)
async def test_a_slip_in_the_first_form(
    house: House, visitor: httpx.AsyncClient, fields: dict[str, str], problem: str
) -> None:
    path = f"/erstanmeldung/{house.accounts.first_login_token()}"
    response = await post(visitor, path, **fields)
    assert response.status_code == 422
    assert problem in response.text
    assert PASSWORD not in response.text
    assert house.accounts.is_empty()
    response = await post(visitor, path, name="anna", password=PASSWORD, again=PASSWORD)
    assert response.status_code == 303


async def test_a_wrong_link(visitor: httpx.AsyncClient) -> None:
    response = await visitor.get("/erstanmeldung/falsch")
    assert response.status_code == 404
    assert "Dieser Link gilt nicht mehr." in response.text


async def test_pages_for_those_who_are_signed_in(visitor: httpx.AsyncClient) -> None:
    response = await visitor.get("/uebersicht")
    assert (response.status_code, response.headers["location"]) == (303, "/anmelden")
    assert (await visitor.get("/uebersicht/stand")).status_code == 401


async def test_wrong_name_and_wrong_password_look_the_same(house: House, visitor: httpx.AsyncClient) -> None:
    house.accounts.create("anna", PASSWORD, Role.DSB)
    answers = []
    for name, password in (("anna", "falsch-falsch"), ("berta", PASSWORD), ("anna", "")):
        response = await post(visitor, "/anmelden", name=name, password=password)
        assert response.status_code == 401
        answers.append(re.sub(r'value="[^"]*"', "", response.text))
    assert len(set(answers)) == 1
    assert "Name, Kennwort oder Einmalcode stimmen nicht." in answers[0]


async def test_the_session_cookie(house: House, visitor: httpx.AsyncClient) -> None:
    house.accounts.create("anna", PASSWORD, Role.DSB)
    response = await post(visitor, "/anmelden", name="anna", password=PASSWORD)
    cookie = response.headers["set-cookie"]
    assert cookie.startswith("schleuse-sitzung=")
    assert {"HttpOnly", "Path=/", "SameSite=strict"} <= set(cookie.split("; "))
    assert "Secure" not in cookie


@pytest.mark.parametrize("public_url", ["", "https://ki.beispielstadt.de"])
async def test_over_https_the_cookie_is_bound_to_the_host(house: House, public_url: str) -> None:
    base_url = "http://10.0.0.5:8081" if public_url else "https://ki.beispielstadt.de"
    async with browse(house.app(public_url=public_url), base_url) as client:
        cookie = (await client.get("/anmelden")).headers["set-cookie"]
    assert cookie.startswith("__Host-schleuse-csrf=")
    assert "; Secure" in cookie


async def test_a_made_up_session(visitor: httpx.AsyncClient) -> None:
    for value in ("x", "x" * 5000, "' OR 1=1 --"):
        response = await visitor.get("/uebersicht", headers={"cookie": f"schleuse-sitzung={value}"})
        assert response.headers["location"] == "/anmelden"


@pytest.mark.parametrize("case", ["no token", "other token", "no cookie", "other site"])
async def test_a_form_of_another_site_is_refused(house: House, visitor: httpx.AsyncClient, case: str) -> None:
    house.accounts.create("anna", PASSWORD, Role.DSB)
    page = await visitor.get("/anmelden")
    match = re.search(r'name="csrf" value="([^"]+)"', page.text)
    assert match
    data = {"csrf": match[1], "name": "anna", "password": PASSWORD}
    headers = {}
    if case == "no token":
        del data["csrf"]
    elif case == "other token":
        data["csrf"] = "x" * 43
    elif case == "no cookie":
        visitor.cookies.clear()
    else:
        headers["sec-fetch-site"] = "cross-site"
    response = await visitor.post("/anmelden", data=data, headers=headers)
    assert response.status_code == 403
    assert "Das Formular ist nicht mehr gültig." in response.text
    assert "schleuse-sitzung" not in response.headers.get("set-cookie", "")


async def test_signing_out_needs_the_form(house: House, visitor: httpx.AsyncClient) -> None:
    await signed_in(house, visitor)
    assert (await visitor.post("/abmelden", data={"csrf": ""})).status_code == 403
    assert (await visitor.get("/uebersicht")).status_code == 200


async def test_one_address_does_not_try_for_ever_and_hinders_no_other(house: House) -> None:
    app = house.app()
    house.accounts.create("anna", PASSWORD, Role.DSB)
    async with browse(app, client="10.0.0.1") as guesser, browse(app, client="10.0.0.2") as other:
        codes = [
            (await post(guesser, "/anmelden", name="berta", password="falsch-falsch")).status_code for _ in range(22)
        ]
        assert codes[:20] == [401] * 20
        assert codes[-1] == 429
        assert (await post(other, "/anmelden", name="anna", password=PASSWORD)).status_code == 303


async def test_a_locked_account_is_not_told_apart(house: House, visitor: httpx.AsyncClient) -> None:
    house.accounts.create("anna", PASSWORD, Role.DSB)
    for _ in range(10):
        await post(visitor, "/anmelden", name="anna", password="falsch-falsch")
    response = await post(visitor, "/anmelden", name="anna", password=PASSWORD)
    assert response.status_code == 401
    assert "Name, Kennwort oder Einmalcode stimmen nicht." in response.text


async def test_forms_are_bounded(visitor: httpx.AsyncClient) -> None:
    await visitor.get("/anmelden")
    response = await visitor.post("/anmelden", data={"name": "x" * 20_000})
    assert response.status_code == 413
    assert "Das war zu viel auf einmal." in response.text
    response = await visitor.post("/anmelden", files={"name": b"x"})
    assert response.status_code == 415
    response = await visitor.post("/anmelden", data={f"f{number}": "x" for number in range(50)})
    assert response.status_code == 400
