"""What the bureau's desk remembers between runs: what came in, and what each review gave.

SQLite, so that a run that is killed at any moment leaves what it had done, and a hundred thousand records
need no memory. Results are keyed by the file's content and by what judged it, the *judge*: a file is judged
once, whatever its name, and again when perfxl or a scheme has changed.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final, Generic, Self, TypeVar

import msgspec

from perfxl.bureau.packing import Packed, gist_of, packed, unpacked
from perfxl.bureau.records import Gist, Received, Reviewed, ReviewScore, RosterEntry, ScoreKey, Standing
from perfxl.bureau.versions import Version, order

_TABLES: Final = """
CREATE TABLE IF NOT EXISTS received (
    key TEXT PRIMARY KEY, file TEXT NOT NULL, digest TEXT NOT NULL, department TEXT NOT NULL, year INTEGER,
    bundle TEXT NOT NULL, number INTEGER NOT NULL DEFAULT 0, standing TEXT NOT NULL DEFAULT 'newest',
    record BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS received_file ON received (file);
CREATE INDEX IF NOT EXISTS received_digest ON received (digest);
CREATE INDEX IF NOT EXISTS received_bundle ON received (bundle) WHERE department <> '';
CREATE INDEX IF NOT EXISTS received_department ON received (department, year);
CREATE TABLE IF NOT EXISTS reviewed (
    digest TEXT, judge TEXT, department TEXT NOT NULL, year INTEGER, code TEXT NOT NULL, scheme TEXT NOT NULL,
    lost INTEGER NOT NULL, record BLOB NOT NULL, PRIMARY KEY (digest, judge)
);
CREATE TABLE IF NOT EXISTS in_place (
    file TEXT PRIMARY KEY, size INTEGER NOT NULL, modified INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS written (
    file TEXT PRIMARY KEY, basis TEXT NOT NULL, digest TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS review_scores (
    department TEXT, year INTEGER, code TEXT, record BLOB NOT NULL, PRIMARY KEY (department, year, code)
);
CREATE TABLE IF NOT EXISTS roster (
    position INTEGER PRIMARY KEY, record BLOB NOT NULL
);
"""
_CODELESS_SCORES: Final = """
BEGIN IMMEDIATE;
ALTER TABLE review_scores RENAME TO codeless_scores;
CREATE TABLE review_scores (
    department TEXT, year INTEGER, code TEXT, record BLOB NOT NULL, PRIMARY KEY (department, year, code)
);
INSERT INTO review_scores SELECT department, year, '', record FROM codeless_scores;
DROP TABLE codeless_scores;
COMMIT;
"""
"""Brings up to date what was kept before review scores were told apart by budget codes."""
_RANKS: Final = "CREATE TEMP TABLE IF NOT EXISTS ranks (department TEXT PRIMARY KEY, rank INTEGER NOT NULL)"
_WAIT_SECONDS: Final = 30.0

_encode = msgspec.msgpack.Encoder().encode
_received = msgspec.msgpack.Decoder(Received).decode
_score = msgspec.msgpack.Decoder(ReviewScore).decode
_entry = msgspec.msgpack.Decoder(RosterEntry).decode

_Review = TypeVar("_Review", Gist, Reviewed)
_Review_co = TypeVar("_Review_co", bound=Gist, covariant=True)


class InPlace(msgspec.Struct, frozen=True):
    """A workbook that was found standing in the folder, as it was when its content was last read."""

    file: str
    size: int
    modified: int
    """Nanoseconds, as the file system counts them."""


class Held(msgspec.Struct, Generic[_Review_co], frozen=True):
    """One workbook of the folder: how it came, which version of its department's it is, and its review.

    Of the review it may be the gist alone.
    """

    received: Received
    number: int
    """Counted from 1, by time, within its department and year."""
    standing: Standing
    reviewed: _Review_co | None


class Store:
    """An open store; use it with ``with``. It is opened by one process: workers hand their results to it."""

    def __init__(self, file: Path) -> None:
        self._connection = sqlite3.connect(file, timeout=_WAIT_SECONDS, isolation_level=None)
        columns = {name for _, name, *_ in self._connection.execute("PRAGMA table_info(review_scores)")}
        if columns and "code" not in columns:
            self._connection.executescript(_CODELESS_SCORES)
        self._connection.executescript(_TABLES)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    @property
    def connection(self) -> sqlite3.Connection:
        """For those who keep tables of their own beside these."""
        return self._connection

    @contextmanager
    def piecemeal(self) -> Iterator[Callable[[], None]]:
        """What is written inside is kept whenever what is given is called, and at the end, come what may."""
        self._connection.execute("BEGIN IMMEDIATE")

        def keep() -> None:
            self._connection.execute("COMMIT")
            self._connection.execute("BEGIN IMMEDIATE")

        try:
            yield keep
        finally:
            self._connection.execute("COMMIT")

    @contextmanager
    def together(self) -> Iterator[None]:
        """All that is written inside is kept, or nothing of it; parts of it belong to the outermost."""
        if self._connection.in_transaction:
            yield
            return
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def add_received(self, items: Iterable[Received]) -> None:
        """Take in workbooks, all or none; what is known of the same arrival already is replaced."""
        rows = (
            (one.key, one.file, one.digest, one.department, one.year, one.bundle, _encode(one))
            for one in items
        )
        with self.together():
            self._connection.executemany(
                "INSERT INTO received (key, file, digest, department, year, bundle, record) "
                "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET file = excluded.file, "
                "number = CASE digest WHEN excluded.digest THEN number ELSE 0 END, digest = excluded.digest, "
                "department = excluded.department, year = excluded.year, bundle = excluded.bundle, "
                "record = excluded.record",
                rows,
            )

    def number_versions(self) -> None:
        """Tell anew which of each department's workbooks is the newest: once, after the last was taken in."""
        with self.together():
            with closing(self._connection.execute("SELECT record, number FROM received")) as rows:
                versions = list(order((_received(record), number) for record, number in rows))
            self._connection.executemany(
                "UPDATE received SET number = ?, standing = ? WHERE key = ?",
                ((one.number, one.standing, one.key) for one in versions),
            )

    def received(self) -> Iterator[tuple[Received, Version]]:
        """Everything that came in, by department, year and version; departments with a rank come first."""
        self._connection.execute(_RANKS)
        query = (
            "SELECT record, file, number, standing, key FROM received a "
            "LEFT JOIN temp.ranks r ON r.department = a.department "
            "ORDER BY r.rank IS NULL, r.rank, a.department = '', a.department, year, number, file, key"
        )
        for record, file, number, standing, key in self._connection.execute(query):
            yield _received(record), Version(file, number, standing, key)

    def add_reviewed(self, items: Iterable[Reviewed], judge: str) -> None:
        """Keep what reviews gave; all of them or, if the run is killed, none."""
        self.keep((packed(one) for one in items), judge)

    def keep(self, items: Iterable[Packed], judge: str) -> None:
        """Keep packed reviews; all of them or, if the run is killed, none."""
        rows = (
            (one.digest, judge, one.department, one.year, one.code, one.scheme, one.lost, one.content)
            for one in items
        )
        with self.together():
            self._connection.executemany(
                "INSERT OR REPLACE INTO reviewed VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows
            )

    def forget_lost(self) -> None:
        """Let go of reviews that came to nothing, so that they are tried again."""
        with self.together():
            self._connection.execute("DELETE FROM reviewed WHERE lost")

    def forget_other_judges(self, judge: str) -> None:
        """Let go of reviews by judges before this one, of files that this one has judged too."""
        with self.together():
            self._connection.execute(
                "DELETE FROM reviewed WHERE judge <> ? AND digest IN "
                "(SELECT digest FROM reviewed WHERE judge = ?)",
                (judge, judge),
            )

    def count_unreviewed(self, judge: str) -> int:
        """How many contents this judge has not judged yet."""
        query = (
            "SELECT COUNT(DISTINCT digest) FROM received WHERE digest NOT IN "
            "(SELECT digest FROM reviewed WHERE judge = ?)"
        )
        (count,) = self._connection.execute(query, (judge,)).fetchone()
        return int(count)

    def unreviewed(self, judge: str) -> Iterator[Received]:
        """What came in and has not been judged by this judge, a content once."""
        query = (
            "SELECT MIN(file), record FROM received WHERE digest NOT IN "
            "(SELECT digest FROM reviewed WHERE judge = ?) GROUP BY digest ORDER BY 1"
        )
        for _, record in self._connection.execute(query, (judge,)).fetchall():
            yield _received(record)

    def rank(self, ranks: Mapping[str, int]) -> None:
        """Give departments an order of their own, such as the roster's, for as long as the store is open."""
        self._connection.execute(_RANKS)
        with self.together():
            self._connection.execute("DELETE FROM temp.ranks")
            self._connection.executemany("INSERT INTO temp.ranks VALUES (?, ?)", ranks.items())

    def held(self, judge: str, *, newest_only: bool = False) -> Iterator[Held[Reviewed]]:
        """Every workbook with its review, read one by one: by department, year and version.

        Departments that have a rank (:meth:`rank`) come first, by their ranks. The prints of texts are
        left out: for them there is :meth:`gists`.
        """
        return self._held(judge, unpacked, newest_only=newest_only)

    def gists(self, judge: str, *, newest_only: bool = False) -> Iterator[Held[Gist]]:
        """Every workbook with the gist of its review, in the same order."""
        return self._held(judge, gist_of, newest_only=newest_only)

    def _held(
        self, judge: str, read: Callable[[bytes], _Review], *, newest_only: bool
    ) -> Iterator[Held[_Review]]:
        self._connection.execute(_RANKS)
        # What is put in order is held together: with the records themselves a province's would be a gigabyte.
        ordered = (
            "SELECT a.rowid, b.rowid, a.number, a.standing FROM received a "
            "LEFT JOIN reviewed b ON a.digest = b.digest AND b.judge = ? "
            "LEFT JOIN temp.ranks r ON r.department = a.department "
            "WHERE a.standing = 'newest' OR NOT ? "
            "ORDER BY r.rank IS NULL, r.rank, a.department = '', a.department, a.year, a.number, a.file"
        )
        both = "SELECT record, (SELECT record FROM reviewed WHERE rowid = ?) FROM received WHERE rowid = ?"
        fetch = self._connection.execute
        for came, found, number, standing in fetch(ordered, (judge, newest_only)):
            ((received, reviewed),) = fetch(both, (found, came))
            yield Held(_received(received), number, standing, reviewed and read(reviewed))

    def files(self) -> Iterator[str]:
        """The files of all that came in."""
        for (file,) in self._connection.execute("SELECT file FROM received ORDER BY file"):
            yield file

    def in_place(self) -> dict[str, InPlace]:
        """The workbooks that were found standing in the folder, by file."""
        rows = self._connection.execute("SELECT file, size, modified FROM in_place")
        return {file: InPlace(file, size, modified) for file, size, modified in rows}

    def put_in_place(self, items: Iterable[tuple[InPlace, Received]]) -> None:
        """Take in workbooks where they stand."""
        found = list(items)
        self.add_received(received for _, received in found)
        with self.together():
            self._connection.executemany(
                "INSERT OR REPLACE INTO in_place VALUES (?, ?, ?)",
                ((one.file, one.size, one.modified) for one, _ in found),
            )

    def forget(self, files: Iterable[str]) -> None:
        """Let go of files that stand in the folder no more; what their reviews gave is kept."""
        gone = [(file,) for file in files]
        with self.together():
            self._connection.executemany("DELETE FROM received WHERE key = ?", gone)
            self._connection.executemany("DELETE FROM in_place WHERE file = ?", gone)

    def name_by_reviews(self, judge: str) -> None:
        """Tell of each workbook whose department nobody knew yet what its review has found out."""
        query = (
            "SELECT a.record, b.department, b.year, b.code, b.scheme FROM received a "
            "JOIN reviewed b ON a.digest = b.digest AND b.judge = ? "
            "WHERE a.department = '' AND b.department <> ''"
        )
        named = (
            msgspec.structs.replace(
                _received(record), department=department, year=year, code=code, scheme=scheme
            )
            for record, department, year, code, scheme in self._connection.execute(query, (judge,)).fetchall()
        )
        self.add_received(named)

    def schemes(self, judge: str) -> tuple[str, ...]:
        """The schemes of all workbooks that this judge could read."""
        rows = self._connection.execute(
            "SELECT DISTINCT scheme FROM reviewed WHERE judge = ? AND scheme <> '' ORDER BY scheme", (judge,)
        )
        return tuple(scheme for (scheme,) in rows)

    def count_newest(self) -> int:
        """How many workbooks count: the newest of each department and year, and those that name none."""
        query = "SELECT COUNT(*) FROM received WHERE standing = 'newest'"
        return int(self._connection.execute(query).fetchone()[0])

    def written(self, file: str) -> tuple[str, str]:
        """On what basis a file for users was last written, and the digest of what was; empty where never."""
        row = self._connection.execute("SELECT basis, digest FROM written WHERE file = ?", (file,)).fetchone()
        return tuple(row) if row else ("", "")

    def all_written(self) -> tuple[str, ...]:
        """All files for users that were written."""
        rows = self._connection.execute("SELECT file FROM written ORDER BY file")
        return tuple(file for (file,) in rows)

    def forget_written(self, file: str) -> None:
        """Let go of a file for users."""
        with self.together():
            self._connection.execute("DELETE FROM written WHERE file = ?", (file,))

    def put_written(self, items: Iterable[tuple[str, str, str]]) -> None:
        """Remember files for users that were written: file, basis, digest."""
        with self.together():
            self._connection.executemany("INSERT OR REPLACE INTO written VALUES (?, ?, ?)", items)

    def standings(self) -> dict[Standing, int]:
        """How much of all that came in is the newest of its department, older, the same once more."""
        rows = self._connection.execute("SELECT standing, COUNT(*) FROM received GROUP BY standing")
        return dict(rows.fetchall())

    def years(self) -> dict[int | None, int]:
        """How many of the newest workbooks name which year; None stands for those that name none."""
        rows = self._connection.execute(
            "SELECT year, COUNT(*) FROM received WHERE standing = 'newest' GROUP BY year"
        )
        return dict(rows.fetchall())

    def put_scores(self, scores: Iterable[ReviewScore]) -> None:
        """Keep what officers entered, in place of what they had entered before."""
        with self.together():
            self._connection.execute("DELETE FROM review_scores")
            self._connection.executemany(
                "INSERT OR REPLACE INTO review_scores VALUES (?, ?, ?, ?)",
                ((*one.key, _encode(one)) for one in scores),
            )

    def scores(self) -> dict[ScoreKey, ReviewScore]:
        """What officers entered, by whose it is."""
        rows = self._connection.execute("SELECT record FROM review_scores")
        return {one.key: one for one in (_score(record) for (record,) in rows)}

    def put_roster(self, entries: Iterable[RosterEntry]) -> None:
        """Keep a roster, in place of an earlier one."""
        with self.together():
            self._connection.execute("DELETE FROM roster")
            self._connection.executemany(
                "INSERT INTO roster VALUES (?, ?)",
                ((position, _encode(one)) for position, one in enumerate(entries)),
            )

    def roster(self) -> tuple[RosterEntry, ...]:
        """The roster in its own order; empty where there is none."""
        rows = self._connection.execute("SELECT record FROM roster ORDER BY position")
        return tuple(_entry(record) for (record,) in rows)
