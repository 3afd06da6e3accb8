"""Ignore lists: the authority's own data in all its spellings, and nothing that only looks like it."""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest

from schleuse.model import Finding, LocatedFinding, Service
from schleuse.policy.ignore import IgnoreList, phone_digits, plain_address, plain_name
from schleuse.policy.load import load_policy
from schleuse.yamlfile import ConfigError

OWN = IgnoreList(
    email_domains=frozenset({"beispielstadt.de"}),
    phone_prefixes=(phone_digits("0341 123-"),),
    ibans=frozenset({"DE93999999990000000001"}),
    names=frozenset({plain_name("Dr. Erika Muster")}),
    email_addresses=frozenset({"presse@stadtwerke.example"}),
    addresses=frozenset({plain_address("Rathausstraße 1, 99999 Beispielstadt") or ("", "")}),
    roles=frozenset({"landrat", "landrätin", "ministerpräsidentin"}),
)


def kept(entity: str, value: str) -> bool:
    text = f"Text davor {value} und danach"
    finding = Finding(11, 11 + len(value), entity, 1.0, "test")
    return bool(OWN.keep([LocatedFinding(0, finding)], [text]))


@pytest.mark.parametrize(
    ("entity", "value"),
    [
        ("EMAIL_ADDRESS", "poststelle@beispielstadt.de"),
        ("EMAIL_ADDRESS", "BAUAMT@Amt.Beispielstadt.DE"),
        ("EMAIL_ADDRESS", "poststelle@beispielstadt.de."),
        ("EMAIL_ADDRESS", "poststelle＠beispielstadt.de"),
        ("PHONE_NUMBER", "0341 123-0"),
        ("PHONE_NUMBER", "(0341) 1234567"),
        ("PHONE_NUMBER", "+49 (0)341 123 45"),
        ("PHONE_NUMBER", "0049 341/123-45"),
        ("IBAN_CODE", "DE93 9999 9999 0000 0000 01"),
        ("IBAN_CODE", "de93-9999-9999-0000-0000-01"),
        ("EMAIL_ADDRESS", "Presse@Stadtwerke.example"),
        ("DE_ADDRESS", "Rathausstraße 1"),
        ("DE_ADDRESS", "RATHAUSSTR. 1, 99999 Beispielstadt"),
        ("DE_ADDRESS", "Rathausstrasse 1\nD-99999 Beispielstadt"),
        ("PERSON", "Erika Muster"),
        ("PERSON", "Frau Dr. Erika  MUSTER"),
    ],
)
def test_own_data_is_dropped(entity: str, value: str) -> None:
    assert not kept(entity, value)


@pytest.mark.parametrize(
    ("entity", "value"),
    [
        ("EMAIL_ADDRESS", "petra@neubeispielstadt.de"),
        ("EMAIL_ADDRESS", "petra@beispielstadt.de.example.com"),
        ("EMAIL_ADDRESS", "beispielstadt.de@web.de"),
        ("PHONE_NUMBER", "0341 124-0"),
        ("PHONE_NUMBER", "030 341 123"),
        ("PHONE_NUMBER", "+43 341 123-0"),
        ("IBAN_CODE", "DE93 9999 9999 0000 0000 02"),
        ("EMAIL_ADDRESS", "petra@stadtwerke.example"),
        ("DE_ADDRESS", "Rathausstraße 12"),
        ("DE_ADDRESS", "Rathausstraße 1a"),
        ("DE_ADDRESS", "Rathausstraße 1, 12345 Anderswo"),
        ("DE_ADDRESS", "Neue Rathausstraße 1"),
        ("DE_ADDRESS", "irgendwo"),
        ("PERSON", "Muster"),
        ("PERSON", "Erika Muster-Meier"),
        ("USERNAME", "Erika Muster"),
    ],
)
def test_other_data_is_kept(entity: str, value: str) -> None:
    assert kept(entity, value)


