"""The words that all rooms share. Frozen, without behaviour of their own, and without imports of ours.

Offsets everywhere are Unicode code points (Python ``str`` indices), ``end`` exclusive.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class Action(StrEnum):
    """What happens to a finding or a request, from mild to strict. The strictest wins."""

    ALLOW = "allow"
    OBSERVE = "observe"
    PSEUDONYMISE = "pseudonymise"
    WARN = "warn"
    BLOCK = "block"

    @property
    def severity(self) -> int:
        """0 (allow) to 4 (block)."""
        return _SEVERITY[self]

    @property
    def sends(self) -> bool:
        """Whether something leaves the house under this action."""
        return self.severity <= _SEVERITY[Action.PSEUDONYMISE]


_SEVERITY = {action: index for index, action in enumerate(Action)}


def strictest(actions: Sequence[Action]) -> Action:
    """Return the strictest of the actions; of none, ``allow``."""
    return max(actions, key=lambda action: action.severity, default=Action.ALLOW)


class Reason(StrEnum):
    """Why a decision was taken: the one list from which log, metrics, dashboard and messages speak.

    The sentence for people belonging to each lies in ``rules/messages``; the value is a metric label.
    """

    CLEAN = "clean"
    """Everything was read, nothing was found that a rule acts on."""
    FINDINGS = "findings"
    """A rule acts on what was found."""
    FILE = "file"
    """The request carries a file, an image or a sound that policy does not let out."""
    RULE = "rule"
    """A rule acts without a finding (for example: this unit may not use this service)."""
    UNKNOWN_AI_HOST = "unknown_ai_host"
    """A host of an AI system that the catalogue does not describe."""
    UNPARSED_SERVICE = "unparsed_service"
    """The catalogue lists the service, but no native reader exists for it yet."""
    NOT_INSPECTABLE = "not_inspectable"
    """The body or a part of it could not be read (broken, binary, encrypted, token ids)."""
    TOO_LARGE = "too_large"
    """The body, or what it decodes to, is larger than the limit."""
    CONTENT_ENCODING = "content_encoding"
    """The content encoding is unknown, chained or corrupt."""
    WEBSOCKET = "websocket"
    """A WebSocket to a surface whose messages cannot be read."""
    NOT_REWRITABLE = "not_rewritable"
    """Findings would have to be replaced, but this surface's body must not be changed."""
    DETECTOR_TIMEOUT = "detector_timeout"
    """The analysis did not end in time."""
    DETECTOR_FAILED = "detector_failed"
    """The analysis broke (worker killed, out of memory, raised)."""
    BUSY = "busy"
    """The analysis queue is full."""
    POLICY_UNAVAILABLE = "policy_unavailable"
    """No valid policy is in force."""
    AUDIT_UNAVAILABLE = "audit_unavailable"
    """The record cannot be written, and policy refuses without one."""
    STORE_UNAVAILABLE = "store_unavailable"
    """The pseudonym store cannot be reached."""
    INTERNAL_ERROR = "internal_error"
    """A fault of the gateway itself."""


class Justification(StrEnum):
    """Why somebody sends what a rule warns about: the codes that ``ask_reason`` may name.

    Only the code is kept. The sentence for people belonging to each lies in ``rules/messages/reasons``.
    """

    INVENTED = "erfunden"
    NOT_RECOGNISABLE = "anonymisiert"
    LEGAL_TASK = "gesetzliche_aufgabe"
    CONSENT = "einwilligung"
    PUBLIC = "oeffentlich"
    OWN_DATA = "eigene_daten"


class SchleuseError(Exception):
    """Base of the errors that a user can mend; ``str()`` is one clear line (or one line a problem)."""


class InspectionError(Exception):
    """The request cannot be judged; carries the reason for which policy then decides (fail closed).

    ``detail`` is a technical hint in English. It never holds content.
    """

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason.value}: {detail}" if detail else reason.value)
        self.reason = reason
        self.detail = detail


# --- what comes in ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request to an AI service, independent of how it reached us."""

    method: str
    """Upper case; ``WS`` for a WebSocket upgrade."""
    host: str
    """Lower case, without port and trailing dot."""
    port: int
    path: str
    """Percent-encoded path without query."""
    query: str = ""
    """Percent-encoded query without ``?``."""
    headers: tuple[tuple[str, str], ...] = ()
    """Names lower case, in order, repeated names kept."""
    body: bytes = b""
    """As it came over the wire, still content-encoded. Of a WebSocket: one whole message."""
    connection: str = ""
    """Random name of the WebSocket that a message goes over; empty for everything else, its upgrade too."""

    def header(self, name: str) -> str | None:
        """Return all values of a header joined by ``", "``, or ``None``."""
        values = [value for key, value in self.headers if key == name]
        return ", ".join(values) if values else None


