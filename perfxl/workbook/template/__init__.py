"""The blank workbook of a scheme, written: the same scheme gives the same bytes."""
