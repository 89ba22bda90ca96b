"""What many workbooks share is worked out once; how much is remembered is bounded, whatever comes by mail."""

import hashlib
from threading import Lock
from typing import Final, Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


_LONGEST_KEY: Final = 128 * 1024
_MET: Final = 2
"""So many times as many questions as are kept are known to have been asked."""


def key_of(content: bytes) -> bytes:
    """By what a content is known again: itself, which is faster than a digest; a digest where it is long."""
    return content if len(content) <= _LONGEST_KEY else hashlib.sha256(content).digest()


class Memory(Generic[K, V]):
    """Keeps the last few answers by their questions; what was kept first goes first."""

    def __init__(self, kept: int) -> None:
        """Keep so many answers."""
        self._most = kept
        self._kept: dict[K, V] = {}
        self._met: set[int] = set()
        self._lock = Lock()
        self.get = self._kept.get
        """What is remembered, None where it is not; asked hundreds of times a workbook."""

    def keep(self, key: K, value: V) -> None:
        """Remember an answer."""
        with self._lock:
            self._kept[key] = value
            if len(self._kept) > self._most:
                del self._kept[next(iter(self._kept))]

    def keep_from_twice(self, key: K, value: V) -> None:
        """Remember an answer if it was worked out before.

        Where most questions are never asked again, the few that are then stay in the processor's own memory.
        """
        sign = hash(key)
        if sign in self._met:
            self.keep(key, value)
        else:
            if len(self._met) >= _MET * self._most:
                self._met.clear()
            self._met.add(sign)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()
            self._met.clear()
