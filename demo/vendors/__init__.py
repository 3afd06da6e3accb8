"""One file a vendor: which answer a request to it gets."""

from demo.answers import Answer, Behaviour
from demo.record import Received
from demo.vendors import anthropic, chatgpt, claude, cohere, deepl, gemini, mistral, ollama, openai

OPENAI = "api.openai.com"
ANTHROPIC = "api.anthropic.com"
GEMINI = "generativelanguage.googleapis.com"
CHATGPT = "chatgpt.com"
CLAUDE = "claude.ai"
MISTRAL = "api.mistral.ai"
COHERE = "api.cohere.com"
OLLAMA = "ollama.com"
DEEPL = "api.deepl.com"
UPLOADS = "sdmntprgermanywestcentral.oaiusercontent.com"
"""Takes the bytes of ChatGPT's files."""
APPROVED = "openai.inference.de-txl.ionos.com"
BANK = "bank.example"
"""Not an AI service: the gateway must not look into it."""

_VENDORS = {
    OPENAI: openai.answer,
    APPROVED: openai.answer,
    ANTHROPIC: anthropic.answer,
    GEMINI: gemini.answer,
    CLAUDE: claude.answer,
    MISTRAL: mistral.answer,
    COHERE: cohere.answer,
    OLLAMA: ollama.answer,
    DEEPL: deepl.answer,
}
HOSTS = (*_VENDORS, CHATGPT, UPLOADS, BANK)


def answer(request: Received, behaviour: Behaviour) -> Answer:
    """Answer a request as its host would; a host we do not play is an ordinary web site."""
    if request.host in _VENDORS:
        return _VENDORS[request.host](request, behaviour)
    if request.host.endswith((CHATGPT, "oaiusercontent.com")):
        return chatgpt.answer(request, behaviour)
    page = f"<!doctype html><title>{request.host}</title><h1>Hier ist {request.host}</h1>"
    return Answer([page.encode()], "text/html; charset=utf-8")
