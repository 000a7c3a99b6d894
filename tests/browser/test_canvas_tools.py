"""Undo, clear, and a drawing that waits while its owner looks at another page."""

from inspect import getfile
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import expect

from model.digits.pen import CANVAS as CANVAS_SIDE
from pages.components.drawing import Drawing
from pages.components.pixel_grid import pixel_grid
from tests.browser.drawing import (
    NOTHING_DRAWN,
    PREDICTION,
    clear,
    draw,
    draw_with_pen,
    expect_answer,
    expect_ink,
    on_screen,
    picture,
    ready_to_draw,
    wait_for_answer,
)

# Notes when Streamlit calls the canvas anew, which then begins with nothing and shows its toolbar.
BEGINS_AGAIN = """() => {
  const host = document.querySelector(".st-key-canvas [data-testid=stBidiComponentIsolated]");
  const toolbar = host.shadowRoot.querySelector(".dc-toolbar");
  const look = () => (window.beginsAgain ||= toolbar.style.display === "flex");
  new MutationObserver(look).observe(toolbar, { attributes: true });
}"""

# A board on its own, taken away and put there again with what the server knew before the last Undo.
PUT_THERE_AGAIN = """async (script) => {
  const { default: call } = await import(URL.createObjectURL(new Blob([script], { type: "text/javascript" })));
  document.body.innerHTML = `<div class="st-key-area"><div class="st-key-board"><style></style>
    <button data-action="undo"></button><button data-action="clear"></button><div class="inks"></div>
    <p role="status"></p><label></label></div></div>`;
  const parentElement = document.querySelector(".st-key-board");
  const [first, second] = [[20, 1, 2, 3, 4], [20, 5, 6]];
  const data = { area: "area", side: 280, scale: 1, inks: [{ name: "For" }, { name: "Against" }], hint: "",
    strokes: [first, second] };
  const told = [];
  const put = () => call({ parentElement, data: { ...data, mostPoints: 9, mostStrokes: 9 },
    setStateValue: (name, strokes) => told.push(strokes.length) });
  const leave = put();
  parentElement.querySelectorAll(".inks button")[1].click();
  parentElement.querySelector("[data-action=undo]").click();
  leave();
  put();
  await new Promise((resolve) => setTimeout(resolve));
  parentElement.querySelector("[data-action=undo]").click();
  return [...told, parentElement.querySelector("[aria-pressed=true]").textContent];
}"""

# A grid of pixels on its own.
EMPTY_GRID = """async (script) => {
  const { default: call } = await import(URL.createObjectURL(new Blob([script], { type: "text/javascript" })));
  document.body.innerHTML = `<div class="pixel-grid" style="width: 280px; touch-action: none"><canvas
    style="display: block; width: 280px; height: 280px"></canvas><i></i></div><p class="at"></p>`;
  const data = { grey: Array(784).fill(0), version: 1, accent: "red" };
  call({ parentElement: document.body, data, setStateValue: () => {} });
}"""


@pytest.fixture
def page(open_page):
    page = open_page("/draw")
    ready_to_draw(page)
    return page


@pytest.mark.thorough
def test_undo_takes_a_stroke_back_and_clear_can_be_undone(page):
    undo, clear_button = (page.get_by_role("button", name=name) for name in ("Undo", "Clear"))
    left, right = (0.2, 0.5), (0.8, 0.5)
    expect(undo).to_be_disabled()
    draw(page, [[(0.2, 0.2), (0.2, 0.8)], [(0.8, 0.2), (0.8, 0.8)]])
    expect_ink(page, [left, right])
    undo.click()
    expect_ink(page, [left], [right])
    draw(page, [[(0.8, 0.2), (0.8, 0.8)]])
    clear(page)
    expect_ink(page, [], [left, right])
    expect(clear_button).to_be_disabled()
    undo.click()
    wait_for_answer(page)
    expect_ink(page, [left, right])
    clear(page)
    draw(page, [[(0.5, 0.2), (0.5, 0.8)]])
    expect_ink(page, [(0.5, 0.5)])
    expect_ink(page, [(0.5, 0.5)], [left, right])  # nothing of what was cleared comes back with the next stroke
    wait_for_answer(page)


@pytest.mark.thorough
def test_many_strokes_are_cleared_at_once_and_a_digit_drawn_right_then_stays_whole(page):
    rows = [i / 31 for i in range(1, 31)]  # `benchmarks.drawing` clears a hundred
    draw(page, [[(0.1, y), (0.15, y)] for y in rows])
    page.evaluate("document.querySelector('[data-action=clear]').click()")
    draw(page, [[(0.6, 0.2), (0.9, 0.2), (0.7, 0.9)]])
    expect_ink(page, [(0.62, 0.2), (0.88, 0.2), (0.71, 0.85)], [(0.12, y) for y in rows[5::5]])
    expect_answer(page, "7")


