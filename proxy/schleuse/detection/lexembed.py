"""The first layer of the embedded model: each token as the sum of what its spelling and the lexicon say.

Registered with spaCy as ``schleuse.LexEmbed.v1``: by entry point where the package is installed, and by importing
this module (which :mod:`schleuse.detection.nlp` does) everywhere else.
"""

from collections.abc import Callable
from pathlib import Path
from typing import cast

import numpy as np
from spacy.attrs import SHAPE
from spacy.tokens import Doc
from spacy.util import registry
from thinc.api import HashEmbed, Maxout, Model, chain, concatenate, list2ragged, ragged2list, with_array
from thinc.types import Floats2d, Ints2d

from schleuse.detection.lexicon import COLUMNS, Lexicon


@registry.architectures("schleuse.LexEmbed.v1")  # type: ignore[untyped-decorator]
def LexEmbed(  # noqa: N802
    width: int, rows: list[int], lexicon: str | None
) -> Model[list[Doc], list[Floats2d]]:
    """Build the layer.

    Args:
        width: length of a token's vector.
        rows: rows of the hash table of each column (the ten of :class:`Lexicon`, then the token's shape).
        lexicon: folder of the lookup tables; the pipeline's ``paths.lexicon``, which the loader fills in.

    Raises:
        ValueError: no folder, a damaged table, or a wrong number of rows.
        OSError: a table cannot be read.

    """
    if not lexicon:
        raise ValueError("paths.lexicon is not set: load this pipeline with schleuse.detection.nlp.load_pipeline")
    if len(rows) != COLUMNS + 1:
        raise ValueError(f"rows has {len(rows)} numbers, expected {COLUMNS + 1}")
    # The drop-out nodes do nothing here; they are part of the trained model's structure.
    columns: list[Model[Ints2d, Floats2d]] = [
        HashEmbed(width, count, column=column, seed=8 + column, dropout=0.0) for column, count in enumerate(rows)
    ]
    return chain(
        _columns_of(Lexicon(Path(lexicon))),
        list2ragged(),
        with_array(concatenate(*columns)),
        with_array(Maxout(width, len(rows) * width, nP=3, normalize=True, dropout=0.0)),
        ragged2list(),
    )


def _columns_of(lexicon: Lexicon) -> Model[list[Doc], list[Ints2d]]:
    def forward(
        model: Model[list[Doc], list[Ints2d]], docs: list[Doc], is_train: bool
    ) -> tuple[list[Ints2d], Callable[[list[Ints2d]], list[Doc]]]:
        table = []
        for doc in docs:
            shapes = doc.to_array([SHAPE]).astype(np.uint64).reshape(-1, 1)
            table.append(cast(Ints2d, np.hstack([lexicon.rows(doc), shapes])))
        return table, lambda gradient: []

    return Model("lex_features", forward)
