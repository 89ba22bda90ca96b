"""What is derived from a scheme is derived once, and never mixed up between schemes."""

import msgspec

from perfxl.scheme.memo import once_per_scheme
from perfxl.scheme.model import Scheme
from tests.support.kinds import KINDS


def test_a_scheme_is_asked_once_and_another_that_looks_alike_anew() -> None:
    asked: list[str] = []

    @once_per_scheme
    def title(scheme: Scheme) -> str:
        asked.append(scheme.title)
        return scheme.title

    other = msgspec.structs.replace(KINDS, title="另一个")
    assert [title(KINDS), title(other), title(KINDS), title(other)] == [KINDS.title, "另一个"] * 2
    assert asked == [KINDS.title, "另一个"]


def test_only_the_last_few_schemes_are_remembered() -> None:
    asked: list[Scheme] = []

    @once_per_scheme
    def count(scheme: Scheme) -> int:
        asked.append(scheme)
        return len(asked)

    schemes = [msgspec.structs.replace(KINDS, version=str(number)) for number in range(9)]
    for scheme in schemes:
        count(scheme)
    assert count(schemes[-1]) == 9
    assert count(schemes[0]) == 10
