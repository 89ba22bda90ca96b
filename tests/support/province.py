"""A store with as many departments as wanted: copies of a few reviews under other names."""

import datetime as dt
import random
from pathlib import Path

import msgspec

from perfxl.bureau.records import Received, Reviewed
from perfxl.bureau.store import Store
from perfxl.bureau.summary import Wanted, consolidate
from perfxl.bureau.summary.selecting import Selection
from perfxl.bureau.summary.survey import Survey
from perfxl.bureau.telling import Tell, untold
from tests.support.bureau_desk import JUDGE, YEAR, changed, review_of

MODELS = 6
_TOGETHER = 1_000


def fill(root: Path, count: int) -> None:
    """Fill a folder's store."""
    with Store(root / ".perfxl.sqlite") as store:
        for start in range(0, count, _TOGETHER):
            part = range(start, min(count, start + _TOGETHER))
            store.add_received(_received(number) for number in part)
            store.add_reviewed((_review(number) for number in part), JUDGE)
        store.number_versions()


def _received(number: int) -> Received:
    name = f"示例县第{number}局"
    return Received(
        file=f"原件/{name}.xlsx", digest=f"{number}", name=f"{name}.xlsx", source="文件夹", department=name,
        year=2020, at="2021-04-01T01:00:00+00:00", way=f"{number}",
    )  # fmt: skip


def _review(number: int) -> Reviewed:
    """A copy of a model. Its prints are its own: copies would all be alike, which no real province is."""
    model = review_of(1 + number % MODELS)
    prints = tuple(
        msgspec.structs.replace(one, digest=f"{number:08x}{place:08x}", signature=_signature(number, place))
        for place, one in enumerate(model.prints)
    )
    return changed(model, digest=f"{number}", department=f"示例县第{number}局", prints=prints)


def _signature(number: int, place: int) -> bytes:
    return random.Random(f"{number}.{place}").randbytes(128)  # noqa: S311 - nothing secret


def survey(root: Path) -> Survey:
    """Only the first pass: who counts, what is usual, whose texts are alike."""
    with Store(root / ".perfxl.sqlite") as store:
        return Survey(Selection(store, JUDGE, YEAR))


def sum_up(root: Path, target: Path, tell: Tell = untold) -> None:
    """Write the summary and the report of all of them."""
    with Store(root / ".perfxl.sqlite") as store:
        at = dt.datetime(2021, 5, 6, tzinfo=dt.UTC)
        wanted = Wanted(root, target, target.with_suffix(".docx"), at, replace=True)
        consolidate(wanted, store, JUDGE, tell)
