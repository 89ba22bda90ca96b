"""Two hundred random submissions a scheme, filled in and scored: LibreOffice shows just what was saved."""

import zipfile
from pathlib import Path

import pytest
from lxml import etree

from perfxl.department import actions, closed_files, preparing
from perfxl.scheme.load import load_scheme
from perfxl.workbook.filling.values import Given
from perfxl.workbook.saving.save import save_closed
from tests.support.alike import alike
from tests.support.office import recalculate
from tests.support.random_values import random_values

pytestmark = [pytest.mark.office, pytest.mark.slow]

BATCH, BATCHES = 50, 4
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def given(scheme, seed: int) -> Given:
    values = random_values(scheme, seed)
    tables = {name: tuple(rows) for name, rows in values.items() if isinstance(rows, list)}
    return Given({name: value for name, value in values.items() if name not in tables}, tables)


def written(scheme, blank: Path, seed: int, target: Path) -> None:
    """One random submission filled into a blank workbook and scored."""
    with closed_files.opened(blank) as book:
        preparing.fill(book, given(scheme, seed))
        save_closed(book, target, actions.score(book).saved)


def formula_values(file: Path) -> dict[tuple[str, str], float | str]:
    """What stands beside every formula; an error shows as its own text."""
    with zipfile.ZipFile(file) as archive:
        texts = _shared_texts(archive)
        return {
            (sheet, cell.get("r")): _value(cell, texts)
            for sheet, part in _sheets(archive)
            for cell in etree.fromstring(archive.read(part)).iter(f"{_MAIN}c")
            if cell.find(f"{_MAIN}f") is not None
        }


def _sheets(archive):
    rels = {
        one.get("Id"): one.get("Target").lstrip("/").removeprefix("xl/")
        for one in etree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    }
    for sheet in etree.fromstring(archive.read("xl/workbook.xml")).iter(f"{_MAIN}sheet"):
        yield sheet.get("name"), f"xl/{rels[sheet.get(_RELATION)]}"


def _shared_texts(archive):
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    items = etree.fromstring(archive.read("xl/sharedStrings.xml"))
    return ["".join(text.text or "" for text in item.iter(f"{_MAIN}t")) for item in items]


def _value(cell, texts) -> float | str:
    value = cell.findtext(f"{_MAIN}v") or ""
    kind = cell.get("t", "n")
    if kind == "s":
        return texts[int(value)]
    return float(value) if kind in {"n", "b"} and value else value


@pytest.mark.parametrize("batch", range(BATCHES))
@pytest.mark.parametrize("scheme_id", ["guangdong-county-2020", "hunan-county-2018"])
def test_every_formula_of_a_scored_workbook_recalculates_to_its_saved_value(scheme_id, batch, tmp_path):
    scheme, blank = load_scheme(scheme_id), tmp_path / "blank.xlsx"
    preparing.new_file(scheme, blank, {})
    files = [tmp_path / f"{seed}.xlsx" for seed in range(batch * BATCH, (batch + 1) * BATCH)]
    for file in files:
        written(scheme, blank, int(file.stem), file)

    for file, again in zip(files, recalculate(files, tmp_path), strict=True):
        saved, shown = formula_values(file), formula_values(again)
        assert len(saved) > 40
        different = {
            place: (value, shown.get(place))
            for place, value in saved.items()
            if not alike(shown.get(place), value)
        }
        assert different == {}, f"{scheme_id}, seed {file.stem}"
