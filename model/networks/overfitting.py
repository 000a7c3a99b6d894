"""How much a network overfits: one measure and one set of names, for a run as it learns and for its final test.

The measure is the gap between the accuracy on the digits that the network learned from and that on digits it has not
learned from (validation or test digits), in percentage points. Below two it can hardly be told from chance on a few
hundred digits; from five on, anybody sees it in the curves.
"""

SOME, MUCH = 0.02, 0.05  # gaps in accuracy, 0 to 1
HARDLY, SOMEWHAT, CLEARLY = "hardly overfits", "some overfitting", "overfitting"


def how_much(learned: float, new: float) -> str:
    """`HARDLY`, `SOMEWHAT` or `CLEARLY`, from the accuracy on the digits learned from and on new ones, both 0 to 1."""
    gap = round(learned - new, 6)  # 0.96 less 0.91 is no less than 0.05
    return HARDLY if gap < SOME else SOMEWHAT if gap < MUCH else CLEARLY


def in_words(learned: float, new: float, new_digits: str) -> str:
    """The verdict with both accuracies, without a full stop; `new_digits` is `"validation"` or `"test"`."""
    verdict = how_much(learned, new)
    but = "and" if verdict == HARDLY else "but only"
    return (
        f"{verdict.capitalize()}: {learned:.1%} of the training digits are right, {but} {new:.1%} "
        f"of the {new_digits} digits"
    )
