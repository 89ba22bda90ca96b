"""From end to end: sixty departments of both schemes hand in by mail, the bureau takes in, reviews, sums up.

What the bureau must find is known from :mod:`tests.support.county.season`; what its figures must be is worked
out anew, from what the departments were made with, by :mod:`tests.support.county.reckoning`.
"""

import datetime as dt
import smtplib
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

import pytest

from perfxl.bureau.folder import BureauFolder
from perfxl.bureau.records import Received
from perfxl.bureau.store import Store
from perfxl.cli import FOUND, _run
from tests.support import post
from tests.support.county import department, workbook
from tests.support.county.season import STRANGER, TWICE, Season, Sender, first_version, season
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
    stranger = department(STRANGER)
    yield _mail(stranger.address, {"绩效自评.xlsx": workbook(stranger)})


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


def test_every_workbook_is_taken_in_and_none_that_nobody_sent(collected):
    came = received(collected)
    named = [one for one in came if one.department]
    expected = [one.name for one in collected.season.counted]
    assert len(named) == len(expected) + 1
    assert {one.name for one in collected.season.counted} == {one.department for one in named}
