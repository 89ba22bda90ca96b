"""Files that are built to do harm: each is refused or made harmless, within bounds, and told of."""

import base64
import datetime as dt
import io
import struct
import zipfile

import pytest

from perfxl.bureau.intake import limits, mails, opening, unpacking
from perfxl.bureau.intake.limits import MIB, Budget, budget_for
from perfxl.bureau.intake.pieces import Content, Desk, Piece, Way
from tests.support.post import archive, bare_archive, mail, outlook, raw_mail

NOW = dt.datetime(2021, 5, 1, tzinfo=dt.UTC)
GOOD = "示例县教育局-2020-第1版.xlsx"


@pytest.mark.parametrize(
    "path",
    [
        "../../外面.xlsx",
        "/etc/外面.xlsx",
        "C:\\Windows\\外面.xlsx",
        "..\\..\\外面.xlsx",
        "a/../../../外面.xlsx",
        "外面.xlsx:x",
    ],
)
def test_no_member_is_written_by_its_own_path(bureau, workbook, path):
    before = set(bureau.root.parent.rglob("*"))
    bureau.put("a.zip", bare_archive({path.encode("gbk"): workbook()}))
    bureau.take()

    made = {file for file in set(bureau.root.parent.rglob("*")) - before if file.is_file()}
    assert {file.name for file in made} == {"a.zip", GOOD, "收件清单.xlsx", ".perfxl.sqlite", ".perfxl.lock"}


def test_an_attachments_own_path_is_not_followed(bureau, workbook):
    bureau.put("a.eml", mail({"../../../x/../表.xlsx": workbook(None)}).as_bytes())
    bureau.take()

    assert bureau.originals() == ["未署名-表.xlsx"]


def test_a_bomb_in_an_archive_is_not_unpacked(bureau, workbook):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        with packed.open("弹.txt", "w") as member:
            for _ in range(64):
                member.write(bytes(MIB))
        packed.writestr("表.xlsx", workbook())
    bureau.put("a.zip", buffer.getvalue())
    bureau.take()

    assert bureau.refused() == [("弹.txt", "E811")]
    assert bureau.originals() == [GOOD]


def test_a_bomb_that_hides_its_size_is_not_unpacked_either(bureau):
    packed = bytearray(archive({"弹.txt": bytes(64 * MIB)}))
    for signature, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<L", packed, packed.find(signature) + at, 10)
    bureau.put("a.zip", bytes(packed))
    bureau.take()

    assert bureau.refused() == [("弹.txt", "E811")]


def test_archives_in_archives_are_opened_to_a_depth_and_no_further(bureau, workbook):
    content = workbook()
    for level in range(limits.MAX_DEPTH + 1):
        content = archive({f"{level}.zip" if level else "表.xlsx": content})
    bureau.put("a.zip", content)
    bureau.put("b.zip", archive({"里.zip": archive({"表.xlsx": workbook("乙局")})}))
    bureau.take()

    assert bureau.originals() == ["乙局-2020-第1版.xlsx"]
    assert [code for _, code in bureau.refused()] == ["E807"]


def test_an_archive_that_lies_in_itself_is_not_opened_again(tmp_path):
    content = Content(archive({"a.txt": b"x"}))
    way = Way(("来源",), ("来源",), around=(content.digest(),))
    met = list(opening.opened(Piece("a.zip", content, way), Desk(tmp_path, NOW), lambda _: None))

    assert [one.error.code for one in met] == ["E807"]


def test_an_archive_that_breeds_is_stopped_by_the_number_of_its_files(bureau, monkeypatch):
    monkeypatch.setattr(opening, "budget_for", lambda _: Budget(100, 10**9))
    content = b"x"
    for level in range(4):
        content = archive({f"{n}.{'zip' if level else 'txt'}": content + bytes([n]) for n in range(10)})
    bureau.put("a.zip", content)
    bureau.put("b.zip", archive({"b.txt": b"x"}))
    bureau.take()

    assert ("a.zip", "E806") in bureau.refused()
    assert len(bureau.attachments()) <= 101
    assert "未署名-b.txt" in bureau.attachments()


def test_files_that_are_too_large_together_are_stopped(bureau, monkeypatch):
    monkeypatch.setattr(opening, "budget_for", lambda _: Budget(100, 1000))
    bureau.put("a.zip", archive({f"{n}.txt": bytes([n]) * 400 for n in range(5)}))
    bureau.take()

    assert bureau.refused() == [("a.zip", "E805")]
    assert len(bureau.attachments()) == 2


