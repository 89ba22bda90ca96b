"""A bureau's folder and a folder of sources, for every test anew; workbooks of the made-up county."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest

from perfxl.bureau.folder import BureauFolder
from perfxl.bureau.intake.collecting import Collected, collect
from perfxl.bureau.intake.ledger import Ledger
from perfxl.bureau.records import Attachment, NotUsed, Received
from perfxl.bureau.store import Store
from perfxl.bureau.versions import Version
from tests.support.county import department
from tests.support.county import workbook as filled

NAME = "示例县教育局"


@cache
def _workbook(name: str, year: int | None, code: str, mark: str) -> bytes:
    edits = {"部门名称": name, "评价年度": year, "预算编码": code or None, "填报人": mark}
    return filled(department(1), edits)


@pytest.fixture(scope="session")
def workbook() -> Callable[..., bytes]:
    """The filled workbook of a department; another ``mark`` makes another version of it."""

    def made(name: str | None = NAME, *, year: int | None = 2020, code: str = "", mark: str = "甲") -> bytes:
        return _workbook(name, year, code, mark)

    return made


@dataclass
class Bureau:
    """A folder of sources, and what the bureau's folder holds after taking them in."""

    sources: Path
    root: Path
    last: list[Collected] = field(default_factory=list)

    def put(self, name: str, content: bytes) -> Path:
        file = self.sources / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        return file

    def take(self, *sources: Path, roster: Path | None = None) -> Collected:
        self.last.append(collect(sources or (self.sources,), self.root, roster))
        return self.last[-1]

    @property
    def folder(self) -> BureauFolder:
        return BureauFolder(self.root)

    def originals(self) -> list[str]:
        return sorted(file.name for file in self.folder.originals.iterdir())

    def attachments(self) -> list[str]:
        place = self.folder.attachments
        return sorted(file.name for file in place.iterdir()) if place.is_dir() else []

    def received(self) -> list[tuple[Received, Version]]:
        with Store(self.folder.store) as store:
            return list(store.received())

    def one(self) -> Received:
        ((received, _),) = self.received()
        return received

    def not_used(self) -> list[NotUsed]:
        with Store(self.folder.store) as store:
            return list(Ledger(self.folder, store).not_used())

    def kept(self) -> list[Attachment]:
        with Store(self.folder.store) as store:
            return list(Ledger(self.folder, store).attachments())

    def refused(self) -> list[tuple[str, str]]:
        """What was not used: name and code."""
        return sorted((one.name, one.fault.code) for one in self.not_used())


@pytest.fixture(scope="session")
def bureau_in() -> Callable[[Path], Bureau]:
    """Makes a bureau in a folder, for tests that only look at one."""

    def made(folder: Path) -> Bureau:
        (folder / "报送 材料").mkdir()
        return Bureau(folder / "报送 材料", folder / "收件")

    return made


@pytest.fixture
def bureau(bureau_in: Callable[[Path], Bureau], tmp_path: Path) -> Bureau:
    return bureau_in(tmp_path)
