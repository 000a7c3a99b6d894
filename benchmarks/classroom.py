"""A whole class at once, on the real app: what it costs the server, and what it leaves to one who draws.

    python -m benchmarks.classroom [--students 30] [--strokes 20]

The students have no browsers, only connections that speak Streamlit's protocol: each opens the Train page and, as that
page asks to, looks at a run again and again. First five train a small network each. All look inside these and the
ready-made one, each with another test digit, and the memory that this adds to the web process is printed. Then each
trains a run of their own, most of which wait in the queue; then all watch the same run.

Meanwhile digits are drawn in Chromium, and the time from pen-up to the answer is measured as `benchmarks.drawing` does,
also before anyone has come. Set MNIST_PATH to train on all of MNIST; else it trains on the sample.
"""

import argparse
import asyncio
import os
import statistics
import time
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from threading import Thread

import psutil
from playwright.sync_api import sync_playwright
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from benchmarks.drawing import answers, first_answer, fresh_app, report
from model.networks import answering
from model.runs import record
from tests.browser.app_server import AppServer

CLUSTER_UP = 10  # seconds, plenty
BETWEEN = 0.2  # seconds from one student to the next
WATCHED = 15  # seconds
LEAVING = 2  # seconds
ALL_LOOK = 300  # seconds in which everybody sees into the network
TRAINED = 5  # networks of the class that it looks into, beside the ready-made one
SMALL = "source=sample&hidden=512-512&epochs=2"  # what these are, and how they are trained
CLOSEST = "mnist_playground.digit_wall"  # what comes last on the page Inside: the closest training digits
SOURCE = "mnist" if os.environ.get("MNIST_PATH") else "sample"
SETTINGS = f"source={SOURCE}&hidden=1024-1024&batch_size=32&epochs=200"  # outlasts the measurement


