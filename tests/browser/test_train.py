"""Watching a network learn, in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.drawing import SEVEN, draw, ready_to_draw

LONG = 120_000  # milliseconds: these machines may be busy
CHARTS = ".st-key-epoch_chart .js-plotly-plot"
POINTS = (
    "() => [...document.querySelectorAll('.st-key-epoch_chart .js-plotly-plot')].map(c => c.data.map(t => t.x.length))"
)
DRAWN = """epoch => {
  const charts = [...document.querySelectorAll('.st-key-epoch_chart .js-plotly-plot')];
  return charts.length === 2 && charts.every(chart => (chart.data?.[1].x.length ?? 0) >= epoch);
}"""
RANGE = """() => {
  const { xaxis, yaxis } = document.querySelector('.st-key-epoch_chart .js-plotly-plot')._fullLayout;
  return [...xaxis.range, ...yaxis.range];
}"""


def start(page: Page) -> None:
    page.locator(".st-key-start_training button").click()
    expect(page.locator(".st-key-stop_training")).to_be_visible(timeout=LONG)


def status(page: Page):
    return page.locator(".st-key-training_status")


def until_epoch(page: Page, epoch: int) -> None:
    """Waits until both charts show that epoch: they are drawn one after the other."""
    page.wait_for_function(DRAWN, arg=epoch, timeout=LONG)


def points_at_rest(page: Page) -> list[list[int]]:
    """How many points each curve of each chart has, once they no longer grow."""
    before = None
    while (points := page.evaluate(POINTS)) != before:
        before = points
        page.wait_for_timeout(500)
    return points


def a_phone_shows_start_at_once_and_all_settings_when_asked(page: Page) -> None:
    rate = page.locator(".st-key-set_learning_rate")
    expect(rate).to_be_hidden()
    assert page.locator(".st-key-start_training button").bounding_box()["y"] < 500
    page.locator(".st-key-show_settings label").click()
    expect(rate).to_be_visible()
    page.locator(".st-key-show_settings label").click()
    expect(rate).to_be_hidden()


def the_keyboard_gets_to_start_at_once(page: Page) -> None:
    """The first stop of the page leads past all settings."""
    page.locator(".skip-link").focus()
    page.keyboard.press("Enter")
    focused = (
        "document.activeElement.closest('.st-key-run_buttons')?.querySelector('button') === document.activeElement"
    )
    page.wait_for_function(focused)


def the_results_are_those_of_other_settings_now(page: Page) -> None:
    dimmed = "Number(getComputedStyle(document.querySelector('.st-key-epoch_chart')).opacity) < 0.7"
    assert not page.evaluate(dimmed)
    page.get_by_role("combobox", name="Preset").click()
    page.get_by_role("option", name="No hidden layer").click()
    expect(page.get_by_text("Press Start to train the settings on the left")).to_be_visible()
    page.wait_for_function(dimmed)
    sentence = "getComputedStyle(document.querySelector('.st-key-how_it_stands strong')).fontWeight"
    assert page.evaluate(sentence) == "400"
    page.get_by_role("tab", name="Keras code").click()
    expect(page.locator(".st-key-keras_code")).to_contain_text('Dense(10, activation="softmax")')
    expect(page.locator(".st-key-keras_code")).not_to_contain_text("relu")
    page.get_by_role("button", name="Copy code").click()
    expect(page.locator(".copy-link").get_by_role("status")).not_to_be_empty()


def test_curves_grow_in_place_and_a_zoom_stays(open_page):
    page = open_page("/train?hidden=64&batch_size=16&epochs=60")
    expect(page.locator(".st-key-start_training button")).to_be_visible(timeout=LONG)
    the_keyboard_gets_to_start_at_once(page)
    start(page)
    until_epoch(page, 1)
    page.evaluate(
        "document.querySelectorAll('.st-key-epoch_chart .js-plotly-plot').forEach(c => c.dataset.first = 'yes')"
    )
    box = page.locator(CHARTS).first.bounding_box()
    page.mouse.move(box["x"] + 80, box["y"] + 80)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 180, steps=5)
    page.mouse.up()
    zoomed, before = page.evaluate(RANGE), page.evaluate(POINTS)
    until_epoch(page, before[0][1] + 2)
    after = page.evaluate(POINTS)
    assert len(after) == 2
    assert after[0][0] > before[0][0]  # batches
    assert after[1][2] > before[1][2]  # validation
    assert page.evaluate(RANGE) == zoomed
    assert page.locator(f"{CHARTS}[data-first=yes]").count() == 2  # the same two charts, never made anew
    page.locator(".st-key-stop_training button").click()
    expect(status(page)).to_contain_text("Stopped", timeout=LONG)
    expect(page.locator(".announcement")).to_contain_text("Stopped")
    the_results_are_those_of_other_settings_now(page)
    assert page.errors == [] or all("404" in error for error in page.errors)


@pytest.mark.thorough
def test_a_run_survives_a_reload_another_page_and_a_second_tab_and_is_its_owners_alone(open_page):
    page = open_page("/train?hidden=64&batch_size=16&epochs=80")
    start(page)
    until_epoch(page, 2)
    page.reload()
    until_epoch(page, 3)
    expect(status(page)).to_contain_text("Training")
    second = page.context.new_page()
    second.goto(page.url)
    until_epoch(second, 3)
    expect(status(second)).to_contain_text("Training")
    second.locator(".st-key-pause_training button").click()
    expect(status(page)).to_contain_text("Paused", timeout=LONG)
    second.close()
    drawn = points_at_rest(page)
    page.get_by_role("link", name="Draw").first.click()
    expect(page.locator(".st-key-prediction")).to_be_visible(timeout=LONG)
    page.get_by_role("link", name="Train").first.click()
    until_epoch(page, drawn[0][1])
    assert points_at_rest(page) == drawn  # the whole curve
    page.locator(".st-key-continue_training button").click()
    expect(status(page)).to_contain_text("Training", timeout=LONG)
    until_epoch(page, drawn[0][1] + 1)
    other = open_page("/train?hidden=16&epochs=1", phone=True, dark=True)
    expect(status(other)).to_contain_text("Nothing trained yet", timeout=LONG)
    a_phone_shows_start_at_once_and_all_settings_when_asked(other)
    assert other.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
    start(other)
    expect(status(other)).to_contain_text(re.compile("queue|Training|Finished"))
    page.locator(".st-key-stop_training button").click()
    expect(status(page)).to_contain_text(re.compile("Stopped after .* test digits are right"), timeout=LONG)
    expect(status(other)).to_contain_text("Finished", timeout=LONG)
    assert other.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390


def a_word_leads_to_the_glossary(page: Page) -> None:
    """And Escape leads back."""
    word = page.locator(".st-key-training_status").get_by_role("link", name="loss")
    word.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#glossary-loss")).to_be_focused()
    page.keyboard.press("Escape")
    expect(word).to_be_focused()


@pytest.mark.thorough
def test_a_link_to_these_settings_can_be_copied_and_scanned_and_words_are_explained(open_page):
    page = open_page("/train?hidden=32-16&epochs=3")
    a_word_leads_to_the_glossary(page)
    page.get_by_role("button", name="Share").click()
    dialog = page.get_by_role("dialog")
    link = dialog.locator("pre").inner_text()
    assert {"hidden=32-16", "epochs=3"} <= set(link.split("?")[1].split("&"))
    expect(dialog.get_by_role("img", name=f"QR code of {link}")).to_be_visible()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    dialog.get_by_role("button", name="Copy link").click()
    expect(dialog.get_by_role("status")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == link
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


@pytest.mark.thorough
def test_weights_and_a_pinned_drawing_change_while_it_learns(open_page):
    page = open_page("/draw?network=shipped")
    ready_to_draw(page)
    draw(page, SEVEN)
    page.get_by_role("button", name="Pin to Train").click(timeout=LONG)
    page.get_by_role("link", name="Pinned. See it on Train").click()
    expect(page.locator(".st-key-start_training button")).to_be_visible(timeout=LONG)
    page.locator(".st-key-epochs, .st-key-set_epochs").get_by_role("spinbutton").first.fill("4")
    page.keyboard.press("Tab")
    page.get_by_role("tab", name="My drawings").click()
    expect(page.get_by_text("its lines begin after the first epoch")).to_be_visible()
    start(page)
    lines = page.locator(".st-key-pinned_0 .js-plotly-plot")
    expect(lines).to_be_visible(timeout=LONG)
    page.get_by_role("tab", name="Weights").click()
    wall = page.locator(".st-key-live_weights")
    expect(wall).to_be_visible(timeout=LONG)
    expect(wall).to_contain_text("neighbouring weights")
    expect(status(page)).to_contain_text("Finished after 4 of 4 epochs", timeout=LONG)
    page.get_by_text("Gradients", exact=True).click()
    expect(wall).to_contain_text("The loss falls fastest if blue weights grow", timeout=LONG)
    page.get_by_role("tab", name="My drawings").click()
    page.wait_for_function(
        "() => document.querySelector('.st-key-pinned_0 .js-plotly-plot')?.data?.some(trace => trace.x.length >= 4)",
        timeout=LONG,
    )
