"""The backend for closed files: openpyxl holds the workbook, nothing recalculates."""
