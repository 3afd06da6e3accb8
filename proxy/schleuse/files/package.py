"""Office files as packages of parts (ECMA-376, part 2), and what is read of parts that no one else reads."""

import posixpath
from collections.abc import Iterator
from urllib.parse import unquote

from schleuse.files.archive import Archive, check
from schleuse.files.collector import Here, UnreadableError
from schleuse.files.flow import read_flow
from schleuse.files.formats import Format, recognise
from schleuse.files.images import is_thumbnail
from schleuse.files.xmlread import Attributes, Handler, parse, read_xml
from schleuse.model import PlaceKind, Unread

_SILENT = (
    "theme", "fonttable", "styles", "websettings", "numbering", "tablestyles", "presprops", "viewprops", "calcchain",
    "printersettings",
)  # fmt: skip
"""Parts that hold names of fonts, colours and formats, and nothing that people wrote."""
_FONTS = (".odttf", ".fntdata", ".ttf")
_MACROS = ("vbaproject.bin", "vbadata.xml", "vbaprojectsignature")
_PLACES = {
    "header": PlaceKind.HEADER,
    "footer": PlaceKind.HEADER,
    "footnotes": PlaceKind.FOOTNOTE,
    "endnotes": PlaceKind.FOOTNOTE,
    "comment": PlaceKind.COMMENT,
    "threadedcomment": PlaceKind.COMMENT,
    "notesmaster": PlaceKind.NOTES,
}


class Package:
    """The parts of an office file; each is read once."""

    def __init__(self, archive: Archive, here: Here) -> None:
        self.archive = archive
        self.here = here
        self._left = {entry.filename: None for entry in archive.entries}
        check(archive, here)

    def take(self, part: str) -> bytes:
        """Return a part that somebody reads now.

        Raises:
            UnreadableError: it does not exist or cannot be unpacked.

        """
        self._left.pop(part, None)
        return self.archive.read(part)

    def has(self, part: str) -> bool:
        """Whether a part exists and nobody has read it yet."""
        return part in self._left

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Return id -> (last word of the type, name of the part) of what a part refers to inside the file."""
        folder, name = posixpath.split(part)
        rels = f"{folder}/_rels/{name}.rels"
        if rels not in self.archive.names:
            return {}
        handler = _Relations(folder)
        parse(self.archive.read(rels), handler)
        return handler.found

    def related(self, part: str, kind: str) -> Iterator[str]:
        """Return the parts of a kind that a part refers to and that nobody has read yet."""
        return (target for found, target in self.relations(part).values() if found == kind and self.has(target))

    def main(self) -> str:
        """Return the name of the main part.

        Raises:
            UnreadableError: ``BROKEN``: there is none.

        """
        handler = _Relations("")
        parse(self.archive.read("_rels/.rels"), handler)
        for kind, target in handler.found.values():
            if kind == "officeDocument" and target in self.archive.names:
                return target
        raise UnreadableError(Unread.BROKEN)

    def rest(self) -> None:
        """Read all parts that are left."""
        for part in list(self._left):
            try:
                self._part(part)
            except UnreadableError as error:
                self.here.miss(error.why)
                if error.why in {Unread.TOO_LARGE, Unread.TOO_MANY}:
                    return

    def _part(self, part: str) -> None:
        name = posixpath.basename(part).lower()
        if part == "[Content_Types].xml" or name.startswith(_SILENT) or name.endswith(_FONTS):
            return
        if name.startswith(_MACROS):
            self.here.miss(Unread.MACRO)
            return
        content = self.take(part)
        place = next((kind for word, kind in _PLACES.items() if name.startswith(word)), PlaceKind.METADATA)
        there = self.here.at(place)
        if part.startswith(("docProps/", "customXml/")) and name.endswith(".xml"):
            read_xml(content, there, lined=False)
        elif name.endswith((".xml", ".rels", ".vml")):
            read_flow(content, there)
        elif recognise(content) is not Format.IMAGE:
            self.here.inside(content, "", PlaceKind.ATTACHMENT)
        elif not is_thumbnail(part, content):
            self.here.inside(content, "", PlaceKind.PICTURE)


class _Relations(Handler):
    def __init__(self, folder: str) -> None:
        self.found: dict[str, tuple[str, str]] = {}
        self._folder = folder

    def start(self, name: str, attributes: Attributes) -> None:
        if name != "Relationship" or attributes.get("TargetMode") == "External":
            return
        target = unquote(attributes.get("Target", ""))
        path = target.lstrip("/") if target.startswith("/") else posixpath.join(self._folder, target)
        kind = attributes.get("Type", "").rpartition("/")[2]
        self.found[attributes.get("Id", "")] = (kind, posixpath.normpath(path))
