"""How soon each page is useful: measured in Chromium, on the real app, with the data loaded.

    python -m benchmarks.pages [--repeats 5]

For each page prints the seconds from opening its address, in a browser that has never been here, until what the
page is for is on the screen; and the seconds from a click in the navigation, in a browser that has the app open. Set
MNIST_PATH to have Evaluate read all of MNIST's test digits; else it reads the sample's.
"""

import argparse
import statistics
import time

from playwright.sync_api import Page, sync_playwright

from benchmarks.drawing import fresh_app
from tests.browser.app_server import AppServer
from tests.browser.conftest import LAUNCH, WIDE
from tests.browser.drawing import CANVAS

USEFUL = {  # page → what must be there: the canvas, the digits, the button, the figures, the empty state
    "Home": CANVAS,
    "Data": "body:has(.st-key-pixel_vector .grid) .st-key-wall button",
    "Train": ".st-key-start_training button:enabled",
    "Draw": CANVAS,
    "Evaluate": "[data-testid=stMetricValue]",
    "Runs": "text=No runs yet",
}
AWAKE = 60_000  # milliseconds
CALM = 1.0  # seconds between two measurements


def address(server: AppServer, page_name: str) -> str:
    return server.url + ("/" if page_name == "Home" else f"/{page_name.lower()}")


def opened(page: Page, server: AppServer, page_name: str) -> float:
    """Seconds from asking for the page's address to a useful page."""
    began = time.monotonic()
    page.goto(address(server, page_name))
    page.wait_for_selector(USEFUL[page_name], timeout=AWAKE)
    return time.monotonic() - began


def clicked(page: Page, server: AppServer, page_name: str) -> float:
    """Seconds from a click in the navigation, on another page, to a useful page."""
    opened(page, server, "Data" if page_name == "Runs" else "Runs")
    time.sleep(CALM)
    began = time.monotonic()
    page.get_by_role("link", name=page_name, exact=True).first.click()
    page.wait_for_selector(USEFUL[page_name], timeout=AWAKE)
    return time.monotonic() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=5)
    repeats = parser.parse_args().repeats
    with sync_playwright() as playwright, fresh_app(playwright) as (page, server):
        for name in USEFUL:  # the data are loaded, the cluster is up
            opened(page, server, name)
        page.context.close()
        time.sleep(15)
        browser = playwright.chromium.launch(**LAUNCH)
        print("page        opened: median s   most   clicked: median s   most")
        for name in USEFUL:
            times: dict[str, list[float]] = {"opened": [], "clicked": []}
            for _ in range(repeats):
                for way, measure in (("opened", opened), ("clicked", clicked)):
                    context = browser.new_context(**WIDE)
                    times[way].append(measure(context.new_page(), server, name))
                    context.close()
                    time.sleep(CALM)
            middle, most = ({way: how(values) for way, values in times.items()} for how in (statistics.median, max))
            print(
                f"{name:10} {middle['opened']:17.2f} {most['opened']:6.2f} {middle['clicked']:19.2f} "
                f"{most['clicked']:6.2f}",
                flush=True,
            )
        browser.close()


if __name__ == "__main__":
    main()
