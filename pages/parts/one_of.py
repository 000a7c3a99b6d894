"""One out of a few, side by side: a control whose choice stands in the URL, by the name it has in the code.

Streamlit can bind a control to the URL itself, but then the URL holds what stands on the button, and its value may not
be set by others without a warning in the log. So the value lies in the session alone, and the URL is kept here.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx


class Spellings(Collection[str]):
    """All the ways to write one of `names` in a link: by its name or by what stands on its button, large or small."""

    def __init__(self, names: Mapping[str, str]):
        self.names = {text.casefold(): name for name, label in names.items() for text in (label, name)}

    def __contains__(self, text: object) -> bool:
        return isinstance(text, str) and text.casefold() in self.names

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)

    def read(self, text: str | None) -> str | None:
        """The name that `text` stands for, or None."""
        return self.names.get((text or "").casefold())


def one_of(
    label: str, names: Mapping[str, str], key: str, on_change: Callable[[], None] | None = None, **look: Any
) -> str:
    """Asks for one of `names`, name → what stands on its button; the first is chosen as long as nobody chooses.

    Another choice stands in the URL under `key`. Others may set it too: `st.session_state[key] = name`. `look` are
    further arguments of `st.segmented_control`.
    """
    usual = next(iter(names))
    begin_with_link(names, key)
    chosen = st.segmented_control(
        label,
        list(names),
        format_func=names.get,
        key=key,
        persist_state="page",
        required=True,
        on_change=on_change,
        **look,
    )
    tell(key, None if chosen == usual else chosen)
    return chosen


def begin_with_link(names: Mapping[str, str], key: str) -> None:
    """Has the control of that key, which is about to be made, begin with the URL's value: one of `names`, or the first.

    What is chosen later has to be told to the URL (`tell`).
    """
    if st.session_state.get(key) is None or went_back():  # a browser may say that nothing is chosen
        st.session_state[key] = Spellings(names).read(st.query_params.get(key)) or next(iter(names))


def went_back() -> bool:
    """Whether the browser's own buttons, back or forward, brought this URL: then the URL is right."""
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def tell(key: str, value: str | None) -> None:
    """Has the URL say `value` under `key`, or nothing about it."""
    if value is None:
        st.query_params.pop(key, None)
    elif st.query_params.get(key) != value:
        st.query_params[key] = value
