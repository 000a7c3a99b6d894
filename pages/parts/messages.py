"""What a browser may ask of Streamlit over its WebSocket: what a page needs, and none of a developer's tools.

Streamlit would also clear everybody's caches for whoever asks, name the files that its folder's Git does not know yet,
and write files beside the app for whoever comes through a proxy on this computer. What is heard is bounded before
anything is made of it: two megabytes could become gigabytes of small objects, or a hundred thousand calls.
"""

import asyncio
import time

from google.protobuf.message import DecodeError
from starlette.types import Message, Receive
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.WidgetStates_pb2 import WidgetState

HEARD = {"rerun_script", "stop_script", "file_urls_request", "app_heartbeat"}
HEARD_OPERATIONS = {"deferred_file", "dataframe_chunk"}  # a download made when it is asked for; more rows of a table
MOST_BYTES = 2_000_000  # of one message; a drawing of 20,000 points has 300,000
MOST_WIDGETS = 1_000  # whose values it brings; a page has about a hundred
MOST_BYTES_OF_A_VALUE = 20_000
MOST_OF_A_STATE = {"[": 20_000, "{": 5_000, ",": 200_000}  # what a component of ours tells as JSON, such as a drawing
MOST_OF_A_TRIGGER = {"[": 50, "{": 50, ",": 200}  # and an event of one, such as a click: each is a call
MOST_BYTES_BESIDE = 20_000  # the address, the page, the time zone
MOST_FILES = 20  # that somebody wants to upload at once
AT_ONCE, A_SECOND = 100.0, 40.0  # messages: a slider that is dragged sends twenty a second


def only_heard(receive: Receive) -> Receive:
    """`receive` of a WebSocket, without what nobody here has a use for, and in no haste.

    Whoever sends more than `A_SECOND`, after `AT_ONCE`, has to wait: the rest stays in the sender's own computer.
    """
    left, since = AT_ONCE, time.monotonic()

    async def receive_heard() -> Message:
        nonlocal left, since
        while True:
            message = await receive()
            if message["type"] != "websocket.receive":
                return message
            now = time.monotonic()
            left, since = min(AT_ONCE, left + (now - since) * A_SECOND) - 1, now
            if left < 0:
                await asyncio.sleep(-left / A_SECOND)
            if content := what_is_heard(message.get("bytes") or b""):
                return message | {"bytes": content}

    return receive_heard


def what_is_heard(content: bytes) -> bytes:
    """What Streamlit gets of the bytes of a message; `b""` where that is nothing.

    Values that no page could have sent are left out. What is no message at all passes: Streamlit ends the connection.
    """
    if len(content) > MOST_BYTES:
        return b""
    message = BackMsg()
    try:
        message.ParseFromString(content)
    except DecodeError:
        return content
    kind = message.WhichOneof("type")
    if kind == "rerun_script":
        return _bounded(message, content)
    heard = kind in HEARD and len(message.file_urls_request.file_names) <= MOST_FILES
    if kind == "backend_operation_request":
        heard = message.backend_operation_request.WhichOneof("payload") in HEARD_OPERATIONS
    return content if heard and len(content) <= MOST_BYTES_BESIDE else b""


def _bounded(message: BackMsg, content: bytes) -> bytes:
    """The message to run a page, `content`, without the values that can't be."""
    rerun: ClientState = message.rerun_script
    values = rerun.widget_states.widgets
    if len(values) > MOST_WIDGETS or rerun.ByteSize() - rerun.widget_states.ByteSize() > MOST_BYTES_BESIDE:
        return b""
    impossible = [place for place, value in enumerate(values) if not _can_be(value)]
    for place in reversed(impossible):
        del values[place]
    return message.SerializeToString() if impossible else content


def _can_be(value: WidgetState) -> bool:
    kind = value.WhichOneof("value")
    if kind == "json_value":
        return len(value.id) <= MOST_BYTES_OF_A_VALUE and _has_at_most(value.json_value, MOST_OF_A_STATE)
    if kind == "json_trigger_value" and not _has_at_most(value.json_trigger_value, MOST_OF_A_TRIGGER):
        return False
    return value.ByteSize() <= MOST_BYTES_OF_A_VALUE


def _has_at_most(json: str, most: dict[str, int]) -> bool:
    return all(json.count(mark) <= number for mark, number in most.items())
