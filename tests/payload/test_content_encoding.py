import contextlib
import gzip
import resource
import time
import tracemalloc
import zlib

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from schleuse.model import InspectionError, Reason
from schleuse.payload.content_encoding import StreamDecoder, decode_body


def raw_deflate(data: bytes) -> bytes:
    deflater = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return deflater.compress(data) + deflater.flush()


ENCODERS = {
    "gzip": [gzip.compress, lambda data: gzip.compress(data[:3]) + gzip.compress(data[3:])],
    "deflate": [zlib.compress, raw_deflate],
    "br": [lambda data: brotli.compress(data, quality=5)],
    "zstd": [
        zstandard.ZstdCompressor().compress,
        lambda data: zstandard.ZstdCompressor().compress(data[:3]) + zstandard.ZstdCompressor().compress(data[3:]),
    ],
}
CASES = [(coding, encode) for coding, encoders in ENCODERS.items() for encode in encoders]


@pytest.mark.parametrize(("coding", "encode"), CASES)
@pytest.mark.parametrize("data", [b"", b"Guten Tag", bytes(range(256)) * 4000], ids=["empty", "short", "long"])
def test_decodes_what_was_encoded_in_any_pieces(coding, encode, data):
    encoded = encode(data)
    assert decode_body(encoded, coding, len(data)) == data
    decoder = StreamDecoder(coding.upper() + " ", len(data))
    pieces = [decoder.feed(encoded[index : index + 1]) for index in range(min(len(encoded), 500))]
    pieces.append(decoder.feed(encoded[500:]))
    pieces.append(decoder.finish())
    assert b"".join(pieces) == data


@pytest.mark.parametrize("coding", [None, "", "identity", "Identity"])
def test_no_encoding_is_no_change(coding):
    assert decode_body(b"abc", coding, 3) == b"abc"


@pytest.mark.parametrize("coding", ["gzip, zstd", "gzip,gzip", "compress", "aes128gcm", "*"])
def test_chains_and_unknown_codings_are_refused(coding):
    with pytest.raises(InspectionError) as caught:
        decode_body(gzip.compress(b"abc"), coding, 100)
    assert caught.value.reason is Reason.CONTENT_ENCODING


@pytest.mark.parametrize(("coding", "encode"), CASES)
def test_cut_off_corrupt_and_trailing_bytes_are_refused(coding, encode):
    encoded = encode(b"Guten Tag, Frau Muster" * 50)
    for broken in (encoded[:-1], b"\x00" + encoded, encoded + b"rest"):
        with pytest.raises(InspectionError) as caught:
            decode_body(broken, coding, 10_000)
        assert caught.value.reason is Reason.CONTENT_ENCODING


@pytest.mark.parametrize(("coding", "encode"), CASES)
def test_an_empty_body_is_complete(coding, encode):
    assert decode_body(b"", coding, 10) == b""


@pytest.mark.parametrize(("coding", "encode"), [CASES[0], CASES[2], CASES[3], CASES[4], CASES[5]])
def test_a_bomb_stops_at_the_limit(coding, encode):
    bomb = encode(bytes(64_000_000))
    assert len(bomb) < 70_000
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
    with pytest.raises(InspectionError) as caught:
        decode_body(bomb, coding, 1_000_000)
    assert caught.value.reason is Reason.TOO_LARGE
    assert time.perf_counter() - start < 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 30_000


def test_200_megabytes_in_194_kilobytes_cost_no_more_than_the_limit():
    deflater = zlib.compressobj(wbits=31)
    bomb = b"".join([deflater.compress(bytes(1_000_000)) for _ in range(200)] + [deflater.flush()])
    assert len(bomb) < 200_000
    tracemalloc.start()
    with pytest.raises(InspectionError):
        decode_body(bomb, "gzip", 1_000_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4_000_000


@given(st.binary(max_size=200), st.sampled_from(sorted(ENCODERS)))
def test_any_bytes_decode_or_are_refused(data, coding):
    with contextlib.suppress(InspectionError):  # anything else would fail the test
        assert len(decode_body(data, coding, 1000)) <= 1000
