import re
import time
from pathlib import Path

import pytest

from schleuse.model import Request, SchleuseError
from schleuse.services.catalogue import Catalogue
from schleuse.services.load import load_files
from schleuse.shipped import shipped
from schleuse.yamlfile import ConfigError

GEMINI = "generativelanguage.googleapis.com"
UUID = "0d7bcf0f-7b6f-4d34-9c5f-6a7e3f1b2c3d"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue.load()


def request(host: str, path: str = "/", method: str = "POST", body: bytes = b"{}") -> Request:
    return Request(method, host, 443, path, body=body)


def test_the_catalogue_is_complete():
    data = load_files([shipped("rules/services")])
    assert len(data.services) >= 91
    assert sum(len(loaded.surfaces) for loaded in data.services.values()) >= 500
    assert sum(loaded.service.candidate for loaded in data.services.values()) == 11
    parsed = {name for name, loaded in data.services.items() if loaded.service.parsed}
    named = "openai-api chatgpt-web anthropic-api claude-web gemini-api mistral-api le-chat perplexity-web deepl-api"
    founding = "midjourney adobe-firefly descript-api synthesia suno speechmind"
    assert {*named.split(), *founding.split()} <= parsed
    assert not {"sonantic", "descript", "grammarly", "cursor", "canva"} & parsed


@pytest.mark.parametrize(
    ("host", "service"),
    [
        ("chatgpt.com", "chatgpt-web"),
        ("ChatGPT.com.", "chatgpt-web"),
        ("chatgpt.com:443", "chatgpt-web"),
        ("a.b.chatgpt.com", "chatgpt-web"),
        ("sora.chatgpt.com", "sora-web"),
        ("eu.api.openai.com", "openai-api"),
        ("europe-west3-aiplatform.googleapis.com", "vertex-ai"),
        ("bedrock-runtime.eu-central-1.amazonaws.com", "aws-bedrock"),
        ("write.deepl.com", "deepl-web"),
        ("api.deepl.com", "deepl-api"),
        ("content-push.googleapis.com", "gemini-web"),
        ("models.inference.ai.azure.com", "github-models"),
        ("notchatgpt.com", None),
        ("chatgpt.com.example.de", None),
        ("openai.com", None),
        ("s3.amazonaws.com", None),
        ("", None),
    ],
)
def test_services_of_hosts(catalogue, host, service):
    found = catalogue.service_for_host(host)
    assert (found.id if found else None) == service


@pytest.mark.parametrize(
    ("word", "service"),
    [
        ("chatgpt", "chatgpt-web"),
        ("Claude", "claude-web"),
        ("gemini", "gemini-web"),
        ("dall-e", "openai-api"),
        ("speechmind", "speechmind"),
        ("midj", None),
        ("perplexity-w", "perplexity-web"),
        ("api.anthropic.com", "anthropic-api"),
    ],
)
def test_names_that_people_use(catalogue, word, service):
    if service is None:
        with pytest.raises(SchleuseError, match=r"midjourney.*midjourney-discord"):
            catalogue.resolve(word)
    else:
        assert catalogue.resolve(word).id == service


def test_a_misspelt_name_gets_a_hint(catalogue):
    with pytest.raises(SchleuseError, match="did you mean 'chatgpt'"):
        catalogue.resolve("chatgtp")
    with pytest.raises(SchleuseError, match="schleuse services"):
        catalogue.resolve("")


@pytest.mark.parametrize(
    ("host", "path", "method", "surface", "native"),
    [
        ("api.openai.com", "/v1/chat/completions", "POST", "openai-api/openai.chat", True),
        ("api.openai.com", "/v1//chat/./completions", "POST", "openai-api/openai.chat", True),
        ("api.openai.com", "/v1/%63hat/completions", "POST", "openai-api/openai.chat", True),
        ("api.openai.com", "/v1/x/../chat/completions", "POST", "openai-api/openai.chat", True),
        ("api.openai.com", "/v1/models", "GET", "openai-api/other", True),
        ("api.openai.com", "/v1/chat/completions", "PUT", "openai-api/other", False),
        ("api.openai.com", "/v2/new", "POST", "openai-api/other", False),
        ("api.openai.com", "/v1/responses", "WS", "openai-api/openai.responses_ws", True),
        ("r.openai.azure.com", "/openai/deployments/d/chat/completions", "POST", "azure-openai/openai.chat", True),
        ("r.openai.azure.com", "/openai/v1/responses", "POST", "azure-openai/openai.responses", True),
        ("chatgpt.com", "/backend-anon/f/conversation", "POST", "chatgpt-web/chatgpt.conversation", True),
        ("files.oaiusercontent.com", "/file-1", "PUT", "chatgpt-web/chatgpt.blob", True),
        ("chatgpt.com", "/file-1", "PUT", "chatgpt-web/other", False),
        (GEMINI, "/v1beta/models/g-2:streamGenerateContent", "POST", "gemini-api/google.generate", True),
        ("claude.ai", "/", "GET", "claude-web/other", True),
        ("llm.scaleway.ai", "/", "GET", None, None),
        ("api.scaleway.ai", f"/{UUID}/v1/chat/completions", "POST", "scaleway/openai.chat", True),
    ],
)  # fmt: skip
def test_surfaces_of_requests(catalogue, host, path, method, surface, native):
    match = catalogue.identify(request(host, path, method, b"" if method == "GET" else b"{}"))
    if surface is None:
        assert match is None
        return
    assert (match.surface_id, match.native, match.passthrough) == (surface, native, False)


