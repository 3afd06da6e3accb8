"""How a page comes about: templates, texts in the house's language, and how numbers and days are written."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from schleuse import yamlfile
from schleuse.entities import ENTITIES

_HERE = Path(__file__).parent
STATIC = _HERE / "static"


class Pages:
    """Renders the templates in one language. Escapes everything; a missing text or value is an error."""

    def __init__(self, language: Literal["de", "en"]) -> None:
        self.language = language
        self.texts: Mapping[str, Any] = _texts(language)
        self._environment = Environment(
            loader=FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals.update(t=self.texts, language=language)
        self._environment.filters.update(
            number=self.number,
            percent=self.percent,
            day=self.day,
            date=self.full_date,
            week=self.week,
            moment=self.moment,
            entity=self.entity,
            fill=fill,
        )

    def render(self, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
        """Return a page."""
        return HTMLResponse(self._environment.get_template(template).render(context), status_code=status)

    def error(self, status: int, kind: str) -> HTMLResponse:
        """Return the page for something that did not work; ``kind`` is a key of the texts under ``errors``."""
        return self.render("error.html", status=status, error=self.texts["errors"][kind])

    def number(self, value: int) -> str:
        """``1.234`` in German, ``1,234`` in English."""
        text = f"{value:,}"
        return text.replace(",", ".") if self.language == "de" else text

    def percent(self, part: int, whole: int) -> str:
        """Return a share without decimals; what exists is never shown as none, what is missing never as all."""
        if not whole:
            return "–"
        rounded = round(100 * part / whole)
        if part and not rounded:
            text = "<1"
        elif part != whole and rounded == 100:
            text = ">99"
        else:
            text = str(rounded)
        return f"{text} %" if self.language == "de" else f"{text}%"

    def day(self, value: date) -> str:
        """``Di, 24.11.``; in English ``Tue 24 Nov``."""
        weekday = self.texts["weekdays"][value.weekday()]
        if self.language == "de":
            return f"{weekday}, {value:%d.%m.}"
        return f"{weekday} {value.day} {self.texts['months'][value.month - 1]}"

    def full_date(self, value: date) -> str:
        """``24.11.2026``; in English ``24 November 2026``."""
        if self.language == "de":
            return f"{value:%d.%m.%Y}"
        return f"{value.day} {self.texts['months'][value.month - 1]} {value.year}"

    def week(self, monday: date) -> str:
        """``KW 48 (23.11.–29.11.)`` (ISO 8601)."""
        sunday, number = monday + timedelta(days=6), monday.isocalendar().week
        if self.language == "de":
            return f"KW {number} ({monday:%d.%m.}–{sunday:%d.%m.})"
        months = self.texts["months"]
        return f"Week {number} ({monday.day} {months[monday.month - 1]} – {sunday.day} {months[sunday.month - 1]})"

    def moment(self, value: datetime) -> str:
        """An aware moment in the machine's time zone, to the minute."""
        local = value.astimezone()
        if self.language == "de":
            return f"{local:%d.%m.%Y, %H:%M} Uhr"
        return f"{local.day} {self.texts['months'][local.month - 1]} {local:%Y, %H:%M}"

    def entity(self, entity: str, count: int) -> str:
        """Name an entity, in the number that fits; an id that a newer version wrote stays an id."""
        known = ENTITIES.get(entity)
        if known is None:
            return entity
        if self.language == "de":
            return known.singular if count == 1 else known.plural
        return known.english if count == 1 else known.english_plural


@cache
def _texts(language: str) -> Mapping[str, Any]:
    """Read the texts of a language, once: it takes a second."""
    texts: Mapping[str, Any] = yamlfile.load(_HERE / "texts" / f"{language}.yaml").data
    return texts


def fill(text: str, **values: object) -> str:
    """Put values in for ``{names}`` of a text."""
    return text.format(**values)
