"""导出Word, 导出PDF and 定稿并发送: what stands beside the workbook afterwards, and what was asked for it."""

from pathlib import Path

import pytest

from perfxl.addin import dialogs, exporting, ribbon
from perfxl.department import closed_files, dispatch
from perfxl.document import pdf
from perfxl.engines import package_of, xw
from perfxl.errors import FileError, PdfError, SendError
from perfxl.receipt import matches
from perfxl.workbook.finishing.receipts import read_receipts
from tests.support.clicks import desk
from tests.support.county import department, workbook

NAME = "示例县水务局-2020"
WRONG = {"总支出_决算": 1.0}


@pytest.fixture(scope="module")
def sound():
    return workbook(department(1))


@pytest.fixture(scope="module")
def wrong():
    return workbook(department(1), WRONG)


@pytest.fixture
def open_desk(tmp_path, monkeypatch):
    """Opens a workbook as the caller of every click, in a folder of its own."""
    managers = []

    def opened(content, name="水务局 2020.xlsx"):
        (tmp_path / "家").mkdir()
        (tmp_path / "报送").mkdir()
        file = tmp_path / "报送" / name
        file.write_bytes(content)
        manager = desk(monkeypatch, tmp_path / "家", file)
        managers.append(manager)
        return manager.__enter__()

    yield opened
    for manager in managers:
        manager.__exit__(None, None, None)


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch):
    """What stands in for LibreOffice, Excel's own saving, mail programs and the user's programs."""
    told = {"opened": [], "saved": [], "mailed": []}

    def save_copy(book, target):
        told["saved"].append((book.app.calculation, book.app.status_bar))
        target.write_bytes(package_of(book, {}))

    def open_draft(draft, target):
        told["mailed"].append((draft, target))
        return dispatch.Shown(dispatch.Way.PROGRAM, target)

    monkeypatch.setattr(pdf, "as_pdf", lambda document: b"%PDF " + document[:2])
    monkeypatch.setattr(dialogs, "save_copy", save_copy)
    monkeypatch.setattr(dispatch, "open_draft", open_draft)
    monkeypatch.setattr(
        "perfxl.department.dispatch.opening.open_with_program",
        lambda file: told["opened"].append(file) or True,
    )
    return told


def unsaved(monkeypatch, one):
    """The workbook has never been saved."""
    monkeypatch.setattr(type(one.book), "fullname", property(lambda _: "工作簿1"))
    monkeypatch.setattr(type(one.book), "name", property(lambda _: "工作簿1"))


# ── 导出Word, 导出PDF ──


@pytest.mark.parametrize(
    ("action", "made"),
    [
        ("export_word", (".docx", b"PK", "导出Word")),
        ("export_pdf", (".pdf", b"%PDF PK", "导出PDF")),
    ],
)
def test_the_document_stands_beside_the_workbook_and_can_be_opened(open_desk, sound, elsewhere, action, made):
    suffix, start, label = made
    one = open_desk(sound)
    one.answer = "yes"
    message = one.click(action)

    target = Path(one.book.fullname).with_name(f"{NAME}-自评报告{suffix}")
    assert target.read_bytes().startswith(start)
    assert message == f"自评报告已导出：{target}\n\n现在打开它吗？"
    assert elsewhere["opened"] == [target]
    assert one.last_result.endswith(f"{label}：{target.name}")


def test_the_steps_are_told_and_the_workbook_is_not_touched(open_desk, sound):
    one = open_desk(sound)
    before = package_of(one.book, {})
    one.click("export_pdf")

    assert one.told == [
        "绩效自评：正在读取填报内容……",
        "绩效自评：正在校验和计分……",
        False,
        "绩效自评：正在生成 Word 文档……",
        "绩效自评：正在生成 PDF，可能需要一两分钟……",
        False,
    ]
    assert package_of(one.book, {}) == before
    assert not (one.home / ".perfxl" / "backups").exists()


def test_whoever_does_not_want_to_see_it_is_shown_nothing(open_desk, sound, elsewhere):
    one = open_desk(sound)
    one.answer = "no"
    one.click("export_word")
    assert elsewhere["opened"] == []


def test_errors_and_an_open_score_are_told(open_desk, wrong):
    one = open_desk(wrong)
    assert "处错误没有改正，请先点击“校验”查看" in one.click("export_word")


