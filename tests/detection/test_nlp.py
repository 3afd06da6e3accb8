import shutil
import sys
from pathlib import Path

import pytest
import spacy

from schleuse.detection import nlp
from schleuse.detection.nlp import GermanNlpEngine, ModelError, load_pipeline
from schleuse.shipped import shipped

EMBEDDED = shipped("models/de_schleuse")


def pipeline(folder: Path, *labels: str, lang: str = "de", shared: bool = False) -> Path:
    """Save an untrained pipeline with a tagger that nobody needs."""
    made = spacy.blank(lang)
    config = {}
    if shared:
        made.add_pipe("tok2vec")
        listener = {"@architectures": "spacy.Tok2VecListener.v1", "width": 96, "upstream": "*"}
        made.add_pipe("tagger").add_label("X")
        config = {
            "model": {"@architectures": "spacy.TransitionBasedParser.v2", "state_type": "ner", "tok2vec": listener}
        }
    if labels:
        ner = made.add_pipe("ner", config=config)
        for label in labels:
            ner.add_label(label)
    made.initialize()
    made.to_disk(folder)
    return folder


def test_embedded_is_the_default():
    assert load_pipeline().source == "embedded"
    assert load_pipeline("embedded").name == "de_schleuse 6.0.0"


def test_a_folder(tmp_path):
    shutil.copytree(EMBEDDED, tmp_path / "mine")
    loaded = load_pipeline(str(tmp_path / "mine"))
    assert loaded.source == str(tmp_path / "mine")
    assert [span.text for span in loaded.nlp("Ich treffe Hannelore Schmitz.").ents] == ["Hannelore Schmitz"]


def test_only_what_is_needed_is_loaded(tmp_path):
    loaded = load_pipeline(str(pipeline(tmp_path / "shared", "PER", "LOC", shared=True)))
    assert loaded.nlp.pipe_names == ["tok2vec", "ner"]
    assert loaded.nlp.component_names == ["tok2vec", "ner"]
    loaded.nlp("Der Listener bekommt seine Vektoren.")


def test_package_is_preferred(tmp_path, monkeypatch):
    package = tmp_path / "de_core_news_lg"
    package.mkdir()
    (package / "__init__.py").touch()
    shutil.copytree(EMBEDDED, package / "de_schleuse-6.0.0")
    shutil.copy(EMBEDDED / "meta.json", package)
    about = tmp_path / "de_core_news_lg-5.0.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: de_core_news_lg\nVersion: 5.0.0\n")
    monkeypatch.syspath_prepend(tmp_path)
    try:
        assert load_pipeline().source == "package"
        assert load_pipeline("embedded").source == "embedded"
        assert load_pipeline("de_core_news_lg").nlp("Ich treffe Hannelore Schmitz.").ents
    finally:
        sys.modules.pop("de_core_news_lg", None)


@pytest.mark.parametrize(
    ("model", "message"),
    [
        ("/nowhere/at/all", "detection.model: /nowhere/at/all does not exist (expected"),
        ("de_core_news_xx", "no pipeline package 'de_core_news_xx' is installed"),
        ("proxy", "is not a spaCy pipeline: config.cfg is missing"),
        ("pyproject.toml", "pyproject.toml is not a spaCy pipeline"),
    ],
)
def test_not_there(model, message):
    with pytest.raises(ModelError) as caught:
        load_pipeline(model)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_another_language(tmp_path):
    with pytest.raises(ModelError, match=r"pipeline for 'en', expected one for German"):
        load_pipeline(str(pipeline(tmp_path / "english", "PERSON", lang="en")))


def test_no_entities_at_all(tmp_path):
    with pytest.raises(ModelError, match="no component 'ner'"):
        load_pipeline(str(pipeline(tmp_path / "blank")))


def test_no_persons(tmp_path):
    with pytest.raises(ModelError, match="finds no persons: its entities are DRUG"):
        load_pipeline(str(pipeline(tmp_path / "drugs", "DRUG")))


@pytest.mark.parametrize("file", ["ner/model", "lex/gaz.npz", "config.cfg", "meta.json"])
def test_broken(tmp_path, file):
    broken = tmp_path / "broken"
    shutil.copytree(EMBEDDED, broken)
    content = (broken / file).read_bytes()
    (broken / file).write_bytes(content[: len(content) // 2])
    with pytest.raises(ModelError) as caught:
        load_pipeline(str(broken))
    assert str(broken) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_labels_for_presidio():
    engine = GermanNlpEngine(load_pipeline("embedded"))
    assert sorted(engine.get_supported_entities()) == ["LOCATION", "ORGANIZATION", "PERSON"]
    artifacts = engine.process_text("Hannelore Schmitz wohnt in Bonn.", nlp.LANGUAGE)
    assert [(str(span), span.label_) for span in artifacts.entities] == [
        ("Hannelore Schmitz", "PERSON"),
        ("Bonn", "LOCATION"),
    ]


def test_fast_linear_algebra():
    """Thinc's default takes three times as long."""
    ner = load_pipeline("embedded").nlp.get_pipe("ner")
    heavy = [node for node in ner.model.walk() if node.name in ("maxout", "precomputable_affine")]
    assert len(heavy) == 6
    assert not any(node.ops.use_blis for node in heavy)
