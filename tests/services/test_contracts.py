from pathlib import Path

import pytest

from schleuse.model import Request
from schleuse.services.catalogue import Catalogue
from schleuse.yamlfile import ConfigError

HEAD = "schema: schleuse-contracts/1\nservices:\n"
WORKSPACE = "5f6f7a80-1111-4222-8333-444455556666"


def load(tmp_path: Path, text: str) -> Catalogue:
    file = tmp_path / "contracts.yaml"
    file.write_text(HEAD + text, encoding="utf-8")
    return Catalogue.load(contracts=file)


def get(host: str, path: str = "/", method: str = "GET") -> Request:
    return Request(method, host, 443, path)


def test_contracts_are_kept_and_hold_nobody(tmp_path: Path):
    catalogue = load(tmp_path, "  ionos-ai: {contract: 'AVV 2026/17', note: 'DSFA 2026-03'}\n")
    assert catalogue.contracts.services["ionos-ai"].contract == "AVV 2026/17"
    assert catalogue.tenants.controls == ()
    assert catalogue.allow_hosts() == Catalogue.load().allow_hosts()


def test_headers_hold_people_to_their_tenants(tmp_path: Path):
    catalogue = load(tmp_path, f"  chatgpt-web: {{tenants: [{WORKSPACE}, second-one]}}\n")
    tenants = catalogue.tenants
    assert tenants.headers("chatgpt.com") == [("ChatGPT-Allowed-Workspace-Id", f"{WORKSPACE},second-one")]
    assert tenants.headers("ab.chatgpt.com") == tenants.headers("chatgpt.com")
    for host in ("claude.ai", "chatgpt.com.example.org", "api.openai.com"):
        assert tenants.headers(host) == []


@pytest.mark.parametrize(
    ("path", "closed"),
    [
        ("/backend-anon/f/conversation", True),
        ("/backend-anon", True),
        ("//backend-anon/./conversation", True),
        ("/%62ackend-anon/conversation", True),
        ("/x/../backend-anon/conversation", True),
        ("/backend-api/f/conversation", False),
        ("/backend-anonymous", False),
        ("/", False),
    ],
)
def test_use_without_an_account_is_closed(tmp_path: Path, path: str, closed: bool):
    tenants = load(tmp_path, f"  chatgpt-web: {{tenants: [{WORKSPACE}]}}\n").tenants
    assert tenants.closes(get("chatgpt.com", path)) is closed
    assert not tenants.closes(get("claude.ai", path))
    assert not Catalogue.load().tenants.closes(get("chatgpt.com", path))


def test_hosts_that_sign_people_in_are_opened_only_for_tenants_and_never_read(tmp_path: Path):
    plain, held = Catalogue.load(), load(tmp_path, "  m365-copilot: {tenants: [stadt.example, other.example]}\n")
    for host in ("login.microsoftonline.com", "login.live.com"):
        assert plain.identify(get(host)) is None
        assert not any(host.replace(".", r"\.") in expression for expression in plain.allow_hosts())
        assert any(host.replace(".", r"\.") in expression for expression in held.allow_hosts())
        match = held.identify(get(host, "/common/login", "POST"))
        assert match is not None
        assert match.passthrough
    assert held.tenants.headers("login.microsoftonline.com") == [
        ("Restrict-Access-To-Tenants", "stadt.example,other.example"),
        ("Restrict-Access-Context", "stadt.example"),
    ]
    assert held.tenants.headers("login.live.com") == [("sec-Restrict-Tenant-Access-Policy", "restrict-msa")]
    assert held.tenants.headers("m365.cloud.microsoft") == []


def test_only_enabled_services_are_held(tmp_path: Path):
    file = tmp_path / "contracts.yaml"
    file.write_text(f"{HEAD}  chatgpt-web: {{tenants: [{WORKSPACE}]}}\n", encoding="utf-8")
    assert Catalogue.load(["claude"], contracts=file).tenants.controls == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "  chatgtp-web: {contract: x}\n",
            r"contracts\.yaml:3:3: .*no service 'chatgtp-web'.*did you mean 'chatgpt-web'",
        ),
        ("  suno:\n    tenants: [a]\n", r":4:\d+: .*nothing to hold people to a tenant.*these do: .*claude-web"),
        ("  claude-web: {tenants: ['a,b']}\n", r":3:\d+: services\.claude-web\.tenants\.0"),
        ("  claude-web: {tenants: ['a\\nx: y']}\n", r":3:\d+: "),
        ("  claude-web: {tenant: [a]}\n", r":3:\d+: .*unknown key.*did you mean 'tenants'"),
        ("  claude-web: {contract: ''}\n", r":3:\d+: services\.claude-web\.contract"),
    ],
)
def test_faults_have_their_place(tmp_path: Path, text: str, expected: str):
    with pytest.raises(ConfigError, match=expected):
        load(tmp_path, text)


def test_a_missing_file_is_named(tmp_path: Path):
    with pytest.raises(ConfigError, match=r"nowhere\.yaml:1:1: the file does not exist"):
        Catalogue.load(contracts=tmp_path / "nowhere.yaml")
