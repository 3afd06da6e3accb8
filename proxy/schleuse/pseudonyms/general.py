"""What may be known of a value when the value itself may not."""

import re
from datetime import date

from schleuse.pseudonyms.spelling import read_date

_BAND = 10
_OLDEST = 90
"""From this age on there is one band: the very old are few."""


def general(entity: str, text: str, today: date) -> str:
    """Return a coarser form of a value: an age band, a postal region, a country; ``""`` where there is none."""
    if entity == "DATE_OF_BIRTH":
        born = read_date(text)
        return _age_band(born, today) if born and born <= today else ""
    if entity == "DE_ADDRESS":
        code = re.search(r"(?<!\d)(\d{2})\d{3}(?!\d)", text)
        return f"PLZ {code[1]}…" if code else ""
    if entity == "IBAN_CODE":
        country = re.match(r"\s*([A-Za-z]{2})", text)
        return country[1].upper() if country else ""
    return ""


def _age_band(born: date, today: date) -> str:
    age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    if age < 18:
        return "minderjährig"
    if age >= _OLDEST:
        return f"ab {_OLDEST} Jahre"
    start = age // _BAND * _BAND
    return f"{max(start, 18)}-{start + _BAND - 1} Jahre"
