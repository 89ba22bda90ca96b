"""A closed workbook saved as a new file: whole or not at all, and nothing lost unnamed."""
