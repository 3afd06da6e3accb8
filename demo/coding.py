"""Codes an answer's pieces one by one, each readable on arrival, as a server that compresses a stream does."""

import zlib
from collections.abc import Iterator, Sequence

import brotli
import zstandard


def encode(pieces: Sequence[bytes], coding: str) -> Iterator[bytes]:
    """Yield one coded piece for each piece (the last one closes the coding); without a coding, as they are."""
    match coding:
        case "":
            yield from pieces
        case "gzip" | "deflate":
            compressor = zlib.compressobj(wbits=31 if coding == "gzip" else 15)
            for piece in pieces:
                yield compressor.compress(piece) + compressor.flush(zlib.Z_SYNC_FLUSH)
            yield compressor.flush()
        case "br":
            brotli_compressor = brotli.Compressor()
            for piece in pieces:
                yield brotli_compressor.process(piece) + brotli_compressor.flush()
            yield brotli_compressor.finish()
        case "zstd":
            zstd = zstandard.ZstdCompressor().compressobj()
            for piece in pieces:
                yield zstd.compress(piece) + zstd.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
            yield zstd.flush()
        case _:
            raise ValueError(f"no such content coding: {coding}")
