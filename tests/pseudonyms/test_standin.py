"""What stands in for a value: of the same form, belonging to nobody, and never said already."""

import itertools
import re
from datetime import date
from pathlib import Path

import pytest

from schleuse.entities import SURROGATES
from schleuse.pseudonyms import fiction
from schleuse.pseudonyms.book import Assigned, Batch, Book, Mention
from schleuse.pseudonyms.dates import pattern, rewritten, spellings
from schleuse.pseudonyms.forms import Forms, squeeze
from schleuse.pseudonyms.given_names import gender_of
from schleuse.pseudonyms.spelling import read_date
from schleuse.pseudonyms.standin import SHIFT_DAYS, Taken

HISTORIC = Path(__file__).parents[2] / "rules" / "words" / "historic-persons.txt"


def cast(*mentions: tuple[str, str], text: str = "", book: Book | None = None) -> list[Assigned]:
    found = [Mention(entity, value) for entity, value in mentions]
    taken = Taken.of([text, *(value for _, value in mentions)])
    return (book or Book()).assign(Batch(found, realistic=SURROGATES, taken=taken))


def sent(*mentions: tuple[str, str], text: str = "") -> list[str]:
    return [one.sent for one in cast(*mentions, text=text)]


def test_all_ways_to_write_one_name_are_kept() -> None:
    names = sent(
        ("PERSON", "Petra Müller"),
        ("PERSON", "MÜLLER"),
        ("PERSON", "Petra"),
        ("PERSON", "Müller, Petra"),
        ("PERSON", "P. Müller"),
    )
    given, family = names[0].split()
    assert names[1:] == [family.upper(), given, f"{family}, {given}", f"{given[0]}. {family}"]
    assert given in fiction.GIVEN["de", "f"]


@pytest.mark.parametrize(
    ("name", "origin", "gender"),
    [
        ("Mehmet Yılmaz", "tr", "m"),
        ("Agnieszka Nowak", "sl", "f"),
        ("Karim Haddad", "ar", "m"),
        ("Hans Meier", "de", "m"),
    ],
)
def test_gender_and_origin_are_kept(name: str, origin: str, gender: str) -> None:
    given, family = sent(("PERSON", name))[0].split()
    assert given in fiction.GIVEN[origin, gender]
    assert family in fiction.FAMILIES[origin]


def test_two_people_never_share_a_part_of_a_name() -> None:
    people = [("PERSON", f"Hans Muster{chr(97 + n)}{chr(97 + m)}") for n in range(8) for m in range(4)]
    names = sent(*people)
    parts = [part for name in names for part in name.split()]
    assert len(set(parts)) == len(parts) == 64


def test_when_no_name_is_left_the_placeholder_is_sent() -> None:
    people = [("PERSON", f"Hans Muster{chr(97 + n)}{chr(97 + m)}") for n in range(20) for m in range(5)]
    done = cast(*people)
    assert {one.sent for one in done[-20:]} == {""}
    assert len({one.placeholder for one in done}) == 100


def test_a_stand_in_equals_nothing_in_the_texts() -> None:
    (first,) = sent(("PERSON", "Petra Müller"))
    (second,) = sent(("PERSON", "Petra Müller"), text=f"{first.split()[1].upper()} und {first.split()[0]}s Akte")
    assert not set(first.split()) & set(second.split())
    (number,) = sent(("PHONE_NUMBER", "0341 1234567"))
    assert sent(("PHONE_NUMBER", "0341 1234567"), text=f"Rückruf: {number.replace(' ', '/')}") != [number]


def test_what_is_said_later_takes_the_stand_in_away() -> None:
    book = Book()
    (first,) = cast(("PERSON", "Petra Müller"), book=book)
    (again,) = cast(("PERSON", "Petra Müller"), book=book)
    assert again.sent == first.sent
    (other,) = cast(("PERSON", "Petra Müller"), text=f"Frau {first.sent.split()[1]} ruft an", book=book)
    assert other.sent.split()[1] != first.sent.split()[1]


def test_intervals_between_dates_hold_in_every_spelling() -> None:
    texts = ["12.03.1980", "2. April 1980", "1980-03-01", "5.3.80", "01/09/1979"]
    moved = [read_date(text) for text in sent(*(("DATE_OF_BIRTH", text) for text in texts))]
    distances = {(new - old).days for new, text in zip(moved, texts, strict=True) if new and (old := read_date(text))}
    assert len(distances) == 1
    assert SHIFT_DAYS[0] <= abs(distances.pop()) < SHIFT_DAYS[1]


def test_numbers_have_a_valid_form_from_ranges_that_are_never_issued() -> None:
    account, tax, phone, mail = sent(
        ("IBAN_CODE", "DE89 3704 0044 0532 0130 00"),
        ("DE_TAX_ID", "86 095 742 719"),
        ("PHONE_NUMBER", "+49 341 1234567"),
        ("EMAIL_ADDRESS", "petra.mueller@web.de"),
    )
    assert re.fullmatch(r"DE\d\d 9999 9999 \d{4} \d{4} \d\d", account)
    bare = account.replace(" ", "")
    assert int("".join(str(int(char, 36)) for char in bare[4:] + bare[:4])) % 97 == 1
    assert re.fullmatch(r"0\d \d{3} \d{3} \d{3}", tax)
    assert phone.startswith("+49 30 23125")
    assert mail.endswith(".example")


