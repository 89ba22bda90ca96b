"""Workbooks that were finished: the cut template with a receipt and what its inputs held."""

import datetime as dt

from perfxl.engines import Book
from perfxl.evaluation import Evaluation, evaluate
from perfxl.receipt import Receipt, issue
from perfxl.workbook.finishing.kept import gather, shown_by_formulas, write_kept
from perfxl.workbook.finishing.receipts import write_receipt
from perfxl.workbook.finishing.remarks import remarked
from perfxl.workbook.reading.live import read_submission
from tests.support.workbooks import table_edits
from tests.support.written_back import JUDGED, Bench

AT = dt.datetime(2021, 4, 15, 9, 5, 3, tzinfo=dt.timezone(dt.timedelta(hours=8)))
WORDS = "2021年4月15日9时05分定稿"

FILLED = {
    "部门名称": "某县行政服务中心",
    "填报日期": dt.datetime(2021, 4, 15),  # noqa: DTZ001 - a cell has no zone
    "编制数": 8,
    "在职人员数": 7,
    "总支出_决算": 90.25,
    "一般项目_决算": 0,
    "部门概况": "第一行，\n第二行",
    "联系电话": "00751",
    "档次_预算编制合理性": "达成预期指标",
    **table_edits("项目", "名称 全年预算 全年执行\n甲 40 30\n乙 60 60"),
}


def finish(bench: Bench) -> Receipt:
    """Finish the workbook as it stands."""
    receipt = issue(bench.judge(), at=AT)
    values = {}
    with bench.open(values) as book:
        values.update(finish_book(book, receipt))
    return receipt


def finish_book(book: Book, receipt: Receipt, words: str = WORDS):
    """Write a receipt and what the inputs hold; what the formulas then show."""
    submission = read_submission(book, JUDGED)
    write_receipt(book, receipt)
    write_kept(book, submission, gather(book, JUDGED, submission, words))
    return shown_by_formulas(book, JUDGED, submission)


def looked_at(book: Book) -> Evaluation:
    """The workbook judged with what its receipts tell against it."""
    return remarked(book, evaluate(JUDGED, read_submission(book, JUDGED)))
