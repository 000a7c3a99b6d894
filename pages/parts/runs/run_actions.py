"""What can be done with runs: rename, star, delete and undo, download, train again."""

from collections.abc import Callable, Sequence

import streamlit as st

from model.networks.settings import SettingError, to_query
from model.runs import disk, record
from model.runs.record import Run
from model.runs.script import script_of
from model.runs.tensorboard_log import tensorboard_log
from pages.parts.links import page_link
from pages.parts.literal import literal
from pages.parts.visitor import NOT_YOURS, may_change

GONE = "This run was changed or deleted in the meantime. Look at the table and try again."


def actions(picked: Sequence[Run]) -> None:
    """The buttons for the runs that are picked. A run belongs to whoever trained it."""
    with st.container(horizontal=True, vertical_alignment="center", key="run_actions"):
        allowed = all(may_change(run.owner) for run in picked)
        hint = None if allowed else NOT_YOURS
        starred = all(run.starred for run in picked)
        st.button(
            "Remove star" if starred else "Star",
            icon=":material/star:",
            on_click=_star,
            args=(picked, not starred),
            disabled=not allowed,
            help=hint,
        )
        if len(picked) == 1:
            with st.popover("Rename", icon=":material/edit:", disabled=not allowed, help=hint):
                st.text_input(
                    "New name",
                    picked[0].name,
                    key=_name_key(picked[0]),
                    persist_state="page",
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
        st.warning(literal(problem), icon=":material/error:")
    if deleted := st.session_state.get("deleted_runs"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button("Undo", icon=":material/undo:", key="undo_delete", on_click=_undelete)
            what = f"“{deleted[0].name}”" if len(deleted) == 1 else f"{len(deleted)} runs"
            st.caption(f"Deleted {literal(what)}.", width="content")


def _download(run: Run) -> None:
    """Each file is made when it is asked for: nobody waits for TensorFlow to see the page."""
    with st.popover("Download", icon=":material/download:"):
        for label, name, content, about in _files(run):
            st.download_button(
                label,
                content,
                name,
                key=f"{name} {run.id}",
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
        (
            "Keras script (.py)",
            f"train_{run.id}.py",
            script_of(run),
            "Plain Keras with the same settings. Its random numbers differ, so scores differ a little.",
        ),
        ("Epochs (history.csv)", "history.csv", history.read_bytes, "Loss, accuracy and seconds for each epoch"),
        (
            "TensorBoard log (.zip)",
            f"{run.id}-tensorboard.zip",
            lambda: tensorboard_log(run),
            "Event files, and how to open them",
        ),
    ]


def _name_key(run: Run) -> str:
    return f"name {run.id}"


def _try(run: Run, change: Callable[[Run], object]) -> bool:
    """Changes `run` if this person may; says what went wrong otherwise. No run is changed but here."""
    if not may_change(run.owner):
        st.session_state.runs_problem = NOT_YOURS
        return False
    try:
        change(run)
    except SettingError as error:
        st.session_state.runs_problem = str(error)
    except FileNotFoundError:
        st.session_state.runs_problem = GONE
    except OSError as error:
        st.session_state.runs_problem = disk.sentence(error)
    else:
        return True
    return False


def _star(picked: Sequence[Run], starred: bool) -> None:
    for run in picked:
        _try(run, lambda run: record.star(run, starred))


def _rename(run: Run) -> None:
    _try(run, lambda run: record.rename(run, st.session_state[_name_key(run)]))


def _delete(picked: Sequence[Run]) -> None:
    deleted: list[Run] = []
    kept = [run.id for run in picked if not _try(run, lambda run: deleted.append(record.delete(run)))]
    if deleted:
        st.session_state.deleted_runs = deleted
    st.session_state.picked_runs = kept


def _undelete() -> None:
    """What can't be brought back now stays there to be tried again, unless it is gone for good."""
    deleted = st.session_state.pop("deleted_runs", [])
    still = [run for run in deleted if not _try(run, record.undelete) and run.folder.exists()]
    if still:
        st.session_state.deleted_runs = still
