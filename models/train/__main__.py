"""Train the embedded model.

python -m models.train [--data FOLDER] [--out FOLDER] [--work FOLDER] [--epochs N] [--minutes N]
                       [--further FOLDER --rates FIRST LAST]
"""

import argparse
import time
from pathlib import Path
from random import Random

from thinc.api import use_ops

from models.train import corpora, network, tables
from models.train.curriculum import Curriculum, Sizes
from models.train.package import ship
from models.train.training import Plan, train

ROOT = Path(__file__).parents[2]
SEED = 2026
HIDDEN_LEXICAL, HIDDEN_WORDS = 0.08, 0.08
"""Shares of tokens that lose their lexical columns, and their word, in training."""
DEVELOPMENT_PROMPTS, DEVELOPMENT_LER = 600, 1000


def main() -> None:
    """Build the tables, train, and put the best epoch into the folder of the model."""
    parser = argparse.ArgumentParser(description="Train the embedded German model", prog="python -m models.train")
    parser.add_argument(
        "--data", type=Path, default=ROOT.parent / "shared" / "data" / "ner", help="folder of the corpora"
    )
    parser.add_argument(
        "--out", type=Path, default=ROOT / "models" / "de_schleuse", help="folder of the model, replaced"
    )
    parser.add_argument("--work", type=Path, default=ROOT / ".cache" / "train", help="folder of tables and checkpoints")
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--minutes", type=float, default=240, help="no epoch is begun after this time")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--further", type=Path, help="checkpoint to train further, instead of a new model")
    parser.add_argument("--rates", type=float, nargs=2, default=(0.001, 0.0002), help="first and last learning rate")
    arguments = parser.parse_args()

    begin = time.monotonic()
    curriculum = Curriculum(arguments.data, Sizes(), arguments.seed)
    lexicon = arguments.work / "lex"
    tables.build(arguments.data, lexicon, curriculum.places, curriculum.words.towns)
    rng = Random(arguments.seed)
    development = [
        *corpora.read(arguments.data, "germeval2014", "dev"),
        *corpora.read(arguments.data, "ler", "dev")[:DEVELOPMENT_LER],
        *(curriculum.prompt(rng) for _ in range(DEVELOPMENT_PROMPTS)),
    ]
    print(f"Texts and tables ready after {time.monotonic() - begin:.0f} s; training", flush=True)
    # NumPy's own BLAS is three times as fast as Thinc's default, which is built for no processor in particular.
    with use_ops("numpy", use_blis=False):
        further = arguments.further
        nlp = network.load(further, lexicon) if further else network.build(lexicon)
        network.drop_knowledge(nlp, arguments.seed, HIDDEN_LEXICAL, HIDDEN_WORDS)
        plan = Plan(
            arguments.epochs,
            arguments.minutes * 60,
            arguments.work,
            arguments.seed,
            rates=tuple(arguments.rates),
            fresh=further is None,
        )
        best = train(nlp, curriculum.epoch, development, plan)
    ship(best.folder, lexicon, arguments.out)
    print(f"{best.folder.name} (score {best.score:.1f}) is now {arguments.out}", flush=True)


if __name__ == "__main__":
    main()
