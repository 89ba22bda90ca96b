"""The bureau's summary (汇总): one workbook about all that departments handed in, and the report about it."""

from perfxl.bureau.summary.consolidating import Consolidated, Wanted, consolidate, ready

__all__ = ["Consolidated", "Wanted", "consolidate", "ready"]
