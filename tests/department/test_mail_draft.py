"""From a bundle to a draft: what is attached, what the letter says, where the draft is put."""

import datetime as dt
from pathlib import Path

import fast_mail_parser
import msgspec
import pytest

from perfxl.department import actions, closed_files, dispatch
from perfxl.department.dispatch import Draft, drafting, letter, mailboxes, outlook
from perfxl.department.dispatch.configuration import Configuration
from perfxl.department.dispatch.message import draft_bytes
from perfxl.errors import FileError, SendError
from perfxl.evaluation import evaluate
from perfxl.receipt import issue
from perfxl.workbook.finishing.receipts import write_receipt
from tests.support.sound import GUANGDONG, sound
from tests.support.workbooks import edited

EXAMPLE = Path(__file__).parents[2] / "workbooks" / "examples" / "xinfeng-2020-completed.xlsx"
AT = dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.UTC)
NAME = "新丰县行政服务中心-2020-绩效自评"
TO = ["jixiao@example.gov.cn"]


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A user's home of its own, without any settings."""
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "home")
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


@pytest.fixture(scope="module")
def evaluation():
    return closed_files.check(EXAMPLE)


@pytest.fixture
def bundle(tmp_path, home, evaluation, monkeypatch):
    """A finished bundle, whose workbook is read but once for all tests."""
    monkeypatch.setattr(drafting, "judged", lambda _: (evaluation, None))
    folder = tmp_path / "报送 材料" / NAME
    folder.mkdir(parents=True)
    (folder / f"{NAME}.xlsx").write_bytes(EXAMPLE.read_bytes())
    (folder / f"{NAME}.docx").write_bytes(b"docx")
    (folder / f"{NAME}.pdf").write_bytes(b"pdf")
    (folder / f"~${NAME}.xlsx").write_bytes(b"open in Excel")
    (folder / "说明.txt").write_bytes(b"note")
    return folder


@pytest.fixture
def no_program(monkeypatch):
    """A machine without Outlook or any mail program; remembers what it was asked to open."""
    asked = []
    monkeypatch.setattr(drafting, "open_with_program", lambda file: asked.append(file) or False)
    return asked


def words_of(changes=None, names=(f"{NAME}.xlsx",)):
    return letter.compose(evaluate(GUANGDONG, sound(changes)), None, names, AT)


# ── the letter ──


def test_the_letter_tells_whose_it_is_how_it_stands_and_what_is_attached():
    words = words_of(names=[f"{NAME}.xlsx", f"{NAME}.docx", f"{NAME}.pdf"])

    assert words.subject == "报送：某县行政服务中心2020年度部门整体支出绩效自评材料"
    assert words.text == (
        "您好！\n\n"
        "现报送某县行政服务中心2020年度部门整体支出绩效自评材料，请查收。\n\n"
        "自评结果：自评总分96.16分（满分100分），等级为“优”。\n"
        "特别说明：所用指标体系的分值为示例，上述得分仅供参考，正式分值以财政部门当年通知为准。\n"
        "审核意见：无错误，有提醒3处。\n"
        f"指标体系：{GUANGDONG.title}（编号guangdong-county-2020，版本{GUANGDONG.version}）。\n\n"
        "附件：\n"
        f"1. {NAME}.xlsx（填报工作簿）\n"
        f"2. {NAME}.docx（自评报告）\n"
        f"3. {NAME}.pdf（自评报告，PDF）\n\n"
        "需要补正的，请直接回复本邮件。\n\n"
        "某县行政服务中心\n"
        "2026年3月2日\n"
    )


def test_a_total_that_waits_for_indicators_is_called_provisional():
    text = words_of({"编制数": None}).text

    assert "自评结果：暂计94.16分（满分100分），尚有1项指标没有得分，总分和等级待定。" in text
    assert "等级为" not in text


def test_weights_that_were_issued_are_not_called_examples():
    issued = msgspec.structs.replace(GUANGDONG, weights="issued")

    assert "示例" in words_of().text
    assert "示例" not in letter.compose(evaluate(issued, sound()), None, [f"{NAME}.xlsx"], AT).text


