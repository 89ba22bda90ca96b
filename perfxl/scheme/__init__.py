"""Indicator systems (指标体系) as data: shapes, rules, expressions, loading and proof."""
