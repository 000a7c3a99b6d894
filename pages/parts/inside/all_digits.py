"""What the network makes of many digits at one time: its first weights, its confusion matrix, the digits as points."""

from typing import NamedTuple

import numpy as np
import streamlit as st

from charts.evaluation import confusion_chart
from charts.probabilities import percent
from model.inside import first_layer, tsne
from model.inside.layers import DenseNetwork
from model.inside.points import Axes, Digits, digits_at_hand, last_hidden, parted, principal_axes, projected
from model.networks.confusion import confusion_matrix
from pages.components.digit_points import Mine, digit_points
from pages.components.live_chart import live_chart
from pages.components.pictures import as_png_url
from pages.parts import first_weights
from pages.parts.glossary import explained, meaning
from pages.parts.inside.lit import open_neuron
from pages.parts.inside.opened import in_turn
from pages.parts.inside.timeline import Moment

CONFUSED = 1000  # test digits in the matrix
ROOM = 0.06  # of the points' reach, around them
KEPT_AXES, KEPT_SEEN = 32, 512  # of different networks, and of these at different times: 25 KB each
KEPT_HIDDEN = 4  # last hidden layers of all digits: up to 8 MB each
PCA, TSNE = "PCA", "t-SNE"
EVERY = 0.5  # seconds between two looks at a layout on its way


class Seen(NamedTuple):
    """All test digits at one time: what each is read as, int `(n,)`, and its place along the axes, float `(n, 2)`."""

    read: np.ndarray
    points: np.ndarray
    parted: float


def show_all_digits(moment: Moment, pixels: np.ndarray | None) -> None:
    """All of it for the network at that `moment`, with the drawing `pixels` among the points, if there is one."""
    digits = digits_at_hand()
    axes = _axes(moment.latest, f"{moment.latest_name} {digits.name}")
    seen = _seen(moment.network, f"{moment.name} {digits.name}", axes, digits)
    kernel = moment.network.layers[0].kernel
    weights = first_weights.made(first_layer.pictures(kernel), hidden=len(moment.network.layers) > 1)
    first_weights.show(weights, "first_weights", 12, on_click=lambda index: open_neuron(0, index))
    st.caption(
        explained(
            "The weights of the first layer, one a pixel. Blue: ink here excites it. Orange: ink here calms it. "
            "Click one to open it."
        )
    )
    left, right = st.columns(2, gap="large")
    with left:
        _show_matrix(seen, digits, moment)
    with right:
        _show_points(moment, seen, axes, digits, pixels)


@st.cache_resource(max_entries=KEPT_AXES, show_spinner="Finding the axes")
def _axes(_network: DenseNetwork, name: str) -> Axes:
    """Those of the network as it is now: they stay the same over the whole timeline. `name` tells networks apart."""
    images = digits_at_hand().images
    return in_turn(lambda: principal_axes(last_hidden(_network, images)))


@st.cache_resource(max_entries=KEPT_SEEN, show_spinner=False)
def _seen(_network: DenseNetwork, name: str, _axes: Axes, _digits: Digits) -> Seen:
    def looked() -> Seen:
        activations = last_hidden(_network, _digits.images)
        points = projected(_axes, activations)
        last = _network.layers[-1]
        scores = last.sums(activations) if len(_network.layers) > 1 else activations
        return Seen(scores.argmax(axis=1), points, parted(points, _digits.labels))

    return in_turn(looked)


@st.cache_resource(max_entries=KEPT_HIDDEN, show_spinner=False)
def _hidden(_network: DenseNetwork, name: str, _digits: Digits) -> np.ndarray:
    """What t-SNE has laid out: found once, and not with each stroke."""
    return in_turn(lambda: last_hidden(_network, _digits.images))


def _show_matrix(seen: Seen, digits: Digits, moment: Moment) -> None:
    labels, read = digits.labels[:CONFUSED], seen.read[:CONFUSED]
    matrix = confusion_matrix(labels, read)
    right = int((labels == read).sum())
    live_chart(
        confusion_chart(matrix, rows=False, selected=None),
        f"Confusion matrix of {len(labels):,} test digits, a row for each true digit: "
        + "; ".join(f"{digit}: {row.tolist()}" for digit, row in enumerate(matrix)),
        key="confusion_then",
        urgent=False,
    )
    st.caption(
        explained(f"{moment.label}: {right:,} of {len(labels):,} test digits are read correctly. Pink: mistakes.")
    )


