"""Read a policy from its file: shape, whole, names files, then the compiled policy. All faults at once."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from schleuse import yamlfile
from schleuse.model import Service
from schleuse.policy import check, check_rules
from schleuse.policy.compile import compile_groups, compile_policy
from schleuse.policy.ignore import plain_name
from schleuse.policy.merge import SHIPPED, Merged, merge, shipped_folder
from schleuse.policy.policy import Policy
from schleuse.yamlfile import ConfigError, Document, Problem

MAX_NAMES = 100_000
MAX_NAMES_BYTES = 8 * 1024 * 1024


def load_policy(path: Path | None, services: Mapping[str, Service], *, today: date | None = None) -> Policy:
    """Read the policy in force.

    Args:
        path: the file; ``None`` stands for the shipped ``kommune``.
        services: the whole catalogue by id (also services that are switched off: a policy may name them).
        today: day from which dates are judged; today by default.

    Raises:
        ConfigError: with one problem for each fault, at file, line and column.

    """
    return build(yamlfile.load(policy_path(path)), services, today or date.today())


def policy_path(path: Path | None) -> Path:
    """Return the file of a policy; of none, that of the shipped default."""
    return path or shipped_folder() / f"{SHIPPED}.yaml"


def build(document: Document, services: Mapping[str, Service], today: date) -> Policy:
    """Build a policy from a document (see :func:`load_policy`)."""
    merged = merge(document)
    if problems := check.errors(merged, services, today):
        raise ConfigError(problems)
    groups = compile_groups(merged.schema, services)
    if problems := list(check_rules.unreachable(merged, groups, services, today)):
        raise ConfigError(problems)
    names, notes, files = _names(merged)
    warnings = (*check.warnings(merged, today), *notes)
    return compile_policy(merged, groups, names, warnings, (*(Path(one.file) for one in merged.documents), *files))


def rebuild(content: str, services: Mapping[str, Service], file: Path, today: date) -> Policy:
    """Build a policy again from its content (:attr:`Policy.content`), without its files.

    Raises:
        ConfigError: it cannot be used any more.

    """
    data = json.loads(content)
    names = {entry: frozenset(found) for entry, found in data.pop("names").items()}
    merged = merge(Document(str(file), data, content))
    if problems := check.errors(merged, services, today):
        raise ConfigError(problems)
    groups = compile_groups(merged.schema, services)
    return compile_policy(merged, groups, names, tuple(check.warnings(merged, today)), (file,))


def _names(merged: Merged) -> tuple[dict[str, frozenset[str]], list[Problem], list[Path]]:
    """Read the files of names; one that is missing releases nobody, which is a warning only."""
    names: dict[str, frozenset[str]] = {}
    notes: list[Problem] = []
    files: list[Path] = []
    for entry, ignore in merged.schema.ignore.items():
        if ignore.names_file is None:
            continue
        place = ["ignore", entry, "names_file"]
        document, _ = merged.place(place)
        path = Path(document.file).parent / ignore.names_file
        files.append(path)
        try:
            if path.stat().st_size > MAX_NAMES_BYTES:
                message = f"the file is larger than {MAX_NAMES_BYTES} bytes"
                raise ConfigError([merged.problem(place, message)])
            lines = path.read_text(encoding="utf-8-sig").splitlines()
        except UnicodeDecodeError as error:
            message = f"the file is not UTF-8 at byte {error.start}"
            raise ConfigError([merged.problem(place, message, "save it as UTF-8")]) from None
        except OSError as error:
            notes.append(merged.problem(place, f"the file cannot be read ({error.strerror}): no name is released"))
            continue
        found = {plain_name(line.partition("#")[0]) for line in lines[:MAX_NAMES]}
        names[entry] = frozenset(name for name in found if len(name) >= 3)
        if len(lines) > MAX_NAMES:
            notes.append(merged.problem(place, f"only the first {MAX_NAMES} of {len(lines)} lines are used"))
    return names, notes, files
