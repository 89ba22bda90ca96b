"""A real spreadsheet program as the judge: LibreOffice opens a workbook, recalculates it, saves it anew."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

_ALWAYS_RECALCULATE = """\
<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
_PATIENCE = 180


def recalculated(file: Path, folder: Path) -> Path:
    """The workbook as LibreOffice saves it after recalculating every formula; needs LibreOffice."""
    (again,) = recalculate([file], folder)
    return again


def recalculate(files: Sequence[Path], folder: Path) -> list[Path]:
    """The same for several workbooks in one run of the program."""
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_ALWAYS_RECALCULATE, encoding="utf-8")
    target = folder / "recalculated"
    subprocess.run(
        [_office(), f"-env:UserInstallation={profile.as_uri()}", "--headless",
         "--convert-to", "xlsx", "--outdir", str(target), *map(str, files)],
        check=True, capture_output=True, timeout=_PATIENCE,
    )  # fmt: skip
    return [target / f"{file.stem}.xlsx" for file in files]


def _office() -> str:
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None:
        if os.environ.get("PERFXL_OFFICE_REQUIRED"):
            pytest.fail("LibreOffice is not installed")
        pytest.skip("needs LibreOffice")
    return found
