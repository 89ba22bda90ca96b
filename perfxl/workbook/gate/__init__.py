"""The gate: whether a file that came by mail is safe to open, before a workbook library touches it."""
