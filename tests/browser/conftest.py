"""What every browser test needs: the app, a browser, and pages of it wide or on a phone, light or dark."""

import os
import threading
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, BrowserType, Error, Page, expect, sync_playwright

from tests.browser.app_server import AppServer, running_app

CHROMIUM = Path("/usr/bin/chromium")  # where the system has one; else the browser that Playwright installs
CHROMIUM_ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
CHROMIUM_ARGS += ["--disable-background-networking", "--disable-component-update"]
LAUNCH = {"executable_path": CHROMIUM if CHROMIUM.exists() else None, "args": CHROMIUM_ARGS}
WIDE = {"viewport": {"width": 1280, "height": 800}}
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}

pages: list[Page] = []  # open ones
PATIENCE = 30_000  # milliseconds: a busy machine fails no test
expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    """A failed test shows what stood on its pages."""
    report = yield
    if report.failed:
        for page in pages:
            with suppress(Error):
                text = f"errors: {page.errors}\n{page.locator('html').aria_snapshot(timeout=5000)}"
                report.sections.append((f"{page.url} when it failed", text))
    return report


class Course(BaseHTTPRequestHandler):
    """A page of a learning platform: a frame with the address that stands in its query."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        address = urlsplit(self.path).query
        self.wfile.write(f"<iframe src='{address}' style='width: 95vw; height: 95vh'></iframe>".encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="session")
def platform() -> Iterator[str]:
    """The origin of a learning platform: to a browser, `127.0.0.1` is another site than `localhost`."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Course) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="session")
def app_server(tmp_path_factory, platform) -> Iterator[AppServer]:
    """One running app for all browser tests, with an empty folder for its runs; one platform may frame it."""
    with running_app(tmp_path_factory.mktemp("app"), FRAME_ANCESTORS=platform) as server:
        yield server
        # A widget whose value is set while it has a default too: `pages.parts.one_of` says what to do.
        assert "created with a default value" not in server.log.read_text(errors="replace")


@pytest.fixture(scope="session")
def chromium() -> BrowserType:
    """Playwright's Chromium, not yet started."""
    with sync_playwright() as playwright:
        yield playwright.chromium


@pytest.fixture(scope="session")
def browser(chromium) -> Browser:
    """Chromium, headless. Without one the tests are skipped; where `CI` is set they fail."""
    try:
        started = chromium.launch(**LAUNCH)
    except Error as error:
        reason = f"No Chromium to test in (“playwright install chromium” gets one): {error.message[:200]}"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    yield started
    started.close()


def new_page(context: BrowserContext, url: str, dark: bool = False, slowed: int = 1) -> Page:
    """A page at `url`, in a browser `slowed` so many times. What goes wrong in its console is in its `errors`."""
    page = context.new_page()
    if slowed > 1:
        context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slowed})
    page.set_default_timeout(PATIENCE)
    page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.on("console", lambda message: message.type == "error" and page.errors.append(message.text))
    pages.append(page)
    page.on("close", lambda closed: pages.remove(closed))
    page.goto(url)
    return page


@pytest.fixture(scope="session")
def kept_contexts(chromium, browser, tmp_path_factory):
    """Contexts, wide and of a phone, made when first asked for, with a profile on disk.

    There Chromium keeps the app's scripts compiled, which halves the work of opening a page.
    """

    @cache
    def kept(phone: bool) -> BrowserContext:
        profile = tmp_path_factory.mktemp("profile")
        contexts.append(chromium.launch_persistent_context(profile, **LAUNCH, **(PHONE if phone else WIDE)))
        return contexts[-1]

    contexts = []
    yield kept
    for context in contexts:
        context.close()


def leave(context: BrowserContext) -> None:
    """Closes its pages and forgets who was there."""
    blank = context.new_page()  # a browser ends with its last page
    for page in context.pages:
        if page is not blank:
            page.close()
    context.clear_cookies()


@pytest.fixture
def open_page(browser, app_server, kept_contexts):
    """Opens a page of the app as a new visitor: `open_page("/draw", phone=True, dark=True)` → Playwright's `Page`.

    Each call is somebody else, without a cookie. What went wrong in the browser's console is in `page.errors`.
    """
    kept, own = [], []

    def open_(path: str = "/", phone: bool = False, dark: bool = False, slowed: int = 1) -> Page:
        context = kept_contexts(phone)
        if context in kept:  # by somebody else, in the same test
            context = browser.new_context(**(PHONE if phone else WIDE))
            own.append(context)
        else:
            kept.append(context)
        return new_page(context, app_server.url + path, dark, slowed)

    yield open_
    for context in own:
        context.close()
    for context in kept:
        leave(context)
