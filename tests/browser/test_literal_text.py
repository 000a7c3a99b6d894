"""Names and links that somebody made up appear letter by letter, and bring nothing with them into others' pages."""

from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import Page, expect

from model.networks import answering
from model.networks.config import NetworkConfig, TrainingConfig
from model.runs import record
from tests.browser.test_runs import HISTORY, PATIENCE, actions, pick

pytestmark = pytest.mark.thorough
MARKDOWN = "# ![a](http://evil.test/a.png) [b](//evil.test) $x$ :sob:"
PLOTLY = '<b>x</b><a href="//evil.test">y</a> %{x} &lt; www.evil.test'
VALUE = "![a](//evil.test)"
MADE_BY_MARKUP = "a[href*='evil'], [*|href*='evil'], img[src*='evil'], .katex"


@pytest.fixture
def named_runs(app_server, monkeypatch):
    monkeypatch.setenv("RUNS_DIR", str(app_server.runs_dir))
    newest = datetime.now(UTC) + timedelta(days=2)
    facts = {"owner": "somebody", "status": "finished", "data": {"name": "sample"}, "epochs": 2, "parameters": 25_450}
    facts |= {"network": NetworkConfig((32,)), "training": TrainingConfig(epochs=2), "seconds": 2.75}
    facts |= {"scores": {"test_loss": 0.3, "test_accuracy": 0.9}, "created": newest}
    content = answering.SHIPPED.read_bytes()
    saved = [
        record.save(record.Run(id=f"named{i}", name=name, **facts), content, HISTORY)
        for i, name in enumerate((MARKDOWN, PLOTLY))
    ]
    yield saved
    for run in record.load_all()[0]:
        if run.id.startswith("named"):
            record.delete(run)


def asks_only_its_own_server(page: Page, hosts: set[str]) -> None:
    assert page.locator(MADE_BY_MARKUP).count() == 0
    assert hosts <= {urlsplit(page.url).netloc}


def test_what_people_write_is_shown_and_never_read_as_markup(open_page, named_runs):
    page, hosts = open_page("/runs"), set()
    page.on("request", lambda request: request.url.startswith("http") and hosts.add(urlsplit(request.url).netloc))
    legend = page.locator(".st-key-compared_accuracy .legendtext")
    for row in (0, 1):
        pick(page, row)
    expect(legend).to_have_count(2, timeout=PATIENCE)
    assert sorted(legend.all_text_contents()) == sorted([MARKDOWN, PLOTLY])
    asks_only_its_own_server(page, hosts)
    pick(page, 1)
    expect(legend).to_have_count(1, timeout=PATIENCE)
    name = legend.text_content()
    actions(page).get_by_role("button", name="Delete").click()
    expect(page.get_by_text(f"Deleted “{name}”.", exact=True)).to_be_visible(timeout=PATIENCE)
    asks_only_its_own_server(page, hosts)
    page.goto(page.url.replace("/runs", f"/train?epochs={quote(VALUE)}"))
    expect(page.get_by_text("Epochs can't be")).to_be_visible(timeout=PATIENCE)
    asks_only_its_own_server(page, hosts)
