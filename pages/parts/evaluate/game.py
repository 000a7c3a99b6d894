"""You against the network: twenty of the hardest test digits, read by the person in front of the screen."""

from dataclasses import dataclass, field

import numpy as np
import streamlit as st

from model.runs.evaluation import Answers
from pages.components.digit_wall import digit_wall
from pages.components.pixel_pictures import Picture, pixel_pictures
from pages.parts.glossary import explained

DIGITS = 20  # a game
AMONG = 60  # the hardest ones, of which each game has some
KEPT = 4  # games of other networks or digits that go on where they were left
GAMES = "games"  # in the session
ABOUT = (
    "The hardest are those that this network is least sure of. Each game takes other ones. The labels are those of the "
    "people who made the data: now and then, you may well be right and the label wrong."
)
STYLE = """
<style>
  .st-key-digit_keys { display: grid; grid-template-columns: repeat(5, 1fr); gap: 0.5rem; max-width: 24rem; }
  .st-key-digit_keys > div { width: 100% !important; }
  .st-key-digit_keys button { min-height: 3.25rem; }
  .st-key-digit_keys kbd { display: none; }  /* it says the same as the button */
  .st-key-digit_keys button p { font-size: 1.25rem; }
</style>
"""


@dataclass
class Game:
    """The test digits of one game, by index, in the order in which they are shown, and what a person read so far."""

    indices: list[int]
    read: list[int] = field(default_factory=list)

    @property
    def over(self) -> bool:
        return len(self.read) == len(self.indices)


def hardest(answers: Answers, most: int = AMONG) -> np.ndarray:
    """Indices of the test digits that the network is least sure of, int `(most,)`, those first."""
    return np.argsort(answers.confidence, kind="stable")[:most]


def new_game(answers: Answers, random: np.random.Generator) -> Game:
    return Game(random.permutation(hardest(answers))[:DIGITS].tolist())


def show_game(images: np.ndarray, answers: Answers, name: str) -> None:
    """The digit to read with ten buttons, or the result. `name` tells networks and their digits apart."""
    game = _game(answers, name)
    st.html(STYLE)
    if game.over:
        _show_result(game, images, answers, name)
        return
    st.subheader(f"You against the network: {len(game.indices)} of its hardest digits", help=ABOUT)
    left, right = st.columns([2, 3], gap="large")
    number = len(game.read)
    with left:
        words = f"Digit {number + 1} of {len(game.indices)}, to be read"
        pixel_pictures([Picture(images[game.indices[number]], words)], 220, key="game_digit")
    with right:
        st.progress(number / len(game.indices), text=f"Digit {number + 1} of {len(game.indices)}")
        with st.container(key="digit_keys"):
            for digit in range(10):
                st.button(
                    str(digit),
                    key=f"read_{digit}",
                    shortcut=str(digit),
                    on_click=_read,
                    args=(game, number, digit),
                    width="stretch",
                )
        st.button(
            "Undo",
            icon=":material/undo:",
            key="undo_read",
            shortcut="Backspace",
            type="tertiary",
            disabled=not number,
            on_click=_undo,
            args=(game,),
        )
        st.caption(
            explained(
                "Which digit is it? Click one, or press its key. The network has read the same ones; both results "
                "come at the end."
            )
        )


def _game(answers: Answers, name: str) -> Game:
    games: dict[str, Game] = st.session_state.setdefault(GAMES, {})
    if name not in games:
        games[name] = new_game(answers, np.random.default_rng())
        while len(games) > KEPT:
            games.pop(next(iter(games)))
    return games[name]


def _read(game: Game, number: int, digit: int) -> None:
    """A second click that comes before the next digit is there counts for nothing."""
    if number == len(game.read) and not game.over:
        game.read.append(digit)


def _undo(game: Game) -> None:
    if game.read:
        game.read.pop()


def _again(name: str) -> None:
    st.session_state[GAMES].pop(name, None)


def result_in_words(you: int, network: int, of: int) -> str:
    if you > network:
        return f"You win: you read {you} of {of} right, the network {network}"
    if you < network:
        return f"The network wins: it read {network} of {of} right, you {you}"
    return f"A draw: you and the network each read {you} of {of} right"


def _show_result(game: Game, images: np.ndarray, answers: Answers, name: str) -> None:
    indices, yours = np.array(game.indices), np.array(game.read)
    labels, theirs = answers.labels[indices], answers.predictions[indices]
    you, network = int((yours == labels).sum()), int((theirs == labels).sum())
    st.subheader(result_in_words(you, network, len(indices)), help=ABOUT)
    both_wrong = int(((yours != labels) & (theirs != labels)).sum())
    st.caption(
        explained(
            f"Both misread {both_wrong} of them. They are its hardest: of all {len(answers.labels):,} test digits it "
            f"reads {answers.right.mean():.1%} right."
        )
    )
    st.button("Play again", icon=":material/replay:", type="primary", key="play_again", on_click=_again, args=(name,))
    for who, read in (("You", yours), ("The network", theirs)):
        _show_misread(who, read, labels, indices, images)


def _show_misread(who: str, read: np.ndarray, labels: np.ndarray, indices: np.ndarray, images: np.ndarray) -> None:
    """The digits of a game that one side misread, with what they are and were taken for; `labels` are `(20,)`."""
    wrong = np.flatnonzero(read != labels)
    if not len(wrong):
        st.markdown(f"##### {who} misread none")
        return
    with st.container(width=720):
        digit_wall(
            images[indices[wrong]],
            names=[f"Test image {indices[i]}: its label is {labels[i]}, read as {read[i]}" for i in wrong],
            notes=[f"{labels[i]}, not {read[i]}" for i in wrong],
            title=f"{who} misread {len(wrong)}",
            key=f"game_wall_{who}",
            columns=6,
        )
