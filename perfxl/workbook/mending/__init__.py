"""All that a department entered, moved from a damaged workbook into a fresh one."""
