"""Guessing the owner's secret is slow: after a few wrong ones an address is not listened to for a while."""

import time
from dataclasses import dataclass, field

from pages.parts.crowd import home_of
from pages.parts.visitor import same_secret

MOST = 8  # different wrong secrets of one address; a link or a cookie of an earlier start is one of them
PAUSE = 600.0  # seconds without a wrong one, until an address is listened to again
MOST_ADDRESSES = 1_000  # that are remembered


@dataclass
class Tries:
    last: float = 0.0
    wrong: set[int] = field(default_factory=set)


class Guesses:
    """Compares secrets, and remembers from where wrong ones came."""

    def __init__(self) -> None:
        self.of_address: dict[str, Tries] = {}

    def is_right(self, given: str, secret: str, address: str | None) -> bool:
        """Whether `given` is `secret`; False, too, where too many from this address were wrong."""
        if not self.listens(address):
            return False
        if same_secret(given, secret):
            return True
        home = home_of(address)
        tries = self.of_address.pop(home, None) or Tries()
        tries.last = time.monotonic()
        tries.wrong.add(hash(given))
        self.of_address[home] = tries  # the latest is the last
        while len(self.of_address) > MOST_ADDRESSES:
            del self.of_address[next(iter(self.of_address))]
        return False

    def listens(self, address: str | None) -> bool:
        tries = self.of_address.get(home_of(address))
        if tries is not None and time.monotonic() - tries.last > PAUSE:
            del self.of_address[home_of(address)]
            return True
        return tries is None or len(tries.wrong) < MOST
