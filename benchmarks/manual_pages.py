"""German prose without persons to measure false alarms on: manual pages as plain text.

    python -m benchmarks.manual_pages FOLDER INTO [--listings]

Reads every page below FOLDER (``*.[1-8]`` and ``*.[1-8].gz``, the macros of man(7) and mdoc(7)) and writes its running
text to INTO, one file a page; the texts carry their own licences and stay there. Left out are the sections that name
real persons (translators, authors, copyright, thanks, history, whom to write to) and, without ``--listings``, what is
not prose: examples in fixed lines and tables.
"""

import argparse
import gzip
import re
import shlex
from collections.abc import Iterable, Iterator
from pathlib import Path

PERSONS = re.compile(
    r"(?i)\b(?:übersetzung|autor|autoren|autorin|verfasser|urheber|copyright|lizenz|dank|danksagung|danksagungen|"
    r"geschichte|historie|fehler melden|fehlerberichte|kontakt|betreuer|mitwirkende|beitragende|homepage)\b"
)
"""Titles of sections about the people behind a program."""
BREAKS = frozenset(
    ["PP", "P", "LP", "TP", "TQ", "HP", "IP", "sp", "br", "RS", "RE", "Pp", "It", "El", "Bl", "SS", "Ss", "Nd"]
)
SKIPPED = {"de": "..", "ig": "..", "TS": ".TE", "SY": ".YS"}
LISTINGS = {"nf": ".fi", "EX": ".EE", "Bd": ".Ed", "DS": ".DE"}
FONTS = frozenset(["B", "I", "BR", "RB", "IR", "RI", "BI", "IB", "SM", "SB"])
INLINE = frozenset(
    ["Fl",
        "Ar",
        "Cm",
        "Op",
        "Nm",
        "Xr",
        "Pa",
        "Ev",
        "Em",
        "Sy",
        "Li",
        "Ic",
        "Dq",
        "Sq",
        "Ql",
        "Oo",
        "Oc",
        "Va",
        "Vt",
        "Fn",
        "Sx",
        "No",
        "Ns",
        "Dv",
        "Er",
        "Ad",
        "Tn",
        "Qq",
        "Pq",
        "Aq",
        "Do",
        "Dc",]
)  # fmt: skip
CHARACTERS = {
    "aq": "'", "cq": "’", "oq": "‘", "lq": "“", "rq": "”", "dq": '"', "en": "–", "em": "—", "hy": "-", "bu": "•",
    "rs": "\\", "at": "@", "co": "©", "ti": "~", "ha": "^", "ga": "`", "mu": "×", "de": "°", "la": "⟨", "ra": "⟩",
    "Fc": "»", "Fo": "«", "'e": "é", "'a": "á", ":a": "ä", "sl": "/", "mc": "µ", "+-": "±", "12": "½",
}  # fmt: skip
ESCAPE = re.compile(
    r"\\(?:\"(?P<comment>.*)|\((?P<two>..)|\[(?P<long>[^\]]*)\]|f(?:\(..|\[[^\]]*\]|.)|\*(?:\(..|\[[^\]]*\]|.)"
    r"|[hvwlbDoxN]'[^']*'|s[+-]?\d+|[mM](?:\[[^\]]*\]|\(..|.)|n[+-]?(?:\(..|\[[^\]]*\]|.)|k.|z(?=.)|(?P<one>.)|$)"
)
ONE = {"-": "-", " ": " ", "~": "\u00a0", "0": " ", "e": "\\", "\\": "\\", "'": "'", "`": "`", ".": "."}


def plain(text: str) -> str:
    """Return a line of roff without its escapes."""

    def character(match: re.Match[str]) -> str:
        name = match["two"] or match["long"]
        return CHARACTERS.get(name, "") if name else ONE.get(match["one"] or "", "")

    return ESCAPE.sub(character, text)


def arguments_of(rest: str) -> list[str]:
    """Return the arguments of a macro; a broken quotation is one word a blank."""
    try:
        return [plain(part) for part in shlex.split(rest.replace("\\", "\\\\").replace("'", "\\'"))]
    except ValueError:
        return plain(rest).replace('"', "").split()


def paragraphs(lines: Iterable[str], *, listings: bool) -> Iterator[str]:
    """Yield the paragraphs of a page."""
    words: list[str] = []
    until = ""
    fixed = False
    section = ""
    depth = 0
    for line in lines:
        match = re.match(r"[.'][ \t]*([A-Za-z]*)[ \t]*(.*)", line)
        name, rest = (match[1], match[2]) if match else ("", line)
        depth += line.count("\\{") - line.count("\\}")
        if until:
            if line.startswith(until):
                until, fixed = "", False
            elif fixed and listings and not match:
                yield plain(line)
            continue
        if depth > 0 or name in ("ie", "el", "if", "so") or line.startswith((".\\}", "'\\}")):
            continue
        if match and (name in BREAKS or name in ("SH", "Sh") or name in SKIPPED or name in LISTINGS):
            if words and not PERSONS.search(section):
                yield " ".join(words)
            words = []
        if name in ("SH", "Sh"):
            section = " ".join(arguments_of(rest))
            continue
        if name in SKIPPED or name in LISTINGS:
            until, fixed = (SKIPPED | LISTINGS)[name], name in LISTINGS and not PERSONS.search(section)
            continue
        if not match:
            words += plain(line).split()
        elif name in ("IP", "SS", "Ss", "It", "Nd"):
            parts = arguments_of(rest)[:1] if name == "IP" else arguments_of(rest)
            words += " ".join(parts).split()
            if name in ("SS", "Ss") and not PERSONS.search(section):
                yield " ".join(words)
                words = []
        elif name in FONTS:
            words += ("" if len(name) == 2 and name[0] != "S" else " ").join(arguments_of(rest)).split()
        elif name in INLINE:
            words += [part for part in arguments_of(rest) if part not in INLINE]
    if words and not PERSONS.search(section):
        yield " ".join(words)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("into", type=Path)
    parser.add_argument("--listings", action="store_true", help="examples and tables in fixed lines as well")
    arguments = parser.parse_args()
    arguments.into.mkdir(parents=True, exist_ok=True)
    pages = words = 0
    for path in sorted(arguments.folder.rglob("*.[1-8]*")):
        if path.is_symlink() or not re.search(r"\.[1-8][a-z]*(?:\.gz)?$", path.name):
            continue
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        text = "\n\n".join(paragraphs(data.decode("utf-8").splitlines(), listings=arguments.listings))
        pages += 1
        words += len(text.split())
        (arguments.into / f"{path.name.removesuffix('.gz')}.txt").write_text(text + "\n", encoding="utf-8")
    print(f"{pages} pages, {words} words in {arguments.into}")


if __name__ == "__main__":
    main()
