"""What docs/services.md promises of each surface, as files that a person can read: tests/golden/services/*.txt.

``python -m tests.services.test_golden [FILE…]`` writes the sections that follow from the others; read what it wrote.
"""

import sys
from pathlib import Path

import pytest

from schleuse.enforcement.restore import Restoration
from schleuse.services.catalogue import Catalogue
from schleuse.services.golden import Golden, GoldenError

FOLDER = Path(__file__).parents[1] / "golden" / "services"
CASES = sorted(FOLDER.glob("*.txt"))
CATALOGUE = Catalogue.load()
REQUEST = "=== request\nPOST https://api.openai.com/v1/embeddings\ncontent-type: application/json\n\n"


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_golden(path: Path):
    golden = Golden.load(path)
    assert golden.derived(CATALOGUE, Restoration).sections == golden.sections


def test_every_native_dialect_has_a_file():
    assert {path.stem for path in CASES} >= {name for name, dialect in CATALOGUE.dialects.items() if dialect.native}


def test_a_file_tells_where_it_is_wrong(tmp_path: Path):
    path = tmp_path / "x.txt"
    with pytest.raises(GoldenError, match=r"x\.txt: cannot be read"):
        Golden.load(path)
    path.write_text("nur Text")
    with pytest.raises(GoldenError, match=r"x\.txt: there is no section 'request'"):
        Golden.load(path)
    for first in ("POST nirgends", "GET https://nicht.gelistet.example/"):
        path.write_text(f"=== request\n{first}\n\n\n")
        with pytest.raises(GoldenError, match=r"address|no service"):
            Golden.load(path).derived(CATALOGUE, Restoration)


def test_what_is_derived_follows_the_request(tmp_path: Path):
    path = tmp_path / "x.txt"
    path.write_text(REQUEST + '{"input":"Erika"}\n=== replace\n[PERSON_1] <- Erika\n')
    golden = Golden.load(path).derived(CATALOGUE, Restoration)
    assert golden.sections["sent"] == '{"input":"[PERSON_1]"}\n'
    assert golden.text().endswith(golden.sections["refusal"])


if __name__ == "__main__":
    for name in sys.argv[1:] or CASES:
        file = Path(name)
        file.write_bytes(Golden.load(file).derived(CATALOGUE, Restoration).text().encode())
