"""The untrained pipeline: German tokenizer with more separators, and the network of models/README.md."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, cast

import numpy as np
import spacy
from spacy.language import Language
from spacy.strings import hash_string  # type: ignore[attr-defined]  # compiled
from spacy.tokens import Doc
from spacy.util import compile_infix_regex, load_config_from_str, load_model_from_config
from thinc.api import Model
from thinc.types import Ints2d

from schleuse.detection import lexembed  # noqa: F401  (registers schleuse.LexEmbed.v1)

ROWS: Final = (8000, 3000, 6000, 4000, 1500, 200, 1500, 200, 200, 600, 1500)
"""Rows of the hash table of each column."""

CONFIG: Final = """
[paths]
lexicon = null

[nlp]
lang = "de"
pipeline = ["ner"]
batch_size = 1000

[nlp.tokenizer]
@tokenizers = "spacy.Tokenizer.v1"

[components]

[components.ner]
factory = "ner"
moves = null
update_with_oracle_cut_size = 100

[components.ner.model]
@architectures = "spacy.TransitionBasedParser.v2"
state_type = "ner"
extra_state_tokens = false
hidden_width = {hidden}
maxout_pieces = 2
use_upper = true
nO = null

[components.ner.model.tok2vec]
@architectures = "spacy.Tok2Vec.v2"

[components.ner.model.tok2vec.embed]
@architectures = "schleuse.LexEmbed.v1"
width = {width}
rows = {rows}
lexicon = ${{paths.lexicon}}

[components.ner.model.tok2vec.encode]
@architectures = "spacy.MaxoutWindowEncoder.v2"
width = {width}
depth = 4
window_size = 1
maxout_pieces = 3
"""

SEPARATORS: Final = (
    r"(?<=[^\W_])[;|/](?=[^\W_])",
    r"(?<=[^\W\d_]),(?=\w)",
    r"(?<=\d),(?=[^\W\d_])",
    r'"',
    r"(?<=\w)[;|](?=\W)",
    r"(?<=\W)[;|](?=\w)",
    r"(?<=[\w\"'])[=&<>](?=[\w\"'])",
    r"(?<=[=,;(])'(?=\w)",
    r"(?<=\w)'(?=[,;)&])",
    r"(?<=\w)</(?=\w)",
)
"""Where a token ends besides spaCy's own places, so that names in CSV, SQL, JSON and XML are tokens of their own."""

# Columns of the lexicon's rows (schleuse.detection.lexicon), and what they hold for a word that it does not know.
_WORD: Final = 0
_UNKNOWN: Final = {4: 1000, 5: 4999, 6: 10000, 7: 20001, 8: 30000}
_NAMES_BY_CASE: Final = 9
_UNKNOWN_BY_CASE: Final = 40008
_UNKNOWN_WORD: Final = hash_string("n<unknown>")


def build(lexicon: Path, width: int = 128, hidden: int = 96) -> Language:
    """Return the pipeline, not initialized.

    Args:
        lexicon: folder of the lookup tables.
        width: length of a token's vector.
        hidden: units of the parser's hidden layer.

    """
    config = load_config_from_str(CONFIG.format(width=width, hidden=hidden, rows=list(ROWS)), interpolate=False)
    config["paths"]["lexicon"] = str(lexicon)
    nlp = load_model_from_config(config, auto_fill=True)
    infixes = compile_infix_regex([*(nlp.Defaults.infixes or ()), *SEPARATORS])
    cast(Any, nlp.tokenizer).infix_finditer = infixes.finditer
    return nlp


def load(folder: Path, lexicon: Path) -> Language:
    """Return a checkpoint to be trained further."""
    return spacy.load(folder, config={"paths.lexicon": str(lexicon)})


def drop_knowledge(nlp: Language, seed: int, lexical: float, word: float) -> None:
    """Make training, and only training, hide what the lexicon knows about some tokens, and the spelling of others.

    So the model learns to use the words around a name as well, and copes with names that no list has.

    Args:
        nlp: the pipeline, changed in place.
        seed: seed of what is hidden.
        lexical: share of tokens without their lexical columns.
        word: share of tokens without their word.

    """
    rng = np.random.default_rng(seed)
    component: Any = nlp.get_pipe("ner")
    layer: Model[list[Doc], list[Ints2d]] = next(node for node in component.model.walk() if node.name == "lex_features")
    whole = layer._func

    def forward(
        model: Model[list[Doc], list[Ints2d]], docs: list[Doc], is_train: bool
    ) -> tuple[list[Ints2d], Callable[[list[Ints2d]], list[Doc]]]:
        table, back = whole(model, docs, is_train)
        if is_train:
            for rows in table:
                hidden = rng.random(len(rows)) < lexical
                for column, value in _UNKNOWN.items():
                    rows[hidden, column] = value
                rows[hidden, _NAMES_BY_CASE] = _UNKNOWN_BY_CASE + (rows[hidden, _NAMES_BY_CASE] - 40000) % 8
                rows[rng.random(len(rows)) < word, _WORD] = _UNKNOWN_WORD
        return table, back

    layer._func = forward
