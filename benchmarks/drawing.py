"""How soon the Draw page can be drawn on, and how long an answer takes: measured in Chromium, on the real app.

    python -m benchmarks.drawing

Prints, from the moment the server answers: when the canvas takes ink, and when a digit drawn at that moment is
answered; then the time from pen-up to the answer and to the redrawn bars, over many strokes, and the same again
while a network trains. Set MNIST_PATH to train on all of MNIST; else it trains on the sample.
"""

import argparse
import os
import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser.app_server import AppServer, running_app
from tests.browser.conftest import CHROMIUM, CHROMIUM_ARGS, WIDE
from tests.browser.drawing import ONE, SEVEN, clear, draw, ready_to_draw, wait_for_answer

# Notes the time of each pen-up, of the answer that follows it, and of the bars' new title.
STOPWATCH = """
() => {
  const watch = (window.stopwatch = { up: 0, answer: 0, bars: 0 });
  addEventListener("mouseup", () => Object.assign(watch, { up: performance.now(), answer: 0, bars: 0 }), true);
  const text = (selector) => document.querySelector(selector)?.textContent.trim() ?? "";
  const look = () => {
    const now = performance.now();
    if (!watch.answer && /^[0-9]/.test(text(".st-key-prediction .digit"))) watch.answer = now;
    if (!watch.bars && /likely/.test(text(".st-key-probabilities .gtitle"))) watch.bars = now;
  };
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
}
"""
SEEN = "() => window.stopwatch.answer && window.stopwatch.bars"


def first_answer(page: Page, server: AppServer) -> tuple[float, float]:
    """Seconds from the server being up to a canvas that takes ink, and to the answer to a digit drawn on it."""
    page.goto(f"{server.url}/draw")
    ready_to_draw(page)
    ready = time.monotonic() - server.up_at
    draw(page, ONE)
    wait_for_answer(page)
    answered = time.monotonic() - server.up_at
    clear(page)
    return ready, answered


def answers(page: Page, strokes: int) -> list[tuple[float, float]]:
    """For each of `strokes` digits: milliseconds from pen-up to the answer, and to the bars."""
    page.evaluate(STOPWATCH)
    times = []
    for stroke in range(strokes):
        draw(page, SEVEN if stroke % 2 else ONE)
        page.wait_for_function(SEEN)
        seen = page.evaluate("() => window.stopwatch")
        times.append((seen["answer"] - seen["up"], seen["bars"] - seen["up"]))
        clear(page)
        page.get_by_text("The probability of each digit").wait_for()
    return times


def start_training(page: Page, server: AppServer) -> None:
    """Starts a run that outlasts the measurement, and goes back to the canvas."""
    source = "mnist" if os.environ.get("MNIST_PATH") else "sample"
    page.goto(f"{server.url}/train?source={source}&epochs=200")
    page.locator(".st-key-start_training button").click()
    page.wait_for_function("() => /[Ee]poch/.test(document.querySelector('.st-key-training_status')?.innerText ?? '')")
    page.goto(f"{server.url}/draw")
    ready_to_draw(page)


def report(name: str, times: list[float]) -> None:
    print(f"{name}: median {statistics.median(times):.0f} ms, at most {max(times):.0f} ms (of {len(times)})")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--strokes", type=int, default=20)
    strokes = parser.parse_args().strokes
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        path = CHROMIUM if CHROMIUM.exists() else None
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGS)
        page = browser.new_page(**WIDE)
        page.goto("about:blank")  # the browser is up before the server
        with running_app(Path(folder)) as server:
            ready, answered = first_answer(page, server)
            print(f"Ready to draw {ready:.1f} s after the server was up")
            print(f"First answer {answered:.1f} s after the server was up")
            for circumstance in ("", " while a network trains"):
                if circumstance:
                    start_training(page, server)
                times = answers(page, strokes)
                report(f"Pen-up to answer{circumstance}", [answer for answer, _ in times])
                report(f"Pen-up to bars{circumstance}", [bars for _, bars in times])
        browser.close()


if __name__ == "__main__":
    main()
