"""Where names stand: behind salutations, roles and titles, in forms and tables, in greetings and signatures.

Each rule yields (start, end, score). Scores: 0.9 and more where the cue leaves no doubt ("Herrn Müller", a column
"Nachname"), 0.6 to 0.8 where the words have to look like a name as well.
"""

from collections.abc import Iterator

from schleuse.detection.cues.forms import forms
from schleuse.detection.cues.letters import letters
from schleuse.detection.cues.parts import Found, in_lower_case, mostly_capitals
from schleuse.detection.cues.salutations import salutations
from schleuse.detection.cues.writing import written
from schleuse.detection.normalise import View

__all__ = ["cues", "in_lower_case", "mostly_capitals"]


def cues(view: View) -> Iterator[Found]:
    """Yield all names that a rule finds."""
    yield from salutations(view.text)
    yield from letters(view.text)
    yield from forms(view)
    yield from written(view.text)
