"""What a visitor uploads is bounded, and goes with the session."""

from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from pages.parts import session_uploads


def a_file(number: int, size: int = 10) -> UploadedFileRec:
    return UploadedFileRec(f"{number}", f"{number}.png", "image/png", bytes(size))


def bounded(monkeypatch) -> MemoryUploadedFileManager:
    monkeypatch.setattr(MemoryUploadedFileManager, "add_file", MemoryUploadedFileManager.add_file)  # undone at the end
    session_uploads.bound_uploads()
    return MemoryUploadedFileManager("/upload")


def test_the_oldest_files_of_a_session_give_way_to_its_newest(monkeypatch):
    manager = bounded(monkeypatch)
    manager.add_file("somebody", a_file(0))
    for number in range(40):
        manager.add_file("me", a_file(number))
    assert [number for number in range(40) if manager.get_files("me", [f"{number}"])] == [34, 35, 36, 37, 38, 39]
    assert manager.get_files("somebody", ["0"])


def test_together_they_have_few_bytes_and_go_with_the_session(monkeypatch):
    monkeypatch.setattr(session_uploads, "MOST_BYTES", 100)
    manager = bounded(monkeypatch)
    for number in range(5):
        manager.add_file("me", a_file(number, 45))
    manager.add_file("me", a_file(4, 50))  # the same once more
    assert sum(len(file.data) for file in manager.get_files("me", [f"{number}" for number in range(5)])) <= 100
    manager.remove_session_files("me")
    assert not manager.file_storage


def test_all_sessions_together_have_a_bound_and_the_greediest_gives_way(monkeypatch):
    monkeypatch.setattr(session_uploads, "MOST_BYTES", 100)
    monkeypatch.setattr(session_uploads, "MOST_OF_ALL", 300)
    manager = bounded(monkeypatch)
    manager.add_file("classmate", a_file(0, 20))
    for stranger in range(20):
        manager.add_file(f"stranger {stranger}", a_file(0, 45))
        manager.add_file(f"stranger {stranger}", a_file(1, 45))
        assert session_uploads.held(manager) <= 300
    assert manager.get_files("classmate", ["0"])
    manager.add_file("last", a_file(0, 90))
    assert manager.get_files("last", ["0"])
