"""A Plotly chart that grows in place.

`st.plotly_chart` makes a new chart whenever its figure changes: it flickers, and a zoom is lost. This component keeps
one chart and hands each new figure to `Plotly.react`, which redraws what differs and keeps what `uirevision` keeps.
Plotly's JavaScript comes from the installed `plotly` package, over a route of our own: nothing from the network.
"""

import gzip
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import plotly
import plotly.graph_objects as go
import streamlit as st
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

_PATH = f"/plotly-{plotly.__version__}.min.js"
_component = st.components.v2.component(
    "mnist_playground.live_chart",
    html='<div class="live-chart"></div>',
    js=Path(__file__).with_suffix(".js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def live_chart(figure: go.Figure, alt: str, key: str, toolbar: bool = True) -> None:
    """Draws `figure`, or redraws it where it stands; `alt` says in words what it shows.

    `toolbar` offers Plotly's own buttons (zoom, picture) while somebody points at the chart.
    """
    data = {"figure": figure.to_json(), "alt": alt, "toolbar": toolbar, "source": _PATH}
    _component(key=key, data=data, height=figure.layout.height)


def plotly_route() -> Route:
    """Serves Plotly's JavaScript, packed, to be kept by the browser."""

    async def plotly_js(request: Request) -> Response:
        packed = "gzip" in request.headers.get("accept-encoding", "")
        headers = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
        if packed:
            headers["Content-Encoding"] = "gzip"
        return Response(_javascript(packed), media_type="text/javascript", headers=headers)

    return Route(_PATH, plotly_js)


@lru_cache(maxsize=2)
def _javascript(packed: bool) -> bytes:
    source = files("plotly").joinpath("package_data/plotly.min.js").read_bytes()
    return gzip.compress(source) if packed else source
