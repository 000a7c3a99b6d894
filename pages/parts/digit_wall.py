"""A chart whose points can be clicked, by mouse or finger: a wall of digits, the cells of a matrix."""

from collections.abc import Callable
from pathlib import Path

import plotly.graph_objects as go
import streamlit as st

# Not the chart's own selection: on a touch screen that answers each tap with the point of the tap before, because
# no pointer hovered over it first.
_clicks = st.components.v2.component(
    "mnist_playground.clicks", js=Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
)


def digit_wall(figure: go.Figure, key: str, on_click: Callable[[int], None], alt: str) -> None:
    """Shows a chart such as `charts.digits.wall`; a click calls `on_click` with the position of the point clicked."""

    def clicked() -> None:
        position = st.session_state[f"{key}_clicks"].position
        if position is not None:
            on_click(position)

    with st.container(key=f"{key}_area", gap=None):
        st.plotly_chart(figure, key=key, config={"displayModeBar": False}, alt=alt)
        _clicks(key=f"{key}_clicks", data={"area": f"{key}_area"}, on_position_change=clicked)
