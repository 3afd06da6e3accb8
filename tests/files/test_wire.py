"""Readings survive the way from the worker, whatever stands in them."""

from hypothesis import given, settings
from hypothesis import strategies as st

from schleuse.files import wire
from schleuse.model import FileReading, FileText, PlaceKind, Step, Unread

ANY = st.text(alphabet=st.characters(exclude_categories=[]), max_size=20)
PLACES = st.lists(st.builds(Step, st.sampled_from(PlaceKind), ANY), max_size=3).map(tuple)
TEXTS = st.builds(FileText, ANY, st.lists(st.tuples(st.integers(0, 10**6), PLACES), max_size=3).map(tuple))
UNREAD = st.lists(st.tuples(st.sampled_from(Unread), PLACES), max_size=3).map(tuple)


@settings(deadline=None)
@given(st.builds(FileReading, st.sampled_from(["pdf", "text"]), st.lists(TEXTS, max_size=3).map(tuple), UNREAD))
def test_there_and_back(reading: FileReading):
    assert wire.decode(wire.encode(reading)) == reading
