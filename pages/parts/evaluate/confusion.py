"""Which digits a network takes for which: the confusion matrix, the images in a cell, and the scores of each digit."""

import numpy as np
import streamlit as st

from charts.evaluation import confusion_chart
from charts.words import a_digit
from model.runs import evaluation
from model.runs.evaluation import Answers
from pages.components.live_chart import live_chart
from pages.parts.evaluate.judged_digit import choose_from_wall, show_digit
from pages.parts.one_of import one_of, tell, went_back

UNITS = {"counts": "Counts", "rows": "% of each row"}
DIGITS = list(range(10))


def show_confusion(images: np.ndarray, answers: Answers) -> None:
    matrix = evaluation.confusion_matrix(answers)
    left, right = st.columns(2, gap="large")
    with right:
        cell = choose_cell(matrix)
    with left:
        show_matrix(matrix, cell)
    with right:
        show_cell(cell, images, answers)
    show_class_scores(answers)


def choose_cell(matrix: np.ndarray) -> tuple[int, int]:
    """Asks for a cell (`?true=` and `?read_as=` in the URL); the commonest mistake comes first."""
    common = evaluation.commonest_mistake(matrix)
    with st.container(horizontal=True):
        true = choose_digit("True digit", "true", common[0])
        read_as = choose_digit("Read as", "read_as", common[1])
    return true, read_as


def choose_digit(label: str, key: str, usual: int) -> int:
    """Asks for a digit, in the URL where it is not the `usual` one; a click on the matrix sets it too."""
    if key not in st.session_state or went_back():
        told = st.query_params.get(key, "")
        st.session_state[key] = int(told) if told in map(str, DIGITS) else usual
    digit = st.selectbox(label, DIGITS, key=key, persist_state="page", width=120)
    tell(key, None if digit == usual else str(digit))
    return digit


def show_matrix(matrix: np.ndarray, cell: tuple[int, int]) -> None:
    units = one_of(
        "Confusion matrix",
        UNITS,
        "units",
        help="Each row holds the digits of one class, each column those that the network takes for it. On the "
        "diagonal, both agree. In percent, rows with more and with fewer digits can be compared.",
    )
    live_chart(
        confusion_chart(matrix, units == "rows", cell),
        "Confusion matrix, a row for each true digit: "
        + "; ".join(f"{i}: {row.tolist()}" for i, row in enumerate(matrix)),
        key="confusion_matrix",
        on_click=lambda place: st.session_state.update(true=place // 10, read_as=place % 10),
        points=matrix.size,
    )
    st.caption("Green: read right. Pink: mistakes. Click a cell to see its images.")


def show_cell(cell: tuple[int, int], images: np.ndarray, answers: Answers) -> None:
    true, read_as = cell
    indices = evaluation.in_cell(answers, *cell)
    if not len(indices):
        st.info(f"No {true} is read as {a_digit(read_as)}.", icon=":material/thumb_up:")
        return
    first = "least confident" if true == read_as else "most confident"
    images_of = f"{len(indices):,} image{'' if len(indices) == 1 else 's'} of {a_digit(true)}"
    title = f"{images_of}, read as {read_as}, {first} first"
    index = choose_from_wall(title, indices, images, answers, key=f"cell_{true}_{read_as}")
    show_digit(index, images, answers)


def show_class_scores(answers: Answers) -> None:
    with st.spinner("Counting for each digit"):
        scores = evaluation.class_scores(answers)
    worst = int(np.nanargmin(scores.recall))
    st.subheader(
        f"Hardest is the {worst}: {scores.recall[worst]:.1%} of them are read correctly",
        help="The digit with the lowest recall: the share of its row in the matrix that lies on the diagonal. Point at "
        "a column's name to see what it means.",
    )
    percent = st.column_config.NumberColumn
    st.dataframe(
        {
            "digit": DIGITS,
            "precision": 100 * scores.precision,
            "recall": 100 * scores.recall,
            "f1": 100 * scores.f1,
            "support": scores.support,
        },
        hide_index=True,
        height="content",
        key="class_scores",
        alt="Precision, recall and F1 of each digit",
        column_config={
            "digit": st.column_config.NumberColumn("Digit", width="small"),
            "precision": percent(
                "Precision", format="%.1f%%", help="Of all images read as this digit, the share that really are."
            ),
            "recall": percent(
                "Recall", format="%.1f%%", help="Of all images of this digit, the share that are read as it."
            ),
            "f1": percent(
                "F1", format="%.1f%%", help="The harmonic mean of precision and recall: high only where both are."
            ),
            "support": st.column_config.NumberColumn(
                "Digits", help="How many test digits of this class there are (support)."
            ),
        },
    )
