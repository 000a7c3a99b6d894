"""Which messages of a browser reach Streamlit."""

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg

from pages.parts.messages import is_heard, only_heard
from tests.pages.parts.asynchronous import in_a_loop_of_its_own


def message(kind: str) -> bytes:
    sent = BackMsg()
    part, _, operation = kind.partition(".")
    if operation:
        getattr(getattr(sent, part), operation).SetInParent()
    elif isinstance(getattr(sent, part), bool):
        setattr(sent, part, True)
    else:
        getattr(sent, part).SetInParent()
    return sent.SerializeToString()


USED = ["rerun_script", "stop_script", "file_urls_request", "app_heartbeat"]
USED += ["backend_operation_request.deferred_file", "backend_operation_request.dataframe_chunk"]
TOOLS = ["clear_cache", "load_git_info", "set_run_on_save", "debug_disconnect_websocket", "debug_shutdown_runtime"]
TOOLS += ["backend_operation_request.install_skills", "backend_operation_request.dismiss_skills_nudge"]
TOOLS += ["backend_operation_request"]


def test_what_a_page_needs_is_heard_and_a_developers_tools_are_not():
    assert all(is_heard(message(kind)) for kind in USED)
    assert not [kind for kind in TOOLS if is_heard(message(kind))]


def test_every_kind_of_message_that_streamlit_knows_was_thought_of():
    known = {field.name for field in BackMsg.DESCRIPTOR.oneofs_by_name["type"].fields}
    assert known <= {kind.partition(".")[0] for kind in USED + TOOLS}


@pytest.mark.parametrize("order", [("clear_cache", "rerun_script"), ("rerun_script", "clear_cache")])
def test_of_two_messages_in_one_the_last_counts_as_it_does_for_streamlit(order):
    assert is_heard(b"".join(map(message, order))) == (order[-1] == "rerun_script")


def test_nothing_but_unheard_messages_is_left_out():
    sent = [{"type": "websocket.connect"}, {"type": "websocket.receive", "bytes": message("clear_cache")}]
    sent += [{"type": "websocket.receive", "text": "x"}, {"type": "websocket.receive", "bytes": b"\xff\xff"}]
    sent += [{"type": "websocket.disconnect"}]
    left = iter(sent)

    async def receive():
        return next(left)

    async def all_heard():
        heard = only_heard(receive)
        return [await heard() for _ in range(3)]

    assert in_a_loop_of_its_own(all_heard()) == [sent[0], sent[3], sent[4]]
