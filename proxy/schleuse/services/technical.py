"""Which strings of a request are protocol, not text: models, roles, ids, enumeration words, dates of machines.

Everything else is read. The rules are narrow on purpose: a key alone never excuses a value, its form must be right
too, so that a name, an address or a number of a person under ``id`` is still seen.
"""

import re

_WORD_KEYS = frozenset(
    (
        "action", "action_type", "alt", "upload_protocol",
         "api_version", "aspect_ratio", "attachment_type", "audio_format", "background",
        "channel", "client_prepare_state", "content_type", "conversation_mode", "country", "detail", "direction",
        "dtype", "effort", "encoding", "encoding_format", "event", "event_type", "finish_reason", "finishreason",
        "force_parallel_switch", "format", "gl", "granularity", "harm_block_method", "hl", "include", "input_fidelity",
        "kind", "lang", "language", "level", "locale", "method", "mime_type", "mimetype", "media_type", "mode",
        "moderation", "modalities", "modality", "model", "model_slug", "object", "op", "output_format", "phase",
        "platform", "prompt_cache_retention", "purpose", "quality", "reasoning_effort",
        "require_approval", "required", "resolution", "response_format", "response_mime_type", "responsemimetype",
        "responsemodalities", "role", "safety", "schema_version", "service_tier", "size", "source_type", "status",
        "stop_reason", "supported_encodings", "sync_mode", "syntax", "system_hints", "target_lang",
        "source_lang", "thinking_mode", "threshold", "timezone", "tool_choice", "truncation", "type", "units",
        "use_case", "verbosity", "version", "visibility", "voice", "voice_id", "x-goog-api-client",
    )
)  # fmt: skip
_ID_KEY = re.compile(
    r"(?:^|[_-])(?:id|ids|uuid|uuids|guid|token|cursor|etag|nonce|hash|sha256|md5|checksum|pointer|key|session)$"
    r"|[a-z](?:Id|Ids|Uuid|Uuids|Token|Hash)$"
)
_WORD = re.compile(
    r"[a-z][a-z0-9]*(?:[_./:+-][a-z0-9]+)*|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*"  # enumerations
    r"|[a-z]{2,3}(?:[_-][A-Za-z0-9]{2,8}){1,3}|[A-Z][a-z]+/[A-Z][A-Za-z_/+-]+"  # languages, time zones
    r"|\d{1,5}(?:[x:.]\d{1,5})?[a-z%]{0,4}"  # sizes
)
_MODEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/+-]{0,127}")
_UUID = re.compile(r"[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}")
_PREFIXED = re.compile(
    r"[a-z]{2,24}(?:[_-][a-z]{2,24}){0,3}[_-](?=[^\d]*\d)(?=\d*[A-Za-z])[A-Za-z0-9]{6,128}(?:[_-][A-Za-z0-9]+)*"
)
_HEX = re.compile(r"(?=[0-9a-f]*[a-f])[0-9a-f]{16,128}")
_POINTER = re.compile(r"(?:file-service|sediment)://[A-Za-z0-9_#-]{4,128}")
_MIME = re.compile(
    r"(?:application|audio|font|image|message|model|multipart|text|video)/[A-Za-z0-9][A-Za-z0-9.+-]{0,80}"
)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?")
_MOMENT_KEY = re.compile(r"(?:time|_at|At|date|Date|created|updated|timestamp|expires?)$", re.IGNORECASE)
_LONG_DIGITS = re.compile(r"\d{7,}")
_PLAIN_KEY = re.compile(r"[$@]?[A-Za-z_][A-Za-z0-9_-]{0,63}(?:\[\])?|\d{1,6}")
_COMMON_KEYS = frozenset(
    (
        "a", "action", "address", "amount", "args", "arguments", "b", "body", "category", "city", "code", "color",
        "command", "content", "context", "count", "country", "cursor", "data", "date", "day", "description", "end",
        "enabled", "error", "event", "field", "fields", "file", "filename", "filter", "filters", "first", "format",
        "from", "height", "id", "ids", "index", "input", "items", "key", "keys", "kind", "label", "language", "last",
        "lat", "level", "limit", "line", "lines", "list", "location", "lon", "max", "message", "messages", "meta",
        "metadata", "method", "min", "mode", "month", "name", "namespace", "number", "offset", "op", "options", "order",
        "output", "page", "param", "params", "parameters", "path", "price", "prompt", "properties", "q", "query",
        "reason", "region", "required", "result", "results", "role", "row", "rows", "score", "section", "sort",
        "source", "start", "state", "status", "step", "success", "summary", "tag", "tags", "target", "text", "time",
        "timestamp", "title", "to", "token", "tool", "total", "ts", "type", "unit", "units", "unit_price", "uri", "url",
        "user", "user_id", "username", "v", "value", "values", "version", "width", "x", "y", "year", "zip",
    )
)  # fmt: skip
_STATIC = re.compile(
    r"\.(?:js|mjs|css|map|woff2?|ttf|png|jpe?g|gif|svg|webp|avif|ico|wasm|json|webmanifest|mp3|mp4)$", re.IGNORECASE
)
_SEGMENT = re.compile(
    r"[$@]?[a-z0-9_]+(?:[._:~$-][a-z0-9_]+)*(?::[A-Za-z]+)?|[A-Za-z]+[0-9]{0,3}(?:[.:][A-Za-z0-9]+)*"
    r"|(?=[^\d]*\d)[A-Za-z0-9_-]{20,}"
)
_TWO_NAMES = re.compile(r"[A-Z][a-z]+[-_.+][A-Z][a-z]+")
_CREDENTIAL = re.compile(
    r"^upload_id$|(?:^|[_-])(?:key|apikey|token|secret|sig|signature|credential|auth|authorization|at|csrf|xsrf|bl|sid|"
    r"nonce|code_challenge|state)$",
    re.IGNORECASE,
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SIGNED_URL = re.compile(
    r"^(?:s[epvrt]|sig|ske|skoid|sks|skt|sktid|skv|rscc|rscd|rsct|scid|sdkbuild)$|^x-(?:amz|goog)-", re.IGNORECASE
)
_TOKEN = re.compile(r"[A-Za-z0-9._~:/+=-]{1,4096}")


def is_technical(key: str, value: str) -> bool:
    """Whether a value under a key is protocol rather than text."""
    if "@" in value or len(value) > 256:
        return False
    if _UUID.fullmatch(value) or _MIME.fullmatch(value) or _POINTER.fullmatch(value):
        return True
    if _LONG_DIGITS.search(value):
        return bool(_ID_KEY.search(key) and _PREFIXED.fullmatch(value))
    name = key.lower()
    if name in {"model", "models", "model_slug", "engine"} or name.endswith("model"):
        return _MODEL.fullmatch(value) is not None
    if name in _WORD_KEYS:
        return _WORD.fullmatch(value) is not None
    if _ID_KEY.search(key) and (_PREFIXED.fullmatch(value) or _HEX.fullmatch(value)):
        return True
    return bool(_MOMENT_KEY.search(key) and _MOMENT.fullmatch(value))


def is_plain_key(key: str) -> bool:
    """Whether a key of a protocol object looks like one: short, one ASCII word, not a number of a person."""
    return _PLAIN_KEY.fullmatch(key) is not None and not _LONG_DIGITS.search(key)


def is_common_key(key: str) -> bool:
    """Whether a key of a free object (tool arguments, metadata) is one of the words that everybody uses."""
    return key.lower() in _COMMON_KEYS


def is_technical_segment(segment: str) -> bool:
    """Whether a decoded segment of a path is an address rather than a text."""
    if "@" in segment[1:] or (_LONG_DIGITS.search(segment) and not _looks_random(segment)):
        return False
    return _SEGMENT.fullmatch(segment) is not None and not _TWO_NAMES.search(segment)


def is_static(path: str) -> bool:
    """Whether a path names a file that belongs to a page (script, style, font, image)."""
    return _STATIC.search(path) is not None


def is_credential(name: str, value: str) -> bool:
    """Whether a query parameter carries a key, token or signature."""
    words = _CAMEL.sub("_", name)  # accessToken is access_token
    named = _SIGNED_URL.search(name) or (len(value) >= 16 and _CREDENTIAL.search(words))
    return bool(named and _TOKEN.fullmatch(value))


def _looks_random(segment: str) -> bool:
    return _UUID.fullmatch(segment) is not None or (len(segment) >= 16 and sum(map(str.isalpha, segment)) >= 6)
