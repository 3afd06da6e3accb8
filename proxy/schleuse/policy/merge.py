"""A policy file together with those it extends, and where in which file everything stands.

``extends: kommune`` names ``kommune.yaml`` in the same folder, else the shipped one. Entries of services, data and
ignore replace those of the same name, single values replace each other, rules are added. Since rules can only
tighten, an extending file loosens nothing but what it says by replacing a group, a class or the mode.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from schleuse import yamlfile
from schleuse.policy.schema import PolicySchema
from schleuse.shipped import shipped
from schleuse.yamlfile import ConfigError, Document, Key, Problem

SHIPPED = "kommune"
MAX_DEPTH = 5
_MAPS = ("services", "data", "ignore", "pseudonyms", "units")


def shipped_folder() -> Path:
    """Folder of the shipped policies: in the installed package, else in the source tree."""
    return shipped("rules/policies")


def shipped_policies() -> list[Path]:
    """Return the files of the shipped policies, by name."""
    return sorted(shipped_folder().glob("*.yaml"))


@dataclass(frozen=True, slots=True)
class Merged:
    """The whole of a policy, and for each part the file that it comes from."""

    schema: PolicySchema
    documents: tuple[Document, ...]
    """The file itself last, those it extends before it."""
    rule_places: tuple[tuple[int, int], ...]
    """For each rule: index of its document, and its index there."""

    def place(self, path: Sequence[Key]) -> tuple[Document, list[Key]]:
        """Return the document in which a path of the whole stands, and the path there."""
        if len(path) > 1 and path[0] == "rules" and isinstance(path[1], int):
            which, index = self.rule_places[path[1]]
            return self.documents[which], ["rules", index, *path[2:]]
        depth = 2 if path and path[0] in _MAPS else 1
        for document in reversed(self.documents):
            node = document.data
            for key in path[:depth]:
                node = node.get(key) if isinstance(node, dict) else None
            if node is not None:
                return document, list(path)
        return self.documents[-1], list(path)

    def problem(self, path: Sequence[Key], message: str, hint: str = "", *, at_key: bool = False) -> Problem:
        """Build a problem at the place where the path really stands."""
        document, local = self.place(path)
        return document.problem(local, message, hint, at_key=at_key)

    def unknown(self, path: Sequence[Key], what: str, word: str, choices: Iterable[str]) -> Problem:
        """Build the problem of a word that names nothing, with the nearest one that does."""
        known = sorted(choices)
        hint = yamlfile.nearest(word, known) or (f"known: {', '.join(known)}" if 0 < len(known) <= 20 else "")
        return self.problem(path, f"there is no {what} '{word}'", hint)


def merge(document: Document) -> Merged:
    """Check the shape of a document, read what it extends, and put everything together.

    Raises:
        ConfigError: a file is broken, missing, or extends itself; with the position of every fault.

    """
    documents = [document]
    schemas = [yamlfile.validate(PolicySchema, document)]
    while schemas[0].extends is not None:
        child, name = documents[0], schemas[0].extends
        path = _find(child, name)
        if len(documents) == MAX_DEPTH or any(_same(path, Path(one.file)) for one in documents):
            message = f"'{name}' leads back to this file, or through more than {MAX_DEPTH} files"
            raise ConfigError([child.problem(["extends"], message)])
        documents.insert(0, yamlfile.load(path))
        schemas.insert(0, yamlfile.validate(PolicySchema, documents[0]))
    whole = schemas[0]
    for schema in schemas[1:]:
        whole = _over(whole, schema)
    places = [(index, rule) for index, schema in enumerate(schemas) for rule in range(len(schema.rules))]
    return Merged(whole, tuple(documents), tuple(places))


def _over(below: PolicySchema, above: PolicySchema) -> PolicySchema:
    update = {name: getattr(above, name) for name in above.model_fields_set}
    for name in _MAPS:
        update[name] = getattr(below, name) | getattr(above, name)
    update["rules"] = below.rules + above.rules
    return below.model_copy(update=update)


def _find(document: Document, name: str) -> Path:
    candidates = [Path(document.file).parent / f"{name}.yaml", shipped_folder() / f"{name}.yaml"]
    for path in candidates:
        if path.is_file() and not _same(path, Path(document.file)):
            return path
    known = [path.stem for path in shipped_policies()]
    hint = yamlfile.nearest(name, known) or f"shipped policies: {', '.join(known)}"
    raise ConfigError([document.problem(["extends"], f"there is no policy '{name}'", hint)])


def _same(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve()