class Student:
    """One who opens a page, Train or another, at `query` and presses Start, where there is one and `trains` is true."""

    def __init__(self, url: str, query: str, trains: bool, page_name: str = "train") -> None:
        self.url, self.query, self.trains, self.page_name = url, query, trains, page_name
        self.components: set[str] = set()  # Streamlit's names of those that came
        self.page, self.start = "", ""  # Streamlit's names of the page and of its button
        self.started = False
        self.asked_at: float | None = None
        self.waits: list[float] = []  # seconds that each look took
        self.received = 0  # bytes
        self.looking: dict[str, asyncio.Task] = {}

    async def attend(self) -> None:
        address, origin = self.url.replace("http", "ws") + "/_stcore/stream", {"Origin": self.url}
        try:
            async with connect(address, subprotocols=["streamlit"], additional_headers=origin, max_size=None) as server:
                await self._ask(server)
                async for data in server:
                    self.received += len(data)
                    await self._hear(server, ForwardMsg.FromString(data))
        finally:
            self._stop_looking(list(self.looking))

    async def _hear(self, server: ClientConnection, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if kind == "navigation":
            self.page = message.navigation.page_script_hash
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "delta" and "start_training" in message.delta.new_element.button.id:
            self.start = message.delta.new_element.button.id
        elif kind == "delta" and message.delta.new_element.WhichOneof("type") == "bidi_component":
            self.components.add(message.delta.new_element.bidi_component.component_name)
        elif kind == "auto_rerun":
            self._stop_looking([message.auto_rerun.fragment_id])
            look = self._look(server, message.auto_rerun.fragment_id, message.auto_rerun.interval)
            self.looking[message.auto_rerun.fragment_id] = asyncio.create_task(look)
        elif kind == "stop_auto_rerun":
            self._stop_looking(message.stop_auto_rerun.fragment_ids)
        elif kind == "script_finished":
            if self.asked_at is not None:
                self.waits.append(time.monotonic() - self.asked_at)
                self.asked_at = None
            if self.trains and self.start and not self.started:
                self.started = True
                await self._ask(server, pressed=self.start)

    def _stop_looking(self, fragments: list[str]) -> None:
        for fragment in fragments:
            if fragment in self.looking:
                self.looking.pop(fragment).cancel()

    async def _look(self, server: ClientConnection, fragment: str, interval: float) -> None:
        while True:
            await asyncio.sleep(interval)
            self.asked_at = time.monotonic()
            await self._ask(server, fragment)

    async def _ask(self, server: ClientConnection, fragment: str = "", pressed: str = "") -> None:
        message = BackMsg()
        asked = message.rerun_script
        asked.page_name, asked.page_script_hash, asked.query_string = self.page_name, self.page, self.query
        asked.fragment_id, asked.is_auto_rerun = fragment, bool(fragment)
        if pressed:
            asked.widget_states.widgets.add(id=pressed, trigger_value=True)
        with suppress(ConnectionClosed):
            await server.send(message.SerializeToString())


@contextmanager
def class_of(students: list[Student]) -> Iterator[None]:
    """They come one after another, and all leave at the end."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()
    present: list[Future] = []
    for student in students:
        present.append(asyncio.run_coroutine_threadsafe(student.attend(), loop))
        time.sleep(BETWEEN)
    yield
    for one in present:
        one.cancel()
    time.sleep(LEAVING)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()


def watch(name: str, students: list[Student], server: psutil.Process) -> None:
    """Prints what `students` cost the `server`, and how long they wait for what they look at."""

    def so_far() -> tuple[float, int, int, float]:
        looks, received = sum(len(one.waits) for one in students), sum(one.received for one in students)
        return time.monotonic(), looks, received, sum(server.cpu_times()[:2])

    time.sleep(WATCHED)
    before = so_far()
    time.sleep(WATCHED)
    seconds, looks, received, busy = (now - then for now, then in zip(so_far(), before, strict=True))
    waits = [wait for one in students for wait in one.waits[-5:]]
    print(
        f"{len(students)} {name}: {looks / seconds:.0f} looks a second, of {statistics.median(waits) * 1000:.0f} ms "
        f"(median; at most {max(waits) * 1000:.0f}); {received / seconds / 1e6:.2f} MB a second; "
        f"the server is busy {busy / seconds:.0%} of a core",
        flush=True,
    )


def train_small_networks(app: AppServer, count: int) -> list[str]:
    """Has `count` students train one each, and returns the ids of the runs."""
    os.environ["RUNS_DIR"] = str(app.runs_dir)
    deadline = time.monotonic() + ALL_LOOK
    with class_of([Student(app.url, SMALL, trains=True) for _ in range(count)]):
        while len(runs := record.load_all()[0]) < count:
            if time.monotonic() > deadline:
                raise TimeoutError(f"only {len(runs)} of {count} runs were trained")
            time.sleep(0.5)
    return [run.id for run in runs]


def look_inside(students: list[Student], server: psutil.Process) -> None:
    """Prints the memory that `students`, who look inside networks, add to the `server`."""
    before = server.memory_info().rss
    with class_of(students):
        deadline = time.monotonic() + ALL_LOOK
        while time.monotonic() < deadline and not all(CLOSEST in one.components for one in students):
            time.sleep(0.5)
        looking = sum(CLOSEST in one.components for one in students)
        added = server.memory_info().rss - before
    print(f"{looking} look inside: {added / 1e6:.0f} MB more in the web process", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--students", type=int, default=30)
    parser.add_argument("--strokes", type=int, default=20)
    given = parser.parse_args()
    with sync_playwright() as playwright, fresh_app(playwright) as (page, app):
        server = psutil.Process(app.process.pid)

        def report_answers() -> None:
            report("  Pen-up to answer", [answer for answer, _ in answers(page, given.strokes)], "ms")

        first_answer(page, app)
        time.sleep(CLUSTER_UP)
        print("Nobody else")
        report_answers()
        networks = [answering.SHIPPED_ID, *train_small_networks(app, TRAINED)]
        looks = [
            f"network={networks[index % len(networks)]}&subject=Test+digit&digit={index}"
            for index in range(given.students)
        ]
        look_inside([Student(app.url, query, trains=False, page_name="inside") for query in looks], server)
        own = [Student(app.url, SETTINGS, trains=True) for _ in range(given.students)]
        with class_of(own):
            watch("train runs of their own", own, server)
            assert all(student.started for student in own)
            report_answers()
        watching = [Student(app.url, own[0].query, trains=False) for _ in range(given.students)]
        with class_of(watching):
            watch("watch one run", watching, server)
            report_answers()


if __name__ == "__main__":
    main()
