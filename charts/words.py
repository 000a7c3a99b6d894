"""Digits in sentences, on charts and on pages."""


def a_digit(digit: int) -> str:
    """8 → "an 8"."""
    return f"an {digit}" if digit == 8 else f"a {digit}"


def are_digits(count: int, digit: int) -> str:
    """What `count` of some are: "is a 3" of one, "are 3s" of two."""
    return f"is {a_digit(digit)}" if count == 1 else f"are {digit}s"
