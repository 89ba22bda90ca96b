"""Every kind of source: what is taken of it, under which name, from whom, when, and by which way."""

import datetime as dt
import os

from perfxl.bureau.intake.listing import local
from tests.support.post import SENT_UTC, archive, bare_archive, mail, mailbox_of, outlook

NAMED = "示例县教育局-2020-第1版.xlsx"


def test_a_workbook_in_a_folder_below_is_copied_byte_for_byte_and_left_as_it_was(bureau, workbook):
    file = bureau.put("四月/教育/自评表.xlsx", workbook(code="018001"))
    os.utime(file, (1617240600, 1617240600))
    before = (file.read_bytes(), file.stat().st_mtime_ns)
    bureau.take()

    one = bureau.one()
    assert bureau.originals() == [NAMED]
    assert (bureau.folder.root / one.file).read_bytes() == before[0]
    assert (file.read_bytes(), file.stat().st_mtime_ns) == before
    assert (one.department, one.year, one.code, one.name) == ("示例县教育局", 2020, "018001", "自评表.xlsx")
    assert (one.at, one.sender) == (SENT_UTC, "")
    assert one.source == f"文件夹“{file.parent}”"


def test_a_workbook_is_known_by_what_it_is_and_not_by_its_name(bureau, workbook):
    bureau.put("教育局材料.dat", workbook())
    bureau.put("无后缀", workbook(mark="乙"))
    bureau.take()

    assert len(bureau.originals()) == 2
    assert bureau.not_used() == []


def test_single_files_are_sources_too(bureau, workbook):
    one, other = (
        bureau.put("a.xlsx", workbook()),
        bureau.put("b.eml", mail({"乙.xlsx": workbook("乙局")}).as_bytes()),
    )
    bureau.put("c.xlsx", workbook("丙局"))
    bureau.take(one, other)

    assert bureau.originals() == ["乙局-2020-第1版.xlsx", NAMED]


def test_an_archive_of_windows_has_names_in_gbk_without_saying_so(bureau, workbook):
    bureau.put("材料.zip", bare_archive({"教育局/自评表（终稿）.xlsx".encode("gbk"): workbook()}))
    bureau.take()

    assert bureau.one().name == "自评表（终稿）.xlsx"
    assert "压缩包“材料.zip”" in bureau.one().source


def test_an_archive_has_names_in_utf_8_with_and_without_saying_so(bureau, workbook):
    bureau.put("一.zip", archive({"教育局自评表.xlsx": workbook()}))
    bureau.put("二.zip", bare_archive({"民政局自评表.xlsx".encode(): workbook("民政局")}))
    bureau.take()

    assert {one.name for one, _ in bureau.received()} == {"教育局自评表.xlsx", "民政局自评表.xlsx"}


def test_a_members_own_time_is_kept_and_an_impossible_one_survived(bureau, workbook):
    bureau.put("一.zip", bare_archive({b"a.xlsx": workbook()}))
    impossible = bytearray(bare_archive({b"b.xlsx": workbook("乙局")}))
    for start in (impossible.find(b"PK\x03\x04") + 10, impossible.find(b"PK\x01\x02") + 12):
        impossible[start : start + 4] = b"\xff\xff\xff\xff"
    bureau.put("二.zip", bytes(impossible))
    bureau.take()

    by_name = {one.name: one.at for one, _ in bureau.received()}
    assert str(local(by_name["a.xlsx"])) == "2021-04-01 09:30:00"
    assert by_name["b.xlsx"]


def test_a_mail_tells_sender_time_and_subject(bureau, workbook):
    bureau.put("a.eml", mail({"自评表.xlsx": workbook()}).as_bytes())
    bureau.take()

    one = bureau.one()
    assert (one.name, one.sender, one.at) == ("自评表.xlsx", "caiwu@jiaoyu.invalid", SENT_UTC)
    assert one.source.endswith("邮件“报送绩效自评”")


def test_a_forwarded_mail_is_its_first_senders(bureau, workbook):
    inner = mail({"自评表.xlsx": workbook()}, sender="yuan@jiaoyu.invalid", subject="原邮件")
    later = dt.datetime(2021, 5, 1, tzinfo=dt.UTC)
    bureau.put("a.eml", mail({}, sender="zhuan@caizheng.invalid", at=later, forwarded=inner).as_bytes())
    bureau.take()

    assert (bureau.one().sender, bureau.one().at) == ("yuan@jiaoyu.invalid", SENT_UTC)
    assert "邮件“报送绩效自评” → 邮件“原邮件”" in bureau.one().source


def test_an_archive_in_a_mail_in_an_archive_is_opened(bureau, workbook):
    inner = mail({"材料.zip": archive({"自评表.xlsx": workbook()})}).as_bytes()
    bureau.put("全部邮件.zip", archive({"a.eml": inner}))
    bureau.take()

    one = bureau.one()
    assert one.source.endswith("压缩包“全部邮件.zip” → 邮件“报送绩效自评” → 压缩包“材料.zip”")
    assert one.at == SENT_UTC


def test_a_mailbox_holds_many_mails(bureau, workbook):
    mails = [mail({"表.xlsx": workbook(f"第{n}局")}, sender=f"{n}@x.invalid") for n in range(1, 4)]
    bureau.put("收件箱.mbox", mailbox_of(mails))
    bureau.take()

    assert {(one.department, one.sender) for one, _ in bureau.received()} == {
        (f"第{n}局", f"{n}@x.invalid") for n in range(1, 4)
    }


