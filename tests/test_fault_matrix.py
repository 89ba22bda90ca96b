"""Every bad file, through the command line as a user meets it: a coded message, little memory, no trace.

One row a fault. A file that cannot be worked on leaves nothing in the output folder; a workbook with faults
inside is read nevertheless, and every one of its faults is found.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.support import files
from tests.support.workbooks import (
    edited,
    names_on,
    place_of,
    remove_sheet,
    rename_sheet,
    scheme,
    template,
    unzipped,
    zipped,
)

MOST_MEMORY_MIB = 500
PATIENCE_SECONDS = 120
"""Far beyond what any row takes, even on a machine with much else to do: it only ends what would hang."""

WHOLE = {"rows": None}
UNREADABLE, ERRORS = 2, 1

_CHILD = """
import sys
from pathlib import Path
from perfxl.cli import main

def peak():
    status = Path("/proc/self/status")
    if status.exists():
        # Counted from this program's start; getrusage counts its parent's memory as well.
        return int(status.read_text().partition("VmHWM:")[2].split()[0])
    import resource
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 if sys.platform == "darwin" else 1)

try:
    main()
finally:
    if sys.platform != "win32":
        Path("peak.txt").write_text(str(peak() // 1024))
"""


@dataclass(frozen=True)
class Run:
    status: int
    output: str
    message: str


def perfxl(folder: Path, *arguments: str) -> Run:
    """Run the command line in a child of its own and hold it to its memory."""
    child = subprocess.run(
        [sys.executable, "-c", _CHILD, *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    peak = folder / "peak.txt"
    assert not peak.exists() or int(peak.read_text()) < MOST_MEMORY_MIB
    assert "Traceback" not in child.stderr
    return Run(child.returncode, child.stdout, child.stderr)


def identity(told: str, instead: str) -> bytes:
    """The template with another text in its identity."""
    parts = unzipped(template())
    strings = parts["xl/sharedStrings.xml"]
    assert strings.count(f"<t>{told}</t>".encode()) == 1
    parts["xl/sharedStrings.xml"] = strings.replace(f"<t>{told}</t>".encode(), f"<t>{instead}</t>".encode())
    return zipped(parts)


def without_identity() -> bytes:
    def change(book: Workbook) -> None:
        del book["_perfxl"]

    return edited(template(), change=change)


def with_part(name: str, content: bytes) -> bytes:
    return zipped(unzipped(template()) | {name: content})


def with_flipped_byte() -> bytes:
    content = bytearray(template())
    content[len(content) // 2] ^= 0xFF
    return bytes(content)


@cache
def bomb() -> bytes:
    return files.bomb(300 * 1024 * 1024)


def word_document() -> bytes:
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    return files.zipped({"[Content_Types].xml": files.content_types(kind)})


MERGED_OVER = files.sheet_xml(after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')

BAD_FILES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "zero bytes": ("E103", lambda: b""),
    "old .xls renamed": ("E106", lambda: files.compound("Workbook")),
    "encrypted": ("E107", lambda: files.compound("EncryptionInfo", "EncryptedPackage")),
    "web page renamed": ("E108", "<html><body>表</body></html>".encode),
    "truncated": ("E109", lambda: template()[: len(template()) // 2]),
    "damaged": ("E109", with_flipped_byte),
    "Word document renamed": ("E110", word_document),
    "macros renamed": ("E111", lambda: with_part("xl/vbaProject.bin", b"x")),
    "zip bomb that tells its size": ("E114", bomb),
    "zip bomb that lies about it": (
        "E114",
        lambda: files.with_declared_size(bomb(), "xl/media/image1.bin", 1000),
    ),
    "part that leaves its folder": ("E115", lambda: with_part("../../自评.xml", b"<a/>")),
    "million rows": ("E116", cache(files.million_rows)),
    "merged over the whole sheet": ("E116", lambda: files.workbook_bytes({files.SHEET: MERGED_OVER})),
    "entity bomb": ("E117", lambda: files.workbook_bytes({files.SHEET: files.ENTITY_BOMB})),
    "broken part": ("E118", lambda: with_part("xl/workbook.xml", b"<workbook>")),
    "other make": ("E201", without_identity),
    "other template": ("E203", lambda: identity(scheme().id, "guangxi-county-2019")),
    "old version": ("E204", lambda: identity(scheme().version, "0.0.9")),
    "newer version": ("E205", lambda: identity(scheme().version, "99.0.0")),
    "wrong digest": ("E206", lambda: identity(scheme().digest, "0" * 64)),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_gives_its_coded_message_and_leaves_no_trace(name: str, tmp_path: Path) -> None:
    code, content = BAD_FILES[name]
    file = tmp_path / "某县行政服务中心.xlsx"
    before = content()
    file.write_bytes(before)
    out = tmp_path / "结果"
    out.mkdir()
    run = perfxl(tmp_path, "score", str(file), "--output", str(out / "已计分.xlsx"))
    assert run.status == UNREADABLE
    assert f"[{code}]" in run.message
    assert "处理：" in run.message
    assert list(out.iterdir()) == []
    assert file.read_bytes() == before


def test_a_folder_and_a_missing_file_give_their_coded_messages(tmp_path: Path) -> None:
    folder = tmp_path / "收件.xlsx"
    folder.mkdir()
    run = perfxl(tmp_path, "check", str(folder))
    assert (run.status, "[E102]" in run.message) == (UNREADABLE, True)
    run = perfxl(tmp_path, "check", str(tmp_path / "没有.xlsx"))
    assert (run.status, "[E101]" in run.message) == (UNREADABLE, True)


def test_a_bomb_inside_an_attached_archive_is_never_unpacked(tmp_path: Path) -> None:
    file = tmp_path / "附件.xlsx"
    file.write_bytes(zipped(unzipped(template(**WHOLE)) | {"xl/embeddings/附件.zip": bomb()}))
    assert perfxl(tmp_path, "check", str(file)).status == ERRORS


def broken(book: Workbook) -> None:
    """A sheet gone, another renamed, names lost or dead, a sheet hidden."""
    remove_sheet("重点工作")(book)
    rename_sheet("成效与问题", "成效和问题")(book)
    del book.defined_names["编制数"]
    book.defined_names["在职人员数"].attr_text = "基本情况表!#REF!"
    for name in names_on(book, "项目清单"):
        del book.defined_names[name]


FAULTY: dict[str, tuple[dict[str, object], Callable[[Workbook], object] | None, dict[str, str]]] = {
    "odd entries": (
        {
            "编制数": "九人",
            "在职人员数": "１２",
            "总支出_决算": "3935.66万元",
            "总支出_调整预算": "39356600元",
            "总支出_年初预算": "#N/A",
            "基本支出_决算": "=1+1",
            "填报日期": "2021年3月5日",
            "单位性质": "国企",
            "在职人员控制率": 0.9,
        },
        None,
        {
            "编制数": "T14",
            "在职人员数": "T14",
            "总支出_决算": "T14",
            "总支出_调整预算": "T14",
            "总支出_年初预算": "R02",
            "基本支出_决算": "R01",
            "填报日期": "R03",
            "单位性质": "R04",
            "在职人员控制率": "T13",
        },
    ),
    "broken structure": (
        {"总支出_决算": "3935.66万元"},
        broken,
        {"总支出_决算": "T14"}
        | dict.fromkeys(("重点工作!", "成效和问题!", "基本情况表!", "项目清单!"), "T13"),
    ),
}


@pytest.mark.parametrize("name", FAULTY)
def test_a_faulty_workbook_is_read_and_every_fault_is_found_in_its_place(name: str, tmp_path: Path) -> None:
    edits, change, expected = FAULTY[name]
    file = tmp_path / "某县行政服务中心.xlsx"
    file.write_bytes(edited(template(**WHOLE), edits, change, **WHOLE))
    run = perfxl(tmp_path, "check", str(file), "--json")
    assert run.status == ERRORS
    found = {(f"{one['sheet']}!{one['cell']}", one["code"]) for one in json.loads(run.output)["findings"]}
    assert {(place_of(where, **WHOLE), code) for where, code in expected.items()} <= found
