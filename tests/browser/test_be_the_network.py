"""Painting templates in a browser, by mouse and keyboard, on one canvas for ten digits; and a game played by keys."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.thorough
CANVAS = ".st-key-template_canvas canvas.upper-canvas"
PATIENCE = 120_000  # milliseconds: a network may still be waking up
BLUE, ORANGE, PAPER = [18, 79, 134], [181, 71, 10], [241, 245, 249]
SHOWS = """([x, y, colour]) => {
  const host = document.querySelector(".st-key-template_canvas [data-testid=stBidiComponentIsolated]");
  const canvas = host?.shadowRoot?.querySelector("canvas.dc-canvas");
  const at = canvas && canvas.getContext("2d").getImageData(x * canvas.width, y * canvas.height, 1, 1).data;
  return canvas && colour.every((part, i) => Math.abs(part - at[i]) < 12);
}"""


def shows(page: Page, x: float, y: float, colour: list[int]) -> None:
    """Waits until the canvas has that colour there."""
    page.wait_for_function(SHOWS, arg=[x, y, colour])


def stroke(page: Page, *points: tuple[float, float]) -> None:
    box = page.locator(CANVAS).bounding_box()
    for number, (x, y) in enumerate(points):
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=4)
        if not number:
            page.mouse.down()
    page.mouse.up()


def choose(page: Page, digit: int) -> None:
    """Chooses another template, and waits until the canvas is its."""
    page.locator(".st-key-template").get_by_role("radio", name=str(digit)).click()
    expect(page.locator(".st-key-template_canvas .hint")).to_have_text(re.compile(rf"Where does an? {digit} have ink"))


def painted(page: Page, digit: int) -> None:
    """Waits until the wall tells how many of that digit are read right."""
    note = page.locator(".st-key-wall_Your-painting button small").nth(digit)
    expect(note).to_have_text(re.compile(rf"^{digit} · \d+%$"), timeout=PATIENCE)


def test_templates_are_painted_by_mouse_and_keyboard_and_stay(open_page):
    page = open_page("/inside?view=Be+the+network")
    expect(page.locator(".st-key-template_canvas .hint")).to_have_text(
        re.compile("Where does a 0 have ink"), timeout=PATIENCE
    )
    shows(page, 0.5, 0.5, PAPER)
    stroke(page, (0.2, 0.5), (0.8, 0.5))
    shows(page, 0.25, 0.5, BLUE)
    painted(page, 0)
    page.get_by_role("button", name="Against").click()
    stroke(page, (0.5, 0.2), (0.5, 0.8))
    shows(page, 0.5, 0.5, ORANGE)
    shows(page, 0.25, 0.5, BLUE)
    painted(page, 0)

    choose(page, 1)
    shows(page, 0.25, 0.5, PAPER)
    page.locator(CANVAS).focus()
    page.keyboard.press("Space")
    for _ in range(7):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(page.locator(".canvas-status").last).to_have_text("Row 21, column 14, brush up")
    shows(page, 0.5, 0.7, BLUE)
    painted(page, 1)
    expect(page.get_by_text("Not painted yet: 2, 3")).to_be_visible()

    page.get_by_role("link", name="Runs", exact=True).first.click()
    expect(page.get_by_text("Compare").first).to_be_visible()
    page.get_by_role("link", name="Inside", exact=True).first.click()
    page.get_by_role("radio", name="Be the network").click()
    shows(page, 0.5, 0.7, BLUE)  # the digit that was last painted
    choose(page, 0)
    shows(page, 0.5, 0.5, ORANGE)
    page.get_by_role("button", name="Undo").first.click()
    shows(page, 0.5, 0.5, BLUE)
    assert [error for error in page.errors if "404" not in error] == []  # Streamlit itself asks for what is not there


def test_a_game_is_played_by_keys_on_a_phone_too(open_page):
    page = open_page("/evaluate?section=You", phone=True)
    expect(page.get_by_text("Digit 1 of 20").first).to_be_visible(timeout=PATIENCE)
    for number, key in enumerate("3141592653589793238", start=2):
        page.keyboard.press(key)
        expect(page.get_by_text(f"Digit {number} of 20").first).to_be_visible()
    page.keyboard.press("Backspace")
    expect(page.get_by_text("Digit 19 of 20").first).to_be_visible()
    for number, key in enumerate("46", start=20):
        page.keyboard.press(key)
        if number == 20:
            expect(page.get_by_text("Digit 20 of 20").first).to_be_visible()
    expect(page.get_by_role("button", name="Play again")).to_be_visible()
    expect(page.get_by_text(re.compile("You misread")).first).to_be_visible()
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
