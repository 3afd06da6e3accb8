"""Makes any text safe for spaCy, character by character, so that every offset stays."""

import re

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_SYMBOLS = re.compile(r"[^\w\s]{24,}|_{24,}")
_LONG_WORD = re.compile(r"\S{200,}")
_SYMBOL = re.compile(r"[^\w\s]|_")
_KEPT_SYMBOLS = 8
_STRETCH = 128


def readable(text: str) -> str:
    """Replace lone surrogates, which cannot be encoded."""
    return text if text.isascii() else _LONE_SURROGATE.sub("\ufffd", text)


def for_tokenizer(text: str) -> str:
    """Return what the tokenizer gets to see instead of a text: blanks in place of some symbols.

    spaCy's tokenizer takes one symbol after the other off a word and looks at all the rest each time: a thousand
    opening brackets, or a page of JSON without a blank, cost seconds. So a long run of symbols keeps its first few,
    and a very long word is broken at a symbol now and then. Names are found in it all the same.
    """
    text = _SYMBOLS.sub(lambda run: run[0][:_KEPT_SYMBOLS].ljust(len(run[0])), text)
    return _LONG_WORD.sub(_broken, text)


def _broken(word: re.Match[str]) -> str:
    pieces = []
    begin = 0
    for symbol in _SYMBOL.finditer(word[0]):
        if symbol.start() - begin >= _STRETCH:
            pieces.append(word[0][begin : symbol.start()])
            begin = symbol.end()
    return " ".join((*pieces, word[0][begin:]))
