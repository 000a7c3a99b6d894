"""Says why a file did not arrive, where Streamlit shows a red “!”, and makes large photos smaller on their way."""

from pages.components.component import component

_upload_problem = component(
    __file__,
    html='<p class="upload-problem" role="alert" hidden></p>',
    isolate_styles=False,
)


def upload_problem(key: str) -> None:
    """A place below a `st.file_uploader` for a sentence on an upload that failed; empty as long as none has."""
    _upload_problem(key=key, data={}, height="content")
