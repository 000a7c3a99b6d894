"""A digit drawn in the browser as a person would draw it: with the mouse, a finger or a pen."""

from collections.abc import Sequence

import numpy as np
from playwright.sync_api import Page, expect

CANVAS = ".st-key-canvas canvas.upper-canvas"
PREDICTION = ".st-key-prediction"
NOTHING_DRAWN = "Draw a digit"

Point = tuple[float, float]  # x, y as shares of the canvas's side
Stroke = Sequence[Point]

ONE: list[Stroke] = [[(0.55, 0.1), (0.5, 0.5), (0.48, 0.9)]]
SEVEN: list[Stroke] = [[(0.25, 0.2), (0.75, 0.2), (0.6, 0.5), (0.45, 0.9)]]


def ready_to_draw(page: Page) -> None:
    """Waits until the canvas takes ink: it is there, and its own toolbar is out of the way. Looks with each frame."""
    page.wait_for_function(
        """() => {
          const inside = document.querySelector(".st-key-canvas [data-testid=stBidiComponentIsolated]")?.shadowRoot;
          const toolbar = inside?.querySelector("canvas.upper-canvas") && inside.querySelector(".dc-toolbar");
          return toolbar && getComputedStyle(toolbar).display === "none";
        }"""
    )


def on_screen(page: Page, point: Point, canvas: str = CANVAS) -> Point:
    """The place of a point of the canvas, in pixels of the window."""
    box = page.locator(canvas).bounding_box()
    return box["x"] + point[0] * box["width"], box["y"] + point[1] * box["height"]


def draw(page: Page, strokes: Sequence[Stroke]) -> None:
    """Draws with the mouse, which jumps to where each stroke begins."""
    for first, *others in strokes:
        page.mouse.move(*on_screen(page, first))
        page.mouse.down()
        for point in others:
            page.mouse.move(*on_screen(page, point), steps=5)
        page.mouse.up()


def along(page: Page, stroke: Stroke, canvas: str = CANVAS) -> list[Point]:
    """The places on the screen that a finger or a pen passes on its way, as many as a real one reports."""
    places = [on_screen(page, stroke[0], canvas)]
    for point in stroke[1:]:
        (x0, y0), (x1, y1) = places[-1], on_screen(page, point, canvas)
        places += [(x0 + (x1 - x0) * part / 8, y0 + (y1 - y0) * part / 8) for part in range(1, 9)]
    return places


def draw_with_finger(page: Page, stroke: Stroke, end: str = "touchEnd") -> None:
    """Draws one stroke with real touch events: the browser decides whether they draw or scroll."""
    touch = page.context.new_cdp_session(page)
    places = along(page, stroke)
    for kind, (x, y) in zip(["touchStart"] + ["touchMove"] * len(places), [places[0], *places], strict=True):
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    touch.send("Input.dispatchTouchEvent", {"type": end, "touchPoints": []})


def draw_with_pen(
    page: Page, stroke: Stroke, palm: Stroke = (), palm_first: bool = False, canvas: str = CANVAS
) -> None:
    """Draws one stroke with a pen that comes down out of the air, while a palm may rest and slide below it.

    With `palm_first` the palm comes, and slides along, before the pen.
    """
    device = page.context.new_cdp_session(page)
    places = along(page, stroke, canvas)
    rests = [on_screen(page, point, canvas) for point in palm]

    def pen(kind: str, place: Point, buttons: int) -> None:
        event = {"type": kind, "x": place[0], "y": place[1], "button": "left", "buttons": buttons, "clickCount": 1}
        device.send("Input.dispatchMouseEvent", {**event, "pointerType": "pen"})

    def touch(kind: str, places: Sequence[Point]) -> None:
        device.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in places]})

    if palm_first:
        touch("touchStart", rests[:1])
        for rest in rests:
            touch("touchMove", [rest])
    pen("mousePressed", places[0], 1)
    if rests and not palm_first:
        touch("touchStart", rests[:1])
    for count, place in enumerate(places):
        pen("mouseMoved", place, 1)
        if rests:
            touch("touchMove", rests[min(count, len(rests) - 1) :][:1])
    pen("mouseReleased", places[-1], 0)
    if rests:
        touch("touchEnd", [])


def picture(page: Page, side: int) -> np.ndarray:
    """What the canvas shows, brought to `side` pixels: uint8 `(side, side)`."""
    shown = page.evaluate(
        """(side) => {
          const host = document.querySelector(".st-key-canvas [data-testid=stBidiComponentIsolated]");
          const small = new OffscreenCanvas(side, side).getContext("2d");
          small.drawImage(host.shadowRoot.querySelector("canvas.dc-canvas"), 0, 0, side, side);
          return [...small.getImageData(0, 0, side, side).data].filter((_, i) => i % 4 === 0);
        }""",
        side,
    )
    return np.array(shown, np.uint8).reshape(side, side)


def expect_ink(page: Page, inked: Sequence[Point] = (), empty: Sequence[Point] = ()) -> None:
    """Waits until the canvas is white at all points `inked` and black at all points `empty`."""
    page.wait_for_function(
        """([inked, empty]) => {
          const host = document.querySelector(".st-key-canvas [data-testid=stBidiComponentIsolated]");
          const canvas = host?.shadowRoot?.querySelector("canvas.dc-canvas");
          const white = ([x, y]) => {
            const at = [x * canvas.width, y * canvas.height].map(Math.floor);
            return canvas.getContext("2d").getImageData(...at, 1, 1).data[0] > 127;
          };
          return canvas && inked.every(white) && !empty.some(white);
        }""",
        arg=[list(inked), list(empty)],
    )


def expect_answer(page: Page, digit: str) -> None:
    """Waits until the drawing is read as `digit`: what was read on the way, of half a drawing, may be another one."""
    expect(page.locator(f"{PREDICTION} .digit")).to_have_text(digit, timeout=120_000)


def wait_for_answer(page: Page) -> str:
    """Waits for any digit and returns what stands there, which more ink that is still on its way may change."""
    page.wait_for_function("there => document.querySelector(there)", arg=f"{PREDICTION} .digit", timeout=120_000)
    return page.locator(PREDICTION).inner_text()


def clear(page: Page) -> None:
    page.get_by_role("button", name="Clear").click()
    expect(page.locator(PREDICTION)).to_have_text(NOTHING_DRAWN)
