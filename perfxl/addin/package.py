"""The file around the VBA project: an .xlam package of a few small parts, the same bytes everywhere."""

import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from string import ascii_uppercase
from typing import Final, TypeAlias
from xml.sax.saxutils import escape

_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OOXML: Final = "http://schemas.openxmlformats.org"
_MAIN: Final = f"{_OOXML}/spreadsheetml/2006/main"
_OFFICE: Final = f"{_OOXML}/officeDocument/2006/relationships"
_PACKAGE: Final = f"{_OOXML}/package/2006/relationships"
_MICROSOFT: Final = "http://schemas.microsoft.com/office"
_SHEET_TYPES: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"

PROJECT: Final = "xl/vbaProject.bin"
STYLES: Final = "xl/styles.xml"
THEME: Final = "xl/theme/theme1.xml"

Rows: TypeAlias = Sequence[Sequence[str]]
"""The texts of a sheet, row by row; an empty text leaves its cell empty."""

_CODE_NAMES: Final = ("ThisWorkbook", "Sheet2")
"""Of the base's workbook and sheet, whose modules are in its VBA project."""

_EARLIEST: Final = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip archive can tell: the clock must not show in the file."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part: where it stands, what it is, and how the workbook or the package refers to it."""

    name: str
    content: bytes
    relation: str
    content_type: str = ""
    """Empty for plain XML."""
    of_workbook: bool = True
    """Whether the workbook refers to it, rather than the package itself."""


@dataclass(frozen=True, slots=True)
class Looks:
    """Styles and theme of the base workbook, which Excel itself once wrote."""

    styles: bytes
    theme: bytes

    @classmethod
    def of(cls, archive: zipfile.ZipFile) -> "Looks":
        """Those of a workbook."""
        return cls(archive.read(STYLES), archive.read(THEME))


def package(
    *,
    title: str,
    version: str,
    project: bytes,
    looks: "Looks",
    sheet: str,
    rows: Rows,
    ribbon: bytes | None = None,
) -> bytes:
    """The whole file.

    Args:
        title: shown in Excel's list of add-ins.
        version: of perfxl, shown in the file's properties.
        project: ``vbaProject.bin``.
        looks: what the file takes from the base workbook.
        sheet: the name of the only sheet.
        rows: the texts that stand in it.
        ribbon: ``customUI14.xml``; None for an add-in without buttons.
    """
    book_code, sheet_code = _CODE_NAMES
    parts = (
        Part("xl/workbook.xml", _workbook(book_code, sheet), f"{_OFFICE}/officeDocument",
             "application/vnd.ms-excel.addin.macroEnabled.main+xml", of_workbook=False),
        Part("docProps/core.xml", _core(title, version), f"{_PACKAGE}/metadata/core-properties",
             "application/vnd.openxmlformats-package.core-properties+xml", of_workbook=False),
        Part("docProps/app.xml", _app(), f"{_OFFICE}/extended-properties",
             "application/vnd.openxmlformats-officedocument.extended-properties+xml", of_workbook=False),
        *([] if ribbon is None else [
            Part("customUI/customUI14.xml", ribbon, f"{_MICROSOFT}/2007/relationships/ui/extensibility",
                 of_workbook=False)]),
        Part("xl/worksheets/sheet1.xml", _sheet(sheet_code, rows), f"{_OFFICE}/worksheet",
             f"{_SHEET_TYPES}.worksheet+xml"),
        Part(THEME, looks.theme, f"{_OFFICE}/theme",
             "application/vnd.openxmlformats-officedocument.theme+xml"),
        Part(STYLES, looks.styles, f"{_OFFICE}/styles", f"{_SHEET_TYPES}.styles+xml"),
        Part("xl/sharedStrings.xml", _strings(rows), f"{_OFFICE}/sharedStrings",
             f"{_SHEET_TYPES}.sharedStrings+xml"),
        Part(PROJECT, project, f"{_MICROSOFT}/2006/relationships/vbaProject",
             "application/vnd.ms-office.vbaProject"),
    )  # fmt: skip
    return _packed(parts)


