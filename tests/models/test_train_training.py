"""A training of seconds learns something, leaves a model that loads, and forgets the words of its texts."""

import json
from random import Random

import pytest
from thinc.api import use_ops

pytest.importorskip("faker", reason="pip install -e '.[dev]'")

from models.train import corpora, network, tables
from models.train.judge import by_model, covering, strict
from models.train.names import load_names
from models.train.package import ship
from models.train.prompts import Prompts
from models.train.sample import Sample
from models.train.training import Plan, example, train
from models.train.words import Words
from schleuse.detection.nlp import load_pipeline

TEMPLATE = "Frau {a} wohnt in {place}, die Satzung gilt dort nicht."


@pytest.fixture(scope="module")
def lexicon(data, tmp_path_factory):
    folder = tmp_path_factory.mktemp("lex")
    tables.build(data, folder, corpora.read(data, "germeval2014", "train"), ["Bonn"])
    return folder


@pytest.fixture(scope="module")
def trained(data, lexicon, tmp_path_factory):
    prompts = Prompts(load_names(data), Words(["Satzung"], ["Kassel", "Bonn"], ["Meier"]))
    rng = Random(1)
    texts = [prompts.fill(rng, TEMPLATE) for _ in range(500)]
    folder = tmp_path_factory.mktemp("trained")
    with use_ops("numpy", use_blis=False):
        nlp = network.build(lexicon, width=32, hidden=32)
        network.drop_knowledge(nlp, 1, 0.1, 0.1)
        best = train(nlp, lambda number: texts, texts[:50], Plan(2, 60, folder, seed=1, words=(60, 60)))
        ship(best.folder, lexicon, folder / "model")
    return folder, prompts, texts


def test_it_learns(trained):
    folder, prompts, _ = trained
    nlp = load_pipeline(str(folder / "model")).nlp
    rng = Random(2)
    unseen = [prompts.fill(rng, TEMPLATE) for _ in range(50)]
    assert strict(nlp, unseen)["PER"].f > 90
    assert covering(by_model(nlp), unseen).recall > 90


def test_the_model_in_the_folder_is_the_one_that_was_scored(trained):
    folder, _, texts = trained
    lines = [json.loads(line) for line in (folder / "progress.jsonl").read_text(encoding="utf-8").splitlines()]
    scores = strict(load_pipeline(str(folder / "model")).nlp, texts[:50])
    assert {label: str(score) for label, score in scores.items()} in [
        {label: line[label] for label in scores} for line in lines
    ]


def test_each_epoch_leaves_a_model_and_its_scores(trained):
    folder, _, _ = trained
    lines = [json.loads(line) for line in (folder / "progress.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [line["epoch"] for line in lines] == [0, 1]
    assert (folder / "epoch-0" / "ner" / "model").is_file()
    assert (folder / "epoch-1" / "meta.json").is_file()


def test_the_words_of_the_texts_are_forgotten(trained):
    folder, prompts, _ = trained
    strings = set(json.loads((folder / "model" / "vocab" / "strings.json").read_text(encoding="utf-8")))
    assert not strings & {"Satzung", "Kassel", *prompts.names.origins["turkish"].last}
    assert "PER" in strings


def test_marks_become_whole_tokens(lexicon):
    nlp = network.build(lexicon)
    (span,) = example(nlp, Sample("an \nJan-Ole Mü", ((3, 10, "PER"),))).reference.ents
    assert span.text == "Jan-Ole"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Schmitz;Hannelore;Bonn", ["Schmitz", ";", "Hannelore", ";", "Bonn"]),
        ("('Meier','Jan')", ["(", "'", "Meier", "'", ",", "'", "Jan", "'", ")"]),
        ("<b>Meier</b>", ["<", "b", ">", "Meier", "</", "b", ">"]),
        ("name=Meier&x=1", ["name", "=", "Meier", "&", "x", "=", "1"]),
        ("Meier/Lang, 12:30", ["Meier", "/", "Lang", ",", "12:30"]),
        ("O'Brien", ["O'Brien"]),
    ],
)
def test_separators(lexicon, text, words):
    assert [token.text for token in network.build(lexicon).make_doc(text)] == words


def test_hiding_happens_in_training_only(lexicon):
    nlp = network.build(lexicon, width=32)
    network.drop_knowledge(nlp, 1, lexical=1.0, word=1.0)
    nlp.initialize(lambda: [example(nlp, Sample("Jan ruft", ((0, 3, "PER"),)))])
    layer = next(node for node in nlp.get_pipe("ner").model.walk() if node.name == "lex_features")
    doc = nlp.make_doc("Elif Rautenstrauch")
    (shown,), _ = layer(([doc]), False)
    (hidden,), _ = layer(([doc]), True)
    assert shown[0, 7] == 20002
    assert hidden[0, 7] == 20001
    assert hidden[0, 0] == hidden[1, 0] != shown[0, 0]
    assert (hidden[:, 1:4] == shown[:, 1:4]).all()
