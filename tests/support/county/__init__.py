"""The made-up county 示例县: departments, their filled workbooks, and faults to plant in them."""

from tests.support.county.departments import Department, department, departments
from tests.support.county.mould import Formula, Typed, workbook

__all__ = ["Department", "Formula", "Typed", "department", "departments", "workbook"]
