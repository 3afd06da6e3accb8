"""Pages in a real Chromium, behind the running gateway: they type, send, ask for titles and attach files."""

import base64
import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from demo.standin import StandIn
from tests.e2e.running import Running, wait_until
from tests.e2e.test_first_way import FORBIDDEN, MAIL, NAME, PERSONAL, TAX_ID

pytestmark = pytest.mark.browser

ECHO = f"Gern. Sie schrieben: {PERSONAL}"


@pytest.fixture(scope="module")
def browser(shared_gateway: Running) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    executable = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not executable:
        message = "no Chromium: apt-get install chromium, or set CHROMIUM to the path of one"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    authority = x509.load_pem_x509_certificate((shared_gateway.settings.ca_dir / "ca-cert.pem").read_bytes())
    key = authority.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    trusted = base64.b64encode(hashlib.sha256(key).digest()).decode()
    flags = [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", f"--ignore-certificate-errors-spki-list={trusted}",
    ]  # fmt: skip
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=executable, args=flags, proxy={"server": shared_gateway.proxy_url}
        )
        yield running
        running.close()


@pytest.fixture
def page(browser: Any, gateway: Running) -> Iterator[Any]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


def opened(page: Any, host: str) -> Any:
    page.goto(f"https://{host}/")
    return page


def answer_to(page: Any, text: str) -> str:
    """Type a text, send it, and return what the page shows as the answer when it is complete."""
    turns = page.locator(".turn").count()
    page.get_by_label("Nachricht").fill(text)
    page.get_by_role("button", name="Senden").click()
    answer = page.locator(".turn").nth(turns + 1)
    page.wait_for_function("turn => turn.dataset.done", arg=answer.element_handle(), timeout=20_000)
    return str(answer.text_content())


def nothing_left(standin: StandIn) -> None:
    assert [standin.leaks(value) for value in (NAME, MAIL, TAX_ID)] == [[], [], []]


def test_chatgpt_a_draft_never_leaves_and_the_answer_comes_home(page: Any, standin: StandIn) -> None:
    opened(page, "chatgpt.com")
    page.get_by_label("Nachricht").press_sequentially(f"Frau {NAME}, Steuer-ID {TAX_ID}", delay=5)
    wait_until(lambda: any("prepare" in request.path for request in standin.received))
    nothing_left(standin)
    page.get_by_label("Nachricht").fill("")
    assert answer_to(page, PERSONAL) == ECHO
    nothing_left(standin)


def test_chatgpt_a_refusal_stands_in_the_chat_and_the_chat_goes_on(page: Any, standin: StandIn) -> None:
    opened(page, "chatgpt.com")
    shown = answer_to(page, FORBIDDEN)
    assert "nichts gesendet" in shown
    assert "1 Steuer-Identifikationsnummer" in shown
    assert answer_to(page, PERSONAL) == ECHO
    nothing_left(standin)


def test_chatgpt_a_file_is_refused_before_it_leaves(page: Any, standin: StandIn, tmp_path: Path) -> None:
    opened(page, "chatgpt.com")
    file = tmp_path / "Akte.pdf"
    file.write_bytes(b"%PDF-1.7\n" + NAME.encode())
    page.get_by_label("Datei anhängen").set_input_files(file)
    page.get_by_text("Datei nicht hochgeladen").wait_for(timeout=20_000)  # announced, but its bytes are refused
    nothing_left(standin)
    assert not [request for request in standin.received if request.method == "PUT"]


def test_claude_a_question_comes_home_and_so_does_its_title(page: Any, standin: StandIn) -> None:
    opened(page, "claude.ai")
    assert answer_to(page, PERSONAL) == ECHO
    page.wait_for_function("name => document.getElementById('title').textContent.includes(name)", arg=NAME)
    nothing_left(standin)


def test_claude_a_long_paste_is_read(page: Any, standin: StandIn) -> None:
    opened(page, "claude.ai")
    long = f"{PERSONAL}\n" + "Der Rat hat über den Haushalt beraten.\n" * 15
    assert answer_to(page, long) == f"Gern. Sie schrieben: \n{long}"
    nothing_left(standin)
    shown = answer_to(page, FORBIDDEN + "\n" + long)
    assert "nichts gesendet" in shown
    nothing_left(standin)


def test_claude_a_refusal_is_taken_for_the_answer_of_the_turn(page: Any, standin: StandIn, tmp_path: Path) -> None:
    opened(page, "claude.ai")
    assert "nichts gesendet" in answer_to(page, FORBIDDEN)
    file = tmp_path / "Akte.pdf"
    file.write_bytes(b"%PDF-1.7\n" + NAME.encode())
    page.get_by_label("Datei anhängen").set_input_files(file)
    page.get_by_text("Fehler 403").wait_for(timeout=20_000)
    assert "Datei" in page.locator(".turn").last.text_content()
    nothing_left(standin)
