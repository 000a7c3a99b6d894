"""Inside in a browser: a stroke lights the network, a click or a key opens a neuron, a phone shows it stacked."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import leave, new_page
from tests.browser.drawing import ONE, SEVEN, draw, ready_to_draw

AWAKE = 120_000  # milliseconds: the network may still be waking up
LIT = ".st-key-lit_network"
LINES = f"{LIT} svg path"
LOSSES = re.compile(r"Loss on this digit, before (\d+\.\d+), after\s*(\d+\.\d+)")
HEADING = re.compile(r"Hidden layer \d, neuron \d+")


@pytest.fixture(scope="module")
def page(app_server, kept_contexts):
    """The page, opened once for all tests, with a one on the canvas."""
    context = kept_contexts(False)
    page = new_page(context, f"{app_server.url}/inside")
    ready_to_draw(page)
    expect(page.get_by_text("lights up")).to_be_visible(timeout=AWAKE)
    draw(page, ONE)
    expect(page.locator(LINES).first).to_be_attached(timeout=AWAKE)
    yield page
    leave(context)


def lines(page: Page) -> list[str]:
    return page.locator(LINES).evaluate_all("paths => paths.map((path) => path.getAttribute('d'))")


def answer(page: Page):
    return page.locator(f"{LIT} .output.first b")


def open_first_neuron(page: Page, layer: int) -> None:
    tiles = page.locator(f"{LIT} .layer").nth(layer).locator("canvas")
    tiles.click(position={"x": 4, "y": 4})
    expect(page.get_by_role("heading", name=HEADING)).to_contain_text(f"Hidden layer {layer}")


def test_edges_tiles_and_bars_change_with_a_stroke(page):
    expect(answer(page)).to_have_text("1")
    assert 10 <= len(lines(page)) <= 40
    before, words = lines(page), page.locator(".lit").get_attribute("aria-label")
    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_text("lights up")).to_be_visible()
    draw(page, SEVEN)
    expect(answer(page)).to_have_text("7")
    assert lines(page) != before
    expect(page.locator(".lit")).not_to_have_attribute("aria-label", words)
    expect(page.locator(".lit")).to_have_attribute("aria-label", re.compile(r"784 pixels → \d+ of \d+ .* answer 7"))
    expect(page.locator(".st-key-alike").get_by_role("img", name=re.compile("^Training digit"))).to_have_count(9)
    expect(page.locator(".st-key-alike button")).to_have_count(0)  # a click on them would do nothing


def test_a_click_opens_a_neuron_and_its_sum_lights_up_where_it_comes_from(page):
    open_first_neuron(page, 2)
    expect(page.locator(".st-key-sum tfoot")).to_contain_text("bias")
    part = page.locator(".st-key-sum tbody tr").nth(1)
    part.hover()
    marks = page.locator(f"{LIT} svg .mark:not(.halo)")
    expect(marks).to_have_count(1)
    for row in range(3):  # all others: the layer before; bias and sum: the neuron itself
        page.locator(".st-key-sum tfoot tr").nth(row).hover()
        expect(page.locator(f"{LIT} svg rect.mark:not(.halo)")).to_have_count(0 if row else 1)
        expect(marks).to_have_count(1)
    page.locator(".st-key-sum .title").hover()
    expect(marks).to_have_count(0)
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_role("heading", name=HEADING)).to_have_count(0)


def test_the_keyboard_does_the_same_and_an_answer_shows_its_softmax(page):
    tiles = page.locator(f"{LIT} canvas[tabindex='0']").first
    tiles.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(f"{LIT} .told")).to_contain_text(re.compile(r"neuron \d+: activation .* the score of 7"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=HEADING)).to_contain_text("Hidden layer 1")
    expect(page.locator(".st-key-neuron_pictures")).to_be_visible()
    page.locator(".st-key-sum tbody tr").first.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(f"{LIT} svg circle.mark:not(.halo)")).to_have_count(1)
    page.locator(f"{LIT} button.output").nth(3).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Answer 3: its sum")).to_be_visible()
    expect(page.get_by_text("Softmax: e^")).to_be_visible()
    shares = page.locator(".st-key-shares tbody tr")
    expect(shares).to_have_count(10)
    shares.first.focus()
    page.keyboard.press("ArrowDown")
    lit, output = (
        part.bounding_box() for part in (page.locator(f"{LIT} svg .mark").last, page.locator(f"{LIT} .output").nth(1))
    )
    assert lit["y"] == pytest.approx(output["y"], abs=6)


def test_what_would_change_it_is_a_film_that_the_slider_moves(page):
    page.get_by_role("tab", name="What would change it").click()
    told = page.locator(".st-key-change .told")
    expect(told).to_contain_text("Nothing is changed yet")
    slider = page.locator(".st-key-change input[type=range]")
    slider.focus()
    page.keyboard.press("End")
    expect(told).not_to_contain_text("read as 7")
    expect(page.locator(".st-key-change .change")).to_contain_text("7 →")
    chart = page.locator(".st-key-change .chart svg")
    chart.hover(position={"x": 70, "y": 60})
    expect(page.locator(".st-key-change .pointed")).to_have_text(re.compile(r"^\d+: 7 at .*%"))
    expect(
        page.locator(".st-key-change").get_by_role("img", name=re.compile(r"The picture\. Step \d+ of \d+"))
    ).to_be_visible()
    assert not [error for error in page.errors if "404" not in error]


def test_a_phone_shows_the_layers_one_below_the_other(open_page):
    page = open_page("/inside?subject=Letter&letter=A", phone=True, dark=True)
    layers = page.locator(f"{LIT} .layer")
    expect(layers).to_have_count(4, timeout=AWAKE)
    expect(page.get_by_text("It must name a digit")).to_be_visible()
    tops = [layers.nth(i).bounding_box()["y"] for i in range(4)]
    assert tops == sorted(tops)
    assert len(set(tops)) == 4
    expect(page.locator(".lit.stacked")).to_be_visible()
    page.locator(f"{LIT} canvas[tabindex='0']").nth(1).tap(position={"x": 6, "y": 6})
    expect(page.get_by_role("heading", name=HEADING)).to_be_visible()
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390


@pytest.mark.thorough
def test_one_learning_step_is_gone_through_by_buttons_and_the_digit_gains(open_page):
    page = open_page("/inside?view=One learning step&hidden=32&activation=relu", phone=True, slowed=6)
    heading = page.locator(".st-key-stage_shown h3")
    forward = page.locator(".st-key-stage_next button")
    expect(heading).to_contain_text("1. A digit becomes 784 numbers", timeout=AWAKE)
    for number in range(2, 10):
        forward.click()
        expect(heading).to_contain_text(f"{number}. ", timeout=AWAKE)
    expect(page).to_have_url(re.compile("stage=9"))
    assert "rate=" not in page.url  # the network woke up before this slow phone showed the slider
    expect(forward).to_be_disabled()
    expect(page.locator(".st-key-downhill [role=img]")).to_be_visible(timeout=AWAKE)
    expect(page.locator(".st-key-stage_shown")).to_contain_text(LOSSES)
    before, after = map(float, LOSSES.search(page.locator(".st-key-stage_shown").text_content()).groups())
    assert after < before
    page.locator(".st-key-stage_back button").click()
    expect(heading).to_contain_text("8. ", timeout=AWAKE)
    page.get_by_text("Adam", exact=True).click()
    expect(page.locator(".st-key-stage_shown")).to_contain_text("Adam")
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
    assert not [error for error in page.errors if "404" not in error]
