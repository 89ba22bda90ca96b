"""What many workbooks share is worked out once; how much is remembered is bounded, whatever comes by mail."""

import hashlib
from threading import Lock
from typing import Final, Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


_LONGEST_KEY: Final = 128 * 1024


def key_of(content: bytes) -> bytes:
    """By what a content is known again: itself, which is faster than a digest; a digest where it is long."""
    return content if len(content) <= _LONGEST_KEY else hashlib.sha256(content).digest()


class Memory(Generic[K, V]):
    """Keeps the last few answers by their questions; what was not asked for the longest goes first."""

    def __init__(self, kept: int) -> None:
        """Keep so many answers."""
        self._most = kept
        self._kept: dict[K, V] = {}
        self._lock = Lock()

    def get(self, key: K) -> V | None:
        """What is remembered, None where it is not."""
        with self._lock:
            value = self._kept.pop(key, None)
            if value is not None:
                self._kept[key] = value
        return value

    def keep(self, key: K, value: V) -> None:
        """Remember an answer."""
        with self._lock:
            self._kept[key] = value
            if len(self._kept) > self._most:
                del self._kept[next(iter(self._kept))]

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()
