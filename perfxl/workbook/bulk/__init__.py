"""Reading many closed workbooks: fast, by the same rules as everywhere, without any workbook library."""

from perfxl.workbook.bulk.reader import ReadWorkbook, read_workbook

__all__ = ["ReadWorkbook", "read_workbook"]