@dataclass(frozen=True, slots=True)
class ResponseHead:
    """Status and headers of an upstream answer (names lower case)."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()

    def header(self, name: str) -> str | None:
        """Return all values of a header joined by ``", "``, or ``None``."""
        values = [value for key, value in self.headers if key == name]
        return ", ".join(values) if values else None


@dataclass(frozen=True, slots=True)
class Response:
    """A complete answer that the gateway itself gives (a refusal)."""

    status: int
    """Of HTTP; of a WebSocket the close code (RFC 6455, 7.4)."""
    headers: tuple[tuple[str, str], ...]
    body: bytes
    """Of a WebSocket: the reason with which it is closed, at most 123 bytes of UTF-8."""
    frames: tuple[bytes, ...] = ()
    """Text messages that the client of a WebSocket gets; without any, it is closed."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Who sends, as far as the gateway may know it."""

    unit: str | None = None
    """Department (policy ``from.group``), or ``None`` if not known."""
    network: str | None = None
    """Client address for ``from.network`` rules; used in memory only, never stored."""
    scope: str = ""
    """Opaque keyed value that separates the pseudonyms of one client from those of another; memory only."""
    user: str | None = None
    """Who signed in at the proxy, or ``None``; used in memory only, recorded at most as a pseudonym."""


@dataclass(frozen=True, slots=True)
class Service:
    """One AI service of the catalogue."""

    id: str
    name: str
    operator: str
    country: str
    """ISO 3166-1 alpha-2 of the operator."""
    hosts: tuple[str, ...]
    """Exact names, or patterns in which ``*`` stands for one or more labels."""
    categories: tuple[str, ...] = ()
    residency: str = ""
    parsed: bool = False
    """Whether at least one surface has a native reader."""
    candidate: bool = False
    """Whether the catalogue proposes it as one that an authority may approve (EU operator)."""
    aliases: tuple[str, ...] = ()


# --- where something stands in a file ------------------------------------------------------------------------


class PlaceKind(StrEnum):
    """Parts of files that people can find again; what they are called lies in ``rules/messages/places``."""

    FILE = "file"
    """The n-th file of a request that carries several."""
    ENTRY = "entry"
    """The n-th file in an archive."""
    ATTACHMENT = "attachment"
    """The n-th attachment of a mail, or the n-th file inside a document."""
    PAGE = "page"
    SHEET = "sheet"
    HIDDEN_SHEET = "hidden_sheet"
    CELL = "cell"
    SLIDE = "slide"
    HIDDEN_SLIDE = "hidden_slide"
    PARAGRAPH = "paragraph"
    LINE = "line"
    HEADER = "header"
    """Header or footer."""
    FOOTNOTE = "footnote"
    COMMENT = "comment"
    CHANGE = "change"
    """Tracked change: deleted text that the file still holds."""
    NOTES = "notes"
    FIELD = "field"
    """Of a form."""
    PICTURE = "picture"
    METADATA = "metadata"
    """Author, title, keywords and whatever else an office program writes without being asked."""
    EARLIER = "earlier"
    """An earlier version that the file still holds."""
    NAME = "name"
    """A file name."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step on the way to a place: ``page`` with ``3``, ``sheet`` with ``Anträge``."""

    kind: PlaceKind
    name: str = ""
    """Number, cell or title; a title may hold what people wrote."""


type Place = tuple[Step, ...]
"""From the outside in; empty for the file as a whole."""

type Marks = tuple[tuple[int, Place], ...]
"""Where the text from an offset on stands, ascending."""


class Unread(StrEnum):
    """Why a file, or a part of it, could not be read. The word for people lies in ``rules/messages/places``."""

    UNKNOWN = "unknown"
    """A format that nobody here reads."""
    OLD_OFFICE = "old_office"
    """Word, Excel or PowerPoint before 2007."""
    ENCRYPTED = "encrypted"
    MACRO = "macro"
    EMBEDDED = "embedded"
    """An embedded object, or bytes that belong to nothing."""
    PICTURE = "picture"
    """A picture without readable text, or no OCR here."""
    GLYPHS = "glyphs"
    """Drawn characters that stand for no letters (a font without a map, outlines)."""
    SOUND = "sound"
    """Sound or video."""
    MISMATCH = "mismatch"
    """The content is something else than the name says."""
    BROKEN = "broken"
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    """Pages, files, parts or levels."""
    TIMEOUT = "timeout"
    FAILED = "failed"
    """The reader ended in the middle (out of memory)."""
    PIECE = "piece"
    """One piece of a file that is sent in several."""


@dataclass(frozen=True, slots=True)
class FileText:
    """One text of a file, and where which part of it stands."""

    text: str
    marks: Marks


