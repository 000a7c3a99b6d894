"""My handwriting as a test set: the drawings that this person has labelled on Draw."""

import streamlit as st

from charts.evaluation import share
from model.handwriting.drawings import arrays
from model.handwriting.found import counted
from model.runs import held_out
from model.runs.evaluation import Answers, Score
from model.runs.held_out import HeldOut
from model.runs.record import Run
from pages.parts.evaluate.accuracy import show_accuracy
from pages.parts.glossary import explained
from pages.parts.links import page_link
from pages.parts.own_drawings import mine

FEW = 100  # drawings; with fewer, a single one moves the accuracy by more than a point
ABOUT = "How well it reads your hand, by the drawings that you have labelled on Draw. Only this browser is shown them."


def own_digits(run: Run | None) -> HeldOut | None:
    """The drawings that the network of `run` has never seen; those that it was taught where there are no others; None
    where this person has kept none."""
    drawings = mine().drawings
    if not drawings:
        return None
    known = set(run.taught.drawings) if run and run.taught else set()
    new = [drawing for drawing in drawings if drawing.id not in known]
    if not new:
        note = "This network has learned from all of your drawings: draw new ones to see what it makes of your hand."
        return held_out.of_drawings(*arrays(drawings), seen=True, note=note)
    note = f"The {len(drawings) - len(new)} that it has learned from are left out." if len(new) < len(drawings) else ""
    return held_out.of_drawings(*arrays(new), note=note)


def say_what_to_do() -> None:
    """There are none yet."""
    st.info("You have no drawings yet. On Draw, say which digit each is: they are what it is judged by here.")
    page_link("pages/draw.py", "Draw some", ":material/draw:")


def show_own(answers: Answers, elsewhere: Score | None, its_digits: str) -> None:
    """The score on one's own drawings beside the one on `its_digits`, which is None where not known."""
    score = answers.score()
    there = f"{share(elsewhere.accuracy)} on {its_digits}, " if elsewhere else ""
    st.subheader(f"{there}{int(answers.right.sum())} of your {score.count} drawings", help=ABOUT)
    if score.count < FEW:
        st.caption(
            explained(
                f"Only {counted(score.count, 'drawing', 'drawings')}: each one moves the accuracy by "
                f"{100 / score.count:.1f} points. The interval shows how uncertain that still is."
            )
        )
    show_accuracy(score, None)
