"""The shape of a policy file as JSON Schema (2020-12), for editors that complete and check while somebody writes."""

import json

from schleuse.policy.schema import PolicySchema


def text() -> str:
    """Return the schema. What needs two places of a file to be judged, only ``schleuse policy check`` knows."""
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    whole = head | PolicySchema.model_json_schema(by_alias=True) | {"title": "KI-Schleuse: policy"}
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"