@pytest.mark.parametrize("agreed", [True, False])
def test_an_older_document_is_replaced_only_if_the_user_agrees(open_desk, sound, agreed):
    one = open_desk(sound)
    target = Path(one.book.fullname).with_name(f"{NAME}-自评报告.docx")
    target.write_bytes(b"old")
    one.answer = "yes" if agreed else "no"
    ribbon.export_word()

    assert f"文件已经存在：{target}" in one.alerts[0].prompt
    assert (target.read_bytes() == b"old") is not agreed
    assert len(one.alerts) == (2 if agreed else 1)
    assert not one.failed


def test_for_a_workbook_never_saved_the_place_is_asked_for(open_desk, sound, answers, monkeypatch, tmp_path):
    one = open_desk(sound)
    unsaved(monkeypatch, one)
    answers[0].append(str(tmp_path / "别处.pdf"))
    ribbon.export_pdf()

    assert (tmp_path / "别处.pdf").read_bytes() == b"%PDF PK"
    macro, title, kinds, suggested = answers[1][0]
    assert (macro, title, suggested) == ("ChooseTarget", "保存自评报告", f"{NAME}-自评报告.pdf")
    assert kinds.endswith("*.pdf")


def test_whoever_names_no_place_is_left_alone(open_desk, sound, answers, monkeypatch):
    one = open_desk(sound)
    unsaved(monkeypatch, one)
    answers[0].append("")
    ribbon.export_word()
    assert one.alerts == []


def no_printer(monkeypatch, code="E544"):
    def fail(_):
        raise PdfError(code, program="LibreOffice")

    monkeypatch.setattr(pdf, "as_pdf", fail)


def test_without_a_program_that_prints_documents_the_user_is_told_what_to_install(
    open_desk, sound, monkeypatch
):
    no_printer(monkeypatch)
    one = open_desk(sound)
    message = one.click("export_pdf")
    assert one.failed
    assert "[E544] 没有找到能够生成 PDF 的程序" in message
    assert not Path(one.book.fullname).with_name(f"{NAME}-自评报告.pdf").exists()


def test_on_windows_excel_prints_the_sheet_of_the_report_instead(open_desk, sound, monkeypatch):
    no_printer(monkeypatch)
    monkeypatch.setattr(exporting, "on_windows", lambda: True)
    printed = []

    def to_pdf(sheet, path):
        printed.append((sheet.name, sheet["A1"].value))
        Path(path).write_bytes(b"%PDF sheet")

    monkeypatch.setattr(xw.Sheet, "to_pdf", to_pdf)
    one = open_desk(sound)
    message = one.click("export_pdf")

    assert Path(one.book.fullname).with_name(f"{NAME}-自评报告.pdf").read_bytes() == b"%PDF sheet"
    assert printed[0][0] == "自评报告"
    assert printed[0][1]
    assert "本次由 Excel 直接打印“自评报告”工作表，不含附表" in message


def test_a_printing_that_fails_is_told_and_not_replaced_by_another(open_desk, sound, monkeypatch):
    no_printer(monkeypatch, "E545")
    monkeypatch.setattr(exporting, "on_windows", lambda: True)
    assert "[E545] LibreOffice 没有能够生成 PDF。" in open_desk(sound).click("export_pdf")


# ── 定稿并发送 ──


def folder_of(one):
    return Path(one.book.fullname).with_name(f"{NAME}-绩效自评")


def test_finishing_makes_the_folder_and_opens_a_mail_with_all_of_it(open_desk, sound, elsewhere):
    one = open_desk(sound)
    file = Path(one.book.fullname)
    message = one.click("finish_and_send")

    folder = folder_of(one)
    names = [f"{NAME}-绩效自评.xlsx", f"{NAME}-自评报告.docx", f"{NAME}-自评报告.pdf"]
    assert sorted(path.name for path in folder.iterdir()) == names
    assert message.startswith("定稿完成：自评总分")
    assert f"定稿文件夹（工作簿、Word 文档、PDF）：{folder}" in message
    assert "邮件已用邮件程序打开，核对收件人和附件后，请点“发送”" in message
    ((draft, target),) = elsewhere["mailed"]
    assert [one.name for one in draft.attachments] == names
    assert target == folder.with_name(f"{folder.name}.eml")
    assert file.read_bytes() == sound
    receipt = read_receipts(one.book).kept[0]
    assert one.last_result.endswith(f"定稿：{receipt.total:g}分（{receipt.grade}）")


