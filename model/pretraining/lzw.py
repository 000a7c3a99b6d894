"""Unpacks `.Z` files, the form in which the UCI repository keeps its pen strokes.

Unix `compress` writes them: LZW (Welch 1984) with codes that grow from 9 bits to at most 16. Python's
standard library reads every other common form, not this one; `unlzw3` does, but everybody would install it for
one file that only this command reads.
"""

MAGIC = b"\x1f\x9d"
CLEAR = 256  # the code that empties the table, in block mode


def decompress(content: bytes) -> bytes:
    """bytes of a `.Z` file → the bytes it holds. Raises ValueError where it is damaged."""
    if content[:2] != MAGIC or len(content) < 3:
        raise ValueError("this is no .Z file")
    widest, block_mode = content[2] & 31, bool(content[2] & 128)
    table = [bytes([value]) for value in range(256)] + [b""] * block_mode
    fresh = len(table)
    width, position, start, previous, found = 9, 24, 24, b"", []
    while position + width <= 8 * len(content):
        at = position >> 3
        code = int.from_bytes(content[at : at + 4], "little") >> (position & 7) & ((1 << width) - 1)
        position += width
        if block_mode and code == CLEAR:
            del table[fresh:]
            position = start = whole_group(position, start, width)
            width, previous = 9, b""
            continue
        if code > len(table) or (code == len(table) and not previous):
            raise ValueError("this .Z file is damaged")
        # A code may name the very entry that it completes: what came before, and its first byte again.
        entry = table[code] if code < len(table) else previous + previous[:1]
        found.append(entry)
        if previous and len(table) < 1 << widest:
            table.append(previous + entry[:1])
        previous = entry
        if len(table) == 1 << width and width < widest:
            position = start = whole_group(position, start, width)
            width += 1
    return b"".join(found)


def whole_group(position: int, start: int, width: int) -> int:
    """Codes of one width come in groups of eight; what the last group does not use is padding."""
    group = 8 * width
    return start - (start - position) // group * group
