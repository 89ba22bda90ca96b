"""What perfxl has written for another bureau is known by what is in it, and never taken for a return."""

import shutil
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest

from perfxl.bureau.folder import BureauFolder
from perfxl.bureau.products import Product
from perfxl.cli import _run
from perfxl.document import pdf
from perfxl.workbook.gate.package import inspect
from tests.bureau.intake.conftest import Bureau
from tests.support.county import department
from tests.support.county import workbook as workbook_of
from tests.support.post import archive, mail

ONE, OTHER = "示例县教育局", "示例县水利局"


@pytest.fixture(scope="session")
def other_bureau(tmp_path_factory) -> Path:
    """The folder of a bureau that has gone the whole way, with older files too; not to be changed."""
    root = tmp_path_factory.mktemp("邻县") / "邻县收件"
    sources = root.parent / "来件"
    sources.mkdir()
    for number, name in enumerate((ONE, OTHER), start=1):
        remarkable = {"部门名称": name, "填报日期": "2021年4月15日"}
        (sources / f"{name}.xlsx").write_bytes(workbook_of(department(number), remarkable))
    for command in (
        ["collect", str(sources), "-o", str(root)],
        ["review", str(root), "--jobs", "1", "--copies"],
        ["consolidate", str(root), "--jobs", "1"],
    ):
        _run(command)
    folder = BureauFolder(root)
    folder.earlier.mkdir()
    shutil.copy(folder.review_scores, folder.earlier / "复核分-20210401.xlsx")
    shutil.copy(folder.summary, root / "改了名的.xlsx")
    return root


def sheet_of(other: Path) -> Path:
    return BureauFolder(other).returns / f"{ONE}-2020-退回意见.xlsx"


def copy_of(other: Path) -> Path:
    return BureauFolder(other).returns / f"{ONE}-2020-批注本.xlsx"


def test_of_another_bureaus_folder_the_departments_workbooks_are_taken_and_its_own_files_told_as_such(
    bureau: Bureau, other_bureau: Path
) -> None:
    done = bureau.take(other_bureau)
    assert {version.file for _, version in bureau.received()} == {
        f"原件/{ONE}-2020-第1版.xlsx",
        f"原件/{OTHER}-2020-第1版.xlsx",
    }
    assert done.unreadable == ()
    told = {one.name: (one.fault.code, one.fault.fault) for one in bureau.not_used()}
    kinds = {
        "收件清单.xlsx": "收件清单",
        "复核分.xlsx": "复核分",
        "复核分-20210401.xlsx": "复核分",
        "汇总.xlsx": "汇总工作簿",
        "改了名的.xlsx": "汇总工作簿",
        "汇总报告.docx": "汇总报告",
        f"{ONE}-2020-退回意见.xlsx": "退回意见",
        f"{OTHER}-2020-退回意见.xlsx": "退回意见",
        f"{ONE}-2020-批注本.xlsx": "批注本",
        f"{OTHER}-2020-批注本.xlsx": "批注本",
    }
    assert told == {
        name: ("E839", f"这是财政局一端生成的{kind}，不是报送材料，没有采用") for name, kind in kinds.items()
    }
    assert bureau.attachments() == []
    assert len(bureau.originals()) == 2
    again = bureau.take(other_bureau)
    assert (again.tally.workbooks, len(bureau.not_used())) == (0, len(kinds))


def test_the_same_folder_in_an_archive(bureau: Bureau, other_bureau: Path) -> None:
    files = {
        file.relative_to(other_bureau).as_posix(): file.read_bytes()
        for file in other_bureau.rglob("*")
        if file.is_file()
    }
    bureau.put("邻县.zip", archive(files))
    bureau.take()
    assert len(bureau.received()) == 2
    assert {code for _, code in bureau.refused()} == {"E839"}


