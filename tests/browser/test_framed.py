"""Inside a page of a learning platform, on another site; and behind a proxy that lets little through."""

import io
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from model.networks import answering
from tests.browser.conftest import LAUNCH, PATIENCE, WIDE

pytestmark = pytest.mark.thorough
BY_HTTP = "app.test"  # the app by a name to which browsers trust no secure cookie
FORGETFUL = "This browser keeps no cookies"


@pytest.fixture
def framed(chromium, browser, platform, tmp_path) -> Iterator[Callable[[str], Page]]:
    """Opens a page of the platform that frames the address, in a browser that finds the app by its other name too."""
    args = [*LAUNCH["args"], f"--host-resolver-rules=MAP {BY_HTTP} 127.0.0.1"]
    context = chromium.launch_persistent_context(tmp_path / "profile", **{**LAUNCH, "args": args}, **WIDE)

    def open_(address: str, by: str = platform) -> Page:
        page = context.new_page()
        page.goto(f"{by}/?{address}")
        return page

    yield open_
    context.close()


def test_in_a_frame_files_arrive_and_a_reload_finds_the_same_visitor(app_server, framed, tmp_path):
    page = framed(app_server.url.replace("127.0.0.1", "localhost") + "/runs")
    app = page.frame_locator("iframe")
    app.get_by_role("button", name="Upload").first.click(timeout=PATIENCE)
    mine = tmp_path / "framed.keras"
    mine.write_bytes(answering.SHIPPED.read_bytes())
    app.locator("input[type=file]").set_input_files(mine)
    expect(app.get_by_text("“framed” has")).to_be_visible(timeout=2 * PATIENCE)
    expect(app.get_by_text(FORGETFUL)).to_have_count(0)
    page.reload()
    app.get_by_text("Mine", exact=True).click(timeout=PATIENCE)
    expect(app.get_by_label("1 runs with their settings and scores").first).to_be_visible(timeout=PATIENCE)


def test_in_a_frame_without_cookies_a_sentence_leads_to_a_tab_of_its_own(app_server, framed):
    page = framed(app_server.url.replace("127.0.0.1", BY_HTTP) + "/draw")
    app = page.frame_locator("iframe")
    expect(app.get_by_text(FORGETFUL)).to_be_visible(timeout=PATIENCE)
    with page.context.expect_page() as opened:
        app.get_by_role("link", name="Open in its own tab").click(timeout=PATIENCE)
    own = opened.value
    assert urlsplit(own.url).path == "/draw"
    expect(own.get_by_role("tab", name="Photo")).to_be_visible(timeout=PATIENCE)
    expect(own.get_by_text(FORGETFUL)).to_have_count(0)


def test_nobody_else_may_frame_the_app(app_server, framed, platform):
    elsewhere = platform.replace("127.0.0.1", BY_HTTP)
    page = framed(app_server.url.replace("127.0.0.1", "localhost") + "/draw", by=elsewhere)
    page.wait_for_timeout(1000)
    assert page.frames[-1].url.startswith("chrome-error:")


def photo(noise: int) -> bytes:
    """A dark 1 on light paper of 8 megapixels, as JPEG; noise makes it large."""
    paper = np.random.default_rng(0).integers(220 - noise, 221, (2400, 3200, 3), np.uint8)
    paper[600:1800, 1500:1700] = 20
    content = io.BytesIO()
    Image.fromarray(paper).save(content, "JPEG", quality=95)
    return content.getvalue()


def test_behind_a_proxy_of_1_mb_a_photo_arrives_and_what_does_not_is_explained(open_page):
    page, limit, sent = open_page("/draw"), 1_000_000, []

    def proxy(route) -> None:
        sent.append(len(route.request.post_data_buffer or b""))
        route.continue_() if sent[-1] <= limit else route.fulfill(status=413, body="<h1>413</h1>")

    page.route("**/_stcore/upload_file/**", proxy)
    page.get_by_role("tab", name="Photo").click(timeout=PATIENCE)
    place = page.locator("input[type=file]")
    content = photo(noise=60)
    assert len(content) > 3 * limit
    place.set_input_files({"name": "one.jpg", "mimeType": "image/jpeg", "buffer": content})
    expect(page.locator(".st-key-prediction .digit")).to_have_text("1", timeout=PATIENCE)
    assert max(sent) < limit
    limit = 100
    place.set_input_files({"name": "two.jpg", "mimeType": "image/jpeg", "buffer": content})
    problem = page.locator(".upload-problem")
    expect(problem).to_contain_text(f"“two.jpg” is {len(content) / 1e6:.1f} MB", timeout=PATIENCE)
    expect(problem).to_contain_text("Use a smaller picture")
    limit = 1_000_000
    place.set_input_files({"name": "three.jpg", "mimeType": "image/jpeg", "buffer": content})
    expect(problem).to_be_hidden(timeout=PATIENCE)