def test_a_department_s_name_cannot_add_a_header():
    words = words_of({"部门名称": "某局\r\nBcc: thief@example.cn\r\n\r\n\u202e正文"})
    draft = Draft(mailboxes(TO), (), None, words.subject, words.text, ())

    mail = fast_mail_parser.parse_email(draft_bytes(draft, AT), strict=True)

    assert mail.subject == "报送：某局 Bcc: thief@example.cn 正文2020年度部门整体支出绩效自评材料"
    assert set(mail.headers) == {
        "To", "Subject", "Date", "MIME-Version", "Content-Type", "Content-Transfer-Encoding", "X-Unsent",
    }  # fmt: skip


# ── the bundle ──


def test_workbook_document_and_pdf_are_attached_in_this_order_and_nothing_else(bundle):
    made = dispatch.prepare(bundle, TO, with_errors=True)

    assert [one.name for one in made.draft.attachments] == [
        f"{NAME}.xlsx", f"{NAME}.docx", f"{NAME}.pdf"
    ]  # fmt: skip
    assert made.draft.attachments[0].content == EXAMPLE.read_bytes()
    assert made.bundle.left_out == ("说明.txt",)


def test_a_single_workbook_is_a_bundle_too_and_is_really_read(bundle, monkeypatch):
    monkeypatch.undo()
    settings = Configuration(to=TO)

    made = dispatch.prepare(bundle / f"{NAME}.xlsx", settings=settings, with_errors=True)

    assert [one.name for one in made.draft.attachments] == [f"{NAME}.xlsx"]
    assert "审核意见：尚有错误5处、提醒20处。" in made.draft.text
    assert made.bundle.draft_file == bundle / f"{NAME}.eml"


def test_errors_block_sending_unless_it_is_asked_for_and_the_letter_tells_of_them(bundle):
    with pytest.raises(SendError) as refused:
        dispatch.draft(bundle, TO)

    assert refused.value.code == "E553"
    assert "还有5处错误" in str(refused.value)
    assert "审核意见：尚有错误5处、提醒20处。" in dispatch.draft(bundle, TO, with_errors=True).text


def test_a_workbook_with_an_unusual_name_is_attached_as_what_it_is(bundle):
    (bundle / f"{NAME}.xlsx").rename(bundle / "自评.备份")

    (attached,) = dispatch.draft(bundle / "自评.备份", TO, with_errors=True).attachments

    assert (attached.name, attached.type.rpartition(".")[2]) == ("自评.xlsx", "sheet")


def test_a_folder_with_no_workbook_or_with_two_is_no_bundle(bundle):
    (bundle / "旧版.xlsx").write_bytes(b"")
    with pytest.raises(SendError, match="不止一个"):
        dispatch.find_bundle(bundle)

    for workbook in bundle.glob("*.xlsx"):
        workbook.unlink()
    with pytest.raises(SendError, match="没有填报工作簿"):
        dispatch.find_bundle(bundle)


def test_a_place_where_nothing_is_is_told(tmp_path):
    with pytest.raises(FileError) as refused:
        dispatch.find_bundle(tmp_path / "没有")

    assert refused.value.code == "E101"


def test_files_too_large_for_any_mail_are_refused_before_they_are_read(bundle):
    with (bundle / "扫描件.pdf").open("wb") as file:
        file.truncate(60 * 1024 * 1024)

    with pytest.raises(SendError) as refused:
        dispatch.find_bundle(bundle)

    assert refused.value.code == "E554"
    assert "上限 50.0 MB" in str(refused.value)


# ── the receipt ──


@pytest.fixture
def finish(home, tmp_path):
    """Gives the example a receipt, as finishing does."""

    def finished(reason=""):
        def act(book):
            evaluation = actions.judge(book)
            write_receipt(book, issue(evaluation, at=AT, reason=reason))
            return actions.Done(evaluation, {})

        closed_files.rewrite(EXAMPLE, tmp_path / f"{NAME}.xlsx", act, replace=True)
        return tmp_path / f"{NAME}.xlsx"

    return finished


