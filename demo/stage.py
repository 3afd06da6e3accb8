"""The scenes of the demonstration: a real SDK sends, the stand-in shows what arrived, and both are checked.

All people are invented. The telephone number is one that the Bundesnetzagentur keeps free for films.
"""

import json
from collections.abc import Callable

import anthropic
import openai

from demo import vendors
from demo.gateway_process import GatewayProcess
from demo.record import Received
from demo.scene import PLACEHOLDER, Scene
from demo.standin import StandIn

NAME, STREET, TOWN, PHONE = "Katharina Wiesengrund", "Am Mühlbach 12", "04999 Beispielstadt", "0171 39200 55"
TAX_ID = "86 095 742 719"

CLEAN = "Formuliere eine höfliche Eingangsbestätigung für einen Bauantrag."
NAMES = (
    f"Schreibe Frau {NAME}, {STREET}, {TOWN}, dass ihr Bauantrag vollständig ist. "
    f"Sie hat unter {PHONE} um Rückruf gebeten."
)
NUMBER = f"Prüfe, ob der Bescheid an Frau {NAME} stimmt. Ihre Steuer-ID ist {TAX_ID}."
FILE_NAME = "Personalakte Wiesengrund.txt"
FILE = f"Vermerk: Frau {NAME} beantragt Teilzeit ab März."


def clerk(text: str) -> str:
    """Answer as a model might that was asked to write a letter: with the placeholders of the request in it."""
    found = list(dict.fromkeys(PLACEHOLDER.findall(text)))
    people = [each for each in found if "PERSON" in each]
    if not found:
        return "Vielen Dank. Ihr Antrag ist bei uns eingegangen und wird bearbeitet."
    lines = [f"Sehr geehrte Frau {people[0] if people else found[0]},", "Ihr Bauantrag ist vollständig."]
    rest = [each for each in found if each not in people]
    if rest:
        lines.append(f"Diese Angaben haben wir notiert: {', '.join(rest)}.")
    return "\n".join(lines)