def test_versions_of_another_bureaus_folder_come_in_as_versions(
    bureau: Bureau, workbook, tmp_path: Path
) -> None:
    other = Bureau(bureau.sources, tmp_path / "邻县")
    other.put("1.xlsx", workbook(ONE))
    other.take()
    other.put("2.xlsx", workbook(ONE, mark="乙"))
    other.take()
    bureau.take(other.root)
    assert bureau.originals() == other.originals() == [f"{ONE}-2020-第1版.xlsx", f"{ONE}-2020-第2版.xlsx"]


@pytest.mark.parametrize("put", ["mail", "folder"])
def test_a_return_sheet_that_a_department_sends_back_with_its_workbook_is_its_attachment(
    bureau: Bureau, workbook, other_bureau: Path, put: str
) -> None:
    files = {
        "表.xlsx": workbook(ONE, mark="改"),
        "退回意见（已逐条答复）.xlsx": sheet_of(other_bureau).read_bytes(),
    }
    if put == "mail":
        bureau.put("a.eml", mail(files).as_bytes())
    else:
        for name, content in files.items():
            bureau.put(f"{ONE}/{name}", content)
    bureau.take()
    assert bureau.attachments() == [f"{ONE}-2020-退回意见（已逐条答复）.xlsx"]
    assert bureau.refused() == []


def test_the_summary_of_a_department_above_others_is_its_attachment(
    bureau: Bureau, workbook, other_bureau: Path
) -> None:
    folder = BureauFolder(other_bureau)
    files = {file.name: file.read_bytes() for file in (folder.summary, folder.summary_report)}
    bureau.put("a.eml", mail({"表.xlsx": workbook(ONE), **files}).as_bytes())
    bureau.take()
    assert bureau.attachments() == [f"{ONE}-2020-{name}" for name in sorted(files)]
    assert bureau.refused() == []


def test_a_document_of_which_the_properties_are_damaged_is_still_one_file(
    bureau: Bureau, other_bureau: Path
) -> None:
    content = BureauFolder(other_bureau).summary_report.read_bytes()
    with ZipFile(BytesIO(content)) as package:
        start = package.getinfo("docProps/core.xml").header_offset + 60
    bureau.put("报告.docx", content[:start] + bytes(20) + content[start + 20 :])
    bureau.take()
    assert bureau.attachments() == ["未署名-报告.docx"]
    assert bureau.refused() == []


def test_a_departments_workbook_that_bears_the_mark_is_a_return_all_the_same(
    bureau: Bureau, workbook
) -> None:
    file = bureau.put("表.xlsx", workbook(ONE))
    book = openpyxl.load_workbook(file)
    book.properties.keywords = Product.SUMMARY.keywords
    book.save(file)
    bureau.take()
    assert bureau.one().department == ONE
    assert bureau.refused() == []


def test_a_marked_copy_on_which_the_department_has_worked_is_its_next_version(
    bureau: Bureau, other_bureau: Path, tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(copy_of(other_bureau))
    _input_of(book, "填报人").value = "改过了"
    book.save(tmp_path / "改.xlsx")
    inspect(tmp_path / "改.xlsx")
    bureau.put("改过的批注本.xlsx", (tmp_path / "改.xlsx").read_bytes())
    bureau.put("没改的批注本.xlsx", copy_of(other_bureau).read_bytes())
    bureau.take()
    assert [one.name for one, _ in bureau.received()] == ["改过的批注本.xlsx"]
    assert bureau.refused() == [("没改的批注本.xlsx", "E839")]


def test_a_marked_copy_that_was_finished_again_without_a_change_is_a_return(
    bureau: Bureau, other_bureau: Path, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr(pdf, "as_pdf", lambda _: b"%PDF")
    assert _run(["finish", str(copy_of(other_bureau)), "-o", str(tmp_path), "--reason", "经核实无误"]) == 0
    (finished,) = tmp_path.rglob(f"{ONE}*/*.xlsx")
    bureau.put("再次定稿.xlsx", finished.read_bytes())
    bureau.take()
    assert bureau.one().department == ONE


def _input_of(book, name: str):
    ((sheet, cell),) = book.defined_names[name].destinations
    return book[sheet][cell]
