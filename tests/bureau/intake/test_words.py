"""Names as they arrive: in every form that mail programs give them, and in those they break."""

import base64

import fast_mail_parser
import pytest

from perfxl.bureau.intake.words import guessed, heading
from perfxl.bureau.naming import Names, folded, of_attachment, of_workbook, safe, split, unsigned
from perfxl.bureau.shown import shown
from tests.support.post import mail, raw_mail

NAME = "示例县教育局自评表.xlsx"


def coded(text: str, charset: str, named: str = "") -> bytes:
    return f"=?{named or charset}?B?{base64.b64encode(text.encode(charset)).decode()}?=".encode()


def cut(charset: str) -> bytes:
    """Two words of which the first ends in the midst of a character."""
    content = NAME.encode(charset)
    words = (base64.b64encode(part).decode() for part in (content[:7], content[7:]))
    return "\r\n ".join(f"=?{charset}?B?{word}?=" for word in words).encode()


FORMS = {
    "RFC 2231": b"attachment; filename*=UTF-8''%E7%A4%BA%E4%BE%8B%E5%8E%BF%E6%95%99%E8%82%B2%E5%B1%80"
    b"%E8%87%AA%E8%AF%84%E8%A1%A8.xlsx",
    "RFC 2231 in pieces": b"attachment; filename*0*=UTF-8''%E7%A4%BA%E4%BE%8B%E5%8E%BF;\r\n"
    b" filename*1*=%E6%95%99%E8%82%B2%E5%B1%80; filename*2*=%E8%87%AA%E8%AF%84%E8%A1%A8.xlsx",
    "RFC 2231 in GBK": b"attachment; filename*=GBK''"
    + b"".join(b"%%%02X" % one for one in NAME.encode("gbk")),
    "encoded word in quotes": b'attachment; filename="' + coded(NAME, "utf-8") + b'"',
    "encoded word bare": b"attachment; filename=" + coded(NAME, "utf-8"),
    "encoded word in GBK": b'attachment; filename="' + coded(NAME, "gb18030", "gb2312") + b'"',
    "two words, a character cut": b'attachment; filename="' + cut("utf-8") + b'"',
    "two words, a character cut, in GBK": b'attachment; filename="' + cut("gbk") + b'"',
    "unknown charset": b'attachment; filename="' + coded(NAME, "utf-8", "x-none") + b'"',
    "bare GBK": b'attachment; filename="' + NAME.encode("gbk") + b'"',
    "bare UTF-8": b'attachment; filename="' + NAME.encode() + b'"',
    "with a path": b'attachment; filename="C:\\temp\\' + NAME.encode("utf-8") + b'"',
}


@pytest.mark.parametrize("form", FORMS)
def test_a_name_is_read_in_every_form(bureau, form):
    bureau.put("a.eml", raw_mail(FORMS[form], b"PK\x05\x06"))
    bureau.take()

    assert [one.name for one, _ in bureau.received()] == [NAME]


@pytest.mark.parametrize(
    "disposition",
    [
        b"attachment; filename*0*=; filename*=x'",
        b'attachment; filename="=?utf-8?B?!!!?="',
        b"attachment; filename=",
        b"attachment",
        b'attachment; filename="' + b"a" * 20_000 + b'.xlsx"',
        b"attachment; filename*=UTF-8''%ZZ%E7",
        b"",
    ],
)
def test_a_broken_name_loses_no_workbook(bureau, workbook, disposition):
    bureau.put("a.eml", raw_mail(disposition, workbook()))
    bureau.take()

    assert bureau.originals() == ["示例县教育局-2020-第1版.xlsx"]


def test_characters_that_are_not_in_gb2312_are_read_although_the_mail_says_gb2312():
    assert heading(coded("镕㙍局.xlsx", "gb18030", "gb2312").decode()) == "镕㙍局.xlsx"


@pytest.mark.parametrize("name", ["某某.xlsx", "联通.xlsx", "某县.xlsx", "表"])
def test_a_short_name_in_gbk_is_not_taken_for_other_letters(name):
    assert guessed(name.encode("gbk")) == name
    assert guessed(name.encode("utf-8")) == name


def test_a_heading_with_lines_injected_is_one_line():
    assert heading(coded("报送\r\nBcc: x@y.invalid", "utf-8").decode()) == "报送 Bcc: x@y.invalid"


def test_nothing_unseen_is_shown():
    assert shown("表\u202egpj.\u200bxlsx\x00\x1b[2J") == "表gpj.xlsx [2J"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("示例县 教育局", "示例县 教育局"),
        ('a/b\\c:d*e?f"g<h>i|j', "abcdefghij"),
        ("=cmd|' /C calc'!A0", "＝cmd’ C calc’!A0"),
        ("..", ""),
        ("  教育局. ", "教育局"),
        ("教" * 300, "教" * 50),
        ("~$教育局#1%", "～$教育局＃1％"),
    ],
)
def test_what_a_department_typed_becomes_part_of_a_name_that_windows_takes(typed, name):
    assert safe(typed) == name


def test_a_name_of_signs_only_is_still_a_name():
    assert of_workbook("///", "", None, 1) == "无名文件-年度不明-第1版"
    assert unsigned("???.xlsx") == "未署名-无名文件"
    assert split("a.b.XLSX") == ("a.b", ".xlsx")
    assert split("CON") == ("CON", "")


def test_what_came_with_a_workbook_bears_its_departments_name_once():
    assert of_attachment("教育局", 2020, "报告.pdf") == "教育局-2020-报告"
    assert of_attachment("教育局", 2020, "教育局-2020-自评报告.pdf") == "教育局-2020-自评报告"
    assert of_attachment("教育局 A'处", 2020, "教育局A’处-2020-自评报告.pdf") == "教育局A’处-2020-自评报告"
    assert of_attachment("", None, "报告.pdf") == "未署名-报告"


def test_names_that_windows_does_not_tell_apart_are_given_once():
    names = Names(["ABC.xlsx"])

    assert [names.take("abc", ".xlsx") for _ in range(3)] == ["abc-2.xlsx", "abc-3.xlsx", "abc-4.xlsx"]
    assert folded("é") == folded("é")


def test_another_parser_finds_the_same_attachments(bureau, workbook):
    """Of sound mails; of broken ones every parser makes something else."""
    files = {
        "自评表（终稿）.xlsx": workbook(),
        "报告.pdf": b"%PDF" * 1000,
        "很长的名字" * 12 + ".docx": b"text",
    }
    content = mail(files).as_bytes()
    bureau.put("a.eml", content)
    bureau.take()

    read = {one.filename: bytes(one.content) for one in fast_mail_parser.parse_email(content).attachments}
    kept = {one.name: (bureau.root / one.file).read_bytes() for one, _ in bureau.received()}
    kept |= {one.name: (bureau.root / one.file).read_bytes() for one in bureau.kept()}
    assert kept == read == files
