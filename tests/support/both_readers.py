"""Whatever workbook any test reads through xlwings the fast reader reads too: both must tell the same."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock
from weakref import WeakSet

from perfxl.engines.closed.document import FileDocument
from perfxl.engines.closed.grid import FileGrid
from perfxl.submission import Submission
from perfxl.workbook.bulk.closed_file import ClosedFile
from perfxl.workbook.bulk.reader import read_file
from perfxl.workbook.reading import live
from perfxl.workbook.reading.gathering import gather

_CHANGING = {
    FileGrid: ("enter", "fill", "clear", "merge", "unmerge", "set_visible"),
    FileDocument: ("add_sheet",),
}
"""What changes a workbook after it was opened, so that its file is not the same any more."""


@contextmanager
def comparing_readers() -> Iterator[None]:
    """Compare both readers wherever a closed file is read that is still as it was opened."""
    changed: WeakSet[object] = WeakSet()

    def noting(change):
        def noted(self, *given, **named):
            changed.add(self.workbook if isinstance(self, FileDocument) else self._sheet.parent)
            return change(self, *given, **named)

        return noted

    def compared(view, ground) -> Submission:
        submission = gather(view, ground)
        document = view.book.impl.document
        if isinstance(document, FileDocument) and document.workbook not in changed:
            content = document.source._archive.fp.getvalue()
            assert_same(read_file(ClosedFile(content, document.path), ground.layout.scheme), submission)
        return submission

    with mock.patch.object(live, "gather", compared), mock.patch.multiple(FileDocument, **{
        name: noting(getattr(FileDocument, name)) for name in _CHANGING[FileDocument]
    }), mock.patch.multiple(FileGrid, **{
        name: noting(getattr(FileGrid, name)) for name in _CHANGING[FileGrid]
    }):  # fmt: skip
        yield


def assert_same(fast: Submission, slow: Submission) -> None:
    """Everything is the same, in the same order."""
    assert fast.remarks == slow.remarks
    assert list(fast.entries.items()) == list(slow.entries.items())
    assert list(fast.tables.items()) == list(slow.tables.items())
    assert list(fast.claims.items()) == list(slow.claims.items())
    assert fast == slow
