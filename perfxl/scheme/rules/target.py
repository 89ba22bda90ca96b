"""Target attainment (指标值与完成值): at least, at most, or exactly a target, as 财预〔2020〕10号 systems compute it."""

from typing import Literal

from perfxl.scheme.rules.base import RuleRecord


class Target(RuleRecord, tag="target"):
    """``target`` is an expression over field names, compared with the measure.

    ``at_least`` (正向): reached gives full points, else actual ÷ target × points, a negative actual counting as 0.
    ``at_most`` (反向): reached gives full points; ``beyond = "linear"`` takes the exceeded share off (none left at
    twice the target), ``"inverse"`` gives target ÷ actual × points.
    ``exactly`` (等于): a target of 0 is met by 0 or less only; otherwise as ``at_least``.
    """

    target: str
    direction: Literal["at_least", "at_most", "exactly"]
    beyond: Literal["linear", "inverse"] = "linear"
