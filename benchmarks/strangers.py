"""What strangers can do to the server with files and with reloads: `python -m benchmarks.strangers`.

    python -m benchmarks.strangers [networks] [photos] [reloads]

On the real app, by Streamlit's own protocol, without browsers: networks that are too large, as files of some kilobytes;
photos of 49 and 18 megapixels, one alone and five at once; and 30 students who reload their page twice where a program
begins with 256 open files. Printed are the server's memory before, at its peak and after (its own process: what is
tried in another one is that one's), the longest wait for `/_stcore/health`, and what the page said.
"""

import argparse
import asyncio
import io
import itertools
import json
import tempfile
import threading
import time
import urllib.request
import uuid
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from PIL import Image
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.browser.app_server import AppServer, running_app

PATIENCE = 180.0  # seconds for a page to say what it makes of a file
CALM = 3.0  # seconds
STUDENTS, RELOADS, OPEN_FILES = 30, 3, 256  # so many macOS gives a program to begin with
AWAKE = 30.0  # seconds until what a start brings has come: TensorFlow alone takes 300 MB


class Stranger:
    """One who opens a page and sends it what no browser would."""

    def __init__(self, url: str, page: str = "") -> None:
        self.url, self.page = url, page
        self.session = self.hash = ""
        self.widgets: dict[str, str] = {}  # key, or a part of the id → the id
        self.said: list[str] = []  # warnings and errors on the page

    async def comes(self) -> "Stranger":
        self.server: ClientConnection = await connect(
            self.url.replace("http", "ws") + "/_stcore/stream",
            subprotocols=["streamlit"],
            additional_headers={"Origin": self.url},
            max_size=None,
        )
        await self.ask()
        return self

    async def ask(self, **values: Any) -> bool:
        """Has the page run, with values of widgets by a part of their ids; says whether it came to its end."""
        message = BackMsg()
        asked = message.rerun_script
        asked.page_name, asked.page_script_hash = self.page, self.hash
        for name, set_value in values.items():
            set_value(asked.widget_states.widgets.add(id=self.widgets[name]))
        self.said = []
        await self.server.send(message.SerializeToString())
        with suppress(TimeoutError, ConnectionClosed):
            async with asyncio.timeout(PATIENCE):
                while True:
                    heard = ForwardMsg.FromString(await self.server.recv())
                    self._hear(heard)
                    if heard.WhichOneof("type") == "script_finished" and heard.script_finished != 2:
                        return True
        return False

    def _hear(self, heard: ForwardMsg) -> None:
        kind = heard.WhichOneof("type")
        if kind == "new_session":
            self.session = heard.new_session.initialize.session_id
        elif kind == "navigation":
            self.hash = heard.navigation.page_script_hash
        elif kind == "delta":
            element, block = heard.delta.new_element, heard.delta.add_block
            if (place := element.file_uploader).id:
                name = "form" if "form" in place.label else "handwriting" if "handwriting" in place.id else "upload"
                self.widgets[name] = place.id
            if "canvas_or_photo" in block.tab_container.id:
                self.widgets["tabs"] = block.tab_container.id
            if element.alert.body:
                self.said.append(element.alert.body)

    async def sends(self, name: str, content: bytes, where: str = "upload", **values: Any) -> str:
        """Uploads a file, has the page take it at the place `where`, and returns what it says."""
        file = uuid.uuid4().hex
        await asyncio.to_thread(put, self.url, f"{self.session}/{file}", name, content)

        def uploaded(value: Any) -> None:
            info = value.file_uploader_state_value.uploaded_file_info.add(file_id=file, name=name, size=len(content))
            info.file_urls.file_id = file

        ended = await self.ask(**{where: uploaded}, **values)
        return " ".join(self.said) or ("taken" if ended else "no answer")


def put(url: str, place: str, name: str, content: bytes) -> None:
    with urllib.request.urlopen(f"{url}/_stcore/health", timeout=60) as answer:
        cookie = answer.headers["Set-Cookie"].partition(";")[0]
    line = "boundary-of-a-stranger"
    head = f'--{line}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    headers = {"Cookie": cookie, "X-Xsrftoken": cookie.partition("=")[2]}
    headers["Content-Type"] = f"multipart/form-data; boundary={line}"
    body = head.encode() + content + f"\r\n--{line}--\r\n".encode()
    urllib.request.urlopen(
        urllib.request.Request(f"{url}/_stcore/upload_file/{place}", body, headers, method="PUT"), timeout=60
    ).close()


@contextmanager
def watched(server: AppServer, name: str) -> Iterator[list[str]]:
    """Prints what happens to the server meanwhile, and what is put in the list."""
    process = psutil.Process(server.process.pid)
    before = process.memory_info().rss
    peak, longest, over = before, 0.0, threading.Event()

    def measure() -> None:
        nonlocal peak
        while not over.wait(0.02):
            peak = max(peak, process.memory_info().rss)

    def ask() -> None:
        nonlocal longest
        while not over.wait(0.1):
            began = time.monotonic()
            with suppress(OSError):
                urllib.request.urlopen(f"{server.url}/_stcore/health", timeout=60).close()
            longest = max(longest, time.monotonic() - began)

    threads = [threading.Thread(target=target, daemon=True) for target in (measure, ask)]
    for thread in threads:
        thread.start()
    said, began = list[str](), time.monotonic()
    yield said
    took = time.monotonic() - began
    time.sleep(CALM)
    over.set()
    for thread in threads:
        thread.join()
    after = process.memory_info().rss
    grown = f"peak +{(peak - before) / 1e6:.0f}, after {(after - before) / 1e6:+.0f}"
    waited = f"{took:.1f} s; health at most {longest:.2f} s"
    print(f"{name}: {waited}; memory {before / 1e6:.0f} MB, {grown}; {'; '.join(said)}", flush=True)