def _packed(parts: tuple[Part, ...]) -> bytes:
    contents = {
        "[Content_Types].xml": _content_types(parts),
        "_rels/.rels": _relationships((part for part in parts if not part.of_workbook), base=""),
        "xl/_rels/workbook.xml.rels": _relationships(
            (part for part in parts if part.of_workbook), base="xl/"
        ),
        **{part.name: part.content for part in parts},
    }
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in contents.items():
            # Stored, not deflated: what deflating gives depends on the zlib at hand.
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.create_system, entry.external_attr = 0, 0
            archive.writestr(entry, content)
    return packed.getvalue()


def _content_types(parts: Iterable[Part]) -> bytes:
    overrides = "".join(
        f'<Override PartName="/{part.name}" ContentType="{part.content_type}"/>'
        for part in parts
        if part.content_type
    )
    return _xml(
        f'<Types xmlns="{_OOXML}/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _relationships(parts: Iterable[Part], base: str) -> bytes:
    entries = "".join(
        f'<Relationship Id="rId{number}" Type="{part.relation}" Target="{part.name.removeprefix(base)}"/>'
        for number, part in enumerate(parts, start=1)
    )
    return _xml(f'<Relationships xmlns="{_PACKAGE}">{entries}</Relationships>')


def _workbook(code_name: str, sheet: str) -> bytes:
    # The settings are the first part that the workbook refers to. An add-in's own window is never shown.
    return _xml(
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
        '<fileVersion appName="xl" lastEdited="7" lowestEdited="5" rupBuild="23530"/>'
        f'<workbookPr codeName="{code_name}"/>'
        '<bookViews><workbookView visibility="hidden" xWindow="0" yWindow="0" windowWidth="18000"'
        ' windowHeight="12000"/></bookViews>'
        f'<sheets><sheet name="{escape(sheet)}" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )


def _sheet(code_name: str, rows: Rows) -> bytes:
    strings = _table_of_strings(rows)
    lines = "".join(
        f'<row r="{number}">'
        + "".join(
            f'<c r="{column}{number}" t="s"><v>{strings[text]}</v></c>'
            for column, text in zip(ascii_uppercase, row, strict=False)
            if text
        )
        + "</row>"
        for number, row in enumerate(rows, start=1)
    )
    return _xml(
        f'<worksheet xmlns="{_MAIN}"><sheetPr codeName="{code_name}"/>'
        f"<sheetData>{lines}</sheetData></worksheet>"
    )


def _strings(rows: Rows) -> bytes:
    strings, count = _table_of_strings(rows), sum(bool(text) for row in rows for text in row)
    items = "".join(f"<si><t>{escape(text)}</t></si>" for text in strings)
    return _xml(f'<sst xmlns="{_MAIN}" count="{count}" uniqueCount="{len(strings)}">{items}</sst>')


def _table_of_strings(rows: Rows) -> dict[str, int]:
    """Every text of the sheet once, in the order of its first appearance, with its number."""
    texts = dict.fromkeys(text for row in rows for text in row if text)
    return {text: number for number, text in enumerate(texts)}


def _core(title: str, version: str) -> bytes:
    return _xml(
        f'<cp:coreProperties xmlns:cp="{_OOXML}/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title)}</dc:title><dc:description>perfxl {escape(version)}</dc:description>"
        '<dcterms:created xsi:type="dcterms:W3CDTF">2020-01-01T00:00:00Z</dcterms:created>'
        f"<cp:version>{escape(version)}</cp:version></cp:coreProperties>"
    )


def _app() -> bytes:
    return _xml(
        f'<Properties xmlns="{_OOXML}/officeDocument/2006/extended-properties">'
        "<Application>Microsoft Excel</Application><AppVersion>16.0300</AppVersion></Properties>"
    )


def _xml(text: str) -> bytes:
    return (_HEAD + text).encode("utf-8")