@pytest.mark.parametrize(
    ("host", "path", "method", "passes"),
    [
        ("huggingface.co", "/datasets/x", "GET", True),
        ("huggingface.co", "/api/models", "POST", True),
        ("huggingface.co", "/chat/conversation", "POST", False),
        ("x.com", "/i/api/2/grok/add_response.json", "POST", False),
        ("x.com", "/home", "GET", True),
        ("www.bing.com", "/search", "GET", True),
        ("www.bing.com", "/ttranslatev3", "POST", False),
        ("www.bing.com", "/images/create", "POST", False),
        ("stadt.zoom.us", "/j/123", "POST", True),
        ("graph.microsoft.com", "/v1.0/me", "GET", True),
        ("graph.microsoft.com", "/beta/copilot/conversations", "POST", False),
        ("s3.us-west-2.amazonaws.com", "/speech-upload-prod", "PUT", False),
        ("s3.us-west-2.amazonaws.com", "/bucket/x", "PUT", True),
        ("x.com", "/" + "a" * 5000, "POST", False),
        ("chatgpt.com", "/", "GET", False),
    ],
)
def test_hosts_that_serve_other_things_are_touched_on_ai_paths_only(catalogue, host, path, method, passes):
    assert catalogue.identify(request(host, path, method)).passthrough is passes


def test_allow_hosts_are_anchored_and_cover_every_host(catalogue):
    expressions = [re.compile(expression, re.IGNORECASE) for expression in catalogue.allow_hosts()]
    assert all(expression.pattern.startswith("^") and expression.pattern.endswith("$") for expression in expressions)

    def allowed(host: str) -> bool:
        return any(expression.search(host) for expression in expressions)

    assert allowed("chatgpt.com:443")
    assert allowed("chatgpt.com.:443")
    assert allowed("ws.chatgpt.com:8443")
    assert allowed("localhost:11434")
    for host in ["localhost:443", "chatgpt.com", "chatgpt.com.example.de:443", "evilchatgpt.com:443", "stadt.de:443"]:
        assert not allowed(host)


def test_domains_cover_every_host_once(catalogue):
    domains = catalogue.domains()
    assert {"chatgpt.com", "api.openai.com", "googleapis.com", "amazonaws.com"} <= set(domains)
    assert not any(domain.endswith(f".{other}") for domain in domains for other in domains)
    assert all("*" not in domain and ":" not in domain for domain in domains)


def test_only_what_is_enabled_is_guarded():
    catalogue = Catalogue.load(["chatgpt", "api.anthropic.com"])
    assert catalogue.enabled == {"chatgpt-web", "anthropic-api"}
    assert catalogue.service_for_host("api.openai.com") is None
    assert catalogue.identify(request("api.openai.com")) is None
    assert "deepl-api" in catalogue.services
    assert all("openai.azure" not in expression for expression in catalogue.allow_hosts())
    with pytest.raises(SchleuseError, match="did you mean 'claude'"):
        Catalogue.load(["cluade"])


def test_nothing_enabled_means_nothing_decrypted():
    (expression,) = Catalogue.load([]).allow_hosts()
    assert re.search(expression, "chatgpt.com:443") is None
    assert re.search(expression, "") is None


