"""Word and PowerPoint files (ECMA-376)."""

from schleuse.files.archive import Archive
from schleuse.files.collector import Here, UnreadableError
from schleuse.files.flow import Flow, read_flow
from schleuse.files.package import Package
from schleuse.files.xmlread import Attributes, Handler, parse
from schleuse.model import PlaceKind


def read_docx(archive: Archive, here: Here) -> None:
    """Read a Word file; places are its pages where Word noted them, else its paragraphs."""
    package = Package(archive, here)
    main = package.main()
    content = package.take(main)
    parse(content, _Body(here, by_page=b"lastRenderedPageBreak" in content))
    here.collector.close()
    package.rest()


class _Body(Flow):
    def __init__(self, here: Here, *, by_page: bool) -> None:
        super().__init__(here, self._paragraph)
        self._body = here
        self._by_page = by_page
        self._number = 1 if by_page else 0

    def _paragraph(self) -> Here:
        if not self._by_page:
            self._number += 1
        return self._body.at(PlaceKind.PAGE if self._by_page else PlaceKind.PARAGRAPH, self._number)

    def start(self, name: str, attributes: Attributes) -> None:
        """Take in an element; Word noted where it began a new page."""
        super().start(name, attributes)
        if self._by_page and name == "lastRenderedPageBreak":
            self._number += 1
            self._now = self._paragraph()


def read_pptx(archive: Archive, here: Here) -> None:
    """Read a PowerPoint file; places are its slides."""
    package = Package(archive, here)
    main = package.main()
    order = _Slides()
    parse(package.archive.read(main), order)
    relations = package.relations(main)
    for number, name in enumerate(order.ids, 1):
        part = relations.get(name, ("", ""))[1]
        if package.has(part):
            _slide(package, part, number, here)
    package.rest()


def _slide(package: Package, part: str, number: int, here: Here) -> None:
    content = package.take(part)
    hidden = _Hidden()
    parse(content, hidden)
    slide = here.at(PlaceKind.HIDDEN_SLIDE if hidden.found else PlaceKind.SLIDE, number)
    read_flow(content, slide)
    kinds = {"notesSlide": PlaceKind.NOTES, "comments": PlaceKind.COMMENT, "diagramData": None, "chart": None}
    for kind, place in kinds.items():
        for target in package.related(part, kind):
            try:
                read_flow(package.take(target), slide.at(place) if place else slide)
            except UnreadableError as error:
                slide.miss(error.why)


class _Slides(Handler):
    def __init__(self) -> None:
        self.ids: list[str] = []

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "sldId":
            self.ids.append(attributes.get("r:id", ""))


class _Hidden(Handler):
    def __init__(self) -> None:
        self.found = False

    def start(self, name: str, attributes: Attributes) -> None:
        self.found = self.found or (name == "sld" and attributes.get("show") in {"0", "false"})
