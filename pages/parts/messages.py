"""What a browser may ask of Streamlit over its WebSocket: what a page needs, and none of a developer's tools.

Streamlit would also clear everybody's caches for whoever asks, name the files that its folder's Git does not know yet,
and write files beside the app for whoever comes through a proxy on this computer.
"""

from google.protobuf.message import DecodeError
from starlette.types import Message, Receive
from streamlit.proto.BackMsg_pb2 import BackMsg

HEARD = {"rerun_script", "stop_script", "file_urls_request", "app_heartbeat"}
HEARD_OPERATIONS = {"deferred_file", "dataframe_chunk"}  # a download made when it is asked for; more rows of a table


def only_heard(receive: Receive) -> Receive:
    """`receive` of a WebSocket, without the messages that nobody here has a use for."""

    async def receive_heard() -> Message:
        while True:
            message = await receive()
            if message["type"] != "websocket.receive" or is_heard(message.get("bytes") or b""):
                return message

    return receive_heard


def is_heard(content: bytes) -> bool:
    """Whether the bytes of a message are for Streamlit. What is no message at all is: Streamlit ends the connection."""
    message = BackMsg()
    try:
        message.ParseFromString(content)
    except DecodeError:
        return True
    kind = message.WhichOneof("type")
    if kind == "backend_operation_request":
        return message.backend_operation_request.WhichOneof("payload") in HEARD_OPERATIONS
    return kind in HEARD
