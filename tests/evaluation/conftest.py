"""Items of corpora, made short. All people are invented."""

import gzip
import json
import lzma
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from schleuse.evaluation.corpus import Item, Span

Write = Callable[..., Path]


def item(text: str = "Ute Beispiel ruft an", *spans: tuple[int, int, str], **more: Any) -> Item:
    """Return an item with one text."""
    return Item(
        more.pop("id", "1"), (text,), tuple(Span(*span) for span in spans), more.pop("personal", bool(spans)), **more
    )


def line(**more: Any) -> dict[str, Any]:
    """Return an item as it stands in a file."""
    return {"id": "1", "text": "Ute ruft an", "spans": [], "contains_personal_data": False} | more


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return what writes lines (objects, or texts as they are) to a corpus and returns its path."""

    def make(*lines: Any, name: str = "corpus.jsonl") -> Path:
        path = tmp_path / name
        text = "".join((one if isinstance(one, str) else json.dumps(one, ensure_ascii=False)) + "\n" for one in lines)
        data = text.encode("utf-8", "surrogatepass")
        packed = {".gz": gzip.compress, ".xz": lzma.compress}.get(path.suffix, bytes)(data)
        path.write_bytes(packed)
        return path

    return make