def test_the_copy_is_saved_when_the_workbook_calculates_as_before_and_fits_the_receipt(
    open_desk, sound, elsewhere
):
    one = open_desk(sound)
    one.book.app.calculation = "semiautomatic"
    one.click("finish_and_send")

    assert elsewhere["saved"] == [("semiautomatic", "绩效自评：正在保存定稿文件夹……")]
    assert one.traits == (True, "semiautomatic", False)
    (receipt,) = read_receipts(one.book).kept
    found = closed_files.check(folder_of(one) / f"{NAME}-绩效自评.xlsx")
    assert matches(receipt, found.scheme, found.submission, found.scorecard)
    assert [item.code for item in found.findings if item.code in ("R30", "R31")] == []
    assert "示例县水务局" in "".join(filter(None, one.book.sheets["自评报告"]["A1:A40"].value))


def test_whoever_will_not_finish_with_errors_is_told_the_first_ones(open_desk, wrong, elsewhere):
    one = open_desk(wrong)
    one.answer = "no"
    ribbon.finish_and_send()

    question, refusal = (alert.prompt for alert in one.alerts)
    assert "处错误没有改正，按要求改正后才能上报" in question
    assert "[E540]" in refusal
    assert "请点击“校验”" in refusal
    assert read_receipts(one.book).kept == ()
    assert not folder_of(one).exists()
    assert elsewhere["saved"] == []


def test_errors_are_finished_with_for_a_reason_that_the_receipt_keeps(open_desk, wrong, answers, elsewhere):
    one = open_desk(wrong)
    one.answer = "yes"
    answers[0].append("决算尚未批复")
    ribbon.finish_and_send()

    (receipt,) = read_receipts(one.book).kept
    assert receipt.errors > 0
    assert receipt.reason == "决算尚未批复"
    assert f"定稿时有{receipt.errors}处错误没有改正" in one.alerts[-1].prompt
    assert len(elsewhere["mailed"]) == 1


def test_whoever_gives_no_reason_is_left_alone(open_desk, wrong, answers):
    one = open_desk(wrong)
    one.answer = "yes"
    answers[0].append("")
    ribbon.finish_and_send()
    assert len(one.alerts) == 1
    assert read_receipts(one.book).kept == ()


@pytest.mark.parametrize("agreed", [True, False])
def test_an_older_folder_is_kept_under_another_name_if_the_user_agrees(open_desk, sound, agreed):
    one = open_desk(sound)
    folder_of(one).mkdir()
    (folder_of(one) / "扫描件.txt").write_text("盖章页", encoding="utf-8")
    one.answer = "yes" if agreed else "no"
    ribbon.finish_and_send()

    assert "原来的文件夹会改名保留" in one.alerts[0].prompt
    kept = [path.parent.name for path in folder_of(one).parent.glob("*/扫描件.txt")]
    assert len(kept) == 1
    assert ("旧版" in kept[0]) is agreed
    assert (len(read_receipts(one.book).kept) == 1) is agreed


def test_for_a_workbook_never_saved_the_folder_is_asked_for(open_desk, sound, answers, monkeypatch, tmp_path):
    one = open_desk(sound)
    unsaved(monkeypatch, one)
    (tmp_path / "桌面").mkdir()
    answers[0].append(str(tmp_path / "桌面" / "随便.xlsx"))
    ribbon.finish_and_send()
    assert (tmp_path / "桌面" / f"{NAME}-绩效自评" / f"{NAME}-绩效自评.xlsx").exists()


def test_a_workbook_of_another_kind_is_refused_before_anything_is_asked(open_desk, sound, monkeypatch):
    one = open_desk(sound)
    monkeypatch.setattr(type(one.book), "name", property(lambda _: "水务局.xlsm"))
    assert "[E549] 打开着的工作簿是 .xlsm 格式" in one.click("finish_and_send")


def test_without_a_mail_the_workbook_is_finished_all_the_same(open_desk, sound, monkeypatch):
    def fail(*_, **__):
        raise SendError("E555")

    monkeypatch.setattr(dispatch, "draft", fail)
    one = open_desk(sound)
    message = one.click("finish_and_send")
    assert message.startswith("定稿完成")
    assert "邮件没有准备好：" in message
    assert folder_of(one).is_dir()


def test_what_goes_wrong_with_the_folder_is_told_and_leaves_none(open_desk, sound, monkeypatch):
    def full(*_):
        raise FileError("E505", file="x", reason="磁盘已满")

    monkeypatch.setattr(dialogs, "save_copy", full)
    one = open_desk(sound)
    assert "[E505]" in one.click("finish_and_send")
    assert [path.name for path in folder_of(one).parent.iterdir()] == ["水务局 2020.xlsx"]
