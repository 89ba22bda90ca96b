"""The season played: departments finish and send, the bureau takes in, reviews and sums up, all by commands.

Everything that is played stands on the disk afterwards, below one folder, so that it is played only once.
"""

import datetime as dt
import smtplib
import sqlite3
import ssl
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import msgspec
import pytest

from perfxl.bureau.folder import BureauFolder
from perfxl.cli import CLEAN, FOUND, UNREADABLE, _run
from perfxl.department.dispatch.configuration import save
from perfxl.document import pdf
from perfxl.errors import PdfError
from tests.support import post
from tests.support.county.mould import workbook
from tests.support.county.plantings import retyped
from tests.support.county.season import (
    ALTERATION,
    REASON,
    TWICE,
    Season,
    Sender,
    first_version,
    season,
    stranger,
)
from tests.support.mailbox import MailServer, mailbox

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
    roster: Path

    @property
    def folder(self) -> BureauFolder:
        return BureauFolder(self.bureau)


def perfxl(*arguments: str | Path) -> int:
    """A command as a user types it."""
    return _run([str(one) for one in arguments])


def scene(root: Path) -> Scene:
    """The season in its places below a folder; nothing need be there yet."""
    return Scene(season(), root / "各部门", root / "邮箱", root / "2020年度 绩效自评", root / "名录.csv")


def play(root: Path) -> Scene:
    """Play it all, unless that was done already; several processes may ask at once."""
    made, played = scene(root), root / "played"
    with _one_at_a_time(root):
        if not played.exists():
            _play(made)
            played.touch()
    return made


@contextmanager
def _one_at_a_time(root: Path) -> Iterator[None]:
    with closing(sqlite3.connect(root / "lock", timeout=600, isolation_level=None)) as lock:
        lock.execute("BEGIN EXCLUSIVE")
        yield


def _play(made: Scene) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "home", lambda: made.roster.parent / "主目录")
        patch.setattr(pdf, "as_pdf", partial(_one_pdf, pdf.as_pdf))
        with mailbox(made.mails, security="tls") as server:
            _send_everything(made, server)
        made.roster.write_bytes(made.season.roster().encode("gbk"))
        assert perfxl("collect", made.mails, "-o", made.bureau, "--roster", made.roster) == FOUND
        assert perfxl("review", made.bureau) == FOUND
        assert perfxl("consolidate", made.bureau) == FOUND


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
