"""The entities (data classes) that can be found, with their names for people.

The one list that policy validation, messages, placeholders and the dashboard read. Identifiers and their legal
classes follow docs/entities.md; "article" is the GDPR article (or the stricter German norm) that protects them.
"""

import re
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Entity:
    """One kind of personal or confidential data."""

    id: str
    singular: str
    """German, as in "1 Steuer-Identifikationsnummer"."""
    plural: str
    english: str
    english_plural: str
    placeholder: str
    """Word inside a placeholder: ``[PERSON_1]``."""
    article: str
    special: bool = False
    """Art. 9 or 10 GDPR, minors, or social data: named as such in messages."""


OWN = "OWN"
"""The kind of what an authority's own lists and patterns find where they name no other kind."""
_OWN_FORM = re.compile(r"OWN_[A-Z][A-Z0-9_]{0,30}")


class Entities(dict[str, Entity]):
    """All kinds by id, in order; and those of an authority's own (``OWN_PROJECT``), which are known by their form.

    A kind of one's own is treated as :data:`OWN` wherever it is not named itself, and shares its placeholder.
    """

    def __init__(self, rows: dict[str, Entity]) -> None:
        super().__init__(rows)
        self._titles: dict[str, Entity] = {}

    def __contains__(self, key: object) -> bool:
        """Whether there is such a kind, or may be one of an authority's own."""
        return super().__contains__(key) or (isinstance(key, str) and is_own(key))

    def __missing__(self, key: str) -> Entity:
        """Return a kind of an authority's own."""
        if not is_own(key):
            raise KeyError(key)
        name = key.removeprefix("OWN_").replace("_", " ").title()
        titles = (f"Angabe „{name}“", f"Angaben „{name}“", f"item “{name}”", f"items “{name}”")
        return self._titles.get(key) or self._own(key, titles)

    def get(self, key: str, default: Entity | None = None) -> Entity | None:  # type: ignore[override]
        """Return a kind, or the default."""
        return self[key] if key in self else default  # noqa: SIM401 - that would be this very method

    def entitle(self, key: str, titles: tuple[str, str, str, str]) -> None:
        """Name a kind of an authority's own: German singular and plural, English singular and plural."""
        self._titles[key] = self._own(key, titles)

    def _own(self, key: str, titles: tuple[str, str, str, str]) -> Entity:
        singular, plural, english, english_plural = titles
        return replace(
            self[OWN], id=key, singular=singular, plural=plural, english=english, english_plural=english_plural
        )


def is_own(entity: str) -> bool:
    """Whether an id has the form of a kind of an authority's own."""
    return _OWN_FORM.fullmatch(entity) is not None


def is_among(entity: str, wanted: frozenset[str]) -> bool:
    """Whether a kind is one of those wanted; :data:`OWN` stands for every kind of an authority's own."""
    return entity in wanted or (OWN in wanted and is_own(entity))


def _table(*rows: tuple[str, str, str, str, str, str, str, bool]) -> Entities:
    return Entities({row[0]: Entity(*row) for row in rows})


