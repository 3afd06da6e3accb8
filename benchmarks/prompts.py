"""Prompts for measuring: German, about 200 words, three findings each, no two alike. All people are invented."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

Message = dict[str, str]

_FIRST = (
    "Katharina",
    "Burkhard",
    "Swantje",
    "Roswitha",
    "Gerold",
    "Friederike",
    "Ottmar",
    "Hannelore",
    "Detlef",
    "Ingeborg",
    "Ansgar",
    "Mechthild",
)
_LAST = (
    "Wiesengrund",
    "Sommerfeld",
    "Brinkmann",
    "Hagemeister",
    "Petermöller",
    "Kortenkamp",
    "Lindenau",
    "Brökelmann",
    "Ostermeier",
)
_BODY = """\
Bitte entwirf eine freundliche und gut verständliche Antwort auf das folgende Anliegen. Frau {name} hat sich \
gestern telefonisch bei uns gemeldet und um Auskunft gebeten, wie weit die Bearbeitung ihres Antrags auf Aufstellung \
eines Carports gediehen ist. Sie ist unter {phone} erreichbar und bittet um eine schriftliche Bestätigung an {mail}. \
Der Antrag liegt seit einigen Wochen vor, die Unterlagen sind inzwischen vollständig, und die Beteiligung der \
Nachbarschaft ist abgeschlossen. Es fehlt noch die Stellungnahme der Straßenbaubehörde, weil die Zufahrt an einer \
klassifizierten Straße liegt. Erfahrungsgemäß dauert diese Stellungnahme etwa vier Wochen. Danach kann der Bescheid \
erstellt werden, sofern keine Bedenken erhoben werden. Erkläre bitte in einfachen Worten, warum diese Beteiligung \
nötig ist, welche Schritte noch folgen und wann ungefähr mit einer Entscheidung zu rechnen ist. Weise darauf hin, \
dass mit dem Bau erst begonnen werden darf, wenn die Genehmigung erteilt ist, und dass Rückfragen jederzeit während \
der Sprechzeiten möglich sind. Die Antwort soll höflich sein, keine Fachbegriffe ohne Erklärung verwenden und auf \
eine Seite passen. Vermeide lange Sätze, verwende eine klare Gliederung mit kurzen Absätzen und schließe mit einem \
freundlichen Gruß. Bitte gib zusätzlich einen Betreff an und nenne am Ende drei Stichpunkte, die wir in die \
Wiedervorlage übernehmen können. Vorgang der laufenden Nummer {number}."""
_ANSWER = """\
Gern. Die Bearbeitung ist weit fortgeschritten, es fehlt nur noch eine Stellungnahme. Ich schlage vor, den Stand kurz \
zu schildern, die nächsten Schritte zu nennen und um etwas Geduld zu bitten. Punkt {number} der Gliederung folgt."""

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Person:
    """Somebody invented, unlike anybody before."""

    name: str
    phone: str
    mail: str

    def letter(self) -> str:
        """Return an unseen prompt about this person."""
        return _BODY.format(name=self.name, phone=self.phone, mail=self.mail, number=next(_numbers))


def person() -> Person:
    """Invent a person."""
    number = next(_numbers)
    first, last = _FIRST[number % len(_FIRST)], _LAST[number // len(_FIRST) % len(_LAST)]
    mail = f"{first}.{last}{number}@example.org".lower().replace("ö", "oe")
    return Person(f"{first} {last}", f"0171 39200{number % 100:02}", mail)


def chat(turns: int) -> list[Message]:
    """Return a chat of so many turns of user and assistant about one person, each text unlike any other."""
    about = person()
    return [message for _ in range(turns) for message in _turn(about)]


def long(characters: int) -> str:
    """Return an unseen text of so many characters about one person."""
    about, parts = person(), [""]
    while sum(map(len, parts)) < characters:
        parts.append(about.letter() + "\n\n")
    return "".join(parts)[:characters]


def _turn(about: Person) -> Iterator[Message]:
    yield {"role": "user", "content": about.letter()}
    yield {"role": "assistant", "content": _ANSWER.format(number=next(_numbers))}
