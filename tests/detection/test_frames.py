from hypothesis import given, settings
from hypothesis import strategies as st

from schleuse.detection import frames
from schleuse.detection.chunks import Chunk
from schleuse.entities import ENTITIES
from schleuse.model import Finding

FINDINGS = st.builds(
    Finding,
    st.integers(0, 10**7),
    st.integers(0, 10**7),
    st.sampled_from(sorted(ENTITIES)),
    st.floats(0, 1),
    st.sampled_from(["IbanRecognizer", "name with blanks"]),
)


@settings(deadline=None)
@given(st.lists(FINDINGS))
def test_findings(found):
    assert frames.decode_findings(frames.encode_findings(found)) == tuple(found)


@settings(deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=[])))
def test_any_text(text):
    assert frames.decode_text(frames.encode_text(text)) == text


def test_chunks():
    chunks = [Chunk(0, 5, 0, 7), Chunk(5, 9, 3, 9)]
    assert frames.decode_chunks(frames.encode_chunks(chunks)) == chunks
