"""DeepL's API: translate and write, by JSON or form; documents."""

from urllib.parse import parse_qs

from demo.answers import Answer, Behaviour, json_answer
from demo.record import Received


def answer(request: Received, behaviour: Behaviour) -> Answer:
    """Answer a request to DeepL."""
    match request.method, request.path:
        case "POST", "/v2/translate":
            known = {"detected_source_language": "DE", "billed_characters": 1}
            translations = [known | {"text": behaviour.reply(text)} for text in _texts(request)]
            return json_answer({"translations": translations})
        case "POST", "/v2/write/rephrase":
            improvements = [
                {"text": behaviour.reply(text), "target_language": "de", "detected_source_language": "de"}
                for text in _texts(request)
            ]
            return json_answer({"improvements": improvements})
        case "POST", "/v2/document":
            return json_answer({"document_id": "1", "document_key": "1"})
    return json_answer({"message": "no such path"}, 404)


def _texts(request: Received) -> list[str]:
    if isinstance(request.json, dict):
        return [str(text) for text in request.json.get("text", [])]
    return parse_qs(request.text).get("text", [])
