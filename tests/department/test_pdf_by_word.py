"""A PDF made by Word or WPS: what they are asked for, and that they have ended afterwards. None is here."""

from pathlib import Path

import pytest

from perfxl.document.pdf import word
from perfxl.errors import PdfError


class Word:
    """What looks like Word, and fails where it is told to."""

    def __init__(self, fails=""):
        self.fails, self.told = fails, []

    @property
    def Documents(self):
        return self

    def _tell(self, what, *arguments):
        self.told.append((what, *arguments))
        if what == self.fails:
            raise OSError(-2147352567)

    def Open(self, file, confirm, read_only, recent):
        self.content = Path(file).read_bytes()
        self._tell("open", confirm, read_only, recent)
        return self

    def ExportAsFixedFormat(self, target, kind):
        self._tell("export", kind)
        Path(target).write_bytes(b"%PDF-1.7")

    def Close(self, changes):
        self._tell("close", changes)

    def Quit(self, changes):
        self._tell("quit", changes)


def test_word_opens_the_document_unseen_and_unchanged_and_gives_its_pages():
    application = Word()
    assert word.exported(application, b"docx") == b"%PDF-1.7"
    assert application.content == b"docx"
    assert application.told == [("open", False, True, False), ("export", 17), ("close", 0), ("quit", 0)]
    assert (application.Visible, application.DisplayAlerts, application.AutomationSecurity) == (False, 0, 3)


@pytest.mark.parametrize("fails", ["open", "export", "close"])
def test_word_is_ended_whatever_it_cannot_do(fails):
    application = Word(fails)
    with pytest.raises(PdfError) as refused:
        word.exported(application, b"docx")
    assert (refused.value.code, str(refused.value)) == ("E545", "Word 没有能够生成 PDF。")
    assert application.told[-1] == ("quit", 0)


def test_that_word_does_not_end_in_order_spoils_nothing():
    assert word.exported(Word("quit"), b"docx") == b"%PDF-1.7"


def test_where_there_is_no_windows_there_is_no_word():
    with pytest.raises(PdfError) as refused:
        word.word_application()
    assert refused.value.code == "E544"
