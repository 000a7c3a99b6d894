"""No link breaks a page, and each page says the same of what it can't use."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

PAGES = Path(__file__).parents[2] / "pages"
LONG = "9" * 400


def opened(page: str, /, **query: str) -> AppTest:
    app = AppTest.from_file(str(PAGES / f"{page}.py"), default_timeout=120)
    for name, text in query.items():
        app.query_params[name] = text
    return app.run()


@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("data", {"index": LONG, "seed": "inf", "page": "9" * 18, "digit": "1e999"}),
        ("data", {"index": "nan", "seed": "-1", "page": "\u00b2", "split": "x" * 5000}),
        ("evaluate", {"image": LONG, "true": "inf", "threshold": "nan", "network": LONG}),
        ("runs", {"view": "inf", "show": LONG}),
        ("draw", {"network": LONG, "nonsense": "1"}),
        ("inside", {"subject": LONG, "digit": "1e999", "noise": "-1"}),
        ("home", {"nonsense": "[a](https://b.example)"}),
    ],
)
def test_the_worst_links_get_sentences(page, query):
    app = opened(page, **query)
    assert not app.exception
    said = [warning.value for warning in app.warning]
    assert said
    assert all(len(sentence) < 400 and "](" not in sentence for sentence in said)


@pytest.mark.parametrize("page", ["home", "data", "draw", "inside", "evaluate", "runs"])
def test_a_misspelt_name_gets_the_same_notice_on_every_page(page):
    said = [warning.value for warning in opened(page, netwrok="shipped").warning]
    assert any("sets “netwrok”, which this page doesn't have" in sentence for sentence in said)


@pytest.mark.parametrize("page", ["home", "draw", "inside", "evaluate", "train"])
def test_a_run_or_network_that_is_gone_gets_the_same_notice_on_every_page(page):
    what = "run" if page == "train" else "network"
    said = [warning.value for warning in opened(page, **{what: "20260101-000000-abcdef"}).warning]
    assert [
        sentence for sentence in said if f"The {what} in this link isn't here: it may have been deleted" in sentence
    ]


def test_a_compared_network_that_is_gone_is_named_and_the_others_stay():
    app = opened("draw", compare="gone,shipped")
    assert [warning.value for warning in app.warning if "left out of the comparison" in warning.value]
    assert len(app.warning) == 1
