"""The report shows numbers, and texts only where it is told to, and then as texts."""

from html.parser import HTMLParser

from schleuse.evaluation.contexts import Place, missed, quote
from schleuse.evaluation.measure import score
from schleuse.evaluation.page import page
from schleuse.evaluation.tables import Table
from tests.evaluation.conftest import item

EVIL = "<script src='https://evil.example'>&\"\x1b[31m\ud800"


class Seen(HTMLParser):
    """Collects tags, addresses and text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [f"{name}={value}" for name, value in attrs if name in ("src", "href", "action")]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_everything_is_escaped_and_nothing_is_loaded() -> None:
    place = Place(EVIL, EVIL, EVIL, EVIL, EVIL, EVIL)
    html = page(EVIL, [EVIL], [Table(EVIL, (EVIL, "b"), [(EVIL, "1")])], [(EVIL, [place])])
    seen = Seen(html)
    assert "script" not in seen.tags
    assert seen.links == []
    assert seen.text.count("<script src='https://evil.example'>&\"\ufffd[31m\ufffd") == 13
    assert "\x1b" not in html
    html.encode("utf-8")
    assert seen.tags.count("mark") == 1


def test_it_quotes_nothing_unless_told_to_and_says_so_if_it_does() -> None:
    table = Table("By label", ("label", "spans"), [("PERSON", "1")])
    bare = page("Title", [], [table])
    assert "PERSON" in bare
    assert "quotes the corpus" not in bare
    scores = score([item("Herr Sommerfeld kommt", (5, 15, "PERSON"))], [((),)])
    assert "quotes the corpus" in page("Title", [], [table], [("Missed", list(missed(scores)))])


def test_long_places_are_cut() -> None:
    place = quote("1", "SECRET", "", "a" * 100 + "b" * 1000 + "c" * 100, 100, 1100)
    assert place.before == "a" * 60
    assert place.text == "b" * 200 + "…"
    assert place.behind == "c" * 40
