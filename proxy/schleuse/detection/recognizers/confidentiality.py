"""Protective markings: `CONFIDENTIALITY_MARK`.

Norms: VSA of the Federal Ministry of the Interior and of the Länder (VS-NfD, VS-VERTRAULICH, GEHEIM, STRENG GEHEIM;
§ 353b StGB), closed sessions of councils (§ 35 GemO BW, Art. 52 GO BY, § 48 GO NRW), house rules ("vertraulich",
"nur für den Dienstgebrauch"), TLP of the CERTs.
Where it stands decides: in the first or last three lines, at the head of a line, in capitals or as a stamp it is a
marking (1.0); the same words in a sentence are a topic (0.3). Example: ``VS-NUR FÜR DEN DIENSTGEBRAUCH``.
"""

import re
from collections.abc import Iterator

from schleuse.detection.normalise import View
from schleuse.detection.recognizers.base import GermanRecognizer, Hit


class ConfidentialityRecognizer(GermanRecognizer):
    """Finds markings used as markings."""

    ENTITIES = ("CONFIDENTIALITY_MARK",)
    NEEDS_DIGIT = False
    _MARK = re.compile(
        r"(?<![\w-])(?P<mark>"
        r"VS[ ]?-?[ ]?(?i:NfD|nur für den dienstgebrauch|vertraulich|vertr\.)"
        r"|(?i:nur für den (?:internen |behördeninternen |dienstlichen )?(?:dienstgebrauch"
        r"|gebrauch))|(?i:nur zum internen gebrauch)|(?i:verschlusssache)"
        r"|STRENG GEHEIM|GEHEIM|(?i:amtlich geheim ?zu ?halten|amtlich geheim gehalten)|TLP:(?:AMBER(?:\+STRICT)?|RED)"
        r"|(?i:streng vertraulich|persönlich[ /-]{1,3}vertraulich|vertraulich|nicht-?[ ]?(?:ö"
        r"|oe)ffentlich(?:er|e|es)?(?: (?:teil|sitzung|vorlage|beratung|niederschrift))?|NÖ-Teil"
        r"|nicht zur weitergabe bestimmt|nur für den (?:vergabeausschuss|personalrat|vorstand)"
        r"|verschlossen|intern)"
        r")(?![\w])"
    )
    _PREFILTER = re.compile(
        r"(?i)vs[ -]|vertraulich|ffentlich|dienstgebrauch|gebrauch|geheim|verschl|tlp:|NÖ-|weitergabe|intern"
    )
    _ALWAYS = re.compile(
        r"(?i)VS[ -]{1,3}(?:nur für den dienstgebrauch|vertraulich)|TLP:|streng vertraulich|amtlich geheim"
    )
    _STAMP = re.compile(
        r"(?i)\b(?:als|mit|stempel|vermerk|aufdruck|kennzeichnung)[ ](?:dem (?:stempel|vermerk) )?[\"']{0,2}$"
    )
    _STAMPED = re.compile(
        r"(?i)[\"']{0,2}[ ]?(?:\w{1,20}[ ])?(?:gestempelt|gekennzeichnet|eingestuft|markiert"
        r"|klassifiziert|bezeichnet)\w{0,3}"
    )
    _GENERAL = re.compile(
        r"(?i)\b(?:was|wie|wann|wer|welche[rs]?|unterschied|erkläre?|bedeutet|regelt|zwischen|ob"
        r"|warum|definiere?|definition|oder|verfahren bei|umgang mit)\b"
    )
    _TAIL = re.compile(r"[ ]?[-:/|][ ][^\n.!?]{2,60}(?=\n|$)")
    _LINE = re.compile(r"[^\n]*")

    def find(self, view: View) -> Iterator[Hit]:
        """Yield markings with the rest of their headline, and topics low."""
        text = view.flat
        if not self._PREFILTER.search(text):
            return
        end_of = -1
        for match in self._MARK.finditer(text):
            if match.start() < end_of:
                continue
            start, end = match.start(), match.end()
            left = text.rfind("\n", 0, start) + 1
            right = text.find("\n", end)
            right = len(text) if right < 0 else right
            line = text[left:right]
            score = self._score(text, match["mark"], left, right, start, end)
            if score >= 0.5 and len(line.strip()) <= 90 and (tail := self._TAIL.match(text, end, right)):
                end = tail.end()
            end_of = end
            yield Hit("CONFIDENTIALITY_MARK", start, end, score)

    def _score(self, text: str, mark: str, left: int, right: int, start: int, end: int) -> float:
        line = text[left:right]
        before = text[left:start].strip(" \t#*>_-=|[(")
        behind = text[end:right].strip(" \t#*_-=|])")
        stamped = self._STAMP.search(text[left:start]) and self._STAMPED.match(text, end, right)
        if stamped and not self._GENERAL.search(line):
            return 0.8
        if mark.lower() == "intern":
            alone = not before and (not behind or (mark.isupper() and behind[:1] in ":-"))
            return 0.7 if alone and (mark.isupper() or mark[0].isupper()) else 0.1
        head = not before
        question = line.rstrip().endswith("?") or self._GENERAL.search(line) is not None
        if head and (
            not behind or (len(line.strip()) <= 90 and re.match(r"[ ]{0,2}[-:/|!]", text[end:right]) and not question)
        ):
            return 1.0
        if (
            mark.isupper()
            and len(mark) >= 6
            and not question
            and (head or self._ALWAYS.match(mark) or len(line.strip()) <= 90)
        ):
            return 0.9
        if self._ALWAYS.match(mark) and not question:
            return 0.8
        if head and mark.lower().startswith("vertraulich") and behind[:1].islower() and not question:
            return 0.65
        if re.search(
            r"(?i)(?:einstufung|vertraulichkeit(?:sstufe)?|schutzbedarf|klassifizierung|status"
            r"|vermerk|stempel)[ ]?[:=][ ]?$",
            text[left:start],
        ):
            return 0.9
        if before.endswith(":") and len(before) < 40 and not behind:
            return 0.7
        return 0.3
