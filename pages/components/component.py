"""Small components of our own: a Python file, with a script and maybe a style beside it under the same name."""

from pathlib import Path
from typing import Any

import streamlit as st


def component(file: str, html: str, more_script: str = "", **options: Any) -> Any:
    """Declares the component of the Python `file`; `options` are those of `st.components.v2.component`.

    `more_script` names a second JavaScript file beside it, for what would make the first one long.
    """
    script, style = (Path(file).with_suffix(ending) for ending in (".js", ".css"))
    js = [script, *([script.with_name(more_script)] if more_script else [])]
    css = style.read_text(encoding="utf-8") if style.exists() else None
    name = f"mnist_playground.{script.stem}"
    whole = "\n".join(part.read_text(encoding="utf-8") for part in js)
    return st.components.v2.component(name, html=html, css=css, js=whole, **options)


def told(key: str, name: str) -> Any:
    """What the browser tells of the component `key` under `name`: anything, for it may send what it likes, or None."""
    state = st.session_state.get(key)
    return state.get(name) if isinstance(state, dict) else None


def told_place(key: str, name: str, places: int) -> int | None:
    """The same where it has to be one of so many places, counted from 0; else None."""
    place = told(key, name)
    return place if type(place) is int and 0 <= place < places else None


def under_prefix(path: str) -> str:
    """`path` (such as `/plotly.js`) below the folder that the app lies in (`server.baseUrlPath`), if it lies in one."""
    prefix = (st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{prefix}{path}" if prefix else path
