"""A digit drawn in the browser as a person would draw it."""

from collections.abc import Sequence

from playwright.sync_api import Page, expect

CANVAS = ".st-key-canvas canvas.upper-canvas"

Stroke = Sequence[tuple[float, float]]  # points x, y as shares of the canvas's side


def ready_to_draw(page: Page) -> None:
    """Waits until the canvas takes ink: it is there, and nothing lies over it."""
    page.wait_for_selector(CANVAS)
    page.wait_for_function(
        """() => {
          const area = document.querySelector(".st-key-canvas");
          const host = area?.querySelector("[data-testid=stBidiComponentIsolated]");
          const toolbar = host?.shadowRoot?.querySelector(".dc-toolbar");
          return toolbar && getComputedStyle(toolbar).display === "none";
        }"""
    )


def on_canvas(page: Page, point: tuple[float, float]) -> tuple[float, float]:
    """The place on the screen, in pixels, of a point given as shares of the canvas's side."""
    box = page.locator(CANVAS).bounding_box()
    return box["x"] + point[0] * box["width"], box["y"] + point[1] * box["height"]


def draw(page: Page, strokes: Sequence[Stroke]) -> None:
    """Draws with the mouse."""
    for first, *others in strokes:
        page.mouse.move(*on_canvas(page, first))
        page.mouse.down()
        for point in others:
            page.mouse.move(*on_canvas(page, point), steps=5)
        page.mouse.up()


def clear(page: Page) -> None:
    page.get_by_role("button", name="Clear").click()
    expect(page.locator(".st-key-prediction")).to_have_text("Draw a digit")
