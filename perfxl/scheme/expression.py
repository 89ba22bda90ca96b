"""Expressions: one arithmetic text over field names, evaluated for scores and checks and written as an Excel formula."""