def keras_file(layers: list[dict[str, Any]], filler: int = 0) -> bytes:
    content = io.BytesIO()
    first = {"class_name": "InputLayer", "config": {"batch_shape": [None, 28, 28], "dtype": "float32", "name": "in"}}
    plan = {"class_name": "Sequential", "config": {"name": "s", "layers": [first, *layers]}, "registered_name": None}
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("config.json", json.dumps({"module": "keras", **plan}) + " " * filler)
        archive.writestr("metadata.json", json.dumps({"keras_version": "3.15.0", "date_saved": "2026-01-01@00:00:00"}))
        archive.writestr("model.weights.h5", b"\x89HDF\r\n\x1a\n" + bytes(2000))
    return content.getvalue()


def layer(kind: str, number: int = 0, **config: Any) -> dict[str, Any]:
    return {"module": "keras.layers", "class_name": kind, "config": {"name": f"{kind.lower()}_{number}", **config}}


NETWORKS: dict[str, Callable[[], bytes]] = {
    "a layer of 1,500,000 neurons": lambda: keras_file(
        [layer("Flatten"), layer("Dense", units=1_500_000), layer("Dense", 1, units=10)]
    ),
    "a plan that unpacks to 180 MB": lambda: keras_file([layer("Flatten"), layer("Dense", units=10)], 180_000_000),
    "3,000 layers": lambda: keras_file(
        [layer("Flatten"), *(layer("Dense", number, units=16) for number in range(3_000)), layer("Dense", units=10)]
    ),
    "a value repeated 20,000 times": lambda: keras_file(
        [layer("Flatten"), layer("RepeatVector", n=20_000), layer("LSTM", units=64), layer("Dense", units=10)]
    ),
}


def photo(side: int, dtype: type, kind: str) -> bytes:
    paper: np.ndarray = np.full((side, side), np.iinfo(dtype).max, dtype)
    paper[side // 4 : 3 * side // 4, side // 2 : side // 2 + side // 30] = 0
    content = io.BytesIO()
    Image.fromarray(paper).save(content, kind)
    return content.getvalue()


PHOTOS: dict[str, Callable[[], bytes]] = {
    "49 megapixels of 16 bits": lambda: photo(7_000, np.uint16, "PNG"),
    "18 megapixels of WebP": lambda: photo(4_242, np.uint8, "WEBP"),
}


async def networks(server: AppServer) -> None:
    for name, made in NETWORKS.items():
        stranger = await Stranger(server.url, "runs").comes()
        content = made()
        with watched(server, f"{name} ({len(content) / 1000:.0f} kB)") as said:
            said.append(await stranger.sends("network.keras", content))


async def photos(server: AppServer) -> None:
    def at_photos(value: Any) -> None:
        value.string_value = ":material/photo_camera: Photo"

    for where, (name, made), together in itertools.product(("upload", "form"), PHOTOS.items(), (1, 5)):
        content = made()
        strangers = [await Stranger(server.url, "draw").comes() for _ in range(together)]
        tabs = {"tabs": at_photos} if where == "upload" else {}
        for one in strangers:
            await one.ask(**tabs)
        of = " as a filled form" if where == "form" else ""
        with watched(server, f"{together} × {name} ({len(content) / 1e6:.1f} MB){of}") as said:
            said += await asyncio.gather(*(one.sends("photo", content, where, **tabs) for one in strangers))


async def reloads(server: AppServer) -> None:
    got = 0
    with watched(server, f"{STUDENTS} × {RELOADS} reloads, {OPEN_FILES} open files to begin with") as said:
        for _ in range(RELOADS):
            come = await asyncio.gather(
                *(Stranger(server.url, "train").comes() for _ in range(STUDENTS)), return_exceptions=True
            )
            got += sum(isinstance(one, Stranger) and bool(one.session) for one in come)
        said.append(f"{got} of {STUDENTS * RELOADS} got their page")


def few_open_files() -> Callable[[], None]:
    """From now on new programs begin with 256 open files. Returns what takes that back for this one."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, before[1]))
    return lambda: resource.setrlimit(resource.RLIMIT_NOFILE, before)


SUBJECTS = {"networks": networks, "photos": photos, "reloads": reloads}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("subjects", nargs="*", choices=[*SUBJECTS, []], help="which; none are all")
    wanted = parser.parse_args().subjects or list(SUBJECTS)
    back = few_open_files() if "reloads" in wanted else lambda: None
    with tempfile.TemporaryDirectory() as folder, running_app(Path(folder)) as server:
        back()
        time.sleep(AWAKE)
        with watched(server, "nobody"):  # how busy this computer is anyway
            time.sleep(CALM)
        for name in wanted:
            asyncio.run(SUBJECTS[name](server))


if __name__ == "__main__":
    main()
