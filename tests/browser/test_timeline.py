"""The timeline on Inside in a phone's browser: a slider that plays, points that tell what they are, keys for both."""

import re
from dataclasses import replace

import numpy as np
import pytest
from playwright.sync_api import expect

from model.networks import answering
from model.networks.config import NetworkConfig
from model.networks.snapshots import parameters
from model.runs import record, snapshots
from tests.browser.drawing import SEVEN, draw, ready_to_draw
from tests.model.runs.test_record import HISTORY, a_run

AWAKE = 120_000  # milliseconds: the network may still be waking up
NETWORK = NetworkConfig(hidden=(1024, 1024))  # that of the one that ships


def a_run_with_a_past(app_server, monkeypatch, tmp_path) -> None:
    """The network that ships, as a run that began with weights which were all 0."""
    monkeypatch.setenv("RUNS_DIR", str(app_server.runs_dir))
    for epoch in (0, 1):
        snapshots.write(tmp_path / "snapped", epoch, np.zeros(parameters(NETWORK), np.float16))
    run = replace(a_run("past"), network=NETWORK)
    record.save(run, answering.SHIPPED.read_bytes(), HISTORY, tmp_path / "snapped")


@pytest.mark.thorough
def test_it_plays_and_the_points_follow(open_page, app_server, monkeypatch, tmp_path):
    a_run_with_a_past(app_server, monkeypatch, tmp_path)
    page = open_page("/inside?network=past", phone=True)
    ready_to_draw(page)
    draw(page, SEVEN)
    answer, when = page.locator(".st-key-lit_network .output.first b"), page.locator(".st-key-timeline_slider output")
    slider, play = page.locator(".st-key-timeline_slider input"), page.locator(".st-key-timeline_slider button")
    expect(answer).to_have_text("7", timeout=AWAKE)
    page.get_by_role("tab", name="How it learned it").click()
    points, told = page.locator(".st-key-digit_points canvas"), page.locator(".st-key-digit_points output")
    parted = re.compile("the closest other point is the same digit")
    expect(points).to_have_attribute("aria-label", parted, timeout=AWAKE)

    expect(when).to_have_text("Now, after 2 epochs")
    slider.focus()
    page.keyboard.press("Home")
    expect(when).to_have_text("Before training")
    expect(answer).to_have_text("0", timeout=AWAKE)  # all are as probable, and 0 comes first
    expect(page).to_have_url(re.compile("epoch=0"), timeout=AWAKE)
    play.click()
    expect(when).to_have_text("Now, after 2 epochs", timeout=AWAKE)
    expect(answer).to_have_text("7", timeout=AWAKE)
    expect(play).to_have_text(re.compile("Play"))

    points.focus()
    page.keyboard.press("ArrowRight")
    expect(told).to_have_text("Your drawing, read as 7")
    page.keyboard.press("ArrowRight")
    expect(told).to_have_text(re.compile(r"Test digit \d+, (an 8|a [^8])"))
    picture = page.locator(".st-key-digit_points figure div")
    expect(picture).to_be_visible()
    address = re.search(r'url\("(.+?)"\)', picture.get_attribute("style"))[1]
    assert page.request.get(f"{app_server.url}{address}").headers["content-type"] == "image/png"
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
    assert not [error for error in page.errors if "404" not in error]
