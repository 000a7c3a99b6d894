"""The ten classes: how many digits each has, what their mean looks like, and how far they lie from one another."""

import numpy as np
import plotly.graph_objects as go

from charts.palette import BLUE, INK, ORANGE, OTHERS, RIVAL, SEQUENTIAL
from charts.words import a_digit

MARGIN = {"l": 0, "r": 0, "t": 44, "b": 0}
SIDE = 28  # pixels a side of an image
GAP_X, GAP_Y = 8, 10  # pixels between two images
PITCH_X, PITCH_Y = SIDE + GAP_X, SIDE + GAP_Y


def class_counts(train: np.ndarray, test: np.ndarray) -> go.Figure:
    """How many digits of each class there are, int `(10,)` each, to train on and to test with."""
    fewest, most = int(train.argmin()), int(train.argmax())
    if train[fewest] == train[most]:
        title = f"Balanced: {train[0]:,} training images of each digit"
    else:
        title = f"{most}s are most common, {fewest}s least, but no digit is rare"
    figure = go.Figure()
    for name, counts, colour in (("training", train, BLUE), ("test", test, ORANGE)):
        share = counts / counts.sum()
        figure.add_bar(
            x=list(range(10)),
            y=counts,
            name=name,
            marker_color=colour,
            customdata=share,
            hovertemplate=f"%{{y:,}} {name} images of the %{{x}} (%{{customdata:.1%}})<extra></extra>",
        )
    figure.update_xaxes(title="digit", dtick=1, fixedrange=True)
    figure.update_yaxes(title="images", fixedrange=True)
    legend = {"orientation": "h", "y": 1, "yanchor": "bottom", "x": 1, "xanchor": "right", "title": None}
    figure.update_layout(
        title={"text": title, "x": 0}, height=320, margin={**MARGIN, "t": 72}, bargap=0.2, legend=legend
    )
    return figure


def class_spread(spread: np.ndarray) -> go.Figure:
    """How far the digits of a class lie from their mean image: float32 `(10,)`, in pixel distance."""
    most, least = int(spread.argmax()), int(spread.argmin())
    title = f"{least}s look most alike, {most}s vary most"
    colours = [BLUE] * 10
    hover = "%{x}s lie %{y:.2f} from the mean %{x}"
    return _bars(spread, colours, hover, title, ("digit", "distance to the mean image"), top=72)


def class_distances(distances: np.ndarray, label: int) -> go.Figure:
    """How far the closest digit of each class lies from one digit whose class is `label`.

    `distances` is float32 `(10,)`, in pixel distance: 0 for the same image, 28 at most.
    """
    rivals = [digit for digit in range(10) if digit != label]
    rival = min(rivals, key=lambda digit: distances[digit])
    own = distances[label] <= distances[rival]
    title = (
        f"Its own class is closest; the {rival}s come next"
        if own
        else f"Judged by pixels alone, it looks like {a_digit(rival)}"
    )
    colours = [BLUE if digit == label else RIVAL if digit == rival else OTHERS for digit in range(10)]
    hover = "closest %{x}: pixel distance %{y:.2f}"
    return _bars(distances, colours, hover, title, ("class of the other digit", "distance to the closest"), top=44)


def mean_images(mean: np.ndarray) -> go.Figure:
    """The mean image of each class, float32 `(10, 28, 28)`, grey levels 0 (paper) to 255 (ink)."""
    title = "Each average still looks like its digit"
    return _images_of_classes(mean, title, "mean grey level", INK, 255)


def deviation_images(deviation: np.ndarray) -> go.Figure:
    """Each pixel's standard deviation within a class, float32 `(10, 28, 28)`, in grey levels, 0 to 127.5."""
    title = "Dark pixels: where people write differently"
    return _images_of_classes(deviation, title, "standard deviation", SEQUENTIAL, 127.5)


def _bars(values: np.ndarray, colours: list[str], hover: str, title: str, axes: tuple[str, str], top: int) -> go.Figure:
    """A bar for each class, from 0 on, `top` pixels below the upper edge; `axes` are the labels of x and y."""
    figure = go.Figure(
        go.Bar(x=list(range(10)), y=values, marker_color=colours, hovertemplate=f"{hover}<extra></extra>")
    )
    figure.update_xaxes(title=axes[0], dtick=1, fixedrange=True)
    figure.update_yaxes(title=axes[1], rangemode="tozero", fixedrange=True)
    return figure.update_layout(title={"text": title, "x": 0}, height=320, margin={**MARGIN, "t": top}, bargap=0.25)


def _images_of_classes(images: np.ndarray, title: str, quantity: str, colours: list, top: float) -> go.Figure:
    """Ten images in two rows, as one heat map, on one colour scale that ends at `top`."""
    rows, columns = 2 * PITCH_Y - GAP_Y, 5 * PITCH_X - GAP_X
    values = np.full((rows, columns), np.nan, np.float32)
    places = np.zeros((rows, columns, 3), np.uint8)  # digit, row and column of each pixel, to be read on hover
    row, column = np.mgrid[:SIDE, :SIDE]
    captions = []
    for digit, image in enumerate(images):
        down, right = digit // 5 * PITCH_Y, digit % 5 * PITCH_X
        values[down : down + SIDE, right : right + SIDE] = image.round(1)
        places[down : down + SIDE, right : right + SIDE] = np.dstack([np.full_like(row, digit), row, column])
        place = {"x": right + SIDE / 2 - 0.5, "y": down - 0.5, "yanchor": "bottom", "yshift": 2}
        captions.append({"text": str(digit), "showarrow": False, **place})
    bar = {"orientation": "h", "y": 0, "yanchor": "top", "thickness": 10, "outlinewidth": 0}
    bar["title"] = {"text": f"{quantity} of a pixel", "side": "bottom", "font": {"size": 14}}
    heat_map = go.Heatmap(
        z=values,
        customdata=places,
        zmin=0,
        zmax=top,
        colorscale=colours,
        colorbar=bar,
        hoverongaps=False,
        hovertemplate="digit %{customdata[0]}, row %{customdata[1]}, column %{customdata[2]}<br>"
        f"{quantity} %{{z:.0f}}<extra></extra>",
    )
    hidden = {"visible": False, "fixedrange": True, "constrain": "domain"}
    layout = {
        "title": {"text": title, "x": 0},
        "height": 320,
        "margin": {**MARGIN, "t": 66},
        "annotations": captions,
        "xaxis": hidden,
        "yaxis": {**hidden, "autorange": "reversed", "constraintoward": "top", "scaleanchor": "x"},
    }
    return go.Figure(heat_map, layout)
