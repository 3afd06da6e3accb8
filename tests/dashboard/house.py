"""A dashboard over a real store, with a gateway's answers made up."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import httpx
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from starlette.applications import Starlette

from schleuse.audit.administration import Administration
from schleuse.audit.four_eyes import FourEyes
from schleuse.audit.lookup import EventLookup
from schleuse.audit.notes import Notes
from schleuse.audit.oversight import Oversight
from schleuse.audit.record import AuditEvent, duration_bucket, minute_of, new_reference, size_bucket
from schleuse.audit.retention import Periods
from schleuse.audit.statistics import Statistics
from schleuse.audit.units import Units
from schleuse.audit.writer import AuditWriter
from schleuse.dashboard.app import DashboardDeps, create_app
from schleuse.enforcement.messages import load_messages
from schleuse.enforcement.release import Releases
from schleuse.model import Action, Finding, Notice, Reason, Service
from schleuse.policy.load import load_policy
from schleuse.policy.policy import Policy
from schleuse.telemetry.status import Status

PASSWORD = "Kiesel-am-Ufer-7"
SERVICES = [
    Service("openai-api", "OpenAI API", "OpenAI", "US", ("api.openai.com",), parsed=True),
    Service("chatgpt", "ChatGPT", "OpenAI", "US", ("chatgpt.com",), parsed=True),
    Service("anthropic-api", "Anthropic API", "Anthropic", "US", ("api.anthropic.com",), parsed=True),
    Service("mistral", "Le Chat", "Mistral AI", "FR", ("chat.mistral.ai",), candidate=True),
    Service("rz", "KI-Assistent Rechenzentrum", "Kommunales Rechenzentrum", "DE", ("ki.example",), parsed=True),
    Service("deepl", "DeepL Übersetzer", "DeepL", "DE", ("deepl.com",)),
    Service("midjourney", "Midjourney", "Midjourney", "US", ("midjourney.com",)),
]
TITLES = {
    "R01-secrets": "Geheimnisse und Verschlusssachen verlassen das Haus nie",
    "R02-art9": "Gesundheit, Religion, Straftaten nicht in öffentliche KI",
    "R03-identifiers": "Kennnummern nicht in öffentliche Chats",
    "R04-names": "Namen und Kontaktdaten durch Platzhalter ersetzen",
    "R07-uploads": "Keine Dateien in öffentliche KI",
}
STATUS = Status(
    version="0.1.0",
    started_at=dt.datetime.now(dt.UTC) - dt.timedelta(hours=7),
    policy_version="3fa9c1d0e77b",
    policy_title="Grundregeln für Kommunen",
    policy_error=None,
    model="Eingebettetes deutsches Modell, 38 Erkenner",
    workers=2,
    workers_alive=2,
    worker_restarts=0,
    queued=0,
    cache_hits=0,
    cache_misses=0,
    ca_expires_at=dt.datetime.now(dt.UTC) + dt.timedelta(days=700),
    audit_healthy=True,
    authority="Stadt Beispielstadt",
    contact="Datenschutz, Tel. -1234",
    alternative="KI-Assistent Rechenzentrum",
)


@cache
def rules() -> Policy:
    return load_policy(POLICY, {service.id: service for service in SERVICES})


async def detect(text: str) -> list[Finding]:
    """Stands for the workers: finds two kinds by a pattern."""
    names = [(match.span(), "PERSON") for match in re.finditer(r"Petra Müller", text)]
    ibans = [(match.span(), "IBAN_CODE") for match in re.finditer(r"DE\d\d(?: ?\d){18}", text)]
    return [Finding(start, end, entity, 0.9, "test") for (start, end), entity in sorted(names + ibans)]


POLICY = Path(__file__).parents[2] / "rules" / "policies" / "kommune.yaml"
JUSTIFICATIONS = load_messages("de").reasons


def notice(event: AuditEvent) -> Notice:
    title = "Kurz angehalten – es wurde nichts gesendet."
    text = (
        f"{title}\n\nIhr Text enthält vermutlich 2 Namen und 1 IBAN.\n"
        "Solche Angaben dürfen nicht an öffentliche KI-Dienste gehen.\n\n"
        "So geht es weiter: Ersetzen Sie die Angaben durch Platzhalter wie [Name] oder [Nummer]. "
        "Das Ergebnis wird genauso gut.\n"
        "Oder nutzen Sie den freigegebenen Dienst KI-Assistent Rechenzentrum: Dort ist das erlaubt.\n"
        "Falscher Alarm oder Fragen? Datenschutz, Tel. -1234\n"
    )
    return Notice(text, title, event.action, event.reason, event.reference, event.counts)


def make_ca() -> bytes:
    """A certificate with its key behind it, as a careless CA file may hold them."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "KI-Schleuse CA")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + dt.timedelta(days=700))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return pem + certificate.public_bytes(serialization.Encoding.PEM)


@dataclass
class House:
    """Everything behind one dashboard; ``status`` may be replaced while it runs."""

    url: str
    writer: AuditWriter
    accounts: Administration
    status: Status = STATUS
    ca: bytes = field(default_factory=make_ca)
    notice: Callable[[AuditEvent], Notice] = notice
    policy: Policy = field(default_factory=rules)
    releases: Releases = field(default_factory=Releases)

    def app(self, **changes: Any) -> Starlette:
        deps = DashboardDeps(
            statistics=Statistics(self.url),
            accounts=self.accounts,
            status=lambda: self.status,
            services=SERVICES,
            is_approved=lambda service: service.id in {"mistral", "rz"},
            rule_titles=lambda: TITLES,
            events=EventLookup(self.url),
            units=Units(self.url),
            four_eyes=FourEyes(self.url, "unsigned-n"),
            oversight=Oversight(self.url, "unsigned-n"),
            notes=Notes(self.url),
            policy=lambda: self.policy,
            periods=Periods,
            detect=detect,
            proxy="schleuse.example:8080",
            hosts=("api.openai.com", "*.mistral.ai"),
            releases=self.releases,
            justifications=JUSTIFICATIONS,
            notice=lambda event: self.notice(event),  # noqa: PLW0108 - replaced while it runs
            ca_certificate=lambda: self.ca,
        )
        return create_app(replace(deps, **changes))

    async def record(self, **changes: Any) -> AuditEvent:
        values: dict[str, Any] = {
            "reference": new_reference(),
            "minute": minute_of(dt.datetime.now(dt.UTC)),
            "unit": "Standesamt",
            "service": "chatgpt",
            "surface": "conversation",
            "action": Action.BLOCK,
            "reason": Reason.FINDINGS,
            "rules": ("R03-identifiers",),
            "policy_version": "3fa9c1d0e77b",
            "counts": {"PERSON": 2, "IBAN_CODE": 1},
            "size_bucket": size_bucket(3000),
            "duration_bucket": duration_bucket(0.1),
        }
        event = AuditEvent(**values | changes)
        await self.writer.record(event)
        return event


def browse(app: Starlette, base_url: str = "http://schleuse.example", client: str = "10.0.0.1") -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=app, client=(client, 50000))
    return httpx.AsyncClient(transport=transport, base_url=base_url)
