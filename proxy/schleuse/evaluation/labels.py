"""Which entities of a detector mean which label of a corpus.

A label that is none of these stands for the entity of the same name.
"""

ENTITIES_OF: dict[str, frozenset[str]] = {
    label: frozenset(entities.split())
    for label, entities in {
        "PERSON": "PERSON",
        "ADDRESS": "DE_ADDRESS",
        "DATE_OF_BIRTH": "DATE_OF_BIRTH",
        "CASE_NUMBER": "DE_FILE_SIGN DE_COURT_FILE DE_CASH_SIGN DE_BENEFIT_NUMBER "
        "DE_AZR DE_BAMF DE_HANDELSREGISTER DE_LAND_REGISTER",
        "PHONE_NUMBER": "PHONE_NUMBER",
        "EMAIL_ADDRESS": "EMAIL_ADDRESS",
        "IBAN_CODE": "IBAN_CODE",
        "USERNAME": "USERNAME EMAIL_ADDRESS",
        "IP_ADDRESS": "IP_ADDRESS",
        "MAC_ADDRESS": "MAC_ADDRESS",
        "ORG_PERSON_NUMBER": "DE_STAFF_NUMBER DE_STUDENT_NUMBER",
        "DE_KFZ": "DE_KFZ VIN",
        "SECRET": "SECRET",
        "DE_ID_CARD": "DE_ID_CARD DE_RESIDENCE_PERMIT",
        "DE_PASSPORT": "DE_PASSPORT",
        "DE_FUEHRERSCHEIN": "DE_DRIVING_LICENCE",
        "DE_TAX_ID": "DE_TAX_ID",
        "DE_TAX_NUMBER": "DE_TAX_NUMBER",
        "DE_SOCIAL_SECURITY": "DE_SOCIAL_SECURITY",
        "DE_HEALTH_INSURANCE": "DE_HEALTH_INSURANCE",
        "CLASSIFICATION": "CONFIDENTIALITY_MARK",
        "COORDINATES": "COORDINATES",
        "BANK_ACCOUNT": "BANK_ACCOUNT",
        "CREDIT_CARD": "CREDIT_CARD",
    }.items()
}

NEVER_LABELLED = frozenset(
    [
        "HEALTH", "DISABILITY", "RELIGION", "UNION", "ORIGIN", "POLITICS", "SEXUALITY", "BIOMETRIC", "CRIMINAL",
        "MINOR", "SOCIAL_BENEFIT", "DE_REGISTER_BLOCK", "DE_PARCEL", "DE_VAT_ID", "DE_BUSINESS_ID", "DE_LANR",
        "DE_BSNR", "DE_EMPLOYER_NUMBER", "OWN",
    ]
)  # fmt: skip
"""Entities to which the guideline of the corpora gives no spans: no part of precision; in a clean item they count."""

STOCK: dict[str, str] = {
    "DATE_TIME": "DATE_OF_BIRTH",
    "LOCATION": "DE_ADDRESS",
    "DE_FUEHRERSCHEIN": "DE_DRIVING_LICENCE",
}
"""Presidio's entities under our names. Generous: any date counts as a date of birth, any place as an address."""


def entities_of(label: str) -> frozenset[str]:
    """Return the entities that a label means."""
    return ENTITIES_OF.get(label) or frozenset([label])


def label_of(entity: str) -> str:
    """Return the label that an entity counts under: the one of its own name, else the first that it means."""
    if entity in ENTITIES_OF:
        return entity
    return next((label for label, entities in ENTITIES_OF.items() if entity in entities), entity)
