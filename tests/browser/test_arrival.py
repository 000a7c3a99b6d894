"""Somebody opens the app as soon as it is up. First of the browser tests, so that the network is still waking up."""

import re

from playwright.sync_api import expect

from tests.browser.drawing import ONE, PREDICTION, draw, ready_to_draw, wait_for_answer


def test_a_link_to_the_draw_page_works_on_a_fresh_server(open_page):
    page = open_page("/draw")
    ready_to_draw(page)
    expect(page.get_by_role("link", name="Train")).to_be_visible()
    expect(page.get_by_role("link", name="app", exact=True)).to_have_count(0)
    draw(page, ONE)  # before the network is awake
    expect(page.locator(PREDICTION)).to_have_text(re.compile(r"Waking up the network|\d"))
    assert wait_for_answer(page)[0].isdigit()
