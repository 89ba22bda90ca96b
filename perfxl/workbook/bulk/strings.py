"""The texts that the cells of a workbook share, each written once and numbered in its order."""

from lxml import etree

from perfxl.engines.closed.source import MAIN

_ITEM, _TEXT, _RUNS = f"{{{MAIN}}}si", f"{{{MAIN}}}t", f"{{{MAIN}}}r/{{{MAIN}}}t"


def read_strings(root: etree._Element) -> list[str]:
    """All texts of the part of shared texts."""
    return [text_of(item) for item in root.iter(_ITEM)]


def text_of(item: etree._Element) -> str:
    """A text without its formats, and without the pronunciation that East Asian programs write beside it."""
    plain = item.findtext(_TEXT)
    text = plain or "".join(run.text or "" for run in item.iterfind(_RUNS))
    # What merely looks like an escaped character is kept apart by escaping its first sign.
    return text.replace("x005F_", "")