_P4 = "Art. 4 DSGVO"
ENTITIES: Entities = _table(
    # id, singular, plural, english, english plural, placeholder, article, special
    ("PERSON", "Name", "Namen", "name", "names", "PERSON", _P4, False),
    ("DE_ADDRESS", "Adresse", "Adressen", "address", "addresses", "ADRESSE", _P4, False),
    (
        "DATE_OF_BIRTH",
        "Geburtsdatum",
        "Geburtsdaten",
        "date of birth",
        "dates of birth",
        "GEBURTSDATUM",
        _P4,
        False,
    ),
    (
        "PHONE_NUMBER",
        "Telefonnummer",
        "Telefonnummern",
        "phone number",
        "phone numbers",
        "TELEFON",
        _P4,
        False,
    ),
    (
        "EMAIL_ADDRESS",
        "E-Mail-Adresse",
        "E-Mail-Adressen",
        "e-mail address",
        "e-mail addresses",
        "EMAIL",
        _P4,
        False,
    ),
    ("USERNAME", "Benutzerkennung", "Benutzerkennungen", "user name", "user names", "BENUTZER", _P4, False),
    ("IP_ADDRESS", "IP-Adresse", "IP-Adressen", "IP address", "IP addresses", "IP_ADRESSE", _P4, False),
    ("MAC_ADDRESS", "MAC-Adresse", "MAC-Adressen", "MAC address", "MAC addresses", "MAC_ADRESSE", _P4, False),
    ("COORDINATES", "Standortangabe", "Standortangaben", "position", "positions", "STANDORT", _P4, False),
    (
        "DE_KFZ",
        "Kfz-Kennzeichen",
        "Kfz-Kennzeichen",
        "licence plate",
        "licence plates",
        "KENNZEICHEN",
        _P4,
        False,
    ),
    (
        "VIN",
        "Fahrzeug-Identifizierungsnummer",
        "Fahrzeug-Identifizierungsnummern",
        "vehicle identification number",
        "vehicle identification numbers",
        "FIN",
        _P4,
        False,
    ),
    (
        "DE_TAX_ID",
        "Steuer-Identifikationsnummer",
        "Steuer-Identifikationsnummern",
        "tax ID",
        "tax IDs",
        "STEUER_ID",
        "§ 139b AO, § 30 AO",
        False,
    ),
    (
        "DE_TAX_NUMBER",
        "Steuernummer",
        "Steuernummern",
        "tax number",
        "tax numbers",
        "STEUERNUMMER",
        "§ 30 AO",
        False,
    ),
    ("DE_VAT_ID", "Umsatzsteuer-ID", "Umsatzsteuer-IDs", "VAT ID", "VAT IDs", "UST_ID", _P4, False),
    (
        "DE_BUSINESS_ID",
        "Wirtschafts-ID",
        "Wirtschafts-IDs",
        "business ID",
        "business IDs",
        "WIRTSCHAFTS_ID",
        _P4,
        False,
    ),
    (
        "DE_SOCIAL_SECURITY",
        "Rentenversicherungsnummer",
        "Rentenversicherungsnummern",
        "social security number",
        "social security numbers",
        "RV_NUMMER",
        "§ 35 SGB I",
        False,
    ),
    (
        "DE_HEALTH_INSURANCE",
        "Krankenversichertennummer",
        "Krankenversichertennummern",
        "health insurance number",
        "health insurance numbers",
        "KV_NUMMER",
        "Art. 9 DSGVO, § 35 SGB I",
        False,
    ),
    (
        "DE_LANR",
        "Arztnummer",
        "Arztnummern",
        "physician number",
        "physician numbers",
        "ARZTNUMMER",
        _P4,
        False,
    ),
    (
        "DE_BSNR",
        "Betriebsstättennummer",
        "Betriebsstättennummern",
        "practice number",
        "practice numbers",
        "BETRIEBSSTAETTE",
        _P4,
        False,
    ),
    (
        "DE_EMPLOYER_NUMBER",
        "Betriebsnummer",
        "Betriebsnummern",
        "employer number",
        "employer numbers",
        "BETRIEBSNUMMER",
        _P4,
        False,
    ),
    (
        "DE_BENEFIT_NUMBER",
        "Leistungsnummer",
        "Leistungsnummern",
        "benefit number",
        "benefit numbers",
        "LEISTUNGSNUMMER",
        "§ 35 SGB I",
        False,
    ),
    (
        "DE_STAFF_NUMBER",
        "Personalnummer",
        "Personalnummern",
        "staff number",
        "staff numbers",
        "PERSONALNUMMER",
        "§ 50 BeamtStG",
        False,
    ),
    (
        "DE_STUDENT_NUMBER",
        "Schüler- oder Matrikelnummer",
        "Schüler- oder Matrikelnummern",
        "student number",
        "student numbers",
        "SCHUELERNUMMER",
        _P4,
        False,
    ),
    (
        "DE_ID_CARD",
        "Personalausweisnummer",
        "Personalausweisnummern",
        "identity card number",
        "identity card numbers",
        "AUSWEIS",
        "§ 20 PAuswG",
        False,
    ),
    (
        "DE_PASSPORT",
        "Passnummer",
        "Passnummern",
        "passport number",
        "passport numbers",
        "PASS",
        "§ 16 PassG",
        False,
    ),
    (
        "DE_RESIDENCE_PERMIT",
        "Nummer eines Aufenthaltstitels",
        "Nummern von Aufenthaltstiteln",
        "residence permit number",
        "residence permit numbers",
        "AUFENTHALTSTITEL",
        _P4,
        False,
    ),
    (
        "DE_AZR",
        "AZR-Nummer",
        "AZR-Nummern",
        "register number for foreigners",
        "register numbers for foreigners",
        "AZR",
        _P4,
        False,
    ),
    (
        "DE_BAMF",
        "BAMF-Aktenzeichen",
        "BAMF-Aktenzeichen",
        "asylum file number",
        "asylum file numbers",
        "BAMF_AZ",
        "Art. 9 DSGVO",
        False,
    ),
    (
        "DE_DRIVING_LICENCE",
        "Führerscheinnummer",
        "Führerscheinnummern",
        "driving licence number",
        "driving licence numbers",
        "FUEHRERSCHEIN",
        _P4,
        False,
    ),
    ("IBAN_CODE", "IBAN", "IBANs", "IBAN", "IBANs", "IBAN", _P4, False),
    ("BANK_ACCOUNT", "Kontonummer", "Kontonummern", "bank account", "bank accounts", "KONTO", _P4, False),
    ("CREDIT_CARD", "Kartennummer", "Kartennummern", "card number", "card numbers", "KARTE", _P4, False),
    (
        "DE_COURT_FILE",
        "gerichtliches Aktenzeichen",
        "gerichtliche Aktenzeichen",
        "court file number",
        "court file numbers",
        "GERICHTS_AZ",
        "Art. 10 DSGVO",
        False,
    ),
    (
        "DE_FILE_SIGN",
        "Aktenzeichen",
        "Aktenzeichen",
        "file number",
        "file numbers",
        "AKTENZEICHEN",
        _P4,
        False,
    ),
    (
        "DE_CASH_SIGN",
        "Kassenzeichen",
        "Kassenzeichen",
        "cash sign",
        "cash signs",
        "KASSENZEICHEN",
        "§ 30 AO",
        False,
    ),
    ("DE_PARCEL", "Flurstück", "Flurstücke", "parcel", "parcels", "FLURSTUECK", _P4, False),
    (
        "DE_LAND_REGISTER",
        "Grundbuchangabe",
        "Grundbuchangaben",
        "land register entry",
        "land register entries",
        "GRUNDBUCH",
        _P4,
        False,
    ),
    (
        "DE_HANDELSREGISTER",
        "Registernummer",
        "Registernummern",
        "company register number",
        "company register numbers",
        "REGISTER",
        _P4,
        False,
    ),
    (
        "DE_REGISTER_BLOCK",
        "Auskunftssperre",
        "Auskunftssperren",
        "register disclosure bar",
        "register disclosure bars",
        "SPERRVERMERK",
        "§§ 51, 52 BMG",
        True,
    ),
    (
        "SECRET",
        "Zugangsdatum",
        "Zugangsdaten",
        "credential",
        "credentials",
        "GEHEIMNIS",
        "Art. 32 DSGVO",
        False,
    ),
    (
        "CONFIDENTIALITY_MARK",
        "Vertraulichkeitsvermerk",
        "Vertraulichkeitsvermerke",
        "confidentiality mark",
        "confidentiality marks",
        "VERMERK",
        "VSA; § 353b StGB",
        False,
    ),
    (
        "HEALTH",
        "Gesundheitsangabe",
        "Gesundheitsangaben",
        "health detail",
        "health details",
        "GESUNDHEIT",
        "Art. 9 DSGVO",
        True,
    ),
    (
        "DISABILITY",
        "Angabe zu einer Behinderung",
        "Angaben zu einer Behinderung",
        "disability detail",
        "disability details",
        "BEHINDERUNG",
        "Art. 9 DSGVO",
        True,
    ),
    (
        "RELIGION",
        "Angabe zur Religion",
        "Angaben zur Religion",
        "religious detail",
        "religious details",
        "RELIGION",
        "Art. 9 DSGVO",
        True,
    ),
    (
        "UNION",
        "Angabe zur Gewerkschaft",
        "Angaben zur Gewerkschaft",
        "union detail",
        "union details",
        "GEWERKSCHAFT",
        "Art. 9 DSGVO",
        True,
    ),
    (
        "ORIGIN",
        "Angabe zur Herkunft",
        "Angaben zur Herkunft",
        "origin detail",
        "origin details",
        "HERKUNFT",
        "Art. 9 DSGVO",
        True,
    ),
    (
        "POLITICS",
        "Angabe zur politischen Meinung",
        "Angaben zur politischen Meinung",
        "political detail",
        "political details",
        "POLITIK",
        "Art. 9 DSGVO",
        True,
    ),
    (
        "SEXUALITY",
        "Angabe zum Sexualleben",
        "Angaben zum Sexualleben",
        "detail of sex life",
        "details of sex life",
        "SEXUALITAET",
        "Art. 9 DSGVO",
        True,
    ),
    (
        "BIOMETRIC",
        "biometrische Angabe",
        "biometrische Angaben",
        "biometric detail",
        "biometric details",
        "BIOMETRIE",
        "Art. 9 DSGVO",
        True,
    ),
    (
        "CRIMINAL",
        "Angabe zu Straftaten",
        "Angaben zu Straftaten",
        "criminal detail",
        "criminal details",
        "STRAFTAT",
        "Art. 10 DSGVO",
        True,
    ),
    (
        "MINOR",
        "Angabe zu einem Kind",
        "Angaben zu Kindern",
        "detail of a child",
        "details of children",
        "KIND",
        "§§ 61 ff. SGB VIII",
        True,
    ),
    (
        "SOCIAL_BENEFIT",
        "Angabe zu Sozialleistungen",
        "Angaben zu Sozialleistungen",
        "social benefit detail",
        "social benefit details",
        "SOZIALLEISTUNG",
        "§ 35 SGB I",
        True,
    ),
    (
        OWN,
        "Angabe aus einer eigenen Liste",
        "Angaben aus eigenen Listen",
        "item of a house list",
        "items of house lists",
        "EIGENE_ANGABE",
        "Festlegung der Behörde",
        False,
    ),
)

SURROGATES = frozenset(
    {"PERSON", "DE_ADDRESS", "DATE_OF_BIRTH", "PHONE_NUMBER", "EMAIL_ADDRESS", "IBAN_CODE", "DE_TAX_ID"}
)
"""Entities that can have a realistic stand-in: those with a range or a form that belongs to nobody."""
