"""Review (复核): every workbook checked and scored anew from its inputs, and compared with its claims."""
