"""The sheets of the summary workbook, one module each, over pages that know paper and limits."""
