"""A wall of digits to click on."""

from collections.abc import Callable

import plotly.graph_objects as go
import streamlit as st


def digit_wall(figure: go.Figure, key: str, on_click: Callable[[int], None], alt: str) -> None:
    """Shows a wall of digits (`charts.digits.wall`); a click calls `on_click` with the digit's position."""
    last = f"{key}_last_clicked"

    def clicked() -> None:
        # A second click on the same digit clears Plotly's selection; for whoever clicks, it is a click too.
        positions = st.session_state[key].selection.point_indices or [st.session_state.get(last)]
        if positions[0] is not None:
            st.session_state[last] = positions[0]
            on_click(positions[0])

    st.plotly_chart(
        figure,
        key=key,
        on_select=clicked,
        selection_mode="points",
        config={"displayModeBar": False},
        alt=alt,
    )
