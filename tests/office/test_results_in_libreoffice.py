"""LibreOffice opens a workbook with results, recalculates it, and shows links, marks and report alike."""

import datetime as dt

import openpyxl
import pytest

from perfxl.narrative import compose
from perfxl.workbook.results.marks import NOTE_HEAD
from perfxl.workbook.results.report_sheet import write_report
from perfxl.workbook.results.writing import write_results
from tests.support.office import recalculated
from tests.support.written_back import Bench, note_of

pytestmark = pytest.mark.office


def test_links_marks_and_report_survive_a_real_spreadsheet_program(tmp_path):
    bench = Bench(tmp_path).start({"部门名称": "某中心", "编制数": 8, "在职人员数": 9})
    evaluation = bench.judge()
    paragraphs, values = compose(evaluation), {}
    with bench.open(values) as book:
        values.update(write_results(book, evaluation, at=dt.datetime(2021, 4, 15, 9, 5)))  # noqa: DTZ001
        write_report(book, paragraphs)
    saved, file = bench.saved(values=True), recalculated(bench.file, tmp_path)
    shown, formulas = openpyxl.load_workbook(file, data_only=True), openpyxl.load_workbook(file)
    links = [cell for (cell,) in formulas["审核结果"]["D5:D40"] if "HYPERLINK" in str(cell.value)]
    assert len(links) == len([one for one in evaluation.findings if one.place.sheet])
    for link in links:
        assert shown["审核结果"][link.coordinate].value == saved["审核结果"][link.coordinate].value
    marked = {one.place for one in evaluation.findings if one.place.cell}
    assert marked
    assert all(NOTE_HEAD in note_of(shown, str(place)) for place in marked)
    report = [cell.value.lstrip("　") for (cell,) in shown["自评报告"].iter_rows(max_col=1) if cell.value]
    assert report == [paragraph.text for paragraph in paragraphs]
