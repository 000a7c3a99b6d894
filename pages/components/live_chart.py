"""A Plotly chart that grows in place.

`st.plotly_chart` makes a new chart whenever its figure changes: it flickers, and a zoom is lost. This component keeps
one chart and hands each new figure to `Plotly.react`, which redraws what differs and keeps what `uirevision` keeps.
Plotly's JavaScript comes from the installed `plotly` package, over a route of our own: nothing from the network.
"""

import gzip
from collections.abc import Callable
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

import plotly
import plotly.graph_objects as go
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pages.components.component import component, told_place, under_prefix

_PATH = f"/plotly-{plotly.__version__}.min.js"
_component = component(
    __file__,
    html='<div class="live-chart"></div>',
    isolate_styles=False,
)


class Prepared(NamedTuple):
    """A figure as browsers get it, made once for everybody who sees it; `height` is in pixels."""

    json: str
    height: int


def prepare(figure: go.Figure) -> Prepared:
    return Prepared(figure.to_json(), figure.layout.height)


def live_chart(
    figure: go.Figure | Prepared,
    alt: str,
    key: str,
    toolbar: bool = False,
    urgent: bool = True,
    on_click: Callable[[int], None] | None = None,
    points: int = 0,
) -> None:
    """Draws `figure`, or redraws it where it stands, once it is on the screen; `alt` says in words what it shows.

    `toolbar` offers Plotly's own buttons (zoom, picture) while somebody points at the chart. A chart that is not
    `urgent` lets the rest of the page come first: starting Plotly keeps a browser busy for up to a second. A click or
    tap on a point calls `on_click` with the point's place in its trace, which has so many `points`.
    """

    def clicked() -> None:
        point = told_place(key, "point", points)
        if on_click and point is not None:
            on_click(point)

    json, height = figure if isinstance(figure, Prepared) else prepare(figure)
    data = {"figure": json, "alt": alt, "toolbar": toolbar, "urgent": urgent, "source": under_prefix(_PATH)}
    data |= {"clickable": on_click is not None, "height": height}
    events = {"on_point_change": clicked} if on_click else {}
    _component(key=key, data=data, height=height, **events)


def plotly_route() -> Route:
    """Serves Plotly's JavaScript, packed, to be kept by the browser."""

    async def plotly_js(request: Request) -> Response:
        headers = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
        if "gzip" not in request.headers.get("accept-encoding", ""):
            return Response(_plotly(), media_type="text/javascript", headers=headers)
        headers["Content-Encoding"] = "gzip"
        return Response(packed_plotly(), media_type="text/javascript", headers=headers)

    return Route(under_prefix(_PATH), plotly_js)


@lru_cache(maxsize=1)
def packed_plotly() -> bytes:
    """Plotly's JavaScript, gzipped."""
    return gzip.compress(_plotly(), compresslevel=6)


def _plotly() -> bytes:
    return files("plotly").joinpath("package_data/plotly.min.js").read_bytes()
