"""Home in a browser: draw at once, and go on from there."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.drawing import draw, ready_to_draw

expect.set_options(timeout=30_000)  # a busy machine fails no test

ONE = [[(0.5, 0.15), (0.5, 0.5), (0.5, 0.85)]]


@pytest.mark.parametrize("phone", [False, True])
def test_a_stroke_on_home_is_answered(open_page, phone):
    page = open_page("/", phone=phone)
    ready_to_draw(page)
    draw(page, ONE)
    # TensorFlow may still be waking up.
    expect(page.locator(".st-key-prediction")).to_have_text(re.compile(r"^\s*1"), timeout=120_000)
    expect(page.locator(".st-key-probabilities .barlayer path").nth(1)).to_be_visible()


def test_all_of_home_is_on_one_screen(open_page):
    page = open_page("/")
    ready_to_draw(page)
    for way_on in ("Explore the data", "Train a network", "Draw"):
        expect(page.get_by_test_id("stMain").get_by_role("link", name=way_on)).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize(("way_on", "path"), [("Explore the data", "/data"), ("Draw", "/draw")])
def test_ways_on_lead_there_by_keyboard(open_page, way_on, path):
    page = open_page("/")
    page.get_by_test_id("stMain").get_by_role("link", name=way_on).focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(f"{path}$"))