def test_an_installation_adds_hosts_and_services(tmp_path: Path):
    (tmp_path / "own.yaml").write_text(
        """\
schema: schleuse-services/1
family: Stadt
hosts:
  f13: [f13.stadt.example, '*.f13.stadt.example']
services:
- id: amts-ki
  name: Amts-KI
  operator: Stadt
  country: DE
  residency: Rathaus
  categories: [chat]
  hosts: [ki.stadt.example]
  surfaces:
  - {use: openai-compatible, base: /llm/v1}
  confidence: documented
  source: Betriebshandbuch
"""
    )
    catalogue = Catalogue.load(path=tmp_path)
    assert catalogue.identify(request("f13.stadt.example", "/llm/chat/completions")).native
    match = catalogue.identify(request("ki.stadt.example", "/llm/v1/chat/completions"))
    assert match.surface_id == "amts-ki/openai.chat"


HEAD = "schema: schleuse-services/1\nfamily: x\n"
SERVICE = """\
services:
- id: x
  name: X
  operator: X
  country: DE
  residency: DE
  categories: [chat]
  hosts: [x.example]
  surfaces:
  - {method: POST, path: '^/a$', dialect: openai.chat}
  confidence: guess
  source: x
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (HEAD + SERVICE.replace("hosts:", "host:"), r":10:3: .*unknown key.*did you mean 'hosts'"),
        (HEAD + SERVICE.replace("openai.chat", "openai.chta"), r":12:43: .*no dialect.*did you mean 'openai.chat'"),
        (HEAD + SERVICE.replace("id: x", "id: suno"), r":4:7: .*already a name of the service 'suno'"),
        (HEAD + SERVICE.replace("x.example", "suno.com"), r":10:11: .*already a host of the service 'suno'"),
        (HEAD + SERVICE.replace("'^/a$'", "'^/a($'"), r":12:\d+: .*regular expression"),
        (HEAD + SERVICE.replace("'^/a$'", "'/a$'"), r":12:\d+: .*starts with \^"),
        (HEAD + SERVICE.replace("'^/a$'", "'^/(a+)+$'"), r":12:\d+: .*repeated group"),
        (HEAD + SERVICE.replace("POST", "SEND"), r":12:\d+: .*'SEND' is not one of"),
        (HEAD + SERVICE.replace("x.example", "'*.de'"), r":10:\d+: .*top-level"),
        (HEAD + SERVICE.replace("x.example", "X y"), r":10:\d+: .*not a host name"),
        (HEAD + SERVICE.replace("{method", "{use: openai-compatible, method"), r":12:\d+: .*either method, path"),
        (HEAD + "hosts: {f31: [f.example]}\n", r":3:9: .*no service 'f31'.*did you mean 'f13'"),
        (HEAD + "schema: x\n", r":3:1: not valid YAML"),
        ("family: x\n", r"schema: this key is missing"),
        (HEAD.replace("/1", "/2"), r":1:9: .*schleuse-services/1"),
        (
            HEAD + "dialects:\n  d: {body: json, text: [{kind: chat, path: 'a[x]'}], answers: [json],"
            " refusals: [error.openai], rewrite: ok, confidence: guess, source: x}\n",
            r":4:\d+: .*not understood",
        ),
        (
            HEAD + "dialects:\n  d: {body: json, answers: [jsn], refusals: [error.opnai], rewrite: ok,"
            " confidence: guess, source: x}\n",
            r"(?s)no way of answering 'jsn'.*did you mean 'json'.*no refusal 'error.opnai'",
        ),
    ],
)
def test_faults_have_their_place_and_a_hint(tmp_path: Path, text: str, expected: str):
    (tmp_path / "own.yaml").write_text(text)
    with pytest.raises(ConfigError, match=expected):
        Catalogue.load(path=tmp_path)


def test_a_missing_folder_is_named(tmp_path: Path):
    with pytest.raises(ConfigError, match=r"nowhere.*does not exist"):
        Catalogue.load(path=tmp_path / "nowhere")


HOSTILE = [
    "/" + "a" * 4095,
    "/a" * 2047,
    "/" * 4096,
    "/v1" + "/x" * 2046,
    "/v1beta/models/" + "a" * 4000 + ":",
    "/api/" + "upload" * 680,
    "/openai/deployments/" + "d" * 4000,
    "/%41" * 1000,
    "/.." * 1300,
]


def test_no_path_takes_long(catalogue):
    patterns = {
        surface.pattern
        for loaded in load_files([shipped("rules/services")]).services.values()
        for surface in loaded.surfaces
    }
    for path in HOSTILE:
        for pattern in patterns:
            start = time.process_time()
            pattern.search(path)
            assert time.process_time() - start < 0.05, pattern.pattern
        start = time.process_time()
        catalogue.identify(request("api.openai.com", path))
        assert time.process_time() - start < 0.1
