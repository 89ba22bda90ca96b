"""A check that fires and falls silent, written as a row: what is changed, and what is said."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from perfxl.evaluation import evaluate
from perfxl.findings import Finding
from perfxl.submission import Submission, Value
from tests.support.sound import GUANGDONG, sound
from tests.support.submissions import Given


@dataclass(frozen=True)
class Firing:
    """``code`` (and ``case``) fires at the field ``at`` of the changed sound submission, and says ``says``.

    ``unless`` changes fields further, so that the check has nothing to say any more.
    """

    code: str
    at: str
    says: tuple[str, ...]
    unless: Mapping[str, Given]
    case: str = ""
    changes: Mapping[str, Given] = field(default_factory=dict)
    tables: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, Value] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.code}-{self.case}-{self.at}"

    @property
    def fired(self) -> Submission:
        """The sound submission, changed."""
        return sound(self.changes, self.tables, typed=self.typed)

    @property
    def silent(self) -> Submission:
        """The same, mended."""
        return sound(dict(self.changes) | dict(self.unless), self.tables, typed=self.typed)


def findings_of(submission: Submission, code: str, case: str = "") -> list[Finding]:
    """The findings of one case among all that the evaluation finds."""
    return [
        found
        for found in evaluate(GUANGDONG, submission).findings
        if (found.code, found.case) == (code, case)
    ]


def assert_fires(firing: Firing) -> None:
    """The finding stands at its cell and names the figures; mended, there is none."""
    submission = firing.fired
    found = {finding.place: finding for finding in findings_of(submission, firing.code, firing.case)}
    place = submission.place(firing.at)
    assert place in found, f"{firing} fired at {sorted(map(str, found))}"
    for words in firing.says:
        assert words in found[place].fault
    silent = findings_of(firing.silent, firing.code, firing.case)
    assert place not in {finding.place for finding in silent}


def fires(code: str, case: str = "") -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Mark a test that shows one case firing and falling silent in its own way."""

    def mark(test: Callable[..., None]) -> Callable[..., None]:
        test.fires = (code, case)
        return test

    return mark
