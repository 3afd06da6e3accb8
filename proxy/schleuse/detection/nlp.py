"""Which spaCy pipeline finds names, and loading it: fast, offline, and with a clear word when it cannot be.

The setting ``detection.model`` is one of

* empty: ``de_core_news_lg`` where it is installed, the embedded pipeline otherwise;
* ``embedded``: the pipeline in ``models/de_schleuse``;
* the name of an installed pipeline package;
* the folder of a spaCy pipeline.
"""

import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import spacy
from presidio_analyzer.nlp_engine import NerModelConfiguration, SpacyNlpEngine
from spacy.language import Language
from spacy.util import is_package
from thinc.api import use_ops

from schleuse.detection import lexembed  # noqa: F401  (registers schleuse.LexEmbed.v1 with spaCy)
from schleuse.model import SchleuseError
from schleuse.shipped import shipped

PREFERRED_PACKAGE = "de_core_news_lg"
LANGUAGE = "de"
_EXPECTED = 'expected "embedded", the name of an installed spaCy pipeline, or the folder of one'
_NAMES = {"PER": "PERSON", "PERSON": "PERSON", "LOC": "LOCATION", "GPE": "LOCATION", "ORG": "ORGANIZATION"}


class ModelError(SchleuseError):
    """The pipeline that ``detection.model`` names cannot be used; one line that says why."""

    def __init__(self, message: str) -> None:
        super().__init__(f"detection.model: {message}")


@dataclass(frozen=True, slots=True)
class Pipeline:
    """A loaded spaCy pipeline: tokenizer and named entities."""

    nlp: Language
    name: str
    """As in its meta data, ``de_schleuse 6.0.0``."""
    source: str
    """Where it came from: ``embedded``, ``package`` or the folder."""


def load_pipeline(model: str = "") -> Pipeline:
    """Load the pipeline that the setting ``detection.model`` names.

    Raises:
        ModelError: there is none, it is not a German spaCy pipeline, it is broken, or it finds no persons.

    """
    if model == "" and is_package(PREFERRED_PACKAGE):
        model = PREFERRED_PACKAGE
    if model in ("", "embedded"):
        return _load(shipped("models/de_schleuse"), "embedded")
    if is_package(model):
        package = spacy.util.get_package_path(model)
        meta = spacy.util.get_model_meta(package)
        return _load(package / f"{meta['lang']}_{meta['name']}-{meta['version']}", "package")
    folder = Path(model).expanduser()
    if folder.exists():
        return _load(folder, str(folder))
    if model.isidentifier():
        raise ModelError(f"no pipeline package '{model}' is installed, and no folder has that name ({_EXPECTED})")
    raise ModelError(f"{folder} does not exist ({_EXPECTED})")


def _load(folder: Path, source: str) -> Pipeline:
    for name in ("config.cfg", "meta.json"):
        if not (folder / name).is_file():
            raise ModelError(f"{folder} is not a spaCy pipeline: {name} is missing ({_EXPECTED})")
    try:
        config = spacy.util.load_config(folder / "config.cfg")
        language = config["nlp"]["lang"]
        needed = _needed_components(config)
        unneeded = [name for name in config["nlp"]["pipeline"] if name not in needed]
        overrides = {"paths.lexicon": str(folder / "lex")} if "lexicon" in config.get("paths", {}) else {}
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise ModelError(f"{folder / 'config.cfg'} cannot be read: {_first_line(error)}") from error
    if language != LANGUAGE:
        raise ModelError(f"{folder} is a pipeline for '{language}', expected one for German ('{LANGUAGE}')")
    if not needed:
        raise ModelError(f"{folder} finds no names: it has no component 'ner'")
    try:
        with warnings.catch_warnings(), use_ops("numpy", use_blis=False):
            # spaCy warns of a pipeline made for another minor version; whether it works is what loading shows.
            warnings.filterwarnings("ignore", message=r"\[W095\]")
            # NumPy's own BLAS, because Thinc's default is built for no processor in particular (a third of the speed).
            nlp = spacy.load(folder, exclude=unneeded, config=overrides)
    except Exception as error:  # whatever a broken pipeline makes spaCy or Thinc raise
        raise ModelError(f"{folder} cannot be loaded: {_first_line(error)}") from error
    labels = {label for name in nlp.pipe_names for label in nlp.pipe_labels[name]}
    if not labels & {"PER", "PERSON"}:
        raise ModelError(f"{folder} finds no persons: its entities are {', '.join(sorted(labels)) or 'none'}")
    return Pipeline(nlp, f"{nlp.meta['lang']}_{nlp.meta['name']} {nlp.meta['version']}", source)


def _needed_components(config: dict[str, Any]) -> list[str]:
    """Return the component for entities and, if it shares its token vectors, the one that makes them."""
    components: dict[str, Any] = config["components"]
    entities = [name for name, settings in components.items() if settings.get("factory") in ("ner", "beam_ner")]
    shared = [
        name
        for name in entities
        if "Listener" in components[name].get("model", {}).get("tok2vec", {}).get("@architectures", "")
    ]
    vectors = [name for name in components if name in ("tok2vec", "transformer")] if shared else []
    return [name for name in config["nlp"]["pipeline"] if name in (*vectors, *entities)]


def _first_line(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__


class GermanNlpEngine(SpacyNlpEngine):
    """Presidio's engine over a pipeline that is loaded already; its own loading downloads what is not installed."""

    def __init__(self, pipeline: Pipeline) -> None:
        """Map the pipeline's labels to Presidio's; those that it has no name for are dropped."""
        labels = {label for name in pipeline.nlp.pipe_names for label in pipeline.nlp.pipe_labels.get(name, [])}
        configuration = NerModelConfiguration(
            model_to_presidio_entity_mapping={label: _NAMES[label] for label in labels & _NAMES.keys()},
            labels_to_ignore=sorted(labels - _NAMES.keys()),
        )
        models = [{"lang_code": LANGUAGE, "model_name": pipeline.name}]
        super().__init__(models=models, ner_model_configuration=configuration)
        self.use(pipeline)

    def use(self, pipeline: Pipeline) -> None:
        """Work with another copy of the same pipeline from now on."""
        self.nlp = {LANGUAGE: pipeline.nlp}  # type: ignore[assignment]
