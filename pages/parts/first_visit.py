"""What the first visitor would wait for, done before anyone comes."""

import gc
import inspect
import socket
import sys
from importlib import import_module

from PIL import Image

from charts.probabilities import probabilities_chart
from pages.components.live_chart import packed_plotly

# What the Draw page is made of, and what Streamlit itself imports with the first component on a page.
FIRST_PAGE = ["pandas", "streamlit.material_icon_names", "model.digits.preprocess"]
FIRST_PAGE += ["pages.components.canvas", "pages.components.pixel_pictures", "pages.parts.painted_digit"]
FIRST_PAGE += ["pages.parts.answer", "pages.parts.network_choice", "pages.parts.draw.photo", "pages.parts.share"]
GIVE_WAY = 0.001  # seconds; Python's own 5 ms, at each of a page's many turns, add up to a tenth of a second
TCP = [(family, socket.SOCK_STREAM) for family in (socket.AF_INET, socket.AF_INET6)]


def prepare() -> None:
    """Imports and builds once what every page needs: about a second, which the first page then doesn't take."""
    for name in FIRST_PAGE:
        import_module(name)
    probabilities_chart(None).to_json()  # Plotly reads its templates and validators with the first figure
    Image.preinit()
    packed_plotly()
    inspect.stack()  # Streamlit asks with the first element where it runs; Python then finds the files of all modules


def give_way() -> None:
    """Has a thread that imports or loads something let the others go on sooner: somebody may be drawing meanwhile."""
    sys.setswitchinterval(GIVE_WAY)


def send_at_once() -> None:
    """Has the server send each small packet at once, where it would wait up to 40 ms for the packet before (Nagle).

    asyncio sets TCP_NODELAY only on sockets made for TCP by number, and Streamlit's is made without. Connections
    inherit it from the socket that listens.
    """
    for thing in gc.get_objects():
        if isinstance(thing, socket.socket) and thing.fileno() >= 0 and (thing.family, thing.type) in TCP:
            thing.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, True)