@dataclass(frozen=True, slots=True)
class FileReading:
    """All that was read of a file, and what was not."""

    format: str
    """Word of a closed list, such as ``pdf``."""
    texts: tuple[FileText, ...] = ()
    unread: tuple[tuple[Unread, Place], ...] = ()

    @property
    def complete(self) -> bool:
        """Whether everything in the file was read."""
        return not self.unread


# --- what is in it ---------------------------------------------------------------------------------------


class PartKind(StrEnum):
    """Where a text stood in the request."""

    CHAT = "chat"
    SYSTEM = "system"
    TOOL = "tool"
    FILENAME = "filename"
    IDENTIFIER = "identifier"
    METADATA = "metadata"
    URL = "url"
    QUERY = "query"
    DOCUMENT = "document"
    """In a file that the request carries."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class TextPart:
    """One text of a request, decoded, as a person wrote it."""

    text: str
    kind: PartKind = PartKind.CHAT
    role: str | None = None
    """``user``, ``assistant``, ``system``, ``tool`` where the format says so."""
    message: int = 0
    """Index of the message it belongs to (0 where the format has none)."""
    marks: Marks = ()
    """Where in a file which part of the text stands."""


class AttachmentKind(StrEnum):
    """What a request carries besides text."""

    FILE = "file"
    IMAGE = "image"
    AUDIO = "audio"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file, image or sound in the request. Its name, if any, is a text part of kind ``filename``."""

    kind: AttachmentKind
    size: int
    """Bytes as carried (0 where only announced)."""
    mime: str = ""
    content: bytes | None = field(default=None, repr=False)
    """The file; ``None`` where it is only announced, or the request carries a piece of it."""
    name: str = field(default="", repr=False)
    announced: bool = False
    """Whether its bytes come in another request, and are judged there."""
    opened: bool = False
    """Whether its texts are parts of the request already (lines of prompts)."""
    place: Place = ()
    """Where in another file it stands."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A span of one text that is, with this certainty, personal or confidential."""

    start: int
    end: int
    entity: str
    """A key of :data:`schleuse.entities.ENTITIES`."""
    score: float
    """0 (guess) to 1 (certain)."""
    recognizer: str


@dataclass(frozen=True, slots=True)
class LocatedFinding:
    """A finding with the index of the text part it stands in."""

    part: int
    finding: Finding


# --- what is decided -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FindingVerdict:
    """What the rules say about one finding."""

    located: LocatedFinding
    action: Action
    rules: tuple[str, ...] = ()
    """Ids of the rules that ask for exactly this action."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What the policy says about one request."""

    action: Action
    reason: Reason
    rules: tuple[str, ...] = ()
    """Ids of the rules that decided (those that ask for ``action``)."""
    findings: tuple[FindingVerdict, ...] = ()
    message: str = ""
    """Key of the message for people in ``rules/messages`` (``""`` where none is shown)."""
    law: str = ""
    exceptions: tuple[str, ...] = ()
    """Ids of the exceptions that took a rule out for at least one thing it would have acted on."""
    ask_reason: tuple[Justification, ...] = ()
    """Reasons to choose from; with ``warn`` only, and then never empty."""
    policy_version: str = ""
    alternative: str = ""
    """Name of the approved service that messages offer."""
    contact: str = ""
    """Whom to ask, as the policy names it."""

    def counts(self, minimum: Action = Action.OBSERVE) -> Mapping[str, int]:
        """Return how many findings per entity got at least this action."""
        result: dict[str, int] = {}
        for verdict in self.findings:
            if verdict.action.severity >= minimum.severity:
                entity = verdict.located.finding.entity
                result[entity] = result.get(entity, 0) + 1
        return result


@dataclass(frozen=True, slots=True)
class Notice:
    """What a person or a program reads when the gateway steps in: plain text, no value of the prompt in it."""

    text: str
    """The whole message, German (or the house language), several lines."""
    title: str
    action: Action
    reason: Reason
    reference: str
    """Leads to the event, not to the person (``7F3K2``)."""
    counts: Mapping[str, int] = field(default_factory=dict)


# --- how answers are put back ----------------------------------------------------------------------------


def identity(text: str) -> str:
    """Return the text as it is."""
    return text


class Substitution(Protocol):
    """Puts values back for placeholders. Pure; never raises on any text."""

    def whole(self, text: str, escape: Callable[[str], str] = identity) -> str:
        """Replace every placeholder in a complete text; each inserted value goes through ``escape``."""
        ...

    def split(self, text: str, escape: Callable[[str], str] = identity) -> tuple[str, str]:
        """Return (restored text that may go out, unrestored tail that may still become a placeholder)."""
        ...
