"""The checks (审核规则): what one department's workbook alone can show to be wrong or worth a second look."""

from perfxl.checks import arithmetic, claims, completeness, lines, scores, tasks, text
from perfxl.checks.base import CheckFunction

CHECKS: tuple[CheckFunction, ...] = (
    *completeness.CHECKS,
    *arithmetic.CHECKS,
    *claims.CHECKS,
    *scores.CHECKS,
    *tasks.CHECKS,
    *lines.CHECKS,
    *text.CHECKS,
)
"""Every check there is. Their order does not matter: findings are sorted by cell."""
