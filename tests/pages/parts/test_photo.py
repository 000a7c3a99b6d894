"""However many photos come at once: two are looked at, the others wait."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from types import SimpleNamespace

import streamlit as st

from pages.parts.draw import photo


def test_two_photos_are_looked_at_at_a_time(monkeypatch):
    inside, most, lock = 0, 0, threading.Lock()

    def look(content):
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
        time.sleep(0.02)
        with lock:
            inside -= 1
        return photo.Seen(None, {}, content)

    class Forgetful(dict):
        """Each thread is a session of its own."""

        def get(self, key, default=None):
            return default if key == photo.LOOKED_AT else super().get(key, default)

    monkeypatch.setattr(photo, "look", look)
    monkeypatch.setattr(st, "spinner", lambda text: nullcontext())
    monkeypatch.setattr(st, "session_state", Forgetful())
    uploads = [SimpleNamespace(file_id=f"{n}", getvalue=lambda n=n: f"{n}") for n in range(8)]
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(photo.look_at, uploads))
    assert [seen.otherwise for seen in found] == [f"{n}" for n in range(8)]
    assert most == 2
