"""Home in a browser: draw at once, and go on from there."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.drawing import draw, ready_to_draw

WAYS_ON = {"Explore the data": "/data", "Train a network": "/train", "Draw": "/draw"}
ONE = [[(0.5, 0.15), (0.5, 0.5), (0.5, 0.85)]]


def way_on(page: Page, name: str):
    return page.get_by_test_id("stMain").get_by_role("link", name=name)


@pytest.mark.parametrize("phone", [False, True])
def test_a_stroke_on_home_is_answered(open_page, phone):
    page = open_page("/", phone=phone)
    ready_to_draw(page)
    if not phone:  # all of it on one screen
        for name in WAYS_ON:
            expect(way_on(page, name)).to_be_in_viewport(ratio=1)
    draw(page, ONE)
    # TensorFlow may still be waking up.
    expect(page.locator(".st-key-prediction")).to_have_text(re.compile(r"^\s*1"), timeout=120_000)
    expect(page.locator(".st-key-probabilities .barlayer path").nth(1)).to_be_visible()


def test_ways_on_lead_there_by_keyboard(open_page):
    page = open_page("/")
    for name, path in WAYS_ON.items():
        way_on(page, name).focus()
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(rf"{path}(\?|$)"))  # Train adds its settings
        page.get_by_role("link", name="Home").click()
