"""Synthetic prompts of town halls: templates with slots for persons, places and everything else."""

import re
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Final

from models.train.names import Names, Person
from models.train.sample import Builder, Mark, Sample
from models.train.transcribe import plain
from models.train.words import Words

TEMPLATES: Final = Path(__file__).parent / "templates"
WITH_PERSONS: Final = ("letters", "chat", "speech", "english")
WEIGHTS: Final = (24, 40, 26, 10)
"""How often each file of templates with persons is used."""

_CHOICE = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)
_SLOT = re.compile(r"\{([a-z_]+)(?:\.([a-z_]+))?\}")
PERSONS: Final = frozenset("abcde")
_PLACES: Final = frozenset(("place", "street"))
_ORGANISATIONS: Final = frozenset(("org", "firm", "school"))


def read_templates(name: str) -> list[str]:
    """Return the templates of a file."""
    lines = (TEMPLATES / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    while lines[0].startswith("# "):
        del lines[0]
    return [part.strip("\n") for part in "\n".join(lines).split("\n%%\n")]


class Prompts:
    """Fills templates; the same random numbers give the same prompts."""

    def __init__(self, names: Names, words: Words) -> None:
        """Take the names and words to fill in."""
        self.names = names
        self.words = words
        self._named = [read_templates(name) for name in WITH_PERSONS]
        self._clean = read_templates("clean")

    def named(self, rng: Random) -> Sample:
        """Return a prompt with persons."""
        return self.fill(rng, rng.choice(rng.choices(self._named, WEIGHTS)[0]))

    def clean(self, rng: Random) -> Sample:
        """Return a prompt without persons, or with what only looks like one."""
        return self.fill(rng, rng.choice(self._clean))

    def fill(self, rng: Random, template: str) -> Sample:
        """Return the template with every choice made and every slot filled.

        Raises:
            KeyError: a slot that there is not.

        """
        while _CHOICE.search(template):
            template = _CHOICE.sub(lambda choice: rng.choice(choice[1].split("|")), template)
        persons: dict[str, Person] = {}
        builder = Builder()
        position = 0
        for slot in _SLOT.finditer(template):
            builder.add(template[position : slot.start()])
            position = slot.end()
            name, form = slot.groups()
            if name in PERSONS:
                person = persons.get(name) or persons.setdefault(name, self.names.person(rng))
                for text, label in _person(rng, person, form or "full"):
                    builder.add(text, label)
            else:
                builder.add(*self._word(rng, name))
        builder.add(template[position:])
        return _united(builder.sample())

    def _word(self, rng: Random, slot: str) -> tuple[str, str | None]:
        slot, _, case = slot.partition("_")
        label = "LOC" if slot in _PLACES else "ORG" if slot in _ORGANISATIONS else None
        text = self._text(rng, slot)
        return (text.lower() if case == "low" else text.upper() if case == "up" else text), label

    def _text(self, rng: Random, slot: str) -> str:
        words = self.words
        match slot:
            case "place":
                return words.place(rng)
            case "street":
                return words.street(rng)
            case "school":
                return words.school(rng)
            case "firm":
                return words.firm(rng)
            case "trade":
                return rng.choice(words.surnames)
            case "noun":
                return words.noun(rng)
            case "compound":
                return words.compound(rng)
            case "term":
                return words.term(rng)
            case "abbr":
                return words.abbreviation(rng)
            case "code":
                return words.code(rng)
            case "title":
                return words.draw(rng, "titles")
            case "pron":
                return rng.choice(("seine", "ihre", "die"))
            case "day":
                return words.draw(rng, "days")
            case "date" | "dob":
                return date(rng, words)
            case "time":
                return f"{rng.randint(6, 21)}:{rng.randint(0, 59):02d}"
            case "zip":
                return f"{rng.randint(1067, 99998):05d}"
            case "no":
                house = rng.randint(1, 190)
                return f"{house}{rng.choice(('', '', '', '', 'a', 'b', ' c', f'-{rng.randint(191, 199)}'))}"
            case "n":
                return str(rng.randint(1, 60))
            case "num":
                return number(rng)
            case "phone":
                return phone(rng)
            case _:
                return words.draw(rng, slot)


def _united(sample: Sample) -> Sample:
    """Return the sample with neighbouring persons that only a blank divides as one: a first and a last name."""
    marks: list[Mark] = []
    for start, end, label in sample.marks:
        if marks and label == marks[-1][2] == "PER" and sample.text[marks[-1][1] : start] == " ":
            marks[-1] = (marks[-1][0], end, label)
        else:
            marks.append((start, end, label))
    return Sample(sample.text, tuple(marks))


def _person(rng: Random, person: Person, form: str) -> Iterator[tuple[str, str | None]]:
    first, last, female = person.first, person.last, person.female
    match form:
        case "full":
            yield f"{first} {last}", "PER"
        case "f":
            yield first, "PER"
        case "l":
            yield last, "PER"
        case "lf":
            yield f"{last}, {first}", "PER"
        case "li":
            yield f"{last}, {first[0]}.", "PER"
        case "i":
            yield f"{first[0]}. {last}", "PER"
        case "ini":
            yield (
                rng.choice(
                    (f"{first[0]}. {last[0].upper()}.", f"{first[0]}.{last[0].upper()}.", f"{first[0]}. {last}")
                ),
                "PER",
            )
        case "fi":
            yield f"{first} {last[0].upper()}.", "PER"
        case "gen":
            yield genitive(f"{first} {last}"), "PER"
        case "lgen":
            yield genitive(last), "PER"
        case "mail":
            yield address(rng, person), None
        case "login":
            yield login(person), None
        case "h":
            yield "Frau" if female else "Herr", None
        case "hn":
            yield "Frau" if female else "Herrn", None
        case "er" | "er_small":
            pronoun = "sie" if female else "er"
            yield pronoun if form == "er_small" or rng.random() < 0.3 else pronoun.capitalize(), None
        case "dear":
            yield "Sehr geehrte Frau" if female else "Sehr geehrter Herr", None
        case "dear_small":
            yield "sehr geehrte Frau" if female else "sehr geehrter Herr", None
        case _:
            raise KeyError(form)


def genitive(name: str) -> str:
    """Return the name in the genitive: Müllers, Hans', Fritz'."""
    return f"{name}'" if name[-1] in "sxzß" else f"{name}s"


def login(person: Person) -> str:
    """Return a user name of the person."""
    return "".join(plain(char) for char in f"{person.first[0]}{person.last}".lower() if char.isalpha())


def address(rng: Random, person: Person) -> str:
    """Return an e-mail address of the person, or of nobody."""
    host = rng.choice(("example.org", "stadt.example", "web.example", "gmx.example", "kreis.example", "mail.example"))
    if rng.random() < 0.25:
        return f"{rng.choice(('info', 'poststelle', 'kontakt', 'buero'))}@{host}"
    first, last = (
        "".join(plain(char) for char in part.lower() if char.isalpha()) for part in (person.first, person.last)
    )
    return f"{first}.{last}@{host}" if rng.random() < 0.7 else f"{last}{rng.randint(1, 99)}@{host}"


def date(rng: Random, words: Words) -> str:
    """Return a date in one of the usual notations."""
    day, month, year = rng.randint(1, 28), rng.randint(1, 12), rng.randint(1938, 2026)
    return rng.choice(
        (
            f"{day}.{month}.{year}",
            f"{day:02d}.{month:02d}.{year}",
            f"{day:02d}.{month:02d}.{year % 100:02d}",
            f"{day}. {words.draw(rng, 'months')} {year}",
            f"{year}-{month:02d}-{day:02d}",
        )
    )


def number(rng: Random) -> str:
    """Return an amount or a number of a file."""
    return rng.choice(
        (
            str(rng.randint(100, 99999)),
            f"{rng.randint(10, 9999)},{rng.randint(10, 99)}",
            f"{rng.randint(1, 99)}-{rng.randint(100, 999)}",
        )
    )


def phone(rng: Random) -> str:
    """Return something like a telephone number."""
    return rng.choice(
        (
            f"0{rng.randint(2000, 9999)} {rng.randint(10000, 999999)}",
            f"0{rng.randint(150, 179)}/{rng.randint(1000000, 9999999)}",
            f"+49 {rng.randint(30, 999)} {rng.randint(10000, 999999)}-{rng.randint(10, 99)}",
        )
    )
