"""The frame: start-up, page config, navigation; nothing else.

This file is read in two ways. The server imports it once and finds `app`, which starts what must be up before
the first visitor comes. Streamlit then runs it for each visitor, as `__main__`, down to the page they asked for.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st

from pages.parts.contrast import readable_buttons
from pages.parts.glossary import glossary, new_page
from pages.parts.guide import guide
from pages.parts.look import look

TITLE = "MNIST Playground"
HEAD_START = 2.5  # seconds that the first page has for itself, before TensorFlow's import slows it down


@asynccontextmanager
async def start_up(_app: st.App) -> AsyncIterator[None]:
    """Readies the first page, then wakes what answers and what trains in the background; ends them with the server."""
    from streamlit.runtime.pages_manager import PagesManager

    from model.jobs.engine import the_engine
    from model.networks import answering
    from pages.parts.crowd import bound_connections
    from pages.parts.first_visit import give_way, prepare, send_at_once
    from pages.parts.open_files import raise_limit
    from pages.parts.session_uploads import bound_uploads
    from pages.parts.terminal import say_hello

    # `st.navigation` rules from the very first visit on, not the files in pages/: a link to /draw may come first.
    PagesManager.uses_pages_directory = False
    raise_limit()
    bound_connections()
    bound_uploads()
    prepare()
    give_way()
    send_at_once()
    awake = answering.wake(after=HEAD_START)
    awake.add_done_callback(lambda _: the_engine().start())  # both at once would be slower for both
    answering.import_later("sklearn.metrics")  # for Evaluate
    say_hello()
    yield
    the_engine().close()


def frame() -> None:
    from pages.parts.own_tab import own_tab

    st.set_page_config(TITLE, page_icon="assets/icon.png", layout="wide", initial_sidebar_state="collapsed")
    look()
    st.logo("assets/logo.svg", icon_image="assets/icon.png", size="large")
    page = st.navigation(
        [
            st.Page("pages/home.py", title="Home", icon=":material/home:", url_path="", default=True),
            st.Page("pages/data.py", title="Data", icon=":material/grid_view:", url_path="data"),
            st.Page("pages/train.py", title="Train", icon=":material/model_training:", url_path="train"),
            st.Page("pages/draw.py", title="Draw", icon=":material/draw:", url_path="draw"),
            st.Page("pages/inside.py", title="Inside", icon=":material/visibility:", url_path="inside"),
            st.Page("pages/evaluate.py", title="Evaluate", icon=":material/query_stats:", url_path="evaluate"),
            st.Page("pages/runs.py", title="Runs", icon=":material/leaderboard:", url_path="runs"),
            st.Page("pages/lessons.py", title="Lessons", icon=":material/school:", url_path="lessons"),
        ],
        position="top",
    )
    own_tab()
    new_page()
    guide(page.url_path or "home")
    page.run()
    glossary()
    readable_buttons()


if __name__ == "__main__":
    frame()
else:
    from starlette.middleware import Middleware

    from pages.components.digit_points import picture_routes
    from pages.components.live_chart import plotly_route
    from pages.parts.door import Door

    app = st.App(__file__, lifespan=start_up, routes=[plotly_route(), *picture_routes()], middleware=[Middleware(Door)])
