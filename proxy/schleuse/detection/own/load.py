"""Reads the file with an authority's own patterns and lists. Every fault has its file, line and column."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from schleuse import yamlfile
from schleuse.detection.own.schema import OwnSchema
from schleuse.entities import ENTITIES
from schleuse.yamlfile import Document, Problem


@dataclass(frozen=True, slots=True)
class Own:
    """The file, read and checked as far as that needs neither key nor engine."""

    schema: OwnSchema
    document: Document
    folder: Path

    def path(self, named: Path) -> Path:
        """Return where a file lies that is named here (relative to the folder of this file)."""
        return self.folder / named

    def files(self) -> list[Path]:
        """Return all files that decide what is found."""
        named = [one.file for one in self.schema.lists]
        if self.schema.key_file and named:
            named.append(self.schema.key_file)
        return [Path(self.document.file), *map(self.path, named)]

    def problem(self, path: Sequence[str | int], message: str) -> Problem:
        """Build a problem at a place of the file."""
        return self.document.problem(path, message)


def load(path: Path) -> Own:
    """Read the file, and let its kinds of data be known by their titles.

    Raises:
        ConfigError: it is missing, broken, or says something twice.

    """
    document = yamlfile.load(path)
    own = Own(yamlfile.validate(OwnSchema, document), document, path.parent)
    if problems := list(_doubles(own)):
        raise yamlfile.ConfigError(problems)
    for entity, title in own.schema.entities.items():
        ENTITIES.entitle(entity, (title.de, title.de_plural, title.en, title.en_plural))
    return own


def _doubles(own: Own) -> Iterator[Problem]:
    seen: set[str] = set()
    patterns, lists = own.schema.patterns, own.schema.lists
    ids = [("patterns", index, one.id) for index, one in enumerate(patterns)]
    ids += [("lists", index, one.id) for index, one in enumerate(lists)]
    for kind, index, name in ids:
        if name in seen:
            yield own.problem([kind, index, "id"], f"there are two with the id '{name}'")
        seen.add(name)
    if lists and own.schema.key_file is None:
        yield own.problem(["lists"], "lists need 'key_file', the key with which `schleuse lists build` made them")


def state(path: Path) -> str:
    """Return what changes whenever the file, or one that it names, changes; cheap enough to ask every second.

    What cannot be read counts as a state of its own.
    """
    digest = blake2b(digest_size=8)
    try:
        files = load(path).files()
    except yamlfile.ConfigError:
        files = [path]
    for file in files:
        try:
            about = file.stat()
            digest.update(f"{file}\0{about.st_mtime_ns}\0{about.st_size}\0{about.st_ino}\n".encode())
        except OSError:
            digest.update(f"{file}\0missing\n".encode())
    return digest.hexdigest()
