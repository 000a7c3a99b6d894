"""Whole files with a few bytes changed, or cut off, for `benchmarks.fuzzing`."""

from collections.abc import Callable, Sequence

from hypothesis import strategies as st


@st.composite
def changed(draw: st.DrawFn, whole: Callable[[], Sequence[bytes]]) -> bytes:
    """One of the `whole` files, which are made when the first is asked for, with at most four bytes changed."""
    content = bytearray(draw(st.sampled_from(whole())))
    for _ in range(draw(st.integers(0, 4))):
        content[draw(st.integers(0, len(content) - 1))] = draw(st.integers(0, 255))
    return bytes(content[: draw(st.none() | st.integers(0, len(content)))])
