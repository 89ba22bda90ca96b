"""From end to end: sixty departments of both schemes hand in by mail, the bureau takes in, reviews, sums up.

What the bureau must find is known from :mod:`tests.support.county.season`; what its figures must be is worked
out anew, from what the departments were made with, by :mod:`tests.support.county.reckoning`.
"""

import datetime as dt
import json
import smtplib
import ssl
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import msgspec
import pandas as pd
import pytest

from perfxl.bureau.folder import BureauFolder
from perfxl.bureau.judging import judge
from perfxl.bureau.records import FindingRecord, Received
from perfxl.bureau.store import Held, Store
from perfxl.cli import CLEAN, FOUND, UNREADABLE, _run
from perfxl.department.dispatch.configuration import save
from perfxl.document import pdf
from perfxl.errors import PdfError
from perfxl.findings import Place, Severity
from tests.support import post
from tests.support.county import department, reckoning, workbook
from tests.support.county.plantings import retyped
from tests.support.county.season import (
    ALTERATION,
    COUNT,
    REASON,
    ROSTER,
    STRANGE_NAME,
    TWICE,
    Season,
    Sender,
    first_version,
    season,
    stranger,
)
from tests.support.mailbox import MailServer, mailbox
from tests.support.workbooks import place_of

BUREAU = "jixiao@shilixian.example.com"
AFTERWARDS = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=5)
MORNING = dt.datetime(2021, 3, 20, 8, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))


@dataclass(frozen=True)
class Scene:
    """Where it all happens: the season, the departments' own folders, the bureau's mailbox and folder."""

    season: Season
    desks: Path
    mails: Path
    bureau: Path

    @property
    def folder(self) -> BureauFolder:
        return BureauFolder(self.bureau)


def perfxl(*arguments: str | Path) -> int:
    """A command as a user types it."""
    return _run([str(one) for one in arguments])


@pytest.fixture(scope="module")
def scene(tmp_path_factory) -> Iterator[Scene]:
    root = tmp_path_factory.mktemp("示例县 财政局")
    made = Scene(season(), root / "各部门", root / "邮箱", root / "2020年度 绩效自评")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "home", lambda: root / "主目录")
        patch.setattr(pdf, "as_pdf", partial(_one_pdf, pdf.as_pdf))
        with mailbox(made.mails, security="tls") as server:
            _send_everything(made, server)
        yield made


def _one_pdf(make: Callable[[bytes], bytes], document: bytes) -> bytes:
    """A real PDF of one department's report; LibreOffice takes seconds for each, so the others get none."""
    if not any("示例县教育局" in paragraph.text for paragraph in docx.Document(BytesIO(document)).paragraphs):
        raise PdfError("E544")
    return make(document)


def _send_everything(made: Scene, server: MailServer) -> None:
    trusting = ssl.create_default_context(cafile=server.settings.ca_file)
    place = (server.settings.server, server.settings.port)
    with smtplib.SMTP_SSL(*place, context=trusting) as line:
        for number, mail in enumerate(_bare_mails(made.season)):
            moment = MORNING + dt.timedelta(minutes=number)
            mail.replace_header("Date", format_datetime(moment))
            line.send_message(mail)
        for sender in made.season.senders:
            if sender.way != "as it is":
                _finish_and_send(made.desks, sender, server, line)


def _bare_mails(what: Season) -> Iterator[EmailMessage]:
    """What is sent without being finished: first what cannot be read, then the first of two versions."""
    for one, fault in what.unreadable:
        yield _mail(one.address, {f"{one.name}.xlsx": fault.plant(one)})
    twice = next(one for one in what.senders if one.department.number == TWICE)
    yield _as_it_is(first_version(twice))
    for sender in what.senders:
        if sender.way == "as it is":
            yield _as_it_is(sender)
    yield _mail(stranger().address, {"绩效自评.xlsx": workbook(stranger())})


def _finish_and_send(desks: Path, sender: Sender, server: MailServer, line: smtplib.SMTP) -> None:
    """The department's own desk, command by command."""
    desk = desks / sender.name
    desk.mkdir(parents=True)
    file = desk / "自评表 终稿.xlsx"
    file.write_bytes(sender.file)
    save(msgspec.structs.replace(server.settings, sender=sender.department.address, to=(BUREAU,)))
    refused = perfxl("finish", file, "-o", desk)
    if sender.way == "with errors":
        assert refused == UNREADABLE
        assert perfxl("finish", file, "-o", desk, "--with-errors", "--reason", REASON) == FOUND
    else:
        assert refused == CLEAN
    (bundle,) = desk.glob("*-绩效自评")
    if sender.way != "altered":
        assert perfxl("send", bundle, "--smtp", "--yes") == CLEAN
        return
    finished = bundle / f"{bundle.name}.xlsx"
    changed = retyped(finished.read_bytes(), sender.department, *ALTERATION)
    finished.write_bytes(changed)
    assert perfxl("send", bundle, "--smtp", "--yes") == UNREADABLE
    line.send_message(_mail(sender.department.address, {finished.name: changed}, at=AFTERWARDS))


