"""What one visitor may leave in the server's memory by uploading: bounded, and given back when the session ends.

Streamlit forgets a session's files with the session. Until then it keeps all that is sent to its upload address, also
what no page asked for.
"""

from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

MOST_FILES = 6
MOST_BYTES = 60 * 1024 * 1024  # one network of 50 MB and one photo of 10 MB


def bound_uploads() -> None:
    """From now on a session's oldest files give way to its newest."""
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
        add_file(self, session_id, file)

    add_within_bounds.is_bounded = True  # type: ignore[attr-defined]
    MemoryUploadedFileManager.add_file = add_within_bounds
