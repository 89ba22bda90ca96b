"""Figures added up one by one, without keeping them."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Tally:
    """How many figures there were, what they come to, the lowest and the highest.

    The sum carries along what adding has rounded away (Neumaier), so that a hundred thousand amounts come
    out as a spreadsheet program adds them.
    """

    count: int = 0
    low: float = float("inf")
    high: float = float("-inf")
    partial: float = 0.0
    rounded: float = 0.0
    """The sum so far, and what adding has rounded away from it."""

    def add(self, figure: float) -> None:
        """Take one figure in."""
        self.count += 1
        if figure < self.low:  # noqa: PLR1730 - a province adds up millions, and min is twice as slow
            self.low = figure
        if figure > self.high:  # noqa: PLR1730
            self.high = figure
        before = self.partial
        self.partial = new = before + figure
        if abs(before) >= abs(figure):
            self.rounded += (before - new) + figure
        else:
            self.rounded += (figure - new) + before

    def joined(self, other: "Tally") -> "Tally":
        """Both together."""
        both = Tally(self.count, self.low, self.high, self.partial, self.rounded + other.rounded)
        both.add(other.partial)
        both.count += other.count - 1
        both.low, both.high = min(self.low, other.low), max(self.high, other.high)
        return both

    @property
    def total(self) -> float:
        """The sum; 0 where there was none."""
        return self.partial + self.rounded

    @property
    def mean(self) -> float | None:
        """The average, None where there was none."""
        return self.total / self.count if self.count else None


@dataclass(slots=True)
class Rate:
    """A rate over many departments: the sum of the parts by the sum of the wholes, where both are given."""

    of: Tally = field(default_factory=Tally)
    over: Tally = field(default_factory=Tally)

    def add(self, of: float | None, over: float | None) -> None:
        """Take in one department; one that lacks either figure is left out."""
        if of is not None and over is not None:
            self.of.add(of)
            self.over.add(over)

    @property
    def value(self) -> float | None:
        """The rate as a ratio, None where nothing can be divided by."""
        return self.of.total / self.over.total if self.over.total else None