def _mail(sender: str, files: dict[str, bytes], **more: Any) -> EmailMessage:
    return post.mail(files, sender=sender, **more)


def _as_it_is(sender: Sender) -> EmailMessage:
    """A bare workbook, attached the way people attach: as a file, in an archive, in a mail passed on."""
    one = sender.department
    files, number = {f"{one.name}自评表.xlsx": sender.file}, one.number
    if number % 7 == 1:
        files = {
            "报送材料.zip": post.bare_archive({name.encode("gbk"): held for name, held in files.items()})
        }
    elif number % 7 == 2:
        files = {
            "报送材料.zip": post.archive({f"{one.name}/终稿/{name}": held for name, held in files.items()})
        }
    elif number % 7 == 3:
        return _mail("zhuanfa@shilixian.example.com", {}, forwarded=_mail(one.address, files))
    return _mail(one.address, files)


@pytest.fixture(scope="module")
def collected(scene) -> Scene:
    roster = scene.mails.parent / "名录.csv"
    roster.write_bytes(scene.season.roster().encode("gbk"))
    assert perfxl("collect", scene.mails, "-o", scene.bureau, "--roster", roster) == FOUND
    return scene


def received(scene: Scene) -> list[Received]:
    with Store(scene.folder.store) as store:
        return [one for one, _ in store.received()]


def test_every_workbook_is_taken_in_once_and_every_unreadable_file_is_told_with_its_sender(collected):
    came = received(collected)
    departments = Counter(one.department for one in came if one.department)
    twice = next(one.name for one in collected.season.senders if one.department.number == TWICE)
    assert departments == Counter([*(one.name for one in collected.season.counted), twice])
    refused = {(one.sender, one.fault.code) for one in came if one.fault}
    assert refused == {(one.address, fault.error) for one, fault in collected.season.unreadable}


def test_the_roster_tells_who_is_missing_who_sent_twice_and_who_is_unknown(collected, capsys):
    assert perfxl("collect", collected.mails, "-o", collected.bureau, "--json") == FOUND
    told = json.loads(capsys.readouterr().out)
    assert told["new"]["workbooks"] == 0
    sent = [one for one in collected.season.senders if one.way in ("finished", "with errors")]
    documents, pdfs = len(sent), 1
    assert told["again"] == len(received(collected)) + documents + pdfs
    assert told["roster"] == {
        "units": ROSTER,
        "missing": [department(number).name for number in range(COUNT + 1, ROSTER + 1)],
        "repeated": [department(TWICE).name],
        "strangers": [STRANGE_NAME],
    }


@pytest.fixture(scope="module")
def reviewed(collected) -> dict[str, Held]:
    """What counts of every department after the review, by its name."""
    assert perfxl("review", collected.bureau, "--jobs", "2") == FOUND
    with Store(collected.folder.store) as store:
        newest = [one for one in store.held(judge(), newest_only=True) if one.received.department]
    return {one.received.department: one for one in newest}


def told(findings: Iterable[FindingRecord], severity: Severity) -> set[str]:
    """Place and code, as plantings have them."""
    return {
        f"{Place(one.sheet, one.cell)} {one.code}" + (f".{one.case}" if one.case else "")
        for one in findings
        if one.severity is severity
    }


def test_every_planted_fault_is_found_and_none_is_invented(collected, reviewed):
    for sender in collected.season.senders:
        review = reviewed[sender.name].reviewed
        planted = sender.planting.errors if sender.planting else set()
        assert told(review.findings, Severity.ERROR) == planted, sender.name
        if sender.planting:
            assert sender.planting.looks <= told(review.findings, Severity.REMINDER), sender.name


RECEIPTS = {"finished": set(), "with errors": {"R45"}, "altered": {"R30"}, "as it is": {"R42"}}
"""What the receipt tells of each way of handing in, or its absence."""


def test_what_became_of_a_workbook_after_it_was_finished_is_told(collected, reviewed):
    for sender in collected.season.senders:
        review = reviewed[sender.name].reviewed
        told_of = {one.code for one in (*review.findings, *review.comparisons)}
        assert told_of & {"R30", "R42", "R43", "R44", "R45"} == RECEIPTS[sender.way], sender.name
        assert bool(review.finished_at) == (sender.way != "as it is")
        if sender.way == "altered":
            (changed,) = (one.fault for one in review.comparisons if one.code == "R30")
            assert place_of(ALTERATION[0], rows=None) in changed


def plain(series: pd.Series) -> dict[str, Any]:
    """By key, None where there is nothing."""
    return {key: None if pd.isna(value) else value for key, value in series.items()}


def test_every_score_is_that_of_a_second_reading_of_the_notices(collected, reviewed):
    scored = reckoning.scores(collected.season.counted)
    totals = reckoning.totals(scored)
    assert len(totals) == COUNT + 1
    for name, row in totals.iterrows():
        review = reviewed[name].reviewed
        read = scored[scored.department == name].set_index("indicator").score
        assert {mark.id: mark.score for mark in review.marks} == plain(read)
        assert (review.total, review.unscored) == (row["sum"], row.missing)
        assert review.grade == row.grade
