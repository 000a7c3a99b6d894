"""What visitors may leave in the server's memory by uploading: bounded, and given back when a session ends.

Streamlit forgets a session's files with the session. Until then it keeps all that is sent to its upload address, also
what no page asked for.
"""

from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

MOST_FILES = 6
MOST_BYTES = 60 * 1024 * 1024  # one network of 50 MB and one photo of 10 MB
MOST_OF_ALL = 10 * MOST_BYTES  # of all sessions: whoever holds most gives way first


def bound_uploads() -> None:
    """From now on a session's oldest files give way to its newest, and those of the greediest to everybody's."""
    add_file = MemoryUploadedFileManager.add_file
    if getattr(add_file, "is_bounded", False):
        return

    def add_within_bounds(self: MemoryUploadedFileManager, session_id: str, file: UploadedFileRec) -> None:
        kept = dict(self.file_storage.get(session_id, {}))
        kept.pop(file.file_id, None)
        for oldest in list(kept):
            if len(kept) < MOST_FILES and sum(len(one.data) for one in kept.values()) + len(file.data) <= MOST_BYTES:
                break
            del kept[oldest]
            self.remove_file(session_id, oldest)
        while held(self) + len(file.data) > MOST_OF_ALL:
            greediest = max(self.file_storage, key=lambda session: held(self, session))
            self.remove_file(greediest, next(iter(self.file_storage[greediest])))
        add_file(self, session_id, file)

    add_within_bounds.is_bounded = True  # type: ignore[attr-defined]
    MemoryUploadedFileManager.add_file = add_within_bounds


def held(manager: MemoryUploadedFileManager, session_id: str | None = None) -> int:
    """Bytes of the files of a session, or of all."""
    of = [manager.file_storage.get(session_id, {})] if session_id else list(manager.file_storage.values())
    return sum(len(file.data) for files in of for file in files.values())
