"""The department's desk: what one accountant does with one workbook."""
