"""Whatever goes through: no value of it in the record, its journal, the log, the metrics or the pages."""

import base64
import re
import urllib.parse

import httpx
import pytest

from demo.standin import StandIn
from tests.e2e.running import Running

VALUES = {
    "PERSON": "Ulrike Hagemeister",
    "DE_ADDRESS": "Lindenstraße 12a, 04999 Beispielstadt",
    "DATE_OF_BIRTH": "12.08.1964",
    "PHONE_NUMBER": "0152 28817386",
    "EMAIL_ADDRESS": "ulrike.hagemeister@example.org",
    "DE_TAX_ID": "86 095 742 719",
    "DE_SOCIAL_SECURITY": "15 070649 C 103",
    "DE_HEALTH_INSURANCE": "A 123 456 780",
    "DE_ID_CARD": "L01X00T47",
    "IBAN_CODE": "DE93 9999 9999 0000 0000 01",
    "DE_KFZ": "HH-AB 1234",
    "DE_COURT_FILE": "104 Js 5678/24",
    "SECRET": "Zitronenfalter!42",
}
TEXTS = [
    "Bitte antworte Frau Ulrike Hagemeister, Lindenstraße 12a, 04999 Beispielstadt, ulrike.hagemeister@example.org.",
    "Ulrike Hagemeister, geb. 12.08.1964, mobil 0152 28817386, Halterin des Pkw HH-AB 1234.",
    "Steuer-ID 86 095 742 719, SV-Nr. 15 070649 C 103, KVNR A 123 456 780, Personalausweis L01X00T47.",
    "Überweisung an DE93 9999 9999 0000 0000 01 in der Sache 104 Js 5678/24.",
    "Das Passwort lautet Zitronenfalter!42, bitte merken.",
]
HOSTS = ("api.openai.com", "openai.inference.de-txl.ionos.com")

HISTORY_FOLDER = "policy-history"


def traces(value: str) -> set[bytes]:
    squeezed = re.sub(r"[\s.-]", "", value)
    forms = {value, squeezed, value.casefold(), urllib.parse.quote(value), value.encode("unicode_escape").decode()}
    return {form.encode() for form in forms} | {base64.b64encode(value.encode())[:-4]}


def test_no_value_is_kept_anywhere(gateway: Running, standin: StandIn, capfd: pytest.CaptureFixture[str]) -> None:
    references = set()
    statuses = []
    with gateway.client() as client:
        for host in HOSTS:
            for text in TEXTS:
                body = {"model": "m", "messages": [{"role": "user", "content": text}], "user": VALUES["EMAIL_ADDRESS"]}
                response = client.post(f"https://{host}/v1/chat/completions", json=body)
                statuses.append(response.status_code)
                references |= set(re.findall(r"\b[0-9A-Z]{5}-[0-9A-Z]{5}\b", response.text))
        client.get(f"https://chatgpt.com/c/{urllib.parse.quote(VALUES['DE_TAX_ID'])}?q={VALUES['DE_ID_CARD']}")
    assert {200, 403} == set(statuses)
    assert references
    kept = {
        str(path.relative_to(gateway.settings.data_dir)): path.read_bytes()
        for path in gateway.settings.data_dir.rglob("*")
        if path.is_file() and HISTORY_FOLDER not in path.parts  # the rules with their own, invented examples
    }
    assert any(name.startswith("audit.sqlite3") for name in kept)
    kept["metrics"] = httpx.get(f"{gateway.metrics_url}/metrics").content
    kept["log"] = "".join(capfd.readouterr()).encode()
    for reference in references:
        page = httpx.get(f"{gateway.dashboard_url}/vorgang/{reference}")
        assert page.status_code == 200
        kept[f"page {reference}"] = page.content
    found = [
        (place, entity)
        for place, content in kept.items()
        for entity, value in VALUES.items()
        for trace in traces(value)
        if trace in content
    ]
    assert found == []
