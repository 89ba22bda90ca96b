"""The mail as other programs read it: names of attachments, words, headers that nothing can be put into."""

import base64
import datetime as dt
import re
import socket

import fast_mail_parser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfxl.department.dispatch.addresses import Mailbox
from perfxl.department.dispatch.message import (
    Attachment,
    Draft,
    draft_bytes,
    mail_bytes,
    new_message_id,
)
from perfxl.department.dispatch.words import one_line

AT = dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))
SENDER = Mailbox("dept@example.gov.cn", "新丰县行政服务中心")
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NAMES = [
    "report.pdf",
    "新丰县行政服务中心-2025-绩效自评.xlsx",
    "新丰县行政服务中心（县政务服务数据管理局）和县公共资源交易中心-2025-部门整体支出绩效自评.xlsx",
    "名字 里有 空格、“引号”；分号;'单引号'%41.docx",
    "𠮷野家-2025.xlsx",
]
CONTENT = bytes(range(256)) * 40 + b"\r\n.\r\n\n.\n"


def draft(**changed) -> Draft:
    parts = {
        "to": (Mailbox("jixiao@example.gov.cn", "某县财政局绩效管理股"), Mailbox("b@example.cn")),
        "cc": (Mailbox("c@example.cn"),),
        "sender": SENDER,
        "subject": "报送：新丰县行政服务中心2025年度部门整体支出绩效自评材料",
        "text": "您好！\n\n现报送材料，请查收。\n.\n",
        "attachments": (Attachment("自评.xlsx", SHEET, CONTENT),),
    }
    return Draft(**{**parts, **changed})


def parsed(content: bytes):
    """The mail as a parser of its own makes it out; it must have had nothing to put right."""
    mail = fast_mail_parser.parse_email(content, strict=True)
    assert mail.warnings == []
    return mail


def test_another_library_reads_subject_recipients_text_and_date():
    mail = parsed(mail_bytes(draft(), AT, new_message_id(SENDER)))

    assert mail.subject == "报送：新丰县行政服务中心2025年度部门整体支出绩效自评材料"
    assert [(one.display_name, one.address) for one in mail.to] == [
        ("某县财政局绩效管理股", "jixiao@example.gov.cn"),
        (None, "b@example.cn"),
    ]
    assert [one.address for one in mail.cc] == ["c@example.cn"]
    assert (mail.from_.display_name, mail.from_.address) == ("新丰县行政服务中心", "dept@example.gov.cn")
    assert mail.text_plain == ["您好！\r\n\r\n现报送材料，请查收。\r\n.\r\n"]
    assert mail.date_parsed == AT


@pytest.mark.parametrize("name", NAMES)
def test_an_attachment_keeps_its_name_and_every_byte(name):
    attached = Attachment(name, SHEET, CONTENT)

    (found,) = parsed(draft_bytes(draft(attachments=(attached,)), AT)).attachments

    assert (found.filename, found.mimetype, found.content) == (name, SHEET, CONTENT)


@pytest.mark.parametrize("name", NAMES[1:])
def test_a_program_that_knows_encoded_words_alone_finds_the_name_too(name):
    mail = draft_bytes(draft(attachments=(Attachment(name, SHEET, b"1"),)), AT).decode("ascii")

    quoted = re.search(r'Content-Type: application/\S+;\r\n name="(.*?)"\r\n', mail, re.DOTALL)[1]
    words = quoted.split("\r\n ")
    assert all(len(word) <= 75 for word in words)
    assert all(word.startswith("=?utf-8?b?") and word.endswith("?=") for word in words)
    # Each word is whole characters, so that a program which decodes word by word shows no broken ones.
    assert "".join(base64.b64decode(word[10:-2]).decode("utf-8") for word in words) == name


@pytest.mark.parametrize("name", NAMES[1:])
def test_no_name_is_cut_into_numbered_pieces_since_some_programs_lose_those(name):
    mail = draft_bytes(draft(attachments=(Attachment(name, SHEET, b"1"),)), AT)

    assert b"filename*=utf-8''" in mail
    assert b"*0" not in mail


def test_a_name_too_long_for_one_line_is_still_read():
    name = "长" * 150 + ".xlsx"

    (found,) = parsed(draft_bytes(draft(attachments=(Attachment(name, SHEET, b"1"),)), AT)).attachments

    assert found.filename == name


def test_the_mail_is_ascii_in_short_lines_that_all_end_with_crlf():
    attached = tuple(Attachment(name, SHEET, CONTENT) for name in NAMES)
    content = draft_bytes(draft(attachments=attached), AT)

    assert content.isascii()
    assert content.count(b"\n") == content.count(b"\r\n") == content.count(b"\r")
    assert max(len(line) for line in content.split(b"\r\n")) <= 998
    assert max(len(line) for line in content.split(b"\r\n") if b"=?" in line) <= 76


def test_a_name_of_plain_letters_is_told_in_the_plainest_way():
    mail = draft_bytes(draft(attachments=(Attachment("report.pdf", "application/pdf", b"1"),)), AT)

    assert b'filename="report.pdf"\r\n' in mail
    assert b'name="report.pdf"\r\n' in mail


def test_only_a_draft_is_marked_as_unsent_and_only_a_sent_mail_has_an_id():
    unsent = parsed(draft_bytes(draft(), AT)).headers
    sent = parsed(mail_bytes(draft(), AT, "<1@example.gov.cn>")).headers

    assert (unsent["X-Unsent"], "Message-ID" in unsent) == (["1"], False)
    assert (sent["Message-ID"], "X-Unsent" in sent) == (["<1@example.gov.cn>"], False)


def test_a_draft_without_a_sender_leaves_that_to_the_mail_program():
    headers = parsed(draft_bytes(draft(sender=None, cc=()), AT)).headers

    assert "From" not in headers
    assert "Cc" not in headers


def test_an_id_tells_nothing_of_the_machine_and_is_never_given_twice():
    ids = {new_message_id(SENDER) for _ in range(100)}

    assert len(ids) == 100
    assert all(re.fullmatch(r"<[0-9a-f]{32}@example\.gov\.cn>", one) for one in ids)
    assert socket.gethostname().encode() not in mail_bytes(draft(), AT, ids.pop())


# ── whatever the words ──

ANY_TEXT = st.text(
    st.one_of(
        st.characters(exclude_categories=("Cs",)), st.sampled_from("\r\n:;=?\"'\\<>@,（）【】，；某县局")
    ),
    max_size=60,
)


@settings(max_examples=150, deadline=None)
@given(department=ANY_TEXT, name=ANY_TEXT, file=ANY_TEXT)
def test_no_word_of_a_cell_a_name_or_a_file_changes_what_the_mail_is(department, name, file):
    subject, shown, file_name = one_line(f"报送：{department}"), one_line(name), f"{one_line(file)}.xlsx"
    made = draft(
        to=(Mailbox("a@example.cn", shown),),
        subject=subject,
        attachments=(Attachment(file_name, SHEET, CONTENT),),
    )

    mail = parsed(draft_bytes(made, AT))

    assert set(mail.headers) == {
        "From", "To", "Cc", "Subject", "Date", "MIME-Version", "Content-Type", "X-Unsent"
    }  # fmt: skip
    assert mail.subject == subject
    assert [(one.display_name or "", one.address) for one in mail.to] == [(shown, "a@example.cn")]
    (attached,) = mail.attachments
    assert (attached.filename, attached.content) == (file_name, CONTENT)
