from pathlib import Path

from schleuse.cli.services import checked, markdown_table
from schleuse.services.restore import READERS
from schleuse.services.schema import (
    AnnounceSpec,
    DialectSpec,
    FrameSpec,
    PieceSpec,
    RefusalSpec,
    ServiceFile,
    ServiceSpec,
    StreamSpec,
    SurfaceSpec,
)

TEXT = (Path(__file__).parents[2] / "docs" / "services.md").read_text(encoding="utf-8")
MODELS = (
    ServiceFile, ServiceSpec, SurfaceSpec, DialectSpec, StreamSpec, PieceSpec, AnnounceSpec, RefusalSpec, FrameSpec,
)  # fmt: skip
IN_OTHER_WORDS = {"action", "frames", "reader"}
"""Described where they are used: WebSocket refusals, names of stream readers."""


def test_every_key_of_the_catalogue_is_described():
    for model in MODELS:
        for name, info in model.model_fields.items():
            key = info.alias or name
            assert f"`{key}`" in TEXT or f"{key}:" in TEXT or key in IN_OTHER_WORDS, name


def test_every_stream_reader_is_described():
    for name in READERS:
        assert f"`{name}`" in TEXT, name


def test_the_table_is_the_one_of_the_program():
    rows, state = checked()
    assert state.problems == []
    assert "\n".join(markdown_table(rows)) in TEXT
