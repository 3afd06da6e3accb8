"""From the file to recognizers."""

from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from schleuse import yamlfile
from schleuse.detection.own import hashes
from schleuse.detection.own.lists import OwnList
from schleuse.detection.own.load import Own, load
from schleuse.detection.recognizers.base import GermanRecognizer
from schleuse.yamlfile import Problem


@dataclass(frozen=True, slots=True)
class OwnRecognizers:
    """What an authority added to detection."""

    recognizers: tuple[GermanRecognizer, ...] = ()
    digest: str = ""
    """Changes with everything that decides what they find."""


def own_recognizers(path: Path | None) -> OwnRecognizers:
    """Read the file (none: nothing is added) and try every pattern and list of it.

    Raises:
        ConfigError: the file, a pattern or a list cannot be used; with file, line and column.

    """
    if path is None:
        return OwnRecognizers()
    own = load(path)
    problems: list[Problem] = []
    recognizers = [*_patterns(own, problems), *_lists(own, problems)]
    if problems:
        raise yamlfile.ConfigError(problems)
    digest = blake2b(digest_size=8)
    for file in own.files():
        digest.update(blake2b(file.read_bytes()).digest())
    return OwnRecognizers(tuple(recognizers), digest.hexdigest())


def _patterns(own: Own, problems: list[Problem]) -> list[GermanRecognizer]:
    if not own.schema.patterns:
        return []
    from schleuse.detection.own.patterns import OwnPattern, PatternError  # noqa: PLC0415 - RE2, only where it is needed

    found: list[GermanRecognizer] = []
    for index, pattern in enumerate(own.schema.patterns):
        try:
            found.append(OwnPattern(pattern))
        except PatternError as error:
            problems.append(own.problem(["patterns", index, *error.where], str(error)))
    return found


def _lists(own: Own, problems: list[Problem]) -> list[GermanRecognizer]:
    if not own.schema.lists or own.schema.key_file is None:
        return []
    try:
        key = hashes.read_key(own.path(own.schema.key_file))
    except hashes.HashListError as error:
        problems.append(own.problem(["key_file"], str(error)))
        return []
    found: list[GermanRecognizer] = []
    for index, each in enumerate(own.schema.lists):
        try:
            found.append(OwnList(each.id, hashes.read(own.path(each.file), key), each.score))
        except hashes.HashListError as error:
            problems.append(own.problem(["lists", index, "file"], str(error)))
    return found
