"""The workbook: where each field stands, the blank template, reading it back, and writing results into it."""
