"""The kinds of rule (评分标准): how a measure or an answer becomes a score. One small module a kind."""

from typing import TypeAlias

from perfxl.scheme.rules.bands import Band, Bands
from perfxl.scheme.rules.base import NO, YES, Answer, Asks, Cells, Fault, Working
from perfxl.scheme.rules.checklist import Checklist, Point
from perfxl.scheme.rules.choice import Choice, Option
from perfxl.scheme.rules.deduction import Deduction
from perfxl.scheme.rules.judgement import Judgement, Standard
from perfxl.scheme.rules.proportional import Proportional
from perfxl.scheme.rules.target import Target
from perfxl.scheme.rules.violations import Violations

Rule: TypeAlias = Proportional | Bands | Deduction | Checklist | Violations | Choice | Target | Judgement

__all__ = [
    "NO",
    "YES",
    "Answer",
    "Asks",
    "Band",
    "Bands",
    "Cells",
    "Checklist",
    "Choice",
    "Deduction",
    "Fault",
    "Judgement",
    "Option",
    "Point",
    "Proportional",
    "Rule",
    "Standard",
    "Target",
    "Violations",
    "Working",
]
