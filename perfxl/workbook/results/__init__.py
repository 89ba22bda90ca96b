"""A judgement written back into the workbook: marks, 审核结果, explanations, the report."""
