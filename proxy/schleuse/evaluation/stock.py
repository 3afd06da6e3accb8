"""Presidio as it comes, for comparison: its own recognizers, the 13 German ones switched on, and spaCy's pipeline.

The pipeline is the one that our own detection uses, loaded the same way, so that what differs is what stands around
it. Presidio's default is to report every score; most of its German patterns score 0.3 to 0.5 without context.
"""

from importlib.metadata import version

from presidio_analyzer import AnalyzerEngine, EntityRecognizer, RecognizerRegistry, predefined_recognizers
from presidio_analyzer.nlp_engine import NerModelConfiguration, SpacyNlpEngine

from schleuse.detection import offline
from schleuse.detection.nlp import LANGUAGE, load_pipeline
from schleuse.evaluation.detector import Detector
from schleuse.evaluation.labels import STOCK
from schleuse.model import Finding, InspectionError, Reason

GENERIC = (
    "CryptoRecognizer", "DateRecognizer", "EmailRecognizer", "IbanRecognizer", "IpRecognizer",
    "MedicalLicenseRecognizer", "MacAddressRecognizer", "UuidRecognizer", "PhoneRecognizer", "UrlRecognizer",
    "CreditCardRecognizer",
)  # fmt: skip
"""What Presidio 2.2.366 loads for the language ``de``, and cards, which it would for four other languages only."""
GERMAN = (
    "DeTaxIdRecognizer", "DeTaxNumberRecognizer", "DePassportRecognizer", "DeIdCardRecognizer",
    "DeSocialSecurityRecognizer", "DeHealthInsuranceRecognizer", "DeKfzRecognizer", "DeHandelsregisterRecognizer",
    "DePlzRecognizer", "DeLanrRecognizer", "DeBsnrRecognizer", "DeVatIdRecognizer", "DeFuehrerscheinRecognizer",
)  # fmt: skip
"""The German ones: in its ``default_recognizers.yaml``, all of them switched off."""


def build_engine(model: str) -> AnalyzerEngine:
    """Put stock Presidio together over the pipeline of the setting ``detection.model``.

    Raises:
        SchleuseError: the pipeline cannot be loaded.

    """
    offline.seal()
    pipeline = load_pipeline(model)
    nlp_engine = SpacyNlpEngine(
        models=[{"lang_code": LANGUAGE, "model_name": pipeline.name}],
        ner_model_configuration=NerModelConfiguration(labels_to_ignore=["ORG", "ORGANIZATION", "MISC"]),
    )
    nlp_engine.nlp = {LANGUAGE: pipeline.nlp}  # type: ignore[assignment]
    # Named one by one: Presidio's own loader takes classes by their bare names, and some of ours have the same.
    recognizers: list[EntityRecognizer] = [
        getattr(predefined_recognizers, name)(supported_language=LANGUAGE) for name in (*GENERIC, *GERMAN)
    ]
    registry = RecognizerRegistry(recognizers, supported_languages=[LANGUAGE])
    registry.add_nlp_recognizer(nlp_engine)
    return AnalyzerEngine(registry=registry, nlp_engine=nlp_engine, supported_languages=[LANGUAGE])


def stock(model: str) -> Detector:
    """Return stock Presidio as a detector.

    Raises:
        SchleuseError: the pipeline cannot be loaded.

    """
    engine = build_engine(model)

    def analyse(text: str) -> list[Finding]:
        try:
            results = engine.analyze(text, LANGUAGE)
        except Exception as error:  # whatever Presidio or spaCy raise on a text that they cannot take
            raise InspectionError(Reason.DETECTOR_FAILED, type(error).__name__) from None
        return [
            Finding(
                result.start,
                result.end,
                STOCK.get(result.entity_type, result.entity_type),
                result.score,
                result.recognition_metadata["recognizer_name"],
            )
            for result in results
        ]

    count = len(engine.get_recognizers(LANGUAGE))
    description = f"presidio-analyzer {version('presidio-analyzer')}, {count} recognizers"
    return Detector("Presidio", description, lambda texts: [analyse(text) for text in texts])
