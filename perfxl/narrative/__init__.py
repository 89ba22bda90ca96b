"""The report (自评报告) as paragraphs: the scheme's outline, filled with what was entered and scored."""

from perfxl.narrative.paragraphs import Kind, Paragraph
from perfxl.narrative.report import Judged, compose

__all__ = ["Judged", "Kind", "Paragraph", "compose"]
