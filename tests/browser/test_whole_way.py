"""The main job, from a fresh app to the answer of a network that was trained just now."""

import re

from playwright.sync_api import Page, expect

from tests.browser.drawing import clear, draw, ready_to_draw

LONG = 120_000  # milliseconds
ONE = [[(0.5, 0.18), (0.5, 0.5), (0.5, 0.82)]]
ZERO = [
    [(0.5, 0.2), (0.34, 0.3), (0.3, 0.5), (0.34, 0.7), (0.5, 0.8), (0.66, 0.7), (0.7, 0.5), (0.66, 0.3), (0.5, 0.2)]
]

BATCHES = "() => document.querySelector('.st-key-epoch_chart .js-plotly-plot')?.data?.[0].x.length ?? 0"


def batches_drawn(page: Page) -> int:
    return page.evaluate(BATCHES)


def test_train_watch_draw_and_read_the_answer(open_page):
    page = open_page("/train?epochs=2&batch_size=16&seed=4")
    page.locator(".st-key-start_training button").click()
    page.wait_for_function(
        f"() => ({BATCHES})() > 0",
        timeout=LONG,
    )
    early = batches_drawn(page)
    status = page.locator(".st-key-training_status")
    expect(status).to_contain_text(re.compile(r"Finished after 2 of 2 epochs: 9\d\.\d%"), timeout=LONG)
    page.wait_for_function(f"() => ({BATCHES})() > {early}")
    accuracy = re.search(r"(\d+\.\d)%", status.inner_text())[1]

    page.get_by_role("link", name="Draw").first.click()
    ready_to_draw(page)
    # The network that answers is the one just trained, with the accuracy that was just measured.
    chooser = page.get_by_role("combobox", name="Network that answers")
    expect(chooser).to_have_value(re.compile(re.escape(accuracy)), timeout=LONG)
    prediction = page.locator(".st-key-prediction")
    draw(page, ONE)
    expect(prediction).to_have_text(re.compile(r"^\s*1"), timeout=LONG)
    clear(page)
    draw(page, ZERO)
    expect(prediction).to_have_text(re.compile(r"^\s*0"), timeout=LONG)
