"""The list for a person with a real Excel: short enough to be gone through before a release."""

import re
from pathlib import Path

LIST = Path(__file__).parent.parent / "docs" / "excel-smoke-check.zh-CN.md"
MOST = 30


def test_its_steps_are_numbered_and_at_most_thirty() -> None:
    steps = re.findall(r"^\| (\d+) \| [^|]+ \| [^|]+ \|$", LIST.read_text(encoding="utf-8"), re.MULTILINE)
    assert [int(step) for step in steps] == list(range(1, len(steps) + 1))
    assert 20 <= len(steps) <= MOST
