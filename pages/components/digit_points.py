"""Digits as points, written as digits: point at one to see its picture. What changes place glides there."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from charts.palette import CATEGORICAL, ORANGE
from model.digits import data
from model.inside.points import Digits, digits_of
from pages.components.component import component, under_prefix
from pages.components.pictures import as_png

IN_A_ROW = 50  # pictures in the file that a browser gets once
FRAME = 1000  # the side of the square that the points lie in
_component = component(
    __file__,
    html="""
    <div class="points">
      <div class="title"></div>
      <div class="place">
        <canvas tabindex="0" role="application" aria-roledescription="digits as points"></canvas>
        <figure hidden><div></div><figcaption></figcaption></figure>
      </div>
      <output role="status"></output>
    </div>
    """,
)


@dataclass(frozen=True)
class Mine:
    """Somebody's own drawing: its place among the points, float `(2,)`, what it is read as, its picture as a URL."""

    point: np.ndarray
    read: int
    picture: str


def digit_points(
    digits: Digits,
    points: np.ndarray,
    read: np.ndarray,
    reach: tuple[np.ndarray, np.ndarray],
    title: str,
    key: str,
    mine: Mine | None = None,
) -> None:
    """Shows `digits` at `points`, float `(n, 2)`, those that are not `read` (int `(n,)`) as they should be framed.

    `reach` are the least and the largest coordinates of the square that is shown, `(2,)` each: as long as they stay,
    points can be compared from one time to the next. The arrow keys go from point to point.
    """
    data = {
        "points": _in_frame(points, reach).tolist(),
        "labels": "".join(map(str, digits.labels.tolist())),
        "read": "".join(map(str, read.tolist())),
        "mine": mine and {"at": _in_frame(mine.point[None], reach)[0].tolist(), "read": mine.read, "url": mine.picture},
        "title": title,
        "frame": FRAME,
        "pictures": under_prefix(_path(digits.name)),
        "inARow": IN_A_ROW,
        "colours": CATEGORICAL,
        "accent": ORANGE,
    }
    _component(key=key, data=data, height="content")


def _in_frame(points: np.ndarray, reach: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """int `(n, 2)`, 0 to `FRAME`; y grows downwards, as on a screen. What lies outside comes to the edge."""
    low, high = reach
    shares = (points - low) / np.maximum(high - low, 1e-9)
    shares = np.clip(np.nan_to_num(shares), 0, 1)
    return np.rint(FRAME * np.stack([shares[:, 0], 1 - shares[:, 1]], axis=1)).astype(int)


def _path(name: str) -> str:
    return f"/test-digits-{name}.png"


def picture_routes() -> list[Route]:
    """Serve the pictures of the digits that can be points, in one file a dataset, to be kept by the browser."""

    def route(name: str) -> Route:
        def pictures(request: Request) -> Response:
            if name == "mnist" and not data.at_hand():
                return Response(status_code=404)
            headers = {"Cache-Control": "public, max-age=86400"}
            return Response(_all_in_one(name), media_type="image/png", headers=headers)

        return Route(under_prefix(_path(name)), pictures)

    return [route(name) for name in ("mnist", "sample")]


@lru_cache(maxsize=2)
def _all_in_one(name: str) -> bytes:
    images = digits_of(name).images
    rows = -(-len(images) // IN_A_ROW)
    sheet = np.zeros((rows * IN_A_ROW, 28, 28), np.uint8)
    sheet[: len(images)] = images
    return as_png(sheet.reshape(rows, IN_A_ROW, 28, 28).swapaxes(1, 2).reshape(rows * 28, IN_A_ROW * 28))
