"""Makes ``docs/troubleshooting.zh-CN.md`` from the texts that a user reads: every message is in it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from perfxl.findings import catalogue
from perfxl.wording import subject

_HEAD = Path(__file__).parent.parent / "data" / "troubleshooting-head.md"
"""What no single message tells: symptoms, written by hand."""

_FIGURE = re.compile(r"\{[^{}]*\}")


def troubleshooting_markdown() -> str:
    """The whole page."""
    head = _HEAD.read_text(encoding="utf-8")
    return "\n".join([head, *_errors(), *_of_vba(), *_of_doctor(), *_of_reading()]) + "\n"


def _errors() -> Iterator[str]:
    yield from ("## 二、有编号的消息", "", "| 编号 | 消息 | 处理办法 |", "|---|---|---|")
    in_excel: Mapping[str, str] = subject("click")["remedies"]
    for code, words in sorted(subject("errors").items()):
        remedy = words["remedy"]
        if code in in_excel:
            remedy = f"{remedy}\n在 Excel 中：{in_excel[code]}"
        yield _row(code, words["fault"], remedy)
    yield ""


def _of_vba() -> Iterator[str]:
    yield from ("## 三、没有编号、由加载项直接显示的消息", "", "| 消息和处理办法 |", "|---|")
    told: Mapping[str, str] = subject("ribbon")["messages"]
    yield from (_row(text) for text in told.values() if "\n" in text)
    faults = subject("click")["faults"]
    yield _row(f"{faults['unexpected']}\n{faults['unexpected_remedy']}")
    yield ""


def _of_doctor() -> Iterator[str]:
    yield from ("## 四、环境自检", "", "| 自检结果 | 处理办法 |", "|---|---|")
    points: Iterable[Any] = subject("doctor").values()
    yield from (
        _row(point["told"], point["remedy"])
        for point in points
        if isinstance(point, dict) and "remedy" in point
    )
    yield ""


def _of_reading() -> Iterator[str]:
    yield from (
        "## 五、读取工作簿时的审核意见（R 开头）",
        "",
        "| 编号 | 发现的问题 | 怎样改正 |",
        "|---|---|---|",
    )
    cases = (case for (code, _), case in sorted(catalogue().items()) if code.startswith("R"))
    yield from (_row(case.code, case.fault, case.remedy) for case in cases)


def _row(*cells: str) -> str:
    shown = (_FIGURE.sub("〔〕", cell).strip().replace("|", r"\|") for cell in cells)
    return "| " + " | ".join(re.sub(r"\n+", "<br>", cell) for cell in shown) + " |"