def test_the_order_of_findings_stays() -> None:
    text = "abc"
    findings = [LocatedFinding(0, Finding(at, at + 1, "PERSON", 1.0, "test")) for at in (2, 0, 1)]
    assert OWN.keep(findings, [text]) == tuple(findings)


def persons_kept(text: str, *names: str) -> list[str]:
    found, at = [], 0
    for name in names:
        at = text.index(name, at)
        found.append(LocatedFinding(0, Finding(at, at + len(name), "PERSON", 0.9, "test")))
        at += len(name)
    return [text[item.finding.start : item.finding.end] for item in OWN.keep(found, [text])]


def test_the_holder_of_an_office_is_no_finding_by_its_word() -> None:
    assert persons_kept("Landrat Dr. Uwe Kern eröffnet die Schau.", "Uwe Kern") == []
    assert persons_kept("Die LANDRÄTIN Kern eröffnet die Schau.", "Kern") == []
    assert persons_kept("Uwe Kern, der Landrat des Kreises, kommt. Kern spricht.", "Uwe Kern", "Kern") == []
    assert persons_kept("Ministerpräsidentin Prof. Dr. Ida Lund sprach, dann Lund.", "Ida Lund", "Lund") == []


def test_who_only_stands_near_an_office_is_somebody() -> None:
    assert persons_kept("Landrat Kern antwortet Frau Kern.", "Kern", "Kern") == ["Kern"]
    assert persons_kept("Landrat Kern antwortet Ida Kern.", "Kern", "Ida Kern") == ["Ida Kern"]
    assert persons_kept("Der Landrat schreibt Uwe Kern.", "Uwe Kern") == ["Uwe Kern"]
    assert persons_kept("Altlandrat Kern und Vizelandrat Kern", "Kern") == ["Kern"]
    assert persons_kept("Uwe Kern, Landratsamt Beispielkreis", "Uwe Kern") == ["Uwe Kern"]


IGNORE = """\
version: 1
ignore:
  office:
    match: {{roles: [federal-and-land, Landrätin], email_addresses: [a@b.example]}}
    owner: Presse
    review: {day}
rules:
  - {{id: A, title: eins, when: {{contains: PERSON}}, do: block}}
"""


def test_a_list_holds_until_its_review(tmp_path: Path, services: Mapping[str, Service], today: date) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text(IGNORE.format(day=today), encoding="utf-8")
    policy = load_policy(path, services, today=today)
    assert [str(warning.where) for warning in policy.warnings] == ["ignore.office.review"]
    text = "Bundeskanzlerin Ida Lund schreibt a@b.example"
    found = [
        LocatedFinding(0, Finding(16, 24, "PERSON", 0.9, "test")),
        LocatedFinding(0, Finding(34, 45, "EMAIL_ADDRESS", 0.9, "test")),
    ]
    assert policy.ignore.keep(found, [text], today) == ()
    assert policy.ignore.keep(found, [text], today + timedelta(days=1)) == tuple(found)


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("{match: {roles: [Landrat]}, owner: Presse}", "'owner' and 'review' go together"),
        ("{match: {roles: [Landrat]}, review: 2030-01-01}", "'owner' and 'review' go together"),
        ("{match: {roles: [Der Landrat]}}", "not a word for an office"),
        ("{match: {addresses: [Rathaus]}}", "not an address"),
        ("{match: {email_addresses: [beispielstadt.de]}}", "not a mail address"),
    ],
)
def test_faults_have_their_place(tmp_path: Path, services: Mapping[str, Service], entry: str, message: str) -> None:
    path = tmp_path / "policy.yaml"
    rules = "rules: [{id: A, title: eins, when: {contains: PERSON}, do: block}]\n"
    path.write_text(f"version: 1\nignore:\n  office: {entry}\n{rules}", encoding="utf-8")
    with pytest.raises(ConfigError, match=message) as caught:
        load_policy(path, services)
    assert f"{path}:3:" in str(caught.value)
