"""What every check shares: what it is given, what it gives back, and how it names cells to an accountant."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from perfxl.findings import Finding, Place
from perfxl.scheme.expression import Resolve
from perfxl.scheme.inventory import scalar_fields
from perfxl.scheme.model import Field, Scheme, TableBlock
from perfxl.scoring import Scorecard, Values
from perfxl.scoring.terms import Vocabulary, vocabulary
from perfxl.submission import Row, Submission


@dataclass(frozen=True, slots=True)
class Skipped:
    """A check that could not be made: its code and title, and the labels of the fields that it lacked."""

    code: str
    title: str
    lacking: tuple[str, ...]


@dataclass(frozen=True)
class Context:
    """All that a check may look at; nothing of it changes while the checks run.

    ``resolve`` gives the value of a name in an expression: a scalar field, a live formula (computed, never
    the value saved in the file), or a table's whole column as ``prefix_column``.
    """

    scheme: Scheme
    submission: Submission
    scorecard: Scorecard
    resolve: Resolve

    @property
    def fields(self) -> Mapping[str, Field]:
        """Every scalar field of the scheme by its name, live formulas included."""
        return scalar_fields(self.scheme)

    @cached_property
    def _values(self) -> Values:
        return Values(self.scheme, self.submission)

    def resolve_in(self, table: TableBlock, row: Row) -> Resolve:
        """The values of one row of a table, by the columns' own names."""
        return lambda name: self._values.cell(table, row, name)

    @property
    def words(self) -> Vocabulary:
        """What sentences call the fields of the scheme."""
        return vocabulary(self.scheme)

    def label(self, name: str) -> str:
        """What a sentence calls a field; the name itself where it is no field's."""
        return self.words.label(name)

    def labels(self, names: Iterable[str]) -> tuple[str, ...]:
        """What a sentence calls several fields, each once, in the order given."""
        return tuple(dict.fromkeys(self.label(name) for name in names))

    def places(self, names: Iterable[str]) -> tuple[Place, ...]:
        """Where several fields stand, each cell once; those whose cells are lost are left out."""
        found = (self.submission.place(name) for name in names)
        return tuple(dict.fromkeys(place for place in found if place.sheet))


CheckFunction: TypeAlias = Callable[[Context], Iterator[Finding | Skipped]]
"""One check, or a family of checks made alike: it yields what it found, and never raises on any submission.

Every module of checks offers its own as ``CHECKS: tuple[CheckFunction, ...]``; :mod:`perfxl.checks` puts them
together.
"""
