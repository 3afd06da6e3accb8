"""File numbers of courts and prosecutors: `DE_COURT_FILE`.

Norm: Aktenordnungen of the Länder and federal courts. Format: ``[chamber] sign number/year [suffix]``: ``3 C 123/24``,
``104 Js 5678/24``, ``S 12 AS 345/24 ER``, ``4 K 123/24.A``. The sign says the matter: F, XVII, XIV, VI family and care
(Art. 9 GDPR likely); Js, Cs, Ds, Ls, KLs, OWi crime (Art. 10); ``.A`` asylum; AS, AY, SB social data.
Citations of published decisions ("BVerwG, Urt. v. 12.3.2020 – 6 C 12.19") are no personal data and get 0.3.
Examples: those above, invented.
"""

import re
from collections.abc import Iterator

from schleuse.detection import labels
from schleuse.detection.labels import label
from schleuse.detection.normalise import View
from schleuse.detection.recognizers.base import GermanRecognizer, Hit

_SIGNS = (
    "XVII|XVI|XIV|XV|VIII|VII|VI|IV|III|UR ?II|II|X|HK ?O|OWi|UJs|VRJs|BRs|KLs|StVK|Vollz"
    "|NotZ|AnwZ|RiZ|StR|ARs|BGs|VAs|Verg|Kart"
    "|SchH|BVGa|TaBV|SaGa|AZR|ABR|AZB|AZN|BvR|BvL|BvF|BvE|BvQ|BvC|Gs|Cs|Ds|Ls|Bs|Ks|Ns|Qs|Js"
    "|Ss|Ws|Rs|WF|UF|UH|Wx|OH|SH|FH|DR|AR|IN|IK"
    "|IE|ZR|ZB|ZA|BV|Ca|Ga|Ha|Sa|Ta|AS|AL|AY|BA|BK|EG|KA|KG|KN|KR|LW|RA|RJ|SB|SF|SO|SV|VE|VG|VH|VJ|VK|VS|VU|CN|WD|Ko"
    "|[BCFHJKLMNOPRSTUVWADEG]"
)


CANDIDATE = 0.4
"""Score of decisions that count only beside persons (`schleuse.detection.links`)."""


class CourtFileRecognizer(GermanRecognizer):
    """Finds court file numbers that are not citations."""

    ENTITIES = ("DE_COURT_FILE",)
    _PATTERN = re.compile(
        rf"(?<![\w/.-])(?:[LSB] )?(?:\d{{1,4}}[a-z]?"
        rf"|[IVX]{{1,5}}) (?P<sign>{_SIGNS})(?: [A-Z]{{1,2}})? \d{{1,6}}/\d{{2}}(?:\d{{2}})?"
        r"(?P<suffix>\.[A-Z]{1,4}| (?:ER|B ER|SO|S|UK|UE|EA[A-Z]{0,3}|VKH\d?|PKH|GS|UG|RI|HK|EK|WG)\b)?(?![\w/])"
    )
    _CONTEXT = label(
        "az", "aktenzeichen", "gz", "geschäfts-?(?:#nr|zeichen)", "strafsache", "familiensache", "rechtsstreit",
        "(?:amts|land|oberlandes|verwaltungs|sozial|arbeits|familien|betreuungs|insolvenz)gericht",
        "[av]g", "lg", "sg", "staatsanwaltschaft", "sta", "gegen", "insolvenzverfahren", "kläger(?:in)?", "klage",
        "beklagte[rn]?", "verfahren", "in der sache", "streitwert",
        "bußgeld(?:verfahren)?", "ermittlungsverfahren",
    )  # fmt: skip
    _SUPREME = r"BVerfG|BGH|BVerwG|BSG|BFH|BAG|EuGH|EuG|EGMR|BayObLG|BPatG"
    _CITED = re.compile(
        rf"(?:\b(?:{_SUPREME}|OVG|VGH|OLG|KG|LSG|LAG|FG|VG|LG|AG|SG"
        rf"|ArbG)\b[^\n]{{0,60}}?\b(?:Urteil|Urt\.|Beschluss|Beschl\.|Entscheidung|vom"
        rf"|v\.)[^\n]{{0,40}}"
        rf"|\b(?:{_SUPREME})\b[^\n]{{0,45}})$"
    )
    _SUPREME_SIGNS = frozenset(
        [
            "ZR",
            "ZB",
            "ZA",
            "AZR",
            "ABR",
            "AZN",
            "AZB",
            "BvR",
            "BvL",
            "BvF",
            "BvE",
            "BvQ",
            "BvC",
            "StR",
            "NotZ",
            "AnwZ",
            "RiZ",
            "BGs",
            "WD",
            "CN",
        ]
    )
    _DATED = re.compile(
        r"(?:\d{1,2}\.[ ]?(?:\d{1,2}\.|Januar|Februar|März|April|Mai|Juni|Juli|August|September"
        r"|Oktober|November|Dezember)[ ]?\d{4}|vom \d{1,2}\.[ ]?\w+\.?)[ ]?[,(]{0,2}[ ]?-?[ ]?$"
    )
    _CITED_BEHIND = re.compile(
        r"[^\n]{0,20}\b(?:juris|NJW|NVwZ|BeckRS|BGHZ|VersR|DÖV|NZS|Rn\.|Rdnr\.|ECLI|BStBl|BVerwGE|BVerfGE)\b"
    )

    def find(self, view: View) -> Iterator[Hit]:
        """Yield file numbers; citations low."""
        text = view.flat
        if "/" not in text:
            return
        for match in self._PATTERN.finditer(text):
            head = text[max(0, match.start() - 120) : match.start()]
            if (
                match["sign"] in self._SUPREME_SIGNS
                or self._CITED.search(head)
                or self._CITED_BEHIND.match(text, match.end(), match.end() + 60)
            ):
                score = 0.3
            elif self._DATED.search(head):
                # "… vom 24. März 2015 - 4 K 1187/11": a decision, quoted or the authority's own; lifted beside persons.
                score = CANDIDATE
            elif labels.near(view, match.start(), match.end(), self._CONTEXT) or "./." in head:
                score = 0.95
            elif len(match["sign"]) > 1 or match["suffix"]:
                score = 0.75
            else:
                score = 0.55
            yield Hit("DE_COURT_FILE", match.start(), match.end(), score)
