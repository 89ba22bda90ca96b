"""From an open workbook to a submission: every input read, every departure from the template told."""
