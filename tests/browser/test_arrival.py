"""Somebody opens the app as soon as it is up. First of the browser tests, so that the network is still waking up."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import WIDE, new_page
from tests.browser.drawing import ONE, PREDICTION, draw, ready_to_draw, wait_for_answer


@pytest.mark.thorough
def test_a_link_to_the_draw_page_works_on_a_fresh_server(open_page):
    page = open_page("/draw")
    ready_to_draw(page)
    expect(page.get_by_role("link", name="Train")).to_be_visible()
    expect(page.get_by_role("link", name="app", exact=True)).to_have_count(0)
    draw(page, ONE)  # before the network is awake
    expect(page.locator(PREDICTION)).to_have_text(re.compile(r"Waking up the network|\d"))
    assert wait_for_answer(page)[0].isdigit()


@pytest.mark.thorough
def test_behind_a_proxy_that_passes_one_folder_only_nothing_is_missing(browser, strict_server):
    missed = []

    def pass_on(route: Route) -> None:
        if urlsplit(route.request.url).path.startswith("/mnist/"):
            route.continue_()
        else:
            missed.append(route.request.url)
            route.abort()

    context = browser.new_context(**WIDE)
    context.route("**/*", pass_on)
    page = new_page(context, f"{strict_server.url}/draw")
    expect(page.locator(".st-key-probabilities svg.main-svg").first).to_be_visible()
    page.get_by_role("link", name="Home").click()
    expect(page.locator(".st-key-probabilities svg.main-svg").first).to_be_visible()
    page.get_by_test_id("stMain").get_by_role("link", name=re.compile("data")).click()
    page.wait_for_url("**/mnist/data*")
    context.close()
    assert missed == []
