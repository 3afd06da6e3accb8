"""Makes a file of keyed hashes from a plain list, which is not kept."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from schleuse.detection.lexemes import Kind, lexeme
from schleuse.detection.names import fold, is_first, is_function, is_ordinary, is_role
from schleuse.detection.own import hashes
from schleuse.detection.own.spelling import LONGEST, MOST_TOKENS, SHORTEST, Spellings, of_person, of_term, tokens
from schleuse.detection.words import words
from schleuse.model import SchleuseError

MOST_ENTRIES = 250_000
MOST_BYTES = 32 * 1024 * 1024
_SHOWN = 20


class ListError(SchleuseError):
    """A plain list cannot be used; one line a fault, with file and line, never with the entry."""


@dataclass(slots=True)
class Built:
    """What became of a list."""

    entries: int = 0
    spellings: int = 0
    faults: list[str] = field(default_factory=list)
    """Entries that were left out: place and reason."""


def build(source: Path, target: Path, entity: str, key: bytes, *, surnames: bool = False, skip: bool = False) -> Built:
    """Read a plain list, one entry a line, and write its keyed hashes.

    Args:
        source: the list, UTF-8; empty lines and lines that begin with ``#`` say nothing.
        target: the file of hashes; replaced in one step.
        entity: what an entry is; of a ``PERSON``, the usual ways to write a name are all kept.
        key: see :func:`schleuse.detection.own.hashes.read_key`.
        surnames: a surname counts alone as well, where it is no ordinary word.
        skip: leave out entries that cannot be used, instead of refusing the list.

    Raises:
        ListError: the list, or an entry of it, cannot be used.
        HashListError: the file cannot be written.

    """
    built = Built()
    full: set[str] = set()
    alone: set[str] = set()
    longest = 1
    for number, entry in _entries(source):
        spellings = of_person(entry) if entity == "PERSON" else of_term(entry)
        if problem := _problem(entry, spellings):
            built.faults.append(f"{source}:{number}: {problem}")
            continue
        built.entries += 1
        full |= spellings.full
        # "300 884" is written for "300884", too.
        has_digit = any(map(str.isdecimal, entry))
        longest = max(longest, MOST_TOKENS if has_digit else min(MOST_TOKENS, sum(1 for _ in tokens(entry))))
        if surnames and spellings.surname and not _is_word(spellings.surname):
            alone.add(spellings.surname)
    if built.faults and not skip:
        more = f"\nand {len(built.faults) - _SHOWN} more" if len(built.faults) > _SHOWN else ""
        raise ListError("\n".join(built.faults[:_SHOWN]) + more)
    if not built.entries:
        raise ListError(f"{source}: no entry that can be used")
    built.spellings = hashes.write(target, entity, full, alone, longest, key)
    return built


def _entries(source: Path) -> Iterator[tuple[int, str]]:
    try:
        if source.stat().st_size > MOST_BYTES:
            raise ListError(f"{source}: larger than {MOST_BYTES:,} bytes; split it")
        with source.open(encoding="utf-8-sig") as lines:
            count = 0
            for number, line in enumerate(lines, 1):
                entry = line.strip()
                if entry and not entry.startswith("#"):
                    count += 1
                    if count > MOST_ENTRIES:
                        raise ListError(f"{source}:{number}: more than {MOST_ENTRIES:,} entries; split the list")
                    yield number, entry
    except UnicodeDecodeError as error:
        raise ListError(f"{source}: not UTF-8 at byte {error.start}; save it as UTF-8") from None
    except OSError as error:
        raise ListError(f"{source}: cannot be read: {error.strerror}") from None


def _problem(entry: str, spellings: Spellings) -> str:
    """Return why an entry cannot be used, or an empty string."""
    count = sum(1 for _ in tokens(entry))
    lengths = [len(form) for form in spellings.full]
    if count > MOST_TOKENS:
        return f"more than {MOST_TOKENS} words"
    if not lengths or min(lengths) < SHORTEST:
        return f"fewer than {SHORTEST} letters and digits"
    if max(lengths) > LONGEST:
        return f"more than {LONGEST} letters and digits"
    if count == 1 and _is_word(entry):
        return "an ordinary word, or a first name, alone; it would be found everywhere"
    return ""


def _is_word(word: str) -> bool:
    """Whether a word alone says nothing: an ordinary one, a first name, a place."""
    if not word.isalpha():
        return False
    listed = is_ordinary(word) or is_function(word) or is_role(word) or is_first(word)
    return listed or word.lower() in words("noun-surnames") or lexeme(fold(word)).kind is Kind.PLACE