def test_all_tax_ids_are_built_right() -> None:
    ids = [one.sent for one in cast(*(("DE_TAX_ID", f"8609574{number:04}") for number in range(200)))]
    assert len(set(ids)) == 200
    for number in ids:
        counts = sorted((number[:10].count(digit) for digit in set(number[:10])), reverse=True)
        assert counts[0] == 2
        assert set(counts[1:]) == {1}
        product = 10
        for digit in number[:10]:
            product = 2 * ((int(digit) + product) % 10 or 10) % 11
        assert (11 - product) % 10 == int(number[10])


@pytest.mark.parametrize(
    ("address", "form"),
    [
        ("Musterstraße 3", r"[A-Z][a-z]+ \d+"),
        ("Musterstraße 3, 04109 Leipzig", r"[A-Z][a-z]+ \d+, 00\d{3} [A-Z][a-z]+"),
        ("Musterstraße 3\n04109 Leipzig", r"[A-Z][a-z]+ \d+\n00\d{3} [A-Z][a-z]+"),
        ("04109 Leipzig", r"00\d{3} [A-Z][a-z]+"),
        ("Am Markt 5 in Wurzen", r"[A-Z][a-z]+ \d+ in [A-Z][a-z]+"),
    ],
)
def test_an_address_keeps_its_form(address: str, form: str) -> None:
    (written,) = sent(("DE_ADDRESS", address))
    assert re.fullmatch(form, written)
    assert not set(re.findall(r"\w+", written)) & (set(re.findall(r"\w+", address)) - {"in"})


def test_what_no_stand_in_is_for_keeps_its_placeholder() -> None:
    assert sent(("SECRET", "geheim"), ("IBAN_CODE", "AT61 1904 3002 3457 3201"), ("DATE_OF_BIRTH", "im März 1980")) == [
        "",
        "",
        "",
    ]


def test_a_book_comes_back_with_its_stand_ins() -> None:
    book = Book()
    first = cast(("PERSON", "Petra Müller"), ("DATE_OF_BIRTH", "12.03.1980"), book=book)
    again = Book.load(book.dump())
    assert [one.sent for one in cast(("PERSON", "Petra Müller"), ("DATE_OF_BIRTH", "12.03.1980"), book=again)] == [
        one.sent for one in first
    ]
    assert again.dump() == book.dump()


def test_invented_names_are_plain_distinct_and_no_known_persons() -> None:
    lists = [*fiction.FAMILIES.values(), *fiction.GIVEN.values(), fiction.ANYBODY, fiction.STREETS, fiction.TOWNS]
    words = [word for names in lists for word in names]
    assert len(set(words)) == len(words)
    assert all(re.fullmatch(r"[A-Z][a-z]+[^sxz\W]", word) for word in words)
    known = set(HISTORIC.read_text(encoding="utf-8").split())
    assert not known & {word.lower() for names in fiction.FAMILIES.values() for word in names}
    for (_, gender), names in fiction.GIVEN.items():
        assert all(gender_of(name.lower()) in {gender, ""} for name in names)


def test_every_spelling_of_a_day_is_found_and_no_other_day() -> None:
    day = date(1980, 3, 2)
    written = [
        "2.3.1980",
        "02.03.1980",
        "2. März 1980",
        "02.03.80",
        "1980-03-02",
        "2/3/1980",
        "2. Mär 1980",
    ]
    for text in written:
        assert re.search(pattern(day), text, re.IGNORECASE), text
        assert squeeze(text) in spellings(day)
    for text in ("12.3.1980", "2.3.1981", "2.31.980", "22.03.1980", "02.03.198"):
        assert not re.search(pattern(day), text, re.IGNORECASE), text
    assert rewritten("geb. 31.12.80", date(2030, 1, 5)) is None


def test_a_text_that_may_become_a_stand_in_is_held_back() -> None:
    (one,) = cast(("PERSON", "Petra Müller"))
    forms = Forms([one])
    given, family = one.sent.split()
    for length in range(1, len(one.sent) + 1):
        text = "Liebe " + one.sent[:length]
        assert forms.unfinished(text) == 6, text
    assert forms.unfinished(f"Liebe {given} {family}, wir") == len(f"Liebe {given} {family}, wir")
    assert forms.unfinished(given[2:5] + "xy") == 5


def test_parts_of_a_longer_word_are_left_alone() -> None:
    (one,) = cast(("PERSON", "Petra Müller"))
    family = one.sent.split()[1]
    for text in (f"{family}ung", f"Ober{family.lower()}", f"x{family}"):
        assert Forms([one]).next(text, 0) == []
    for before, after in itertools.product(("", "„", "-", "**"), ("", "s", "“", "-Akte", "**", "’s")):
        assert Forms([one]).next(before + family + after, 0)[0].value == "Müller"


def test_nothing_around_a_day_goes_out() -> None:
    assert sent(("DATE_OF_BIRTH", "12.03.1980 in Leipzig")) == [""]
    assert sent(("DATE_OF_BIRTH", "12.03.1980"))[0]
