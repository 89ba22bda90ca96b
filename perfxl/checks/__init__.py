"""The checks (审核规则): what one department's workbook alone can show to be wrong or worth a second look."""
