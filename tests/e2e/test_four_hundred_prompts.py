"""400 sensitive prompts through the running gateway, and then every byte that it keeps or shows: no value of them.

Database, write-ahead log, keys and all other files of the gateway, temporary files, log, metrics, the export of the
record, and every page and file that any role can get.
"""

import base64
import random
import re
import tempfile
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from demo.standin import StandIn
from schleuse.audit.accounts import Role
from schleuse.audit.administration import Administration
from schleuse.audit.export import Export
from schleuse.dashboard.desk import PLACES
from schleuse.dashboard.reports import REPORTS
from tests.e2e.running import Running

pytestmark = pytest.mark.slow
COUNT = 400
PASSWORD = "Kiesel-am-Ufer-7"
FIRST = (
    "Ulrike", "Torben", "Hedwig", "Malte", "Friederike", "Enno", "Svantje", "Ruprecht", "Walburga", "Ottmar", "Gesine",
)  # fmt: skip
LAST = (
    "Hagemeister", "Wiesengrund", "Tannenhof", "Brückenau", "Steinkamp", "Mohrdiek", "Quastenberg", "Ellernbruch",
    "Vossloh", "Drögemüller",
)  # fmt: skip
STREETS = ("Lindenstraße", "Am Mühlbach", "Gartenweg", "Schloßallee", "Feldrain")
ILLNESSES = ("Depressionen", "Diabetes", "Epilepsie", "Multiple-Sklerose", "Rheuma")
TEMPLATES = (
    "Bitte antworte {person}, {address}, dass der Antrag vollständig ist.",
    "{person}, Telefon {phone}, E-Mail {email}, fragt nach dem Bescheid {file}.",
    "Steuer-ID {tax} von {person}: Stimmt die Festsetzung?",
    "{person} ist an {illness} erkrankt und bittet um Nachteilsausgleich, Az. {file}.",
    "Überweisung an {person}, IBAN {iban}, Verwendungszweck {file}.",
    "Das Passwort von {person} lautet {secret}, bitte merken.",
    "Fasse zusammen: {person}, {address}, {phone}, {email}, {tax}, {iban}.",
)

HISTORY_FOLDER = "policy-history"


def invented(draw: random.Random) -> dict[str, str]:
    def digits(count: int) -> str:
        return "".join(draw.choice("0123456789") for _ in range(count))

    first, last = draw.choice(FIRST), draw.choice(LAST) + "-" + draw.choice(LAST)
    return {
        "person": f"{first} {last}",
        "address": f"{draw.choice(STREETS)} {draw.randint(100, 999)}, 04999 Beispielstadt",
        "phone": f"0171 39200 {digits(2)}",
        "email": f"{first}.{last}{digits(4)}@example.org".lower(),
        "tax": f"{draw.randint(10, 99)} {digits(3)} {digits(3)} {digits(3)}",
        "iban": f"DE{digits(2)} {digits(4)} {digits(4)} {digits(4)} {digits(4)} {digits(2)}",
        "file": f"63.2-{digits(5)}/2{digits(1)}",
        "secret": f"Zitronenfalter!{digits(5)}",
        "illness": draw.choice(ILLNESSES),
    }


def traces(value: str) -> set[bytes]:
    squeezed = re.sub(r"[\s.-]", "", value)
    forms = {value, squeezed, value.casefold(), urllib.parse.quote(value), value.encode("unicode_escape").decode()}
    return {form.encode() for form in forms if len(form) >= 6} | {base64.b64encode(value.encode())[:-4]}


def shown(gateway: Running, references: set[str]) -> dict[str, bytes]:
    """Every page and file of every role, and what anybody can get."""
    found: dict[str, bytes] = {}
    accounts = Administration(gateway.settings.audit_url)
    for role in Role:
        accounts.create(f"pruefer-{role.value}", PASSWORD, role)
        session = accounts.sign_in(f"pruefer-{role.value}", PASSWORD) or ""
        with httpx.Client(base_url=gateway.dashboard_url, cookies={"schleuse-sitzung": session}, timeout=60) as client:
            paths = [path for path, _, roles in PLACES if role in roles]
            if role is Role.DSB:
                paths += [
                    *(f"/berichte/{name}" for name in REPORTS),
                    "/verlauf.csv",
                    "/verlauf.json",
                    "/verlauf?nach=monat",
                ]
                paths += ["/aemter.csv", "/aemter.json", "/dienste.csv", "/uebersicht/stand"]
            for path in paths:
                answer = client.get(path)
                assert answer.status_code == 200, path
                found[f"{role.value} {path}"] = answer.content
    accounts.close()
    for path in ("/", "/freigegeben", "/zertifikat", "/proxy.pac", "/pruefen"):
        found[path] = httpx.get(gateway.dashboard_url + path).content
    for reference in sorted(references)[:40]:  # the pages of events are for 60 a minute
        page = httpx.get(f"{gateway.dashboard_url}/vorgang/{reference}")
        assert page.status_code == 200
        found[f"page {reference}"] = page.content
    return found


def test_no_value_is_kept_or_shown_anywhere(
    gateway: Running,
    standin: StandIn,
    capfd: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    draw = random.Random(20261124)
    prompts = [(draw.choice(TEMPLATES), invented(draw)) for _ in range(COUNT)]
    hosts = ("api.openai.com", "openai.inference.de-txl.ionos.com")
    references: set[str] = set()

    with gateway.client() as client:

        def send(number: int) -> int:
            template, values = prompts[number]
            messages = [{"role": "user", "content": template.format_map(values)}]
            body = {"model": "m", "messages": messages, "user": values["email"]}
            url = f"https://{hosts[number % 5 == 4]}/v1/chat/completions"
            answer = client.post(url, json=body, timeout=120)
            references.update(re.findall(r"\b[0-9A-Z]{5}-[0-9A-Z]{5}\b", answer.text))
            return answer.status_code

        with ThreadPoolExecutor(4) as pool:
            statuses = list(pool.map(send, range(COUNT)))
    assert set(statuses) == {200, 403}
    assert len(references) > COUNT / 4
    for template, values in prompts[:10]:
        with httpx.Client(base_url=gateway.dashboard_url, timeout=60) as browser:
            browser.get("/pruefen")
            fields = {"csrf": browser.cookies["schleuse-csrf"], "text": template.format_map(values)}
            assert browser.post("/pruefen", data=fields).status_code == 200

    kept = shown(gateway, references)
    reader = Export(gateway.settings.audit_url)
    kept["export"] = "\n".join(reader.lines()).encode()
    reader.close()
    assert kept["export"].count(b'"record"') >= COUNT
    kept["metrics"] = httpx.get(f"{gateway.metrics_url}/metrics").content
    kept["log"] = "".join(capfd.readouterr()).encode()
    for folder in (gateway.settings.data_dir, tmp_path):
        files = [path for path in folder.rglob("*") if path.is_file()]
        # Left out are versions of the policy: the rules with their own, invented examples.
        kept |= {str(path): path.read_bytes() for path in files if HISTORY_FOLDER not in path.parts}
    assert any(name.endswith("audit.sqlite3-wal") for name in kept)
    gold = {
        value
        for template, values in prompts
        for name, value in values.items()
        if f"{{{name}}}" in template and name != "illness"
    } | {values["email"] for _, values in prompts}
    assert len(gold) > 1000
    everything = b"\0".join(kept.values())
    found = [trace for value in gold for trace in traces(value) if trace in everything]
    assert found == []
    for illness in ILLNESSES:
        assert illness.encode() not in everything
