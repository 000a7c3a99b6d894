"""Digits in sentences."""

from charts.words import a_digit, are_digits


def test_an_eight_is_the_only_digit_with_an():
    assert [digit for digit in range(10) if a_digit(digit) == f"an {digit}"] == [8]
    assert a_digit(1) == "a 1"
    assert [are_digits(count, 8) for count in range(3)] == ["are 8s", "is an 8", "are 8s"]
