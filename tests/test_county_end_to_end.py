"""From end to end: sixty departments of both schemes hand in by mail, the bureau takes in, reviews, sums up.

What the bureau must find is known from :mod:`tests.support.county.season`; what its figures must be is worked
out anew, from what the departments were made with, by :mod:`tests.support.county.reckoning`.
"""

import datetime as dt
import json
import smtplib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from perfxl.bureau.folder import BureauFolder
from perfxl.bureau.judging import judge
from perfxl.bureau.records import FindingRecord, Received
from perfxl.bureau.review.crew import Bounds
from perfxl.bureau.review.reviewing import on_this_machine, review_waiting
from perfxl.bureau.store import Held, Store
from perfxl.cli import FOUND, _run
from perfxl.findings import Place, Severity
from tests.support import post
from tests.support.county import department, reckoning, workbook
from tests.support.county.season import (
    COUNT,
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

MORNING = dt.datetime(2021, 3, 20, 8, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))


@dataclass(frozen=True)
class Scene:
    """Where it all happens: the season, the bureau's mailbox, and the bureau's folder."""

    season: Season
    mails: Path
    bureau: Path

    @property
    def folder(self) -> BureauFolder:
        return BureauFolder(self.bureau)

    def run(self, *arguments: str | Path) -> int:
        """A command as an officer types it."""
        return _run([str(one) for one in arguments])


@pytest.fixture(scope="module")
def scene(tmp_path_factory) -> Scene:
    root = tmp_path_factory.mktemp("示例县 财政局")
    made = Scene(season(), root / "邮箱", root / "2020年度 绩效自评")
    with mailbox(made.mails) as server:
        _send_everything(made.season, server)
    return made


def _send_everything(what: Season, server: MailServer) -> None:
    with smtplib.SMTP(server.settings.server, server.settings.port) as line:
        for number, mail in enumerate(_mails(what)):
            mail.replace_header(
                "Date", (MORNING + dt.timedelta(minutes=number)).strftime("%a, %d %b %Y %X %z")
            )
            line.send_message(mail)


def _mails(what: Season) -> Iterator[EmailMessage]:
    """All mails in their order: what cannot be read comes first, and the first of two versions."""
    for one, fault in what.unreadable:
        yield _mail(one.address, {f"{one.name}.xlsx": fault.plant(one)})
    twice = next(one for one in what.senders if one.department.number == TWICE)
    yield _as_it_is(first_version(twice))
    for sender in what.senders:
        yield _as_it_is(sender)
    yield _mail(stranger().address, {"绩效自评.xlsx": workbook(stranger())})


def _mail(sender: str, files: dict[str, bytes], **more: EmailMessage) -> EmailMessage:
    return post.mail(files, sender=sender, **more)


def _as_it_is(sender: Sender) -> EmailMessage:
    """A bare workbook, attached the way people attach: as a file, in an archive, in a mail passed on."""
    one = sender.department
    content = sender.planting.plant(one) if sender.planting else workbook(one)
    files, number = {f"{one.name}自评表.xlsx": content}, one.number
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
    assert scene.run("collect", scene.mails, "-o", scene.bureau, "--roster", roster) == FOUND
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
    assert collected.run("collect", collected.mails, "-o", collected.bureau, "--json") == FOUND
    told = json.loads(capsys.readouterr().out)
    assert told["new"]["workbooks"] == 0
    assert told["again"] == len(received(collected))
    assert told["roster"] == {
        "units": ROSTER,
        "missing": [department(number).name for number in range(COUNT + 1, ROSTER + 1)],
        "repeated": [department(TWICE).name],
        "strangers": [STRANGE_NAME],
    }


@pytest.fixture(scope="module")
def reviewed(collected) -> dict[str, Held]:
    """What counts of every department after the review, by its name."""
    with Store(collected.folder.store) as store:
        spread_out = on_this_machine(1, 100, Bounds())
        review_waiting(collected.folder, store, judge(), spread_out)
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
