"""What many workbooks share is worked out once; how much is remembered is bounded, whatever comes by mail."""

from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


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
