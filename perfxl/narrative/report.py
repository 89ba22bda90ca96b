"""From a judged submission to the paragraphs of its report, by its scheme's outline (``report.j2``)."""

from typing import Protocol

from perfxl.errors import SchemeError
from perfxl.narrative.outline import OutlineError, prove, render
from perfxl.narrative.paragraphs import Paragraph, paragraphs
from perfxl.narrative.view import context
from perfxl.scheme.model import Scheme
from perfxl.scoring import Scorecard
from perfxl.submission import Submission


class Judged(Protocol):
    """A submission with its judgement, as :class:`perfxl.evaluation.Evaluation` holds them."""

    @property
    def scheme(self) -> Scheme:
        """The scheme under which it was judged."""

    @property
    def submission(self) -> Submission:
        """What was entered."""

    @property
    def scorecard(self) -> Scorecard:
        """How it was scored."""


def compose(evaluation: Judged) -> tuple[Paragraph, ...]:
    """The report's paragraphs, in order; the same evaluation gives the same paragraphs.

    Clauses whose figures are missing are left out. Entered texts stand as entered.

    Raises:
        SchemeError: the outline of the scheme is malformed (E380) or asks for what there is not (E381); the
            message names the scheme and the line.
    """
    scheme = evaluation.scheme
    try:
        return paragraphs(render(scheme.report, context(scheme, evaluation.submission, evaluation.scorecard)))
    except OutlineError as error:
        raise _refusal(scheme, error) from error


def prove_outline(scheme: Scheme) -> None:
    """Make sure that the outline of a scheme is well formed, before anybody fills in a workbook for it.

    Raises:
        SchemeError: it is not (E380); the message names the scheme and the line.
    """
    try:
        prove(scheme.report)
    except OutlineError as error:
        raise _refusal(scheme, error) from error


def _refusal(scheme: Scheme, error: OutlineError) -> SchemeError:
    code = "E380" if error.malformed else "E381"
    return SchemeError(code, scheme=scheme.id, line=error.line, reason=error.reason)
