"""What taking in remembers beside the workbooks: what came with them, what was not used, and every renaming.

A copy is written under a temporary name first and gets its own when its version is known. A renaming is on
record before it is done, so that a run that is killed between the two is completed by the next.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Final

import msgspec

from perfxl.bureau.folder import BureauFolder
from perfxl.bureau.intake.pieces import TEMPORARY
from perfxl.bureau.records import Attachment, NotUsed, Received
from perfxl.bureau.store import Store

_TABLES: Final = """
CREATE TABLE IF NOT EXISTS attachments (
    digest TEXT PRIMARY KEY, file TEXT NOT NULL, department TEXT NOT NULL, record BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS not_used (place TEXT PRIMARY KEY, run TEXT NOT NULL, record BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS renamings (source TEXT PRIMARY KEY, target TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""
_UNNAMED: Final = "%/" + TEMPORARY.format(one="%")
_IS_TEMPORARY: Final = re.compile(re.escape(TEMPORARY).replace(r"\{one\}", "[0-9a-f]+"))
_BETWEEN: Final = "\x1f"
"""Between the steps of a bundle; it stands in no name that is shown."""

_encode = msgspec.msgpack.Encoder().encode
_attachment = msgspec.msgpack.Decoder(Attachment).decode
_not_used = msgspec.msgpack.Decoder(NotUsed).decode
_received = msgspec.msgpack.Decoder(Received).decode


def bundle_of(steps: tuple[str, ...]) -> str:
    """Steps as a bundle."""
    return _BETWEEN.join(steps)


class Ledger:
    """The tables of taking in, in the store of a bureau's folder."""

    def __init__(self, folder: BureauFolder, store: Store) -> None:
        self._folder = folder
        self._store = store
        self._connection = store.connection
        self._connection.executescript(_TABLES)

    def arrival(self, key: str) -> Received | None:
        """The arrival of that key, if it was taken in before."""
        row = self._connection.execute("SELECT record FROM received WHERE key = ?", (key,)).fetchone()
        return _received(row[0]) if row else None

    def of_digest(self, digest: str) -> Received | None:
        """A workbook of that content."""
        query = "SELECT record FROM received WHERE digest = ? ORDER BY key LIMIT 1"
        row = self._connection.execute(query, (digest,)).fetchone()
        return _received(row[0]) if row else None

    def attachment(self, digest: str) -> Attachment | None:
        """What is no workbook, of that content."""
        row = self._connection.execute(
            "SELECT record FROM attachments WHERE digest = ?", (digest,)
        ).fetchone()
        return _attachment(row[0]) if row else None

    def add_attachment(self, one: Attachment) -> None:
        """Keep it, in place of what was known of the same content."""
        self._connection.execute(
            "INSERT OR REPLACE INTO attachments VALUES (?, ?, ?, ?)",
            (one.digest, one.file, one.department, _encode(one)),
        )

    def attachments(self) -> Iterator[Attachment]:
        """All of them, by department."""
        query = "SELECT record FROM attachments ORDER BY department = '', department, file"
        return (_attachment(record) for (record,) in self._connection.execute(query))

    def add_not_used(self, place: str, run: str, one: NotUsed, most: int) -> None:
        """Keep what was not used, up to so many."""
        count = self._connection.execute("SELECT COUNT(*) FROM not_used").fetchone()[0]
        if count < most:
            row = (place, run, _encode(one))
            self._connection.execute("INSERT OR REPLACE INTO not_used VALUES (?, ?, ?)", row)

    def forget_not_used(self, source: str, run: str) -> None:
        """Let go of what a source has no more, or what could be used by now: this run has not met it."""
        for after in ("/", " "):
            self._connection.execute(
                "DELETE FROM not_used WHERE run <> ? AND (place = ? OR (place >= ? AND place < ?))",
                (run, source, source + after, source + chr(ord(after) + 1)),
            )

    def not_used(self) -> Iterator[NotUsed]:
        """Everything that was not used, in the order in which it was met."""
        rows = self._connection.execute("SELECT record FROM not_used ORDER BY rowid")
        return (_not_used(record) for (record,) in rows)

    def faulty(self) -> list[Received]:
        """The workbooks that could not be read, a content once."""
        with closing(
            self._connection.execute("SELECT MIN(key), record FROM received GROUP BY digest")
        ) as rows:
            return [one for one in (_received(record) for _, record in rows) if one.fault is not None]

    def same_content(self, digest: str) -> list[Received]:
        """Every arrival of one content."""
        rows = self._connection.execute("SELECT record FROM received WHERE digest = ?", (digest,))
        return [_received(record) for (record,) in rows]

    def of_file(self, file: str) -> list[Received]:
        """Every arrival that is kept in one file."""
        rows = self._connection.execute("SELECT record FROM received WHERE file = ?", (file,))
        return [_received(record) for (record,) in rows]

    def attachments_of_file(self, file: str) -> list[Attachment]:
        """The attachment, if any, that is kept in one file."""
        rows = self._connection.execute("SELECT record FROM attachments WHERE file = ?", (file,))
        return [_attachment(record) for (record,) in rows]

    def unnamed(self) -> Iterator[tuple[Received, int]]:
        """Workbooks that stand under a temporary name, with the number of their version; a content once."""
        query = (
            "SELECT MIN(key), record, number FROM received WHERE file LIKE ? GROUP BY digest "
            "ORDER BY department, year, number, file"
        )
        for _, record, number in self._connection.execute(query, (_UNNAMED,)).fetchall():
            yield _received(record), number

    def unnamed_attachments(self) -> Iterator[Attachment]:
        """Attachments that stand under a temporary name."""
        query = "SELECT record FROM attachments WHERE file LIKE ? ORDER BY rowid"
        for (record,) in self._connection.execute(query, (_UNNAMED,)).fetchall():
            yield _attachment(record)

    def make_attachment(self, one: Received, department: str, year: int | None) -> None:
        """A workbook that is nobody's return came with one: it is an attachment of it."""
        self._connection.execute("DELETE FROM received WHERE digest = ?", (one.digest,))
        shared = {
            name: getattr(one, name)
            for name in ("file", "digest", "name", "source", "sender", "at", "bundle")
        }
        self.add_attachment(Attachment(**shared, department=department, year=year))

    def departments_of(self, bundle: str) -> list[tuple[str, int | None]]:
        """The departments, two at most, whose workbooks came in the narrowest bundle around that has any.

        What the officer named as a source is no bundle: what lies there together did not come together.
        """
        steps = bundle.split(_BETWEEN)
        for length in range(len(steps), 1, -1):
            around = _BETWEEN.join(steps[:length])
            query = (
                "SELECT department, MAX(year) FROM received WHERE department <> '' AND "
                "(bundle = ? OR (bundle > ? AND bundle < ?)) GROUP BY department LIMIT 2"
            )
            inner = around + _BETWEEN
            found = self._connection.execute(query, (around, inner, around + "\x20")).fetchall()
            if found:
                return found
        return []

    def codes_of(self, one: Received) -> int:
        """How many budget codes departments of that name and year have given."""
        query = "SELECT record FROM received WHERE department = ? AND year IS ?"
        rows = self._connection.execute(query, (one.department, one.year))
        return len({_received(record).code for (record,) in rows} - {""})

    def rename(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Put renamings of files on record, and tell everything that refers to them; do them afterwards."""
        self._connection.executemany("INSERT OR REPLACE INTO renamings VALUES (?, ?)", pairs)

    def pending(self) -> list[tuple[str, str]]:
        """Renamings that may not have been done."""
        return self._connection.execute("SELECT source, target FROM renamings ORDER BY rowid").fetchall()

    def renamed(self, source: str) -> None:
        """A renaming was done."""
        self._connection.execute("DELETE FROM renamings WHERE source = ?", (source,))

    def fact(self, name: str) -> str:
        """What was noted, ``""`` where nothing was."""
        row = self._connection.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def note(self, name: str, value: str) -> None:
        """Note something for the next run."""
        self._connection.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))

    def clear_leftovers(self) -> None:
        """Remove what a killed run was just writing."""
        query = "SELECT 1 FROM received WHERE file = ? UNION ALL SELECT 1 FROM attachments WHERE file = ?"
        for place in (self._folder.originals, self._folder.attachments):
            for file in place.iterdir() if place.is_dir() else ():
                name = self.relative(file)
                if (
                    _IS_TEMPORARY.fullmatch(file.name)
                    and not self._connection.execute(query, (name, name)).fetchone()
                ):
                    with suppress(OSError):
                        file.unlink()

    def relative(self, file: Path) -> str:
        """A file of the folder as the store tells it."""
        return file.relative_to(self._folder.root).as_posix()
