"""What the rooms expect of the detection, wherever it runs."""

from collections.abc import Sequence
from typing import Protocol

from schleuse.model import Finding


class Detector(Protocol):
    """Finds personal and confidential data in texts."""

    async def analyse(self, texts: Sequence[str], names: Sequence[str] = ()) -> Sequence[Sequence[Finding]]:
        """Return the findings of each text of a conversation that is known to hold these names of persons.

        Raises:
            InspectionError: it cannot be judged.

        """
        ...
