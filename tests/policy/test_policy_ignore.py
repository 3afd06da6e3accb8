"""Ignore lists: the authority's own data in all its spellings, and nothing that only looks like it."""

import pytest

from schleuse.model import Finding, LocatedFinding
from schleuse.policy.ignore import IgnoreList, phone_digits, plain_name

OWN = IgnoreList(
    email_domains=frozenset({"beispielstadt.de"}),
    phone_prefixes=(phone_digits("0341 123-"),),
    ibans=frozenset({"DE93999999990000000001"}),
    names=frozenset({plain_name("Dr. Erika Muster")}),
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
