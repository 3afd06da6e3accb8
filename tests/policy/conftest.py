"""A small catalogue and a fixed day."""

from collections.abc import Mapping
from datetime import date

import pytest

from schleuse.model import Service


@pytest.fixture(scope="session")
def today() -> date:
    return date(2026, 11, 24)


@pytest.fixture(scope="session")
def services() -> Mapping[str, Service]:
    found = (
        Service("openai-api", "OpenAI API", "OpenAI", "US", ("api.openai.com", "*.api.openai.com"), ("chat", "code")),
        Service("chatgpt-web", "ChatGPT", "OpenAI", "US", ("chatgpt.com", "*.chatgpt.com"), ("chat",), parsed=True),
        Service("midjourney", "Midjourney", "Midjourney", "US", ("www.midjourney.com",), ("image",)),
        Service("le-chat", "Le Chat", "Mistral AI", "FR", ("chat.mistral.ai",), ("chat", "image")),
        Service("ionos-ai", "IONOS AI", "IONOS", "DE", ("inference.de-txl.ionos.com",), ("chat",), candidate=True),
        Service("f13", "F13", "Land Baden-Württemberg", "DE", (), ("chat",)),
    )
    return {service.id: service for service in found}
