"""Small words of English that depend on a number."""


def a_digit(digit: int) -> str:
    """`a 7`, but `an 8`."""
    return f"an {digit}" if digit == 8 else f"a {digit}"
