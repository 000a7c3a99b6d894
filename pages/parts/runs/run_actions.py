"""What can be done with runs: rename, star, delete and undo, download, train again."""

from collections.abc import Callable, Sequence

import streamlit as st

from model.networks.settings import SettingError, to_query
from model.runs import disk, record
from model.runs.record import Run
from model.runs.script import script_of
from model.runs.tensorboard_log import tensorboard_log
from pages.parts.links import page_link
from pages.parts.visitor import visitor

GONE = "This run has changed or gone meanwhile; look at the table and try again."
NOT_YOURS = "Only who trained a run can change it (and whoever sits at the computer that the app runs on)."


def actions(picked: Sequence[Run]) -> None:
    """The buttons for the runs that are picked. A run belongs to whoever trained it."""
    with st.container(horizontal=True, vertical_alignment="center", key="run_actions"):
        allowed = all(_may_change(run) for run in picked)
        hint = None if allowed else NOT_YOURS
        starred = all(run.starred for run in picked)
        st.button(
            "Remove star" if starred else "Star",
            icon=":material/star:",
            on_click=_try,
            args=(lambda: [record.star(run, not starred) for run in picked],),
            disabled=not allowed,
            help=hint,
        )
        if len(picked) == 1:
            with st.popover("Rename", icon=":material/edit:", disabled=not allowed, help=hint):
                st.text_input(
                    "New name",
                    picked[0].name,
                    key=f"name {picked[0].folder}",
                    max_chars=record.LONGEST_NAME,
                    on_change=_rename,
                    args=(picked[0],),
                )
            _download(picked[0])
            if picked[0].network and picked[0].training:
                page_link(
                    "pages/train.py",
                    "Train again",
                    ":material/model_training:",
                    query=to_query(picked[0].network, picked[0].training),
                )
        st.button(
            "Delete",
            icon=":material/delete:",
            on_click=_delete,
            args=(picked,),
            disabled=not allowed,
            help=hint,
        )


def undo() -> None:
    """Offers to bring back what was deleted last, and says what went wrong."""
    if problem := st.session_state.pop("runs_problem", ""):
        st.warning(problem, icon=":material/error:")
    if deleted := st.session_state.get("deleted_runs"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button("Undo", icon=":material/undo:", key="undo_delete", on_click=_undelete)
            what = f"“{deleted[0].name}”" if len(deleted) == 1 else f"{len(deleted)} runs"
            st.caption(f"Deleted {what}.", width="content")


def _download(run: Run) -> None:
    """Each file is made when it is asked for: nobody waits for TensorFlow to see the page."""
    with st.popover("Download", icon=":material/download:"):
        for label, name, content, about in _files(run):
            st.download_button(
                label,
                content,
                name,
                key=f"{name} {run.folder}",
                on_click="ignore",
                width="stretch",
                help=about,
            )


def _files(run: Run) -> list[tuple[str, str, Callable[[], bytes | str] | str, str]]:
    """Label, file name, content and hint of each file that a run has."""
    model = ("Network (.keras)", f"{run.id}.keras", run.model_path.read_bytes, "Opens with keras.models.load_model")
    if run.network is None:
        return [model]
    history = run.folder / "history.csv"
    return [
        model,
        ("Keras script (.py)", f"train_{run.id}.py", script_of(run), "Makes this run again, in plain Keras"),
        ("Epochs (history.csv)", "history.csv", history.read_bytes, "Losses, accuracies and seconds of each epoch"),
        ("TensorBoard log (.zip)", f"{run.id}-tensorboard.zip", lambda: tensorboard_log(run), "Event files and a note"),
    ]


def at_home() -> bool:
    """Whether this person sits at the computer that the app runs on: then Streamlit knows no address."""
    return st.context.ip_address is None


def _may_change(run: Run) -> bool:
    return run.owner == visitor() or at_home()


def _try(change: Callable[[], object]) -> bool:
    try:
        change()
    except SettingError as error:
        st.session_state.runs_problem = str(error)
    except FileNotFoundError:
        st.session_state.runs_problem = GONE
    except OSError as error:
        st.session_state.runs_problem = disk.sentence(error)
    else:
        return True
    return False


def _rename(run: Run) -> None:
    _try(lambda: record.rename(run, st.session_state[f"name {run.folder}"]))


def _delete(picked: Sequence[Run]) -> None:
    deleted: list[Run] = []
    kept = [run.id for run in picked if not _try(lambda run=run: deleted.append(record.delete(run)))]
    if deleted:
        st.session_state.deleted_runs = deleted
    st.session_state.picked_runs = kept


def _undelete() -> None:
    """What can't be brought back now stays there to be tried again, unless it is gone for good."""
    deleted = st.session_state.pop("deleted_runs", [])
    still = [run for run in deleted if not _try(lambda run=run: record.undelete(run)) and run.folder.exists()]
    if still:
        st.session_state.deleted_runs = still
