"""Mails taken in, beside Python's own parser merely getting their attachments out and writing them.

What perfxl does besides: whose workbook it is, the gate, names, versions, the list. The mails are the same.
"""

import email
import itertools
from email import policy

import pytest

from perfxl.bureau.intake.collecting import collect
from tests.support.county import departments, workbook
from tests.support.post import mail

MAILS = 25


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    folder = tmp_path_factory.mktemp("来件")
    for one in departments(MAILS):
        files = {"自评表.xlsx": workbook(one), "报告.pdf": b"%PDF" + one.name.encode() * 3000}
        (folder / f"{one.number}.eml").write_bytes(mail(files, sender=one.address).as_bytes())
    return folder


@pytest.fixture
def target(tmp_path):
    """A new folder each time: what was taken in is not taken in again."""
    numbers = itertools.count()
    return lambda: tmp_path / str(next(numbers))


@pytest.mark.benchmark(group="take in mails")
def test_python_writes_out_the_attachments(benchmark, source, target):
    def written():
        folder = target()
        folder.mkdir()
        for file in source.iterdir():
            message = email.message_from_bytes(file.read_bytes(), policy=policy.default)
            for part in message.iter_attachments():
                (folder / f"{file.stem}-{part.get_filename()}").write_bytes(part.get_content())
        return len(list(folder.iterdir()))

    assert benchmark(written) == 2 * MAILS


@pytest.mark.benchmark(group="take in mails")
def test_perfxl_takes_them_in(benchmark, source, target):
    done = benchmark(lambda: collect([source], target()))

    assert (done.tally.workbooks, done.tally.attachments) == (MAILS, MAILS)
