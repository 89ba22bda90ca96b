"""Mails, archives and messages with bytes changed at random: what comes of it is a file or a coded line."""

import datetime as dt
import random

import pytest

from perfxl.bureau.intake.opening import opened
from perfxl.bureau.intake.pieces import Content, Desk, NotTaken, Piece, Way
from tests.support.post import archive, bare_archive, mail, mailbox_of, outlook, raw_mail

NOW = dt.datetime(2021, 5, 1, tzinfo=dt.UTC)
ROUNDS = 80
TELLING = b"\x00\xff=\n\"'*;:-?%"
SAMPLES = {
    "a.eml": mail(
        {"表.xlsx": b"PK\x05\x06", "报告.pdf": b"%PDF" * 50},
        forwarded=mail({"里.zip": archive({"x.txt": b"y"})}),
    ).as_bytes(),
    "b.eml": raw_mail(b"attachment; filename*0*=UTF-8''%E7%A4%BA; filename*1*=%E4%BE%8B.xlsx", b"PK"),
    "c.zip": bare_archive(
        {"甲/表.txt".encode("gbk"): b"x" * 300, b"b.eml": mail({"表.xlsx": b"PK"}).as_bytes()}
    ),
    "d.msg": outlook({"表.xlsx": b"PK" * 600}, forwarded=outlook({"c.pdf": b"%PDF"})).to_bytes(),
    "e.mbox": mailbox_of([mail({"表.xlsx": b"PK"}), mail({"b.pdf": b"%PDF"})]),
}


def changed(content: bytes, chance: random.Random) -> bytes:
    bytes_ = bytearray(content)
    for _ in range(chance.choice((1, 2, 5, 20, 100))):
        at = chance.randrange(len(bytes_))
        match chance.randrange(6):
            case 0:
                del bytes_[at : at + chance.randrange(30)]
            case 1:
                start = chance.randrange(len(bytes_))
                bytes_[at:at] = bytes_[start : start + chance.randrange(200)]
            case 2:
                bytes_[at] = chance.randrange(256)
            case _:
                bytes_[at] = chance.choice(TELLING)
        bytes_ = bytes_ or bytearray(b"x")
    return bytes(bytes_[: chance.randrange(1, len(bytes_))]) if chance.random() < 0.1 else bytes(bytes_)


@pytest.mark.parametrize("name", SAMPLES)
def test_nothing_unforeseen_comes_of_changed_bytes(name, tmp_path):
    chance = random.Random(name)  # noqa: S311 - nothing secret
    desk, way, codes = Desk(tmp_path, NOW), Way(("来源",), ("来源",)), set()
    for _ in range(ROUNDS):
        piece = Piece(name, Content(changed(SAMPLES[name], chance)), way)
        codes |= {
            met.error.code if isinstance(met, NotTaken) else "" for met in opened(piece, desk, lambda _: None)
        }

    assert "E816" not in codes
    assert "" in codes
    assert list(tmp_path.iterdir()) == []
