"""Write another day in the way in which a text writes one."""

import re
from datetime import date

from schleuse.pseudonyms.spelling import DATE, read_date

_MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni",
    "Juli", "August", "September", "Oktober", "November", "Dezember",
)  # fmt: skip


def rewritten(text: str, day: date) -> str | None:
    """Return a text with its first date exchanged, or ``None`` where that would not be read as the same day."""
    match = DATE.search(text)
    if match is None:
        return None
    if match["iso"]:
        written = day.isoformat()
    else:
        pad = "02" if match["day"].startswith("0") or (match["month"] or "").startswith("0") else ""
        if len(match["day"]) == 2 and len(match["month"] or "00") == 2:
            pad = "02"
        year = f"{day.year:04}"[-len(match["year"]) :]
        if match["month"]:
            written = f"{day.day:{pad}}{match['one']}{day.month:{pad}}{match['two']}{year}"
        else:
            name = _MONTHS[day.month - 1]
            if match["dot"].startswith("."):
                name = name[:3]
            elif match["name"].isupper():
                name = name.upper()
            written = f"{day.day:{pad}}{match['one']}{name}{match['dot']}{year}"
    return text[: match.start()] + written + text[match.end() :] if read_date(written) == day else None


def pattern(day: date) -> str:
    """Return a regular expression for the usual ways to write a day; a two-digit year only where it means this one."""
    year = f"(?:{day.year // 100})?{day.year % 100:02}" if _is_short(day) else f"{day.year:04}"
    name = _MONTHS[day.month - 1]
    names = f"(?:{name}|{name[:3]}\\.?)"
    return (
        rf"(?<!\d)(?:0?{day.day}[./-]\s{{0,3}}0?{day.month}[./-]\s{{0,3}}{year}|0?{day.day}\.\s{{0,3}}{names}\s{{1,3}}{year}"
        rf"|{day.isoformat()})(?!\d)"
    )


def spellings(day: date) -> list[str]:
    """Return those ways without anything but letters and digits, lower case."""
    years = [f"{day.year:04}", *([f"{day.year % 100:02}"] if _is_short(day) else [])]
    name = _MONTHS[day.month - 1].lower()
    months = [str(day.month), f"{day.month:02}", name, name[:3]]
    days = {str(day.day), f"{day.day:02}"}
    return [f"{one}{month}{year}" for one in days for month in months for year in years] + [
        re.sub(r"\D", "", day.isoformat())
    ]


def _is_short(day: date) -> bool:
    return read_date(f"{day.day}.{day.month}.{day.year % 100:02}") == day
