"""Which messages of a browser reach Streamlit."""

import json

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg

from pages.parts import messages
from pages.parts.messages import only_heard, what_is_heard
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
    assert all(what_is_heard(message(kind)) for kind in USED)
    assert not [kind for kind in TOOLS if what_is_heard(message(kind))]


def test_every_kind_of_message_that_streamlit_knows_was_thought_of():
    known = {field.name for field in BackMsg.DESCRIPTOR.oneofs_by_name["type"].fields}
    assert known <= {kind.partition(".")[0] for kind in USED + TOOLS}


@pytest.mark.parametrize("order", [("clear_cache", "rerun_script"), ("rerun_script", "clear_cache")])
def test_of_two_messages_in_one_the_last_counts_as_it_does_for_streamlit(order):
    assert bool(what_is_heard(b"".join(map(message, order)))) == (order[-1] == "rerun_script")


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


def rerun(**values) -> BackMsg:
    """A page is to run with values of one kind, each `(kind, how many)`."""
    sent = BackMsg()
    sent.rerun_script.query_string = "run=abc"
    for kind, value in values.items():
        setattr(sent.rerun_script.widget_states.widgets.add(id=f"$$ID-{kind}"), kind, value)
    return sent


def heard(sent: BackMsg) -> BackMsg:
    return BackMsg.FromString(what_is_heard(sent.SerializeToString()))


DRAWING = json.dumps({"strokes": [[20, *[139.5, 250.5] * 40]] * 500, "brush": 20})  # the most that a canvas takes
CLICK = json.dumps([{"event": "position", "value": 7}])


def test_what_pages_send_is_heard_as_it_is():
    sent = rerun(json_value=DRAWING, json_trigger_value=CLICK, string_value="x" * 10_000, int_value=7)
    assert what_is_heard(sent.SerializeToString()) == sent.SerializeToString()


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("json_value", "[" + "[]," * 600_000 + "0]"),  # a hundred megabytes of empty lists
        ("json_value", "[" * 50_000),
        ("json_value", "[" + "{}," * 10_000 + "0]"),
        ("json_value", "[" + "1," * 900_000 + "0]"),
        ("json_trigger_value", "[" + '{"event":"strokes"},' * 100 + "0]"),  # each would be a call
        ("string_value", "x " * 500_000),
        ("bytes_value", bytes(100_000)),
    ],
)
def test_a_value_that_no_page_could_have_sent_is_left_out_and_the_others_are_not(kind, value):
    sent = rerun(int_value=7, **{kind: value})
    sent.rerun_script.widget_states.widgets.add(id="last", bool_value=True)
    left = heard(sent)
    assert [widget.id for widget in left.rerun_script.widget_states.widgets] == ["$$ID-int_value", "last"]
    assert left.rerun_script.query_string == "run=abc"


def test_messages_that_are_too_large_are_not_heard():
    many, long, wide, files = rerun(), rerun(), rerun(), BackMsg()
    for number in range(100_000):
        many.rerun_script.widget_states.widgets.add(id=f"{number}", bool_value=True)
    long.rerun_script.query_string = "x" * 100_000
    wide.rerun_script.cached_message_hashes.extend(["x" * 64] * 10_000)
    files.file_urls_request.file_names.extend(["x"] * 100_000)
    for sent in (many, long, wide, files):
        assert not what_is_heard(sent.SerializeToString())
    assert not what_is_heard(bytes(messages.MOST_BYTES + 1))


def test_whoever_sends_too_fast_waits(monkeypatch):
    naps = []

    async def sleep(seconds):
        naps.append(seconds)

    async def receive():
        return {"type": "websocket.receive", "bytes": message("app_heartbeat")}

    async def hear(number):
        heard = only_heard(receive)
        for _ in range(number):
            await heard()

    monkeypatch.setattr(messages.asyncio, "sleep", sleep)
    monkeypatch.setattr(messages.time, "monotonic", lambda: 1.0)
    in_a_loop_of_its_own(hear(100))
    assert not naps
    in_a_loop_of_its_own(hear(140))
    assert naps[-1] == pytest.approx(1.0)