def test_errors_that_were_explained_at_finishing_block_nothing_and_the_letter_tells_why(finish):
    made = dispatch.prepare(finish("决算批复尚未下达"), TO, settings=Configuration())

    assert made.receipt.reason == "决算批复尚未下达"
    assert "审核意见：尚有错误5处、提醒20处。\n" in made.draft.text
    assert "存在错误的原因：决算批复尚未下达\n定稿时间：2026年3月2日9时30分。\n" in made.draft.text


def test_errors_without_a_reason_block_in_spite_of_a_receipt(finish):
    with pytest.raises(SendError) as refused:
        dispatch.draft(finish(), TO)

    assert refused.value.code == "E553"


def test_a_workbook_that_was_changed_after_it_was_finished_is_not_sent(finish):
    file = finish("决算批复尚未下达")
    file.write_bytes(edited(file.read_bytes(), {"编制数": 99}))

    with pytest.raises(SendError) as refused:
        dispatch.draft(file, TO, with_errors=True)

    assert refused.value.code == "E552"
    assert "定稿以后又有改动" in str(refused.value)


# ── recipients ──


def test_recipients_not_named_are_those_of_the_settings(bundle):
    settings = Configuration(to=("usual@example.cn",), cc=("copy@example.cn", "USUAL@example.cn"))

    usual = dispatch.prepare(bundle, settings=settings, with_errors=True).draft
    named = dispatch.prepare(bundle, TO, settings=settings, with_errors=True).draft

    assert [str(one) for one in usual.to] == ["usual@example.cn"]
    assert [str(one) for one in usual.cc] == ["copy@example.cn"]
    assert [str(one) for one in named.to] == TO


def test_without_any_recipient_the_draft_leaves_them_to_the_user(bundle, no_program):
    made = dispatch.draft(bundle, with_errors=True)

    shown = dispatch.open_draft(made, bundle.with_name("草稿.eml"))

    assert made.recipients == ()
    assert "To" not in fast_mail_parser.parse_email(shown.file.read_bytes(), strict=True).headers


# ── the draft before the user ──


def test_the_draft_lies_beside_the_bundle_and_can_be_read_back(bundle, no_program):
    made = dispatch.prepare(bundle, TO, with_errors=True)

    shown = dispatch.open_draft(made.draft, made.bundle.draft_file)

    assert shown == dispatch.Shown(dispatch.Way.FILE, bundle.with_name(f"{NAME}.eml"))
    assert no_program == [shown.file]
    mail = fast_mail_parser.parse_email(shown.file.read_bytes(), strict=True)
    assert [one.filename for one in mail.attachments] == [f"{NAME}.xlsx", f"{NAME}.docx", f"{NAME}.pdf"]
    assert mail.attachments[0].content == EXAMPLE.read_bytes()


def test_a_draft_that_is_there_is_kept_unless_it_may_be_replaced(bundle):
    made = dispatch.prepare(bundle, TO, with_errors=True)
    file = bundle.with_name(f"{NAME}.eml")
    file.write_bytes(b"mine")

    with pytest.raises(FileError) as refused:
        dispatch.write_draft(made.draft, file)
    kept = file.read_bytes()
    dispatch.write_draft(made.draft, file, replace=True)

    assert (refused.value.code, kept) == ("E502", b"mine")
    assert file.read_bytes() != b"mine"


def test_where_outlook_is_it_gets_the_draft_and_no_file_is_written(bundle, no_program, monkeypatch):
    shown_drafts = []
    monkeypatch.setattr(outlook, "outlook_application", lambda: "Outlook")
    monkeypatch.setattr(outlook, "show_draft", lambda _, draft: shown_drafts.append(draft))
    made = dispatch.prepare(bundle, TO, with_errors=True)

    shown = dispatch.open_draft(made.draft, made.bundle.draft_file)

    assert shown == dispatch.Shown(dispatch.Way.OUTLOOK)
    assert shown_drafts == [made.draft]
    assert not made.bundle.draft_file.exists()