def test_clear_and_another_theme_spare_the_stroke_that_is_being_drawn(page):
    old, start, end = (0.2, 0.5), (0.6, 0.22), (0.6, 0.78)
    draw(page, [[(0.2, 0.2), (0.2, 0.8)]])
    page.mouse.move(*on_screen(page, (0.6, 0.2)))
    page.mouse.down()
    page.mouse.move(*on_screen(page, (0.6, 0.5)), steps=5)
    page.evaluate("document.querySelector('[data-action=clear]').click()")
    page.mouse.move(*on_screen(page, (0.6, 0.8)), steps=5)
    page.mouse.up()
    expect_ink(page, [start, end], [old])
    page.evaluate(BEGINS_AGAIN)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function("() => window.beginsAgain")
    expect_ink(page, [start, end], [old])


def test_the_canvas_shows_what_the_network_reads(page):
    places = [(0.2, 0.2), (0.8, 0.25), (0.3, 0.8), (0.7, 0.8)]
    draw(page, [places, [(0.85, 0.5), (0.85, 0.5)]])
    lines = [[20, *(CANVAS_SIDE * np.array(line)).ravel()] for line in (places, [(0.85, 0.5)])]
    read = Drawing(brush=20, strokes=lines).image
    expect_ink(page, [(0.85, 0.5)])
    assert np.abs(picture(page, CANVAS_SIDE).astype(float) - read).mean() < 1  # of 255: the edges of the ink
    clear(page)
    page.get_by_role("button", name="Undo").click()
    expect_ink(page, [(0.85, 0.5)])
    assert np.abs(picture(page, CANVAS_SIDE).astype(float) - read).mean() < 1


@pytest.mark.thorough
def test_a_stroke_and_a_brush_are_kept_though_their_page_is_left_at_once(page):
    page.get_by_role("slider", name="Brush width").fill("40")
    draw(page, [[(0.5, 0.2), (0.5, 0.8)]])
    page.get_by_role("link", name="Home").click()
    expect(page.get_by_role("heading", name="MNIST Playground")).to_be_visible()
    ready_to_draw(page)
    expect_ink(page, [(0.5, 0.5), (0.44, 0.5)])  # and goes along from page to page
    page.get_by_role("link", name="Draw", exact=True).first.click()
    expect(page.get_by_role("slider", name="Brush width")).to_have_value("40")
    expect_ink(page, [(0.5, 0.5)])


def test_an_undo_stays_where_streamlit_puts_the_board_there_anew(browser):
    folder = Path(getfile(Drawing)).parent
    script = "\n".join((folder / name).read_text(encoding="utf-8") for name in ("canvas.js", "canvas_surface.js"))
    page = browser.new_page()
    assert page.evaluate(PUT_THERE_AGAIN, script) == [1, 1, 0, "Against"]  # strokes: undone, told anew, undone
    page.close()


def test_a_palm_beside_a_pen_paints_no_pixels(browser):
    page = browser.new_page(has_touch=True)
    page.evaluate(EMPTY_GRID, Path(getfile(pixel_grid)).with_suffix(".js").read_text(encoding="utf-8"))
    row = "[...document.querySelector('canvas').getContext('2d').getImageData(0, 14, 28, 1).data]"
    for palm_first, ink in ((True, 255), (False, 0)):  # from a painted pixel on, a pen erases
        draw_with_pen(page, [(0.04, 0.2), (0.04, 0.8)], [(0.9, 0.4), (0.9, 0.5), (0.9, 0.6)], palm_first, "canvas")
        assert page.evaluate(row)[::4] == [ink, ink, *[0] * 26]
    page.close()


@pytest.mark.thorough
def test_a_drawing_outlives_a_look_at_another_page(page):
    undo, clear_button = (page.get_by_role("button", name=name) for name in ("Undo", "Clear"))
    left, middle, right = (0.2, 0.5), (0.5, 0.5), (0.8, 0.5)
    strokes = [[(x, 0.2), (x, 0.8)] for x, _ in (left, right)]
    draw(page, strokes[:1])
    to_the_first = wait_for_answer(page)
    draw(page, strokes[1:])
    expect_ink(page, [left, right])
    expect(page.locator(PREDICTION)).not_to_have_text(to_the_first)
    answer = wait_for_answer(page)
    page.get_by_role("link", name="Data").click()
    expect(page.get_by_role("heading", name="Data", exact=True)).to_be_visible()
    page.get_by_role("link", name="Draw").click()
    ready_to_draw(page)
    expect_ink(page, [left, right], [middle])
    expect(page.locator(PREDICTION)).to_have_text(answer, use_inner_text=True)
    draw(page, [[(0.5, 0.2), (0.5, 0.8)]])
    expect_ink(page, [left, middle, right])
    undo.click()
    expect_ink(page, [left, right], [middle])
    undo.click()  # one of the strokes that were drawn before
    expect_ink(page, [left], [middle, right])
    clear_button.click()
    expect(page.locator(PREDICTION)).to_have_text(NOTHING_DRAWN)
    expect(clear_button).to_be_disabled()
    expect_ink(page, [], [left])
    undo.click()
    expect_ink(page, [left])
    wait_for_answer(page)
    undo.click()
    expect(page.locator(PREDICTION)).to_have_text(NOTHING_DRAWN)
    expect(undo).to_be_disabled()