class Stage:
    """Plays the scenes through a running gateway."""

    def __init__(self, standin: StandIn, gateway: GatewayProcess) -> None:
        self._standin = standin
        standin.behaviour.reply = clerk
        proxy, trust = gateway.proxy_url, gateway.client_context()
        self._openai = openai.OpenAI(
            api_key="sk-demo",
            base_url=f"https://{vendors.OPENAI}/v1",
            http_client=openai.DefaultHttpxClient(proxy=proxy, verify=trust),
        )
        self._approved = openai.OpenAI(
            api_key="demo",
            base_url=f"https://{vendors.APPROVED}/v1",
            http_client=openai.DefaultHttpxClient(proxy=proxy, verify=trust),
        )
        self._anthropic = anthropic.Anthropic(
            api_key="sk-demo",
            base_url=f"https://{vendors.ANTHROPIC}",
            http_client=anthropic.DefaultHttpxClient(proxy=proxy, verify=trust),
        )

    def scenes(self) -> list[Callable[[], Scene]]:
        """Return the scenes in order."""
        return [self._clean, self._names, self._number, self._file, self._approved_service]

    def close(self) -> None:
        """Close the clients' connections."""
        for client in (self._openai, self._approved, self._anthropic):
            client.close()

    # --- the scenes ----------------------------------------------------------------------------------

    def _clean(self) -> Scene:
        scene = Scene("Nothing to protect: goes through as it is", "OpenAI", CLEAN)
        received = self._play(scene, lambda: _chat(self._openai, CLEAN))
        scene.checks = [
            ("the vendor received the prompt unchanged", _texts(received) == [CLEAN]),
            ("the answer came back", scene.got == clerk(CLEAN)),
        ]
        return scene

    def _names(self) -> Scene:
        scene = Scene("Names and contact data: replaced, and put back while the answer streams", "Anthropic", NAMES)
        pieces: list[str] = []

        def ask() -> str:
            with self._anthropic.messages.stream(
                model="claude-opus-5", max_tokens=500, messages=[{"role": "user", "content": NAMES}]
            ) as stream:
                pieces.extend(stream.text_stream)
            return "".join(pieces)

        received = self._play(scene, ask)
        values = (NAME, STREET, TOWN, PHONE)
        scene.checks = [
            ("the vendor received the request", len(received) == 1),
            ("no name, address or number among the bytes it received", not self._leaked(*values)),
            ("the answer holds them again", all(value in scene.got for value in (NAME, PHONE))),
            (f"and no placeholder; it came in {len(pieces)} pieces", _restored(scene.got) and len(pieces) > 3),
        ]
        return scene

    def _number(self) -> Scene:
        scene = Scene("A tax ID: refused", "OpenAI", NUMBER)
        received = self._play(scene, lambda: _chat(self._openai, NUMBER))
        scene.checks = [
            ("the vendor received nothing", not received and not self._leaked(NAME, TAX_ID)),
            ("the employee reads why, in German", "es wurde nichts gesendet" in scene.got),
            ("the message repeats none of it", not any(value in scene.got for value in (NAME, TAX_ID))),
        ]
        return scene

    def _file(self) -> Scene:
        scene = Scene("A file with a name in it: refused", "OpenAI", f"File “{FILE_NAME}”:\n{FILE}")

        def upload() -> str:
            return self._openai.files.create(file=(FILE_NAME, FILE.encode()), purpose="user_data").id

        received = self._play(scene, upload)
        scene.checks = [
            ("the vendor received neither name nor content", not received and not self._leaked(FILE_NAME, FILE)),
            ("the employee reads why and where, in German", "Zeile 1" in scene.got),
        ]
        return scene

    def _approved_service(self) -> Scene:
        scene = Scene("The same tax ID to the approved EU service: let through", "IONOS AI Model Hub", NUMBER)
        received = self._play(scene, lambda: _chat(self._approved, NUMBER))
        scene.checks = [
            ("the approved service received the prompt unchanged", _texts(received) == [NUMBER]),
            ("the answer came back", scene.got == clerk(NUMBER)),
        ]
        return scene

    # --- what they share -----------------------------------------------------------------------------

    def _play(self, scene: Scene, ask: Callable[[], str]) -> list[Received]:
        """Ask, note what came back and what arrived; return the requests that arrived."""
        self._standin.clear()
        try:
            scene.got = ask()
        except (openai.APIStatusError, anthropic.APIStatusError) as error:
            scene.got = _message(error.response.text) or f"HTTP {error.status_code}: {error.message}"
        except (openai.OpenAIError, anthropic.AnthropicError) as error:
            scene.got = f"{type(error).__name__}: {error}"
        received = list(self._standin.received)
        scene.arrived = "\n".join("\n".join(_texts([request])) or str(request) for request in received)
        return received

    def _leaked(self, *values: str) -> list[str]:
        return [place for value in values for place in self._standin.leaks(value)]


def _chat(client: openai.OpenAI, text: str) -> str:
    answer = client.chat.completions.create(model="demo", messages=[{"role": "user", "content": text}])
    return answer.choices[0].message.content or ""


def _texts(received: list[Received]) -> list[str]:
    """Return the user's texts of chat requests as the server read them."""
    documents = [request.json for request in received if isinstance(request.json, dict)]
    contents = [message.get("content") for document in documents for message in document.get("messages", [])]
    return [content if isinstance(content, str) else json.dumps(content, ensure_ascii=False) for content in contents]


def _message(body: str) -> str:
    """Return the text of an error in either vendor's format."""
    try:
        return str(json.loads(body)["error"]["message"])
    except (ValueError, KeyError, TypeError):
        return ""


def _restored(text: str) -> bool:
    return bool(text) and not PLACEHOLDER.search(text)
