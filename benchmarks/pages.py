"""How soon each page is useful: measured in Chromium, on the real app, with the data loaded.

    python -m benchmarks.pages [--repeats 5]

For each page prints the seconds from opening its address, in a browser that has never been here, until what the
page is for is on the screen; and the seconds from a click in the navigation, in a browser that has the app open. Inside
is useful once a network is lit: by a test digit that its address names, or by one that was drawn before the click. Set
MNIST_PATH to have Evaluate read all of MNIST's test digits; else it reads the sample's. Beside them, in turn with
each page, a Streamlit page with nothing on it but a title: what is left of a page's time is its own.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.drawing import fresh_app
from tests.browser.app_server import AppServer, running_app
from tests.browser.conftest import LAUNCH, WIDE
from tests.browser.drawing import CANVAS, ONE, draw, ready_to_draw, wait_for_answer

USEFUL = {  # page → what must be there: canvas, digits, button, lit network, figures, empty state, cards
    "Home": CANVAS,
    "Data": "body:has(.st-key-pixel_vector .grid) .st-key-wall button",
    "Train": ".st-key-start_training button:enabled",
    "Draw": CANVAS,
    "Inside": ".st-key-lit_network .output.first",
    "Evaluate": "[data-testid=stMetricValue]",
    "Runs": "text=No runs yet",
    "Lessons": ".st-key-lesson_cards button",
}
ADDRESSES = {"Home": "/", "Inside": "/inside?subject=Test+digit&digit=3"}  # of the others their name is all
TITLE = "text=A bare page"
AWAKE = 60  # seconds
LOOK_AGAIN = 0.02  # seconds: Playwright's own waiting looks twice a second
CALM = 1.0  # seconds between two measurements
READ = 3.0  # seconds on the page before: Plotly starts when nobody is busy, and takes one of them


def address(server: AppServer, page_name: str) -> str:
    return server.url + ADDRESSES.get(page_name, f"/{page_name.lower()}")


def until_there(page: Page, useful: str) -> None:
    deadline = time.monotonic() + AWAKE
    while not page.locator(useful).first.is_visible():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{page.url} shows no {useful}")
        time.sleep(LOOK_AGAIN)


def opened(page: Page, address: str, useful: str) -> float:
    """Seconds from asking for the address to a page with what is `useful`."""
    began = time.monotonic()
    page.goto(address)
    until_there(page, useful)
    return time.monotonic() - began


def clicked(page: Page, server: AppServer, page_name: str) -> float:
    """Seconds from a click in the navigation, on another page, to a useful page."""
    other = {"Runs": "Data", "Inside": "Draw"}.get(page_name, "Runs")
    opened(page, address(server, other), USEFUL[other])
    if page_name == "Inside":
        ready_to_draw(page)
        draw(page, ONE)
        wait_for_answer(page)
    time.sleep(READ)
    began = time.monotonic()
    page.get_by_role("link", name=page_name, exact=True).first.click()
    until_there(page, USEFUL[page_name])
    return time.monotonic() - began


@contextmanager
def bare_page() -> Iterator[AppServer]:
    """A Streamlit page with a title, on a server of its own."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder, "bare.py")
        script.write_text('import streamlit as st\n\nst.title("A bare page")\n')
        with running_app(Path(folder), script=str(script)) as server:
            yield server


def measured(browser: Browser, how: Callable[..., float], *given: AppServer | str) -> float:
    """The seconds that `how(page, *given)` takes in a browser that has never been here."""
    context = browser.new_context(**WIDE)
    seconds = how(context.new_page(), *given)
    context.close()
    time.sleep(CALM)
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=5)
    repeats = parser.parse_args().repeats
    with sync_playwright() as playwright, bare_page() as bare, fresh_app(playwright) as (page, server):
        for name in USEFUL:  # the data are loaded, the cluster is up
            opened(page, address(server, name), USEFUL[name])
        page.context.close()
        time.sleep(15)
        browser = playwright.chromium.launch(**LAUNCH)
        measured(browser, opened, bare.url, TITLE)
        print("Seconds, median (most)")
        print("page           opened        a bare page      by a click")
        for name in USEFUL:
            times: dict[str, list[float]] = {"opened": [], "bare": [], "clicked": []}
            for _ in range(repeats):
                times["opened"].append(measured(browser, opened, address(server, name), USEFUL[name]))
                times["bare"].append(measured(browser, opened, bare.url, TITLE))
                times["clicked"].append(measured(browser, clicked, server, name))
            columns = (f"{statistics.median(seconds):.2f} ({max(seconds):.2f})" for seconds in times.values())
            print(f"{name:10}" + "".join(f"{column:>16}" for column in columns), flush=True)
        browser.close()


if __name__ == "__main__":
    main()
