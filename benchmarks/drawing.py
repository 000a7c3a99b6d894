"""How soon the Draw page can be drawn on, and how long an answer takes: measured in Chromium, on the real app.

    python -m benchmarks.drawing

Prints, from the moment the server answers: when the canvas takes ink, and when a digit drawn at that moment is
answered, with a fresh server each time: in a browser that has never been here, and in one that has (it keeps
Streamlit's scripts, compiled); the time from pen-up to the answer right after that, while the cluster starts; then to
the answer and to the redrawn bars, over many strokes, and the same again while a network trains; and how long “Clear”
takes to empty a canvas with 100 strokes on it, and “Undo” to bring them back; the time from pen-up to the answer on
Home, where the network lies lit beside it, and on Inside to a network of 784-512-512-10 that is lit by the stroke; and
there, from a step of a slider of “Break it” to the accuracy on 1,000 test digits. Set MNIST_PATH to train on all of
MNIST; else it trains on the sample.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, Playwright, sync_playwright

from tests.browser.app_server import AppServer, free_port, running_app
from tests.browser.conftest import LAUNCH, WIDE
from tests.browser.drawing import ONE, SEVEN, clear, draw, ready_to_draw, wait_for_answer

EARLY = 5  # strokes right after the first answer
PRESSES = 10  # of Clear and Undo
NOISY = 8  # steps of the slider
REST = 5  # seconds for the processes of the start before to end
VISITS_BEFORE = 2  # after which Chromium keeps a script compiled
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
# Presses a tool and waits until the ink at the left of the canvas is gone, or there again. → milliseconds
PRESS = """
(tool) => new Promise((done) => {
  const host = document.querySelector(".st-key-canvas [data-testid=stBidiComponentIsolated]");
  const canvas = host.shadowRoot.querySelector("canvas.dc-canvas");
  const column = () => canvas.getContext("2d").getImageData(0.15 * canvas.width, 0, 1, canvas.height).data;
  const hasInk = () => column().some((value, i) => i % 4 === 0 && value > 127);
  const had = hasInk();
  const begun = performance.now();
  document.querySelector(`[data-action=${tool}]`).click();
  const look = () => (hasInk() === had ? setTimeout(look) : done(performance.now() - begun));
  look();
})
"""
# The same for what a component or a slider shows: each frame looks whether it is something else than at the event.
FRAMES = """
() => {
  const watch = (window.stopwatch = { up: 0, answer: 0, bars: 0 });
  const shown = () => EXPRESSION;
  let before = "";
  addEventListener("EVENT", () => {
    before = shown();
    Object.assign(watch, { up: performance.now(), answer: 0, bars: 0 });
  }, true);
  const look = () => {
    if (watch.up && !watch.answer && shown() && shown() !== before) watch.answer = watch.bars = performance.now();
    requestAnimationFrame(look);
  };
  look();
}
"""
LIT_HOST = ".st-key-lit_network [data-testid=stBidiComponentIsolated]"
LIT = FRAMES.replace("EVENT", "mouseup").replace(
    "EXPRESSION", f"document.querySelector('{LIT_HOST}')?.shadowRoot?.querySelector('svg')?.innerHTML"
)
BROKEN = FRAMES.replace("EVENT", "keydown").replace(
    "EXPRESSION", "document.querySelector('[data-testid=stMetricValue]')?.textContent"
)
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


def answers_on_home(page: Page, server: AppServer, strokes: int) -> list[float]:
    """For each of `strokes` digits: milliseconds from pen-up to the answer, the lit network beside it."""
    page.goto(server.url)
    ready_to_draw(page)
    return [answer for answer, _ in answers(page, strokes)]


def lightings(page: Page, server: AppServer, strokes: int) -> list[float]:
    """For each of `strokes` digits: milliseconds from pen-up to other lines in the lit network."""
    page.goto(f"{server.url}/train?source=sample&hidden=512-512&epochs=1")
    page.locator(".st-key-start_training button").click()
    page.wait_for_function("() => /inished/.test(document.querySelector('.st-key-training_status')?.innerText ?? '')")
    page.goto(f"{server.url}/inside")
    ready_to_draw(page)
    if page.get_by_role("button", name="Clear").is_enabled():
        page.get_by_role("button", name="Clear").click()
    page.get_by_text("lights up").wait_for()
    page.evaluate(LIT)
    times = []
    for stroke in range(strokes):
        draw(page, SEVEN if stroke % 2 else ONE)
        page.wait_for_function(SEEN)
        seen = page.evaluate("() => window.stopwatch")
        times.append(seen["answer"] - seen["up"])
        page.get_by_role("button", name="Clear").click()
        page.get_by_text("lights up").wait_for()
        page.wait_for_timeout(1000)
    return times


def breakings(page: Page, steps: int) -> list[float]:
    """For each of `steps` of the slider, on the page that `lightings` left: milliseconds to another accuracy."""
    draw(page, SEVEN)
    page.get_by_role("tab", name="Break it").click()
    page.get_by_test_id("stMetricValue").first.wait_for()
    slider = page.get_by_role("slider", name="Noise on the weights")
    slider.focus()
    for _ in range(NOISY):  # from here on each step shows
        page.keyboard.press("ArrowRight")
    page.wait_for_timeout(3000)
    page.evaluate(BROKEN)
    times = []
    for step in range(steps):
        page.keyboard.press("ArrowLeft" if step % 2 else "ArrowRight")
        page.wait_for_function(SEEN)
        seen = page.evaluate("() => window.stopwatch")
        times.append(seen["answer"] - seen["up"])
        page.wait_for_timeout(500)
    return times


def clearings(page: Page, strokes: int) -> dict[str, list[float]]:
    """Milliseconds that Clear takes with that many strokes on the canvas, and Undo after it."""
    draw(page, [[(0.1, y / (strokes + 1)), (0.2, y / (strokes + 1))] for y in range(1, strokes + 1)])
    times: dict[str, list[float]] = {"clear": [], "undo": []}
    for _ in range(PRESSES):
        for tool, taken in times.items():
            taken.append(page.evaluate(PRESS, tool))
    return times


def start_training(page: Page, server: AppServer) -> None:
    """Starts a run that outlasts the measurement, and goes back to the canvas."""
    source = "mnist" if os.environ.get("MNIST_PATH") else "sample"
    page.goto(f"{server.url}/train?source={source}&epochs=200")
    page.locator(".st-key-start_training button").click()
    page.wait_for_function("() => /[Ee]poch/.test(document.querySelector('.st-key-training_status')?.innerText ?? '')")
    page.goto(f"{server.url}/draw")
    ready_to_draw(page)


def report(name: str, times: list[float], unit: str) -> None:
    digits = 2 if unit == "s" else 0
    middle, most = statistics.median(times), max(times)
    print(f"{name}: median {middle:.{digits}f} {unit}, at most {most:.{digits}f} {unit} (of {len(times)})", flush=True)


@contextmanager
def fresh_app(playwright: Playwright, profile: str = "", port: int | None = None) -> Iterator[tuple[Page, AppServer]]:
    """A browser that is up before the server, and the server that has just come up.

    The browser is a new one, or has its `profile` in a folder: it remembers only what comes from the same `port`.
    """
    if profile:
        browser = playwright.chromium.launch_persistent_context(profile, **LAUNCH, **WIDE)
    else:
        browser = playwright.chromium.launch(**LAUNCH)
    page = browser.new_page() if profile else browser.new_page(**WIDE)
    page.goto("about:blank")
    with tempfile.TemporaryDirectory() as folder, running_app(Path(folder), port) as server:
        yield page, server
    browser.close()


def report_starts(playwright: Playwright, count: int, where: str, profile: str = "") -> None:
    """Starts the app `count` times and prints how soon it can be drawn on, and answers."""
    port = free_port()
    starts, ready, answered, early = [], [], [], []
    for start in range(-VISITS_BEFORE if profile else 0, count):
        time.sleep(REST)
        with fresh_app(playwright, profile, port) as (page, server):
            canvas, answer = first_answer(page, server)
            while_the_cluster_starts = answers(page, EARLY)
            if start >= 0:
                starts.append(server.up_at - server.begun_at)
                ready.append(canvas)
                answered.append(answer)
                early += [answer for answer, _ in while_the_cluster_starts]
    print(f"In a browser {where}")
    report("  From the command to the server being up", starts, "s")
    report("  From there to a canvas that takes ink", ready, "s")
    report("  From there to the first answer", answered, "s")
    report("  Pen-up to answer right after that", early, "ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--starts", type=int, default=5)
    parser.add_argument("--strokes", type=int, default=20)
    given = parser.parse_args()
    with sync_playwright() as playwright:
        report_starts(playwright, given.starts, "that has never been here")
        with tempfile.TemporaryDirectory() as profile:
            report_starts(playwright, given.starts, "that has been here before", profile)
        with fresh_app(playwright) as (page, server):
            first_answer(page, server)
            for tool, taken in clearings(page, 100).items():
                report(f"{tool.capitalize()} with 100 strokes", taken, "ms")
            clear(page)
            report("Pen-up to answer on Home", answers_on_home(page, server, given.strokes), "ms")
            report("Pen-up to 784-512-512-10 lit on Inside", lightings(page, server, given.strokes), "ms")
            report("A step of “Break it” to its accuracy", breakings(page, given.strokes), "ms")
            page.goto(f"{server.url}/draw")
            ready_to_draw(page)
            for circumstance in ("", " while a network trains"):
                if circumstance:
                    start_training(page, server)
                times = answers(page, given.strokes)
                report(f"Pen-up to answer{circumstance}", [answer for answer, _ in times], "ms")
                report(f"Pen-up to bars{circumstance}", [bars for _, bars in times], "ms")


if __name__ == "__main__":
    main()
