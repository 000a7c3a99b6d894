"""An experiment with the data, the whole way: a digit is left out, the network trains, Evaluate shows what it did."""

import re

import pytest
from playwright.sync_api import expect

LONG = 120_000  # milliseconds: these machines may be busy
STARVED = """() => {
  const bars = document.querySelector('.st-key-data_effect .js-plotly-plot')?.data?.[0];
  return bars ? [...bars.marker.pattern.shape].map((shape, digit) => (shape ? digit : -1)).filter(d => d >= 0) : null;
}"""


@pytest.mark.thorough
def test_a_digit_that_is_left_out_is_found_on_evaluate(open_page):
    page = open_page("/train?hidden=32&epochs=2&batch_size=16")
    page.get_by_text("Experiment with the data").click()
    page.locator(".st-key-set_left_out").get_by_role("button", name="7").click()
    expect(page.get_by_text(re.compile(r"It will learn from 3,2\d\d digits: no 7s"))).to_be_visible(timeout=LONG)
    assert "left_out=7" in page.url
    page.locator(".st-key-start_training button").click()
    expect(page.locator(".st-key-training_status")).to_contain_text("Finished after 2 of 2 epochs", timeout=LONG)

    page.get_by_role("link", name="Evaluate").first.click()
    chart = page.locator(".st-key-data_effect")
    expect(chart).to_contain_text("Missing 7s: 0.0% right", timeout=LONG)
    page.wait_for_function(f"() => ({STARVED})()?.length === 1", timeout=LONG)
    assert page.evaluate(STARVED) == [7]
    said = page.get_by_text(re.compile(r"Trained without 7s, it reads them as [0-689] \(\d+%\), [0-689] \(\d+%\)"))
    expect(said).to_be_visible(timeout=LONG)
    assert [error for error in page.errors if "404" not in error] == []  # Streamlit itself asks for what is not there
