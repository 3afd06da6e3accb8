"""When are two spellings one value?"""

import re
import unicodedata
from datetime import date

_COMPACT = frozenset(
    {
        "IBAN_CODE", "CREDIT_CARD", "PHONE_NUMBER", "BANK_ACCOUNT", "MAC_ADDRESS", "VIN", "DE_TAX_ID", "DE_TAX_NUMBER",
        "DE_VAT_ID", "DE_BUSINESS_ID", "DE_SOCIAL_SECURITY", "DE_HEALTH_INSURANCE", "DE_LANR", "DE_BSNR",
        "DE_EMPLOYER_NUMBER", "DE_BENEFIT_NUMBER", "DE_STAFF_NUMBER", "DE_STUDENT_NUMBER", "DE_ID_CARD", "DE_PASSPORT",
        "DE_RESIDENCE_PERMIT", "DE_AZR", "DE_DRIVING_LICENCE",
    }
)  # fmt: skip
"""Numbers whose grouping means nothing. Elsewhere it does: 1.11.1990 is not 11.1.1990, H-HA 1 is not HH-A 1."""
_EXACT = frozenset({"SECRET"})
_SEPARATORS = re.compile(r"[\s./:,()–—-]+")
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januar jan jänner", "februar feb", "märz mär mrz", "april apr", "mai", "juni jun", "juli jul",
            "august aug", "september sep sept", "oktober okt", "november nov", "dezember dez",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
DATE = re.compile(
    r"(?P<day>\d{1,2})(?P<one>[./-]\s*)(?:(?P<month>\d{1,2})(?P<two>[./-]\s*)|(?P<name>[A-Za-zäÄ]{3,9})(?P<dot>\.?\s+))"
    r"(?P<year>\d{4}|\d{2})|(?P<iso>(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2}))"
)


def plain(text: str) -> str:
    """Return a text without what cannot be seen, compatibility forms and case undone."""
    visible = "".join(char for char in text if unicodedata.category(char) != "Cf")
    return unicodedata.normalize("NFKC", visible).casefold()


def normal_form(entity: str, text: str) -> str:
    """Return the form in which two spellings of one value are equal; two different values never are."""
    if entity in _EXACT:
        return text
    text = plain(text)
    if entity in _COMPACT:
        text = _SEPARATORS.sub("", text)
        if entity == "PHONE_NUMBER":
            text = re.sub(r"^(?:\+|00)49(?:0(?=[1-9]))?", "0", text)
        return text
    if entity == "DATE_OF_BIRTH" and (found := read_date(text)):
        return found.isoformat()
    if entity == "DE_KFZ":
        return "-".join(re.findall(r"[^\W\d_]+|\d+", text))
    if entity == "DE_ADDRESS":
        text = re.sub(r"stra(?:ss|ß)e\b", "str", text).replace("str.", "str").replace(",", " ")
    return " ".join(text.split())


def read_date(text: str) -> date | None:
    """Return the day that a text names (12.3.1980, 12. März 1980, 1980-03-12), if it is one. 31 means 1931, 09 2009."""
    match = DATE.search(text)
    if match is None:
        return None
    try:
        if match["iso"]:
            return date(int(match["y"]), int(match["m"]), int(match["d"]))
        month = int(match["month"]) if match["month"] else _MONTHS.get(match["name"].casefold(), 0)
        year = int(match["year"])
        if len(match["year"]) == 2:
            year += 2000 if year <= 26 else 1900
        return date(year, month, int(match["day"]))
    except ValueError:
        return None