def _show_points(moment: Moment, seen: Seen, axes: Axes, digits: Digits, pixels: np.ndarray | None) -> None:
    way = st.segmented_control(
        "In two dimensions by",
        [PCA, TSNE],
        default=PCA,
        required=True,
        key="two_dimensions",
        label_visibility="collapsed",
        help=f"{meaning('PCA')} {meaning('t-SNE')}",
    )
    if way == TSNE:
        _show_tsne(moment, seen, digits, pixels)
        return
    mine = None
    if pixels is not None:
        mine = _mine(moment.network, projected(axes, last_hidden(moment.network, pixels[None]))[0], pixels)
    now = _seen(moment.latest, f"{moment.latest_name} {digits.name}", axes, digits)
    first = now if moment.first is None else _seen(moment.first[0], f"{moment.first[1]} {digits.name}", axes, digits)
    title = _finding(seen.parted)
    if first is not seen:
        title += f"; before training for {percent(first.parted)}"
    digit_points(digits, seen.points, seen.read, _reach(first.points, now.points), title, "digit_points", mine)
    layer = "last hidden layer" if len(moment.network.layers) > 1 else "ten scores"
    st.caption(
        explained(
            f"The {layer} for {len(digits.labels):,} test digits, as two numbers each: the directions in which it "
            f"varies most now ({percent(axes.share)} of all variance). The axes stay while the timeline moves. "
            "Framed: misread."
        )
    )


def _finding(share: float) -> str:
    return f"For {percent(share)} of the digits, the closest other point is the same digit"


def _reach(*all_points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A square around all points."""
    points = np.concatenate(all_points)
    middle = (points.max(axis=0) + points.min(axis=0)) / 2
    half = float((points.max(axis=0) - points.min(axis=0)).max()) * (0.5 + ROOM)
    return middle - half, middle + half


def _mine(network: DenseNetwork, point: np.ndarray, pixels: np.ndarray) -> Mine:
    read = int(network.forward(pixels[None]).probabilities[0].argmax())
    return Mine(point, read, as_png_url(pixels))


def _show_tsne(moment: Moment, seen: Seen, digits: Digits, pixels: np.ndarray | None) -> None:
    """A layout of its own for each time, made when asked for."""
    name, network = f"{moment.name} {digits.name}", moment.network
    layout = tsne.known(name)
    if layout is None:
        every = f"{len(digits.labels):,} digits"
        st.markdown(explained(f"t-SNE lays out all {every} so that those which the network sees alike lie together."))
        if st.button("Lay them out", icon=":material/scatter_plot:", type="primary", key="lay_out"):
            if tsne.ask(name, lambda: last_hidden(network, digits.images)):
                st.rerun(scope="fragment")
            st.warning("Others are waiting for theirs. Try again in a minute.", icon=":material/groups:")
        st.caption("It takes 10 to 30 seconds. Move the timeline meanwhile if you like: it is kept.")
        return
    if not layout.points.done():
        st.fragment(_show_progress, run_every=EVERY)(layout)
        return
    if error := layout.points.exception():
        st.error(f"t-SNE failed on these digits ({type(error).__name__}).", icon=":material/error:")
        return
    points = layout.points.result()
    mine = None
    if pixels is not None:
        one = last_hidden(network, pixels[None])[0]
        mine = _mine(network, tsne.among(points, _hidden(network, name, digits), one), pixels)
    title = _finding(parted(points, digits.labels))
    digit_points(digits, points, seen.read, _reach(points), title, "digit_points", mine)
    st.caption(
        explained(
            "t-SNE keeps neighbours together; distances between clumps mean little, and each time is laid out anew. "
            "Your drawing stands between the five digits that the network sees as closest to it. Framed: misread."
        )
    )


def _show_progress(layout: tsne.Layout) -> None:
    if layout.points.done():
        st.rerun()
    share = layout.progress
    waits = "" if share or layout.points.running() else " It is waiting for its turn."
    st.progress(share, text=f"Laying out the digits: {share:.0%}.{waits}")