def test_a_small_mail_may_grow_to_a_quarter_of_a_gigabyte_and_a_large_one_twentyfold():
    assert [budget_for(size * MIB).size // MIB for size in (1, 40, 9999)] == [256, 800, 4096]


def test_a_directory_of_a_million_entries_is_not_even_listed(bureau, monkeypatch):
    monkeypatch.setattr(unpacking, "MAX_ENTRIES", 1000)
    bureau.put("a.zip", archive({f"{n}": b"" for n in range(1001)}))
    bureau.take()

    assert bureau.refused() == [("a.zip", "E806")]


def test_a_mail_with_ten_thousand_attachments_gives_the_first_and_says_so(bureau, workbook):
    part = b'--b\r\nContent-Type: application/pdf; name="%d.pdf"\r\n\r\n%%PDF%d\r\n'
    head = b'From: a@b.invalid\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
    bureau.put("a.eml", head + b"".join(part % (n, n) for n in range(10_000)) + b"--b--\r\n")
    bureau.put("b.eml", mail({"表.xlsx": workbook()}).as_bytes())
    bureau.take()

    assert len(bureau.attachments()) == limits.MAX_ATTACHMENTS
    assert bureau.refused() == [("其余附件", "E806")]
    assert bureau.originals() == [GOOD]


def nested(depth: int) -> bytes:
    head = b"From: a@b.invalid\r\nMIME-Version: 1.0\r\n"
    part = b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n'
    opening = b"".join(part % (n, n) for n in range(depth))
    return head + opening + b"Content-Type: text/plain\r\n\r\n" + b"x\r\n" * 1000


@pytest.mark.parametrize("depth", [limits.MAX_BOUNDARIES + 1, 5000])
def test_parts_within_parts_without_end_are_refused(bureau, workbook, depth):
    bureau.put("a.eml", nested(depth))
    bureau.put("b.eml", mail({"表.xlsx": workbook()}).as_bytes())
    bureau.take()

    assert bureau.refused() == [("a.eml", "E813")]
    assert bureau.originals() == [GOOD]


def test_as_many_parts_as_are_let_are_read(bureau):
    bureau.put("a.eml", nested(limits.MAX_BOUNDARIES))
    bureau.take()

    assert bureau.refused() == []


def test_a_mail_too_large_or_of_too_many_lines_is_refused(bureau, monkeypatch):
    monkeypatch.setattr(mails, "MAX_MESSAGE", 10_000)
    monkeypatch.setattr(mails, "MAX_LOOKS", 1000)
    bureau.put("a.eml", raw_mail(b'attachment; filename="a.pdf"', b"%PDF" * 5000))
    bureau.put("b.eml", raw_mail(b'attachment; filename="b.pdf"', b"", body=b"\n" * 600))
    bureau.put("c.eml", raw_mail(b'attachment; filename="c.pdf"', b"%PDF"))
    bureau.take()

    assert bureau.refused() == [("a.eml", "E813"), ("b.eml", "E813")]
    assert bureau.attachments() == ["未署名-c.pdf"]


def test_mails_forwarded_without_end_are_followed_to_a_depth(bureau, workbook):
    message = mail({"表.xlsx": workbook()})
    for _ in range(limits.MAX_DEPTH + 2):
        message = mail({}, forwarded=message)
    bureau.put("a.eml", message.as_bytes())
    bureau.take()

    assert [code for _, code in bureau.refused()] == ["E807"]


def test_headings_with_lines_injected_stay_in_their_cell(bureau, workbook):
    word = "=?utf-8?B?" + base64.b64encode("报送\r\nBcc: x@y.invalid\r\n\r\n=1+1".encode()).decode() + "?="
    message = raw_mail(
        f'attachment; filename="{word}.xlsx"'.encode(), workbook(), headers=f"Subject: {word}\r\n".encode()
    )
    bureau.put("a.eml", message)
    bureau.take()

    one = bureau.one()
    assert one.name == "报送 Bcc: x@y.invalid =1+1.xlsx"
    assert "\n" not in one.source + one.sender + one.name


def test_an_outlook_message_whose_counts_run_in_circles_is_refused(bureau, workbook):
    content = bytearray(outlook({"表.xlsx": workbook()}).to_bytes())
    struct.pack_into("<L", content, 64, 0xFFFFFF)  # sectors of the small FAT
    bureau.put("a.msg", bytes(content))
    root = bytearray(outlook({"表.xlsx": workbook()}).to_bytes())
    shift, directory = struct.unpack_from("<H16xL", root, 30)
    struct.pack_into(
        "<L", root, (directory + 1) * (1 << shift) + 120, 0xFFFFFFF
    )  # bytes of the root's stream
    bureau.put("b.msg", bytes(root))
    bureau.take()

    assert bureau.refused() == [("a.msg", "E808"), ("b.msg", "E808")]


def test_a_stream_that_declares_more_than_the_file_holds_is_refused(bureau, workbook):
    content = outlook({"表.xlsx": workbook()}).to_bytes()
    name = "__substg1.0_37010102".encode("utf-16-le")
    lying = bytearray(content)
    struct.pack_into("<L", lying, content.find(name) + 120, 0x7FFFFFFF)
    bureau.put("a.msg", bytes(lying))
    bureau.put("b.msg", content)
    bureau.take()

    assert bureau.refused() == [("表.xlsx", "E811")]
    assert bureau.originals() == [GOOD]


def test_a_message_of_too_many_streams_is_refused(bureau, monkeypatch):
    from perfxl.bureau.intake import compound  # noqa: PLC0415

    monkeypatch.setattr(compound, "MAX_ENTRIES", 100)
    bureau.put("a.msg", outlook({f"{n}.pdf": b"%PDF" for n in range(100)}).to_bytes())
    bureau.take()

    assert bureau.refused() == [("a.msg", "E808")]
