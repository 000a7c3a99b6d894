"""Unpacking `.Z` files."""

import numpy as np
import pytest

from model.pretraining import lzw


def compress(content, widest=16):
    """What Unix `compress` writes, clearing its table whenever that is full: bytes → bytes."""
    letters = {bytes([value]): value for value in range(256)}
    table = dict(letters)
    free, width, codes, packed = 257, 9, [], bytearray(lzw.MAGIC + bytes([128 | widest]))

    def flush(codes, width):
        codes = codes + [0] * (-len(codes) % 8)
        bits = sum(code << (place * width) for place, code in enumerate(codes))
        packed.extend(bits.to_bytes(len(codes) * width // 8, "little"))

    word = b""
    for value in content:
        longer = word + bytes([value])
        if longer in table:
            word = longer
            continue
        codes.append(table[word])
        # The reader's table is one entry behind the writer's.
        if free > 1 << width and width < widest:
            flush(codes[:-1], width)
            codes, width = codes[-1:], width + 1
        if free < 1 << widest:
            table[longer] = free
            free += 1
        else:
            flush([*codes, lzw.CLEAR], width)
            table, free, width, codes = dict(letters), 257, 9, []
        word = bytes([value])
    flush([*codes, table[word]], width)
    return bytes(packed)


@pytest.mark.parametrize("widest", [9, 12, 16])
@pytest.mark.parametrize("size", [1, 300, 60000])
def test_gives_back_what_was_packed(widest, size):
    content = np.random.default_rng(0).choice(list(b" 0123456789\n"), size).astype(np.uint8).tobytes()
    assert lzw.decompress(compress(content, widest)).rstrip(b"\0")[:size] == content


def test_what_unix_compress_wrote():
    # printf 'aaaaaaaaaa' | compress
    assert lzw.decompress(bytes.fromhex("1f9d9061020a1c08")) == b"aaaaaaaaaa"


@pytest.mark.parametrize("content", [b"", b"hello", lzw.MAGIC, lzw.MAGIC + b"\x90\xff\xff\xff\xff"])
def test_anything_else_is_refused(content):
    with pytest.raises(ValueError, match=r"\.Z file"):
        lzw.decompress(content)