def test_an_outlook_message_tells_the_same_as_a_mail(bureau, workbook):
    bureau.put("a.msg", outlook({"自评表.xlsx": workbook()}).to_bytes())
    bureau.take()

    one = bureau.one()
    assert (one.name, one.sender, one.at) == ("自评表.xlsx", "caiwu@jiaoyu.invalid", SENT_UTC)
    assert one.source.endswith("邮件“报送绩效自评”")
    assert (bureau.folder.root / one.file).read_bytes() == workbook()


def test_a_message_forwarded_in_an_outlook_message_is_opened(bureau, workbook):
    inner = outlook({"自评表.xlsx": workbook()}, sender="yuan@jiaoyu.invalid", subject="原邮件")
    bureau.put("a.msg", outlook({}, forwarded=inner).to_bytes())
    bureau.take()

    assert bureau.one().sender == "yuan@jiaoyu.invalid"
    assert "邮件“原邮件”" in bureau.one().source


def test_what_came_with_one_departments_workbook_is_kept_under_its_name(bureau, workbook):
    files = {
        "自评表.xlsx": workbook(),
        "自评报告（盖章）.pdf": b"%PDF-1.4",
        "佐证.zip": archive({"照片/1.jpg": b"\xff\xd8\xff"}),
    }
    bureau.put("a.eml", mail(files).as_bytes())
    bureau.put("公告.docx", archive({"[Content_Types].xml": b"wordprocessingml.document.main+xml"}))
    bureau.take()

    assert bureau.attachments() == [
        "未署名-公告.docx",
        "示例县教育局-2020-1.jpg",
        "示例县教育局-2020-自评报告（盖章）.pdf",
    ]
    assert (bureau.folder.attachments / "示例县教育局-2020-自评报告（盖章）.pdf").read_bytes() == b"%PDF-1.4"


def test_what_came_with_several_departments_workbooks_is_nobodys(bureau, workbook):
    bureau.put(
        "a.eml", mail({"甲.xlsx": workbook(), "乙.xlsx": workbook("乙局"), "说明.pdf": b"%PDF"}).as_bytes()
    )
    bureau.take()

    assert bureau.attachments() == ["未署名-说明.pdf"]


def test_folders_of_departments_in_one_archive_keep_their_files_apart(bureau, workbook):
    members = {
        "甲/表.xlsx": workbook(),
        "甲/报告.pdf": b"%PDF1",
        "乙/表.xlsx": workbook("乙局"),
        "乙/报告.pdf": b"%PDF2",
    }
    bureau.put("全县.zip", archive(members))
    bureau.take()

    assert bureau.attachments() == ["乙局-2020-报告.pdf", "示例县教育局-2020-报告.pdf"]


def test_other_tables_that_came_with_a_workbook_are_attachments_and_alone_are_unreadable(bureau, workbook):
    import xlsxwriter  # noqa: PLC0415

    other = bureau.sources.parent / "另表.xlsx"
    with xlsxwriter.Workbook(str(other)) as book:
        book.add_worksheet("满意度").write(0, 0, "问卷")
    bureau.put("a.eml", mail({"表.xlsx": workbook(), "满意度.xlsx": other.read_bytes()}).as_bytes())
    other.with_name("另表2.xlsx").write_bytes(other.read_bytes() + b"\0")
    bureau.put("b.eml", mail({"自己做的表.xlsx": other.with_name("另表2.xlsx").read_bytes()}).as_bytes())
    done = bureau.take()

    assert (done.tally.workbooks, done.tally.unreadable, done.tally.attachments) == (2, 1, 1)
    assert bureau.attachments() == ["示例县教育局-2020-满意度.xlsx"]
    assert bureau.originals() == ["无法识别-自己做的表.xlsx", NAMED]
    assert [one.fault.code for one in done.unreadable] == ["E201"]


def test_pictures_of_a_mails_text_are_no_attachments(bureau, workbook):
    message = mail({"表.xlsx": workbook()})
    message.get_body().add_related(b"\x89PNG\r\n", "image", "png", cid="<x>", filename="logo.png")
    bureau.put("a.eml", message.as_bytes())
    bureau.take()

    assert (bureau.attachments(), bureau.not_used()) == ([], [])


def test_what_programs_leave_behind_is_not_even_listed(bureau, workbook):
    for name in ("Thumbs.db", "~$自评表.xlsx", ".DS_Store"):
        bureau.put(name, b"junk")
    bureau.put("mac.zip", archive({"__MACOSX/._表.xlsx": b"junk", "表.xlsx": workbook()}))
    bureau.take()

    assert (len(bureau.received()), bureau.not_used(), bureau.attachments()) == (1, [], [])


def test_archives_that_cannot_be_opened_and_programs_are_named_with_what_to_do(bureau):
    bureau.put("材料.rar", b"Rar!\x1a\x07\x00")
    bureau.put("材料.7z", b"7z\xbc\xaf\x27\x1c")
    bureau.put("winmail.dat", b"\x78\x9f\x3e\x22")
    bureau.put("表.pdf.exe", b"MZ")
    done = bureau.take()

    assert bureau.refused() == [
        ("winmail.dat", "E810"),
        ("材料.7z", "E810"),
        ("材料.rar", "E810"),
        ("表.pdf.exe", "E815"),
    ]
    assert done.tally.not_used == 4
    assert bureau.attachments() == []
